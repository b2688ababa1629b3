"""Reports that nobody asks for: each occasion once, also where the clock stood still; the drafts of nights do not pile up."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from reports import jobs, services
from reports.inputs import read_inputs
from reports.models import ProgressReport, ScheduledReport
from reports.occasions import HANOI, Occasion, owed
from reports.services import scheduled
from tests.reports import filing
from tests.reports.conftest import update

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("whole_stands", "undrawn")]
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def at(day, hour=0, minute=0):
    return datetime(2026, *day, hour, minute, tzinfo=HANOI)


@pytest.fixture
def quarter(whole):
    """2026-Q2: 15 March to 14 June, due on 17 June at 17:00."""
    period = filing.period("2026-Q2")
    period.refresh_from_db()
    return period


@pytest.fixture
def round_at(no_thread, django_capture_on_commit_callbacks):
    """round_at(now) is a turn of the clock, and the worker does all that was asked; answers what is new in the ledger."""

    def turn(now):
        before = set(ScheduledReport.objects.values_list("pk", flat=True))
        with django_capture_on_commit_callbacks(execute=True):
            services.compile_what_is_due(now=now)
        for report in ProgressReport.objects.filter(run__state="queued"):
            jobs.compile_progress_report(report.run_id)
        with django_capture_on_commit_callbacks(execute=True):
            services.forget_nights()
        lines = ScheduledReport.objects.exclude(pk__in=before).order_by("pk")
        return [(line.occasion, line.period.code, str(line.report.on)) for line in lines]

    return turn


@pytest.mark.parametrize(
    ("now", "occasions"),
    [
        (at((6, 15), 0, 14), [Occasion.NIGHT]),  # the last one is still that of the night before
        (at((6, 15), 0, 15), [Occasion.CUT_OFF]),
        (at((6, 17), 17, 14), [Occasion.CUT_OFF]),
        (at((6, 17), 17, 15), [Occasion.DUE]),
        (at((7, 1), 17, 14), [Occasion.DUE]),
        (at((7, 1), 17, 15), []),
        (at((3, 15), 3), []),
        (at((3, 16), 1, 59), []),
        (at((3, 16), 2), [Occasion.NIGHT]),
    ],
)
def test_an_occasion_is_open_until_a_later_one_says_more(quarter, now, occasions):
    assert sorted(call.occasion for call in owed([quarter], now)) == sorted(occasions)


def test_each_occasion_compiles_one_report_however_often_the_clock_asks(quarter, round_at):
    assert round_at(at((6, 10), 2, 3)) == [("night", "2026-Q2", "2026-06-10")]
    assert round_at(at((6, 10), 2, 13)) == []
    assert round_at(at((6, 15), 2, 3)) == [("cut_off", "2026-Q2", "2026-06-14")]
    assert round_at(at((6, 15), 2, 13)) == []
    assert {(row.origin, row.asked_by, row.state) for row in ProgressReport.objects.all()} == {
        ("night", None, "draft"),
        ("cut_off", None, "draft"),
    }


def test_what_was_missed_is_caught_up_once(quarter, round_at):
    """The house stood still from the tenth to the sixteenth: one report at the cut-off, and none for the nights between."""
    round_at(at((6, 10), 2, 3))
    assert round_at(at((6, 16), 9)) == [("cut_off", "2026-Q2", "2026-06-14")]
    assert round_at(at((6, 16), 9, 10)) == []
    (line,) = [one for one in services.calendar(quarter.scheduled_reports.first().plan, at((6, 16), 10)) if one.occasion == "cut_off"]
    assert (line.is_late, line.is_missed, line.line.report.on) == (True, False, date(2026, 6, 14))


def test_what_is_not_yet_done_an_hour_later_is_shown_as_missed(quarter, whole):
    def shown(now):
        return {one.occasion: one.is_missed for one in services.calendar(whole, now)}

    assert shown(at((6, 15), 1)) == {"cut_off": False, "due": False, "night": True}
    assert shown(at((6, 15), 1, 16))["cut_off"] is True


def test_at_the_due_time_nothing_new_is_the_same_report(quarter, round_at, measure):
    round_at(at((6, 15), 1))
    assert round_at(at((6, 17), 18)) == [("due", "2026-Q2", "2026-06-14")]
    assert ProgressReport.objects.count() == 1
    assert {line.report_id for line in ScheduledReport.objects.all()} == {ProgressReport.objects.get().pk}


def test_a_fault_with_one_report_is_tried_again_and_keeps_no_other_from_being_compiled(quarter, round_at, monkeypatch):
    filing.period("2026-H1")
    ask = scheduled.ask_for_report

    def once(**asked):
        if asked["period"].code == "2026-Q2":
            raise ConnectionError("gone")
        return ask(**asked)

    with monkeypatch.context() as patch:
        patch.setattr(scheduled, "ask_for_report", once)
        assert round_at(at((6, 15), 1)) == [("cut_off", "2026-H1", "2026-06-14")]
    assert round_at(at((6, 15), 1, 10)) == [("cut_off", "2026-Q2", "2026-06-14")]


class TestNights:
    def test_of_a_quarter_the_last_draft_is_kept(self, quarter, round_at, media):
        for day in (9, 10, 11):
            round_at(at((6, day), 2, 3))
        assert [str(row.on) for row in ProgressReport.objects.all()] == ["2026-06-11"]
        assert len([file for file in media.rglob("*") if file.is_file()]) == len(ProgressReport.objects.get().files.all())
        assert ScheduledReport.objects.filter(report=None).count() == 2

    def test_one_that_somebody_asks_for_is_theirs_and_is_kept(self, quarter, round_at, whole, secretariat):
        round_at(at((6, 9), 2, 3))
        night = ProgressReport.objects.get()
        asked = services.ask_for_report(plan=whole, period=quarter, language="vi", by=secretariat, now=at((6, 9), 9))
        assert asked == (night, False)
        round_at(at((6, 10), 2, 3))
        night.refresh_from_db()
        assert (night.origin, night.asked_by) == ("person", secretariat)

    def test_one_that_is_noted_on_while_the_job_goes_through_its_list_is_kept(self, quarter, round_at, leader, monkeypatch):
        round_at(at((6, 9), 2, 3))
        night, forget = ProgressReport.objects.get(), scheduled._forget

        def slowly(report):
            services.note(report=night, text="Rà soát.", by=leader, now=at((6, 10), 2, 3))
            return forget(report)

        monkeypatch.setattr(scheduled, "_forget", slowly)
        round_at(at((6, 10), 2, 3))
        assert [note.text for note in night.notes.all()] == ["Rà soát."]

    def test_a_note_on_a_draft_that_has_just_gone_is_refused_in_words(self, quarter, round_at, leader):
        round_at(at((6, 9), 2, 3))
        night = ProgressReport.objects.get()
        round_at(at((6, 10), 2, 3))
        with pytest.raises(ValidationError, match="không còn nữa"):
            services.note(report=night, text="Rà soát.", by=leader, now=at((6, 11), 9))

    def test_no_report_goes_from_under_a_note(self, quarter, round_at, leader):
        round_at(at((6, 9), 2, 3))
        night = ProgressReport.objects.get()
        services.note(report=night, text="Rà soát.", by=leader, now=at((6, 9), 9))
        with pytest.raises(ProtectedError):
            night.delete()

    def test_it_is_in_nobodys_way(self, quarter, round_at, whole, secretariat, leader, measure):
        """A report that somebody asked for is approved although a draft of a later night knows more; and what changed is
        told since the report before, not since last night."""
        asked, _ = services.ask_for_report(plan=whole, period=quarter, language="vi", by=secretariat, now=at((6, 9), 9))
        jobs.compile_progress_report(asked.run_id)
        update(measure, "paused", date(2026, 6, 9))
        round_at(at((6, 10), 2, 3))
        asked.refresh_from_db()
        assert read_inputs(whole, date(2026, 6, 11), datetime(2026, 6, 11, tzinfo=UTC)).previous.pk == asked.pk
        services.approve(report=asked, by=leader, now=at((6, 10), 9), seen=None, acknowledged=True)
        assert asked.state == "approved"
