"""A quarterly report in every order of acts by every person is what a plain model says (R4); a few stories of it here, many
in tests/faults."""

import pytest
from django.db import connection

from reports import triggers
from tests.reports import filing, order_house
from tests.reports.order_model import Clock, rows_of_all

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("cast_stands")]
EXAMPLES = 8


@pytest.fixture
def machine(embassy, measure, mission_officer, mission_head, reviewer, secretariat, leader):
    with order_house.house(embassy, measure, mission_officer, mission_head, reviewer, secretariat, leader) as machine:
        yield machine


def test_r4_in_every_order_of_acts_the_report_is_what_the_model_says(machine):
    order_house.run(machine, EXAMPLES)


def accepted(machine):
    """A story that ends with an accepted report."""
    told = machine()
    told.go_on(False, "mission_head")
    told.go_on(False, "deputy")
    told.go_on(False, "deputy")
    assert told.state == "accepted"
    told.everything_holds()
    return told


def test_r4_the_machine_notices_a_version_changed_after_its_acceptance(machine):
    """The control: an answer changed behind the services' back breaks an invariant."""
    told = accepted(machine)
    filing.damage(told.latest(), "present", 10)
    with pytest.raises(AssertionError):
        told.everything_holds()
    told.teardown()


def test_r4_the_machine_notices_a_line_of_history_too_many_and_an_answer_that_nobody_gave(machine):
    """The controls of the short way: what has not moved is not asked again, what has moved is."""
    told = accepted(machine)
    told.everything_holds()
    assert told.held == (rows_of_all(), told.told())
    told.acts.append(("reviewer", "", "reports.accepted"))
    with pytest.raises(AssertionError):
        told.everything_holds()
    told.acts.pop()
    with triggers.lifted(connection):
        told.latest().answers.create(question="share", row="", value=1, by=told.keys["mission_head"][0], at=Clock.now)
    with pytest.raises(AssertionError):
        told.everything_holds()
    told.teardown()
