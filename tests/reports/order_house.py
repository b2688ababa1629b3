"""The house in which the stories of `orders` are told, and the telling of many."""

from contextlib import contextmanager
from unittest import mock

from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.factories import MembershipFactory, UserFactory
from tests.reports import filing
from tests.reports.filing import NOW
from tests.reports.order_model import Clock, sign_in
from tests.reports.orders import Orders


@contextmanager
def house(embassy, measure, *people):
    """A machine of a house in which these people are signed in, besides the deputy, and the clock is ours."""
    filing.serves(embassy, measure)
    filing.indicators(measure.plan)
    filing.open_mission(embassy)
    filing.owed(embassy)
    head = next(person for person in people if person.name == "mission_head")
    deputy = MembershipFactory(user=UserFactory(name="deputy"), unit=embassy, role="mission_head", acting_for=head).user
    MembershipFactory(user=deputy, unit=embassy.lead_unit, role="unit_head")
    with mock.patch.object(timezone, "now", Clock.read):
        Clock.now = NOW
        keys = {person.name: (person, sign_in(Client(), person)) for person in (*people, deputy)}
        yield type("Filing", (Orders,), {"keys": keys, "handlers": {name: Client() for name in keys}})


def run(machine, examples, steps=20):
    few = settings(max_examples=examples, stateful_step_count=steps, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
    run_state_machine_as_test(machine, settings=few)
