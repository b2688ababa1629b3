"""The page that says what the house does by itself: when it did it last, what came of it, what it has missed."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from config import turns as written
from office import runs, turns
from office.models import Turn
from overview.schedule import WORK, often
from tests.reports import filing

pytestmark = pytest.mark.django_db
PAGE = "/manage/schedule/"
SEAL, MINUTE = "accounts.jobs.seal_history", timedelta(minutes=1)


class Task:
    """A job as Celery hands it to its signals."""

    def __init__(self, name):
        self.name, self.request = name, type("Request", (dict,), {"update": lambda self, **values: self.__dict__.update(values)})()


def turn(now, monkeypatch, state="SUCCESS", retval=3, name=SEAL):
    monkeypatch.setattr(timezone, "now", lambda: now)
    task = Task(name)
    written.begins(task=task)
    written.ends(task=task, retval=retval, state=state)


def test_every_job_of_the_clock_has_its_words_and_no_other():
    assert set(WORK) == {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}


def test_a_turn_is_written_down_with_what_it_did(monkeypatch):
    now = timezone.now()
    turn(now, monkeypatch)
    turn(now + MINUTE, monkeypatch, retval=5)
    row = Turn.objects.get()
    assert (row.job, row.did, row.error, row.gap_until) == (SEAL, 5, "", None)
    turn(now + 2 * MINUTE, monkeypatch, state="FAILURE", retval=OSError("disk full"))
    row.refresh_from_db()
    assert (row.did, row.error) == (None, "OSError: disk full")


def test_what_nobody_sends_by_the_clock_is_not_written_down(monkeypatch):
    turn(timezone.now(), monkeypatch, name="reports.jobs.compile_progress_report")
    assert not Turn.objects.exists()


def test_a_gap_is_remembered_with_its_ends_and_a_late_turn_is_none(monkeypatch):
    now = timezone.now()
    turn(now, monkeypatch)
    turn(now + 2 * MINUTE, monkeypatch)
    assert Turn.objects.get().gap_until is None
    turn(now + timedelta(hours=9), monkeypatch)
    turn(now + timedelta(hours=9, minutes=1), monkeypatch)
    row = Turn.objects.get()
    assert (row.gap_from, row.gap_until) == (now + 2 * MINUTE, now + timedelta(hours=9))


def test_how_often_is_said_in_words():
    said = [often(timedelta(seconds=n)) for n in (10, 60, 600, 3600, 14400, 86400)]
    assert said == ["10 giây một lần", "1 phút một lần", "10 phút một lần", "1 giờ một lần", "4 giờ một lần", "1 ngày một lần"]


def test_the_page_says_what_ran_what_is_missed_and_what_is_to_come(
    signed_in, secretariat, plan, monkeypatch, django_assert_max_num_queries
):
    now = timezone.now()
    turn(now - timedelta(hours=2), monkeypatch, retval=12)
    monkeypatch.undo()
    runs.beat("beat", now)
    quarter = filing.period("2026-Q4")
    plan.issued_on = quarter.starts_on
    plan.save()
    browser = signed_in(secretariat)
    browser.get(PAGE)
    with django_assert_max_num_queries(15):
        page = browser.get(PAGE)
    html = page.content.decode()
    assert "1 việc bị lỡ lượt hoặc không thành công" in html
    assert "12 sự kiện được niêm phong" in html
    assert [line.standing.is_missed for line in page.context["lines"] if line.standing.job == SEAL] == [True]


def test_a_clock_that_stands_still_is_said_first(signed_in, administrator):
    assert "Đồng hồ của hệ thống không chạy" in signed_in(administrator).get(PAGE).content.decode().partition("</h1>")[0]


def test_jobs_that_had_no_turn_yet_are_counted_and_say_when_their_first_comes(signed_in, administrator, monkeypatch):
    now = timezone.now()
    for job in list(WORK)[2:]:
        turn(now, monkeypatch, name=job)
    runs.beat("beat", now)
    browser = signed_in(administrator)
    heading, _, rest = browser.get(PAGE).content.decode().partition("</h1>")
    assert "2 việc chưa đến lượt đầu tiên; các việc khác đều đã chạy" in heading
    assert rest.count("Khi đồng hồ đã chạy đủ một chu kỳ") == 2
    for job in list(WORK)[:2]:
        turn(now, monkeypatch, name=job)
    assert "Mọi việc theo lịch đều đã chạy" in browser.get(PAGE).content.decode().partition("</h1>")[0]


def test_turns_of_a_job_that_has_run_in_time_are_not_missed(monkeypatch):
    now = timezone.now()
    turn(now, monkeypatch)
    standing = next(one for one in turns.standings(now + MINUTE) if one.job == SEAL)
    assert (standing.is_missed, standing.next_at) == (False, now + MINUTE)
