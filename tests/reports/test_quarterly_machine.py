"""A quarterly report in every order of acts by every person is what a plain model says (R4); a few stories of it here, many
in tests/faults."""

import pytest

from tests.reports import filing, orders

pytestmark = [pytest.mark.django_db, pytest.mark.both]
EXAMPLES = 8


@pytest.fixture
def machine(embassy, measure, mission_officer, mission_head, reviewer, secretariat, leader):
    with orders.house(embassy, measure, mission_officer, mission_head, reviewer, secretariat, leader) as machine:
        yield machine


def test_r4_in_every_order_of_acts_the_report_is_what_the_model_says(machine):
    orders.run(machine, EXAMPLES)


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
        told.what_was_submitted_never_changes(told.versions())
    told.teardown()
