"""Eight at once, each with a connection of its own: exactly one wins, and without the lock the race is real (PostgreSQL)."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.models import Event
from accounts.versions import StaleVersion
from plan.models import Observation
from reports import triggers
from reports.models import Answer, Obligation, QuarterlyReport, ReportVersion
from reports.services import StaleAnswers, waive
from tests.reports import filing
from tests.reports.filing import ANSWERS, NOW, OVERVIEW, PRESENT

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]
MANY = 8


@pytest.fixture
def report(embassy, measure, mission_officer):
    filing.serves(embassy, measure)
    filing.indicators(measure.plan)
    report = filing.begin(filing.owed(embassy), mission_officer)
    filing.write(report, ANSWERS, mission_officer)
    return report


def again(report):
    """The row as a request of its own reads it."""
    return QuarterlyReport.objects.get(pk=report.pk)


def winners(answers):
    return [answer for answer in answers if not isinstance(answer, Exception)]


def losers(answers):
    return {type(answer) for answer in answers if isinstance(answer, Exception)}


def test_r3_of_eight_who_submit_accept_or_return_at_once_one_wins(at_once, report, mission_head, reviewer, secretariat):
    """Three rounds here, a hundred in tests/faults."""
    assert set(rounds(3, at_once, report, mission_head, reviewer, secretariat)) == {1}


def rounds(n, at_once, report, mission_head, reviewer, secretariat):
    """How many won each time: eight submit at once, then four accept while four return; what was accepted is opened again."""
    for _round in range(n):
        before = again(report).version, ReportVersion.objects.count(), Event.objects.count()
        answers = at_once(*[lambda: filing.submit(again(report), mission_head)] * MANY)
        yield len(winners(answers))
        assert losers(answers) == {ValidationError}
        answers = at_once(*deciders(report, reviewer, secretariat) * (MANY // 2))
        yield len(winners(answers))
        assert losers(answers) == {ValidationError}
        was_accepted = again(report).state == "accepted"
        steps = 2
        assert Observation.objects.standing().valued().exists() or not was_accepted
        if was_accepted:
            steps = 3
            filing.reopen(again(report), reviewer)
        assert (again(report).version, Event.objects.count()) == (before[0] + steps, before[2] + steps)
        assert ReportVersion.objects.count() == before[1] + 1


def test_of_eight_who_take_back_or_accept_at_once_one_wins(at_once, report, mission_head, reviewer):
    for _round in range(3):
        filing.submit(again(report), mission_head)
        before = again(report).version, ReportVersion.objects.count(), Event.objects.count()
        acts = [lambda: filing.take_back(again(report), mission_head), lambda: filing.accept(again(report), reviewer)]
        answers = at_once(*acts * (MANY // 2))
        assert (len(winners(answers)), losers(answers)) == (1, {ValidationError})
        was_accepted = again(report).state == "accepted"
        assert (again(report).version, Event.objects.count()) == (before[0] + 1, before[2] + 1)
        assert ReportVersion.objects.count() == before[1] + (not was_accepted)
        assert Observation.objects.standing().valued().exists() == was_accepted
        if was_accepted:
            return


def deciders(report, reviewer, secretariat):
    return [lambda: filing.accept(again(report), reviewer), lambda: filing.give_back(again(report), secretariat)]


def test_of_eight_who_have_seen_the_same_row_one_reopens(at_once, report, mission_head, reviewer):
    filing.submit(report, mission_head)
    filing.accept(report, reviewer)
    seen = again(report).version
    answers = at_once(*[lambda: filing.reopen(again(report), reviewer, seen=seen)] * MANY)
    assert (len(winners(answers)), losers(answers)) == (1, {StaleVersion})
    assert ReportVersion.objects.count() == 2


def test_eight_who_begin_make_one_report(at_once, report, mission_officer):
    ReportVersion.objects.all()[0].answers.all().delete()
    ReportVersion.objects.all().delete()
    QuarterlyReport.objects.all().delete()
    answers = at_once(*[lambda: filing.begin(Obligation.objects.get(), mission_officer)] * MANY)
    assert {answer.pk for answer in answers} == {QuarterlyReport.objects.get().pk}


def test_of_two_who_write_the_same_field_one_clashes(at_once, report, mission_officer, mission_head):
    seen = filing.seen_of(report)
    for present in range(20, 25):
        acts = [
            lambda: filing.write(again(report), {PRESENT: present}, mission_officer, seen=seen),  # noqa: B023
            lambda: filing.write(again(report), {PRESENT: present + 100}, mission_head, seen=seen),  # noqa: B023
        ]
        answers = at_once(*acts)
        assert (len(winners(answers)), losers(answers)) == (1, {StaleAnswers})
        [clash] = next(answer for answer in answers if isinstance(answer, StaleAnswers)).clashes
        row = Answer.objects.get(question="present")
        assert (clash.key, clash.saved, clash.version) == (PRESENT, row.value, row.version)
        seen = filing.seen_of(report)


def test_two_who_write_different_fields_both_win(at_once, report, mission_officer, mission_head):
    seen = filing.seen_of(report)
    answers = at_once(
        lambda: filing.write(again(report), {PRESENT: 20}, mission_officer, seen=seen),
        lambda: filing.write(again(report), {OVERVIEW: "Khác."}, mission_head, seen=seen),
    )
    assert not losers(answers)
    assert report.latest().values() == {**ANSWERS, PRESENT: 20, OVERVIEW: "Khác."}


def test_a_report_is_submitted_or_waived_and_never_both(at_once, report, mission_head, secretariat):
    acts = [
        lambda: filing.submit(again(report), mission_head),
        lambda: waive(obligation=Obligation.objects.get(), by=secretariat, reason="Sơ tán", now=NOW, seen=None),
    ]
    answers = at_once(*acts)
    assert (len(winners(answers)), losers(answers)) == (1, {ValidationError})
    assert (again(report).state == "submitted") != (Obligation.objects.get().state == "waived")


def test_r3_without_the_guard_the_race_is_seen(at_once, report, mission_head, reviewer, monkeypatch):
    """The control: the guard looks and does not hold, and the database's own refusal is lifted. Of a hundred times eight who
    accept at once, two win at least once."""
    filing.submit(report, mission_head)
    monkeypatch.setattr(QuarterlyReport, "lock_seen", lambda row, seen: row.refresh_from_db())
    with triggers.lifted(connection):
        assert any(doubles(at_once, report, reviewer) > 1 for _time in range(100))


def doubles(at_once, report, reviewer):
    """How many of eight have accepted; then it waits for its review as before."""
    answers = at_once(*[lambda: filing.accept(again(report), reviewer)] * MANY)
    ReportVersion.objects.update(decision="", decided_at=None, decided_by=None)
    QuarterlyReport.objects.update(state="submitted")
    return len(winners(answers))
