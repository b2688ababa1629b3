"""The states of a measure against a plain model: whatever people try, in whatever order, the database says what the rules say.

The model below is written from design part 3 alone and knows nothing of `plan.progress`.
"""

import os

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from accounts.models import Event
from tests.plan.conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.both]
EXAMPLES = int(os.environ.get("EXAMPLES", "12"))

OPEN = {"not_started", "in_progress", "reopened"}
# state: what a status update may say of it; the last two are for the secretariat alone
MAY_BECOME = {
    "not_started": {"not_started", "in_progress", "paused", "cancelled"},
    "in_progress": {"in_progress", "paused", "cancelled"},
    "reopened": {"in_progress", "paused", "cancelled"},
    "paused": {"paused", "cancelled"},
    "proposed": set(),
    "done": set(),
    "cancelled": set(),
}
DECIDED = {"paused", "cancelled"}
STATES = sorted(MAY_BECOME)
HEALTHS = ["", "on_track", "at_risk", "off_track"]


class Measured(RuleBasedStateMachine):
    """Given `do`, `measure` and `people` by the test."""

    def __init__(self):
        super().__init__()
        self.atom = transaction.atomic()
        self.atom.__enter__()
        self.measure.refresh_from_db()
        self.state, self.health, self.proposer, self.acts = "not_started", "", None, 0
        self.last = ("", "", "")  # state, health and reason of the row written last; they are all of today

    def teardown(self):
        transaction.set_rollback(True)
        self.atom.__exit__(None, None, None)

    def attempt(self, allowed, deed, *args, **kwargs):
        """The deed succeeds where the model allows it, and only there."""
        self.measure.refresh_from_db()
        try:
            with transaction.atomic():
                deed(*args, **kwargs)
        except ValidationError:
            done = False
        else:
            done = True
        assert done is allowed, (self.state, deed.__name__, args[1:], kwargs)
        self.acts += done
        return done

    @rule(
        who=st.sampled_from(["officer", "secretariat"]),
        state=st.sampled_from(STATES),
        health=st.sampled_from(HEALTHS),
        why=st.booleans(),
    )
    def update(self, who, state, health, why):
        needs = health in {"at_risk", "off_track"} or state in DECIDED
        allowed = state in MAY_BECOME[self.state] and (state not in DECIDED or who == "secretariat")
        allowed = allowed and (why or not needs) and (health != "" or state != "in_progress")
        reason = "Vì chờ ý kiến" if why else " "
        said = (state, health, reason.strip())
        if self.attempt(
            allowed and said != self.last,
            self.do.update,
            self.measure,
            self.people[who],
            state=state,
            health=health,
            reason=reason,
            effective_on=TODAY,
        ):
            self.state, self.health, self.last = state, health, said

    @rule(who=st.sampled_from(["officer", "head"]))
    def propose(self, who):
        if self.attempt(self.state in OPEN, self.do.propose, self.measure, self.people[who], on=TODAY):
            self.before, self.state, self.proposer = self.state, "proposed", who
            self.last = ("proposed", *self.last[1:])

    @precondition(lambda self: self.state == "proposed")
    @rule(who=st.sampled_from(["head", "secretariat", "officer"]))
    def confirm(self, who):
        if self.attempt(who != self.proposer, self.do.confirm, self.measure.completions.waiting().get(), self.people[who]):
            self.state, self.health, self.last = "done", "", ("done", "", "")

    @precondition(lambda self: self.state == "proposed")
    @rule(who=st.sampled_from(["head", "secretariat", "officer"]), why=st.booleans())
    def refuse(self, who, why):
        reason = "Chưa đủ" if why else ""
        if self.attempt(
            who != self.proposer and why, self.do.refuse, self.measure.completions.waiting().get(), self.people[who], reason=reason
        ):
            self.state, self.last = "in_progress", ("in_progress", self.last[1], reason)

    @precondition(lambda self: self.state == "proposed")
    @rule(who=st.sampled_from(["head", "secretariat", "officer"]), why=st.booleans())
    def take_back(self, who, why):
        found, reason = self.measure.completions.waiting().get(), "Nhầm" if why else ""
        if self.attempt(who == self.proposer and why, self.do.take_back, found, self.people[who], reason=reason):
            self.state, self.last = "in_progress", ("in_progress", *self.last[1:])

    @rule(why=st.booleans())
    def reopen(self, why):
        if self.attempt(
            self.state in {"done", "paused", "cancelled"} and why, self.do.reopen, self.measure, reason="Bổ sung" if why else " ", on=TODAY
        ):
            self.state, self.health, self.last = "reopened", "", ("reopened", "", "Bổ sung")

    @invariant()
    def the_measure_stands_where_the_model_stands(self):
        self.measure.refresh_from_db()
        assert (self.measure.state, self.measure.health) == (self.state, self.health)
        assert (self.measure.completed_on is not None) is (self.state == "done")
        assert self.measure.completions.waiting().exists() is (self.state == "proposed")

    @invariant()
    def every_act_has_one_line_of_history_and_no_refused_one_any(self):
        told = Event.objects.about(self.measure).exclude(verb="plan.evidence_added")  # what a proposal rests on has a line of its own
        assert told.count() == self.acts

    @invariant()
    def no_reason_is_missing(self):
        for row in self.measure.updates.standing():
            assert row.reason or row.health in {"", "on_track"}, row


def machine_for(do, measure, people):
    return type("Told", (Measured,), {"do": do, "measure": measure, "people": people})


def test_the_states_are_those_of_the_model(do, measure, officer, head, secretariat):
    people = {"officer": officer, "head": head, "secretariat": secretariat}
    few = settings(
        max_examples=EXAMPLES,
        stateful_step_count=14,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
    run_state_machine_as_test(machine_for(do, measure, people), settings=few)


def test_the_model_would_notice_a_wrong_rule(do, measure, officer, head, secretariat, monkeypatch):
    """A negative control: a model that lets nothing be said of what has not begun is found out. How short the story could be is
    not asked."""
    monkeypatch.setitem(MAY_BECOME, "not_started", set())
    people = {"officer": officer, "head": head, "secretariat": secretariat}
    few = settings(
        max_examples=300,  # it ends at the first story that finds the fault: one in some ten does
        derandomize=True,
        phases=[Phase.generate],
        stateful_step_count=14,
        database=None,
        print_blob=False,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
    with pytest.raises(AssertionError):
        run_state_machine_as_test(machine_for(do, measure, people), settings=few)
