"""A quarterly report under every order of acts by every person, against a plain model of what should come of it (R4)."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from accounts.models import Event
from accounts.versions import StaleVersion
from plan.models import Observation
from reports.models import Obligation, QuarterlyReport, ReportVersion
from reports.services import StaleAnswers, extend, waive
from reports.services.quarterly import digest_of
from tests.reports import filing
from tests.reports.filing import DUE, IDENTITY, NOW, OVERVIEW, PRESENT, RESULTS, SHARE

pytestmark = [pytest.mark.django_db, pytest.mark.both]

VALUES = {
    OVERVIEW: st.sampled_from(["Đã làm.", "Chưa xong.", None]),
    RESULTS: st.sampled_from(["Đã khảo sát.", None]),
    PRESENT: st.sampled_from([0, 7, 500, 501, None]),
    SHARE: st.sampled_from([0, 625, 1000, None]),
    IDENTITY: st.sampled_from(["applied", "not-yet", "perhaps", None]),
}
WRONG = {(PRESENT, 501), (IDENTITY, "perhaps")}
WRITERS = st.sampled_from(["mission_officer", "mission_head"])
SENDERS = st.sampled_from(["mission_head", "secretariat"])
DECIDERS = st.sampled_from(["reviewer", "secretariat", "mission_head"])
REASONS = st.sampled_from(["Bổ sung số liệu.", " "])


@dataclass(eq=False)
class Edition:
    answers: dict = field(default_factory=dict)
    nil: bool = False
    submitted_by: str = ""
    decision: str = ""
    digest: str = ""

    def is_complete(self):
        return OVERVIEW in self.answers and PRESENT in self.answers

    def values(self):
        """What it says of indicators, by their codes."""
        if self.nil:
            return {}
        worth = {"applied": 1000, "not-yet": 0}
        said = {
            "staff-present": self.answers.get(PRESENT),
            "share": self.answers.get(SHARE),
            "identity": worth.get(self.answers.get(IDENTITY)),
        }
        return {code: value for code, value in said.items() if value is not None}


STEP = timedelta(hours=7)  # of the clock, for each act


class Filing(RuleBasedStateMachine):
    """`cast` and `obligation` are given to a subclass by the test; each run is undone at its end."""

    cast: dict
    obligation: Obligation

    def __init__(self):
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.now = NOW
        self.report = filing.begin(Obligation.objects.get(pk=self.obligation.pk), self.cast["mission_officer"])
        self.state, self.editions, self.acts, self.waived = "draft", [Edition()], [], False
        self.first_submitted_at, self.due = None, DUE
        self.moves = 1  # the version of the report's row
        self.writes = {}  # the version of each answer of the open edition
        self.counting = None
        self.events_before = Event.objects.count()

    def teardown(self):
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    @property
    def open(self):
        return self.editions[-1]

    @property
    def is_writable(self):
        return self.state in {"draft", "returned", "reopened"} and not self.waived

    def attempt(self, allowed, act, refusal=ValidationError):
        """The act must go through exactly where the model allows it."""
        self.now += STEP
        try:
            with transaction.atomic():
                done = act()
        except refusal:
            assert not allowed
            return None
        assert allowed
        return done

    def moved(self, state, act):
        self.state, self.moves = state, self.moves + 1
        self.acts.append(f"reports.{act}")

    # Acts

    @rule(who=WRITERS, data=st.data(), key=st.sampled_from(list(VALUES)), stale=st.booleans())
    def write(self, who, data, key, stale):
        value = data.draw(VALUES[key])
        changes = self.open.answers.get(key) != value
        is_stale = stale and self.writes.get(key, 0) > 0 and changes
        seen = {key: 0 if stale else self.writes.get(key, 0)}
        fits = (key, value) not in WRONG
        allowed = self.is_writable and fits and not is_stale
        refusal = StaleAnswers if self.is_writable and fits else ValidationError
        act = lambda: filing.write(self.report, {key: value}, self.cast[who], now=self.now, seen=seen)  # noqa: E731
        if self.attempt(allowed, act, refusal) is not None and changes:
            self.writes[key] = self.writes.get(key, 0) + 1
            self.open.answers = {name: kept for name, kept in {**self.open.answers, key: value}.items() if kept is not None}

    @rule(who=WRITERS)
    def write_all(self, who):
        values = {OVERVIEW: "Đủ.", PRESENT: 9}
        act = lambda: filing.write(self.report, values, self.cast[who], now=self.now, seen=self.writes)  # noqa: E731
        if self.attempt(self.is_writable, act):
            for key, value in values.items():
                self.writes[key] = self.writes.get(key, 0) + (self.open.answers.get(key) != value)
                self.open.answers[key] = value

    @rule(who=SENDERS, nil=st.sampled_from([False, False, True]))
    def submit(self, who, nil):
        allowed = self.is_writable and (nil or self.open.is_complete())
        if version := self.attempt(allowed, lambda: filing.submit(self.report, self.cast[who], now=self.now, nil=nil)):
            self.open.submitted_by, self.open.nil, self.open.digest = who, nil, version.answers_digest
            self.first_submitted_at = self.first_submitted_at or self.now
            self.moved("submitted", "submitted")

    def may_decide(self, who):
        return self.state == "submitted" and self.open.submitted_by != who

    @rule(who=DECIDERS, reason=REASONS, remark=st.sampled_from([None, PRESENT, ("colour", "")]))
    def give_back(self, who, reason, remark):
        allowed = self.may_decide(who) and bool(reason.strip()) and remark != ("colour", "")
        remarks = {remark: "Xem lại."} if remark else {}
        act = lambda: filing.give_back(self.report, self.cast[who], now=self.now, reason=reason, remarks=remarks)  # noqa: E731
        if self.attempt(allowed, act):
            self.open.decision = "returned"
            self.next_edition()
            self.moved("returned", "returned")

    @rule(who=DECIDERS)
    def accept(self, who):
        if self.attempt(self.may_decide(who), lambda: filing.accept(self.report, self.cast[who], now=self.now)):
            self.open.decision, self.counting = "accepted", self.open
            self.moved("accepted", "accepted")

    @rule(who=DECIDERS, reason=REASONS)
    def reopen(self, who, reason):
        allowed = self.state == "accepted" and bool(reason.strip())
        if self.attempt(allowed, lambda: filing.reopen(self.report, self.cast[who], now=self.now, reason=reason)):
            self.next_edition()
            self.moved("reopened", "reopened")

    @rule(returned=st.booleans())
    def go_on(self, returned):
        """The sensible next act, so that stories grow long."""
        if self.state == "submitted":
            who = "secretariat" if self.open.submitted_by != "secretariat" else "reviewer"
            self.give_back(who, "Bổ sung số liệu.", PRESENT) if returned else self.accept(who)
        elif self.state == "accepted":
            self.reopen("reviewer", "Số liệu thay đổi.")
        else:
            self.write_all("mission_officer")
            self.submit("mission_head", nil=False)

    @rule(chance=st.integers(0, 20))
    def waive(self, chance):
        if chance != 13:
            return  # seldom: it ends the story
        allowed = not self.waived and self.state == "draft"
        if self.attempt(
            allowed, lambda: waive(obligation=self.report.obligation, by=self.cast["secretariat"], reason="x", now=self.now, seen=None)
        ):
            self.waived = True
            self.acts.append("reports.waived")

    @rule(later=st.integers(-2, 30))
    def extend(self, later):
        until = self.due + timedelta(hours=later)
        unsent = not self.waived and self.state == "draft"
        allowed = unsent and later > 0 and until > self.now + STEP  # the act is one step later
        act = lambda: extend(  # noqa: E731
            obligation=self.report.obligation, by=self.cast["secretariat"], until=until, reason="x", now=self.now, seen=None
        )
        if self.attempt(allowed, act):
            self.due = until
            self.acts.append("reports.extended")

    @precondition(lambda self: self.moves > 1)
    @rule(act=st.sampled_from([filing.submit, filing.accept, filing.give_back, filing.reopen]))
    def act_on_what_has_moved(self, act):
        self.attempt(False, lambda: act(self.report, self.cast["mission_head"], now=self.now, seen=self.moves - 1), StaleVersion)

    def next_edition(self):
        self.editions.append(Edition(answers=dict(self.open.answers)))
        self.writes = dict.fromkeys(self.open.answers, 1)
        kept = {(row.question, row.row) for row in self.report.latest().answers.all()}
        self.writes |= dict.fromkeys(kept, 1)

    # What must always hold

    @invariant()
    def everything_holds(self):
        report = QuarterlyReport.objects.select_related("obligation__period", "obligation__questionnaire").get(pk=self.report.pk)
        versions = self.versions()
        self.the_report_stands_where_its_latest_version_does(report, versions)
        self.what_was_submitted_never_changes(versions)
        self.the_latest_accepted_version_counts()
        self.every_act_is_one_line_of_history()

    def versions(self):
        rows = self.report.versions.select_related("report__obligation__questionnaire").prefetch_related("answers")
        return list(rows.order_by("number"))

    def the_report_stands_where_its_latest_version_does(self, report, versions):
        assert (report.state, report.version, report.first_submitted_at) == (self.state, self.moves, self.first_submitted_at)
        assert state_of(versions) == self.state
        assert report.was_late == bool(self.first_submitted_at and self.first_submitted_at > self.due)
        assert [version.decision for version in versions].count("") == (self.state != "accepted")

    def what_was_submitted_never_changes(self, versions):
        for version, edition in zip(versions, self.editions, strict=True):
            assert (version.values(), version.decision) == (edition.answers, edition.decision)
            assert version.answers_digest == edition.digest == (digest_of(version) if version.submitted_at else "")

    def the_latest_accepted_version_counts(self):
        counting = list(ReportVersion.objects.counting().values_list("number", flat=True))
        assert counting == ([] if self.counting is None else [self.editions.index(self.counting) + 1])
        standing = list(Observation.objects.standing().valued().values_list("indicator__code", "value"))
        assert dict(standing) == (self.counting.values() if self.counting else {})
        assert len(standing) == len(dict(standing))

    def every_act_is_one_line_of_history(self):
        told = Event.objects.order_by("id").values_list("verb", flat=True)[self.events_before :]
        assert list(told) == self.acts


def state_of(versions):
    """The state of a report as its versions alone tell it."""
    last = versions[-1]
    if last.submitted_at:
        return last.decision or "submitted"
    if last.reopened_because:
        return "reopened"
    return "returned" if last.number > 1 else "draft"


def test_r4_in_every_order_of_acts_the_report_is_what_the_model_says(
    embassy, measure, mission_officer, mission_head, reviewer, secretariat
):
    filing.serves(embassy, measure)
    filing.indicators(measure.plan)
    people = {person.name: person for person in (mission_officer, mission_head, reviewer, secretariat)}
    machine = type("Filing", (Filing,), {"cast": people, "obligation": filing.owed(embassy)})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=50, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate]
        ),
    )


def test_r4_the_machine_notices_a_version_changed_after_its_submission(
    embassy, measure, mission_officer, mission_head, reviewer, secretariat
):
    """The control: an answer changed behind the services' back breaks an invariant."""
    filing.serves(embassy, measure)
    filing.indicators(measure.plan)
    people = {person.name: person for person in (mission_officer, mission_head, reviewer, secretariat)}
    run = type("Filing", (Filing,), {"cast": people, "obligation": filing.owed(embassy)})()
    run.write_all("mission_officer")
    run.submit("mission_head", nil=False)
    run.accept("reviewer")
    run.what_was_submitted_never_changes(run.versions())
    filing.damage(run.report.latest(), "present", 10)
    with pytest.raises(AssertionError):
        run.what_was_submitted_never_changes(run.versions())
    run.teardown()
