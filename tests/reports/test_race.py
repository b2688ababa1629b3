"""Ten who ask the same in the same moment: one report, one run. Each has a connection of its own."""

import threading
import time
from functools import partial

import pytest
from django.db.models import QuerySet

from office import runs
from office.models import Run
from reports import jobs, services
from reports.models import ProgressReport
from reports.services import noting, scheduled
from tests.reports import filing
from tests.reports.conftest import NOW

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]
MANY = 10


@pytest.fixture
def ask(plan, secretariat):
    period = filing.period("2026-Q2")
    return lambda: services.ask_for_report(plan=plan, period=period, language="vi", by=secretariat, now=NOW)


def test_ten_identical_requests_are_one_report_and_one_run(ask, at_once):
    answers = at_once(*[ask] * MANY)
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert (ProgressReport.objects.count(), Run.objects.count()) == (1, 1)
    assert len({report.pk for report, _created in answers}) == 1
    assert [created for _report, created in answers].count(True) == 1


def test_ten_who_ask_again_after_a_failure_set_it_going_once(ask, at_once):
    report, _created = ask()
    runs.fail(runs.claim(report.run_id, NOW), runs.TOO_LONG, NOW)
    answers = at_once(*[ask] * MANY)
    assert [created for _report, created in answers].count(True) == 1
    assert Run.objects.get().state == "queued"


def test_of_ten_who_approve_one_does(ask, at_once, secretariat, no_thread):
    report, _created = ask()
    jobs.compile_progress_report(report.run_id)
    report.refresh_from_db()

    def approve():
        mine = ProgressReport.objects.get(pk=report.pk)
        return services.approve(report=mine, by=secretariat, now=NOW, seen=report.version, acknowledged=True)

    answers = at_once(*[approve] * MANY)
    assert len([answer for answer in answers if isinstance(answer, ProgressReport)]) == 1


def test_without_the_lock_the_race_is_seen(ask, at_once, monkeypatch):
    """The control: nobody waits for anybody, and all have looked before the first writes."""
    all_looked = threading.Barrier(MANY)
    start = services.progress._start

    def late(*args):
        all_looked.wait(10)
        return start(*args)

    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **options: self)
    monkeypatch.setattr(services.progress, "_start", late)
    answers = at_once(*[ask] * MANY)
    assert [answer for answer in answers if isinstance(answer, Exception)] != []


def test_a_note_and_the_clearing_away_of_nights_in_one_moment_lose_no_note(plan, leader, at_once, monkeypatch):
    """Who clears away has read its list, and waits for the lock of who notes."""
    period, noted, forget, create = filing.period("2026-Q2"), threading.Event(), scheduled._forget, noting.ReportNote.objects.create
    compiled = {"state": "draft", "origin": "night", "figures": {}, "asked_at": NOW, "known_at": NOW, "compiled_at": NOW}
    for revision in (1, 2):
        ProgressReport.objects.create(plan=plan, period=period, on=NOW.date(), revision=revision, **compiled)
    first = ProgressReport.objects.get(revision=1)

    def write(**values):
        noted.set()  # the report is locked
        time.sleep(0.3)
        return create(**values)

    def after_the_lock(report):
        noted.wait(10)
        return forget(report)

    monkeypatch.setattr(noting.ReportNote.objects, "create", write)
    monkeypatch.setattr(scheduled, "_forget", after_the_lock)
    answers = at_once(partial(services.note, report=first, text="Rà soát.", by=leader, now=NOW), services.forget_nights)
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert answers[1] == 0
    assert [note.text for note in first.notes.all()] == ["Rà soát."]
