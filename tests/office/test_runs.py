"""One question is one run; one run is one worker's at a time; nothing is lost without being said."""

from datetime import UTC, datetime, timedelta

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.utils import timezone
from django.utils.translation import override

from accounts.models import Event
from office import runs
from office.models import Heartbeat, Run

pytestmark = [pytest.mark.django_db, pytest.mark.both]
NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def sent(monkeypatch):
    """The messages that would have gone to the broker."""
    messages = []
    monkeypatch.setattr(runs.current_app, "send_task", lambda job, args, **options: messages.append((job, *args)))
    return messages


def ask(key="k", now=NOON):
    return runs.ask(job="tests.job", key=key, payload={"n": 1}, by=None, now=now)


def asked(key="k", now=NOON):
    return ask(key, now)[0]


class TestAsking:
    def test_wakes_a_worker_once_committed(self, sent, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            run = asked()
            assert sent == []
        assert sent == [("tests.job", run.pk)]

    def test_wakes_nobody_for_what_the_caller_does_by_hand(self, sent, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True), runs.by_hand():
            asked()
        assert sent == []
        with django_capture_on_commit_callbacks(execute=True):
            later = asked("another")
        assert sent == [("tests.job", later.pk)]

    def test_the_same_question_is_the_same_run(self, sent, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            first, second = ask(), ask()
        assert first == (second[0], True)
        assert second[1] is False
        assert len(sent) == 1

    def test_what_is_done_is_not_done_again(self):
        run = runs.claim(asked().pk, NOON)
        runs.Held(run).finish(NOON)
        again, created = ask()
        assert (again.pk, again.state, created) == (run.pk, "done", False)

    def test_what_failed_is_queued_again_from_the_start(self):
        run = runs.claim(asked().pk, NOON)
        runs.fail(run, runs.TOO_LONG, NOON)
        again, created = ask(now=NOON + 60 * SECOND)
        assert (again.pk, again.state, again.attempts, again.error, created) == (run.pk, "queued", 0, "", True)
        assert again.created_at == NOON + 60 * SECOND

    def test_a_broker_that_does_not_answer_is_logged_and_the_run_stands(self, monkeypatch, caplog, django_capture_on_commit_callbacks):
        def refuse(*args, **options):
            raise ConnectionError("nobody at 6379")

        monkeypatch.setattr(runs.current_app, "send_task", refuse)
        with django_capture_on_commit_callbacks(execute=True):
            run = asked()
        assert Run.objects.get(pk=run.pk).state == "queued"
        assert "nobody at 6379" in caplog.text


class TestClaiming:
    def test_takes_a_queued_run_under_a_lease(self):
        run = runs.claim(asked().pk, NOON)
        assert (run.state, run.attempts, run.lease_until) == ("running", 1, NOON + runs.LEASE)
        assert run.owner

    def test_a_second_worker_gets_nothing_while_the_lease_holds(self):
        pk = asked().pk
        assert runs.claim(pk, NOON)
        assert runs.claim(pk, NOON + runs.LEASE) is None

    def test_an_abandoned_run_is_taken_by_another(self):
        pk = asked().pk
        first = runs.claim(pk, NOON)
        second = runs.claim(pk, NOON + runs.LEASE + SECOND)
        assert second.attempts == 2
        assert second.owner != first.owner

    def test_not_a_fourth_time(self):
        run = asked()
        Run.objects.filter(pk=run.pk).update(attempts=runs.ATTEMPTS)
        assert runs.claim(run.pk, NOON) is None

    def test_an_unknown_or_cancelled_run_is_nothing_to_do(self):
        run = asked()
        assert runs.cancel(run, NOON)
        assert runs.claim(run.pk, NOON) is None
        assert runs.claim(0, NOON) is None


class TestTheOwnerAlone:
    def test_a_zombie_cannot_say_how_far_it_is_nor_finish(self):
        pk = asked().pk
        zombie = runs.Held(runs.claim(pk, NOON))
        runs.claim(pk, NOON + runs.LEASE + SECOND)
        for act in (lambda: zombie.progress(1, 2, "x"), lambda: zombie.finish(NOON)):
            with pytest.raises(runs.LostLease):
                act()
        assert not runs.fail(zombie.run, "x", NOON)
        assert Run.objects.get(pk=pk).state == "running"

    def test_a_cancelled_run_stops_at_its_next_step(self):
        run = runs.claim(asked().pk, NOON)
        runs.cancel(run, NOON)
        with pytest.raises(runs.LostLease):
            runs.Held(run).progress(1, 2, "x")

    def test_the_heartbeat_extends_the_lease(self, monkeypatch):
        run = runs.claim(asked().pk, NOON)
        held = runs.Held(run)
        rounds = iter([False, True])
        monkeypatch.setattr(held._stop, "wait", lambda seconds: next(rounds))
        monkeypatch.setattr(runs.connections, "close_all", lambda: None)
        held._keep()
        assert Run.objects.get(pk=run.pk).lease_until > timezone.now() + runs.LEASE - 5 * SECOND

    def test_a_heartbeat_that_finds_another_owner_stops_the_work(self, monkeypatch):
        pk = asked().pk
        held = runs.Held(runs.claim(pk, NOON))
        runs.claim(pk, NOON + runs.LEASE + SECOND)
        monkeypatch.setattr(held._stop, "wait", lambda seconds: False)
        monkeypatch.setattr(runs.connections, "close_all", lambda: None)
        held._keep()
        with pytest.raises(runs.LostLease):
            held.progress(1, 2, "x")


class TestProgress:
    @pytest.mark.parametrize(("seconds", "said"), [(0, "0 seconds"), (13, "13 seconds"), (60, "1 minute"), (65, "1 minute 5 seconds")])
    def test_the_time_it_takes_is_said_in_words(self, seconds, said):
        with override("en"):
            assert runs.Shown(Run(), timedelta(seconds=seconds), False).lasted == said

    def test_is_kept_and_shown(self):
        held = runs.Held(runs.claim(asked().pk, NOON))
        held.progress(1, 4, "Reading")
        shown = runs.shown(Run.objects.get(pk=held.run.pk), NOON + 3 * SECOND)
        assert (shown.percent, shown.step, shown.elapsed) == (25, "Reading", 3 * SECOND)

    def test_many_small_steps_write_little(self, django_assert_max_num_queries):
        held = runs.Held(runs.claim(asked().pk, NOON))
        with django_assert_max_num_queries(2):
            for done in range(150):
                held.progress(done, 150, "Missions")
            held.progress(150, 150, "Missions")
        assert Run.objects.get(pk=held.run.pk).steps_done == 150


@pytest.fixture
def no_thread(monkeypatch):
    """The lease is not what these tests are about; a thread would need a connection of its own."""
    monkeypatch.setattr(runs.Held, "_keep", lambda self: None)


@pytest.mark.usefixtures("no_thread")
class TestPerforming:
    def test_what_the_handler_does_is_done(self):
        run = asked()
        runs.perform(run.pk, lambda held: held.progress(1, 2, "x"))
        run.refresh_from_db()
        assert (run.state, run.steps_done, run.error) == ("done", 2, "")

    def test_three_attempts_then_it_fails_with_its_reason(self, caplog):
        run = asked()

        def broken(held):
            raise ValueError("no such table")

        for attempt in (1, 2, 3):
            runs.perform(run.pk, broken)
            run.refresh_from_db()
            assert run.attempts == attempt
        assert run.state == "failed"
        with override("en"):
            assert runs.shown(run, NOON).reason == runs.UNEXPECTED
        assert runs.shown(run, NOON).detail == "ValueError: no such table"
        assert "failed after 3 attempts" in caplog.text
        assert Event.objects.about(run).get().verb == "run.failed"

    def test_what_can_never_succeed_is_not_tried_again(self):
        run = asked()

        def impossible(held):
            raise runs.Impossible("There is nothing to compile.")

        runs.perform(run.pk, impossible)
        run.refresh_from_db()
        assert (run.state, run.attempts, run.error) == ("failed", 1, "There is nothing to compile.")

    def test_too_long_is_said(self):
        run = asked()

        def endless(held):
            raise SoftTimeLimitExceeded

        runs.perform(run.pk, endless)
        run.refresh_from_db()
        assert (run.state, run.error) == ("queued", runs.TOO_LONG)
        assert runs.shown(run, NOON).is_retry

    def test_a_second_message_for_the_same_run_does_nothing(self):
        run, calls = asked(), []
        for _ in range(2):
            runs.perform(run.pk, calls.append)
        assert len(calls) == 1


class TestSweeping:
    def test_an_abandoned_run_is_queued_and_woken(self, sent, django_capture_on_commit_callbacks):
        run = runs.claim(asked().pk, NOON)
        with django_capture_on_commit_callbacks(execute=True):
            runs.sweep(NOON + runs.LEASE + SECOND)
        run.refresh_from_db()
        assert (run.state, run.owner, run.error) == ("queued", None, runs.ABANDONED)
        assert sent == [("tests.job", run.pk)]

    def test_a_living_run_is_left_alone(self, sent, django_capture_on_commit_callbacks):
        run = runs.claim(asked().pk, NOON)
        with django_capture_on_commit_callbacks(execute=True):
            runs.sweep(NOON + runs.LEASE)
        run.refresh_from_db()
        assert (run.state, sent) == ("running", [])

    def test_a_lost_message_is_sent_again_and_not_at_every_sweep(self, sent, django_capture_on_commit_callbacks):
        run = asked()
        with django_capture_on_commit_callbacks(execute=True):
            assert runs.sweep(NOON + 15 * SECOND) == 0
            assert runs.sweep(NOON + 30 * SECOND) == 1
            assert runs.sweep(NOON + 45 * SECOND) == 0
        assert sent == [("tests.job", run.pk)]

    def test_work_that_kills_its_worker_three_times_fails_loudly(self, caplog):
        run, now = asked(), NOON
        for _ in range(3):
            assert runs.claim(run.pk, now)
            now += runs.LEASE + SECOND
            runs.sweep(now)
        run.refresh_from_db()
        assert (run.state, run.error) == ("failed", runs.ABANDONED)
        assert Event.objects.about(run).count() == 1
        assert "failed after 3 attempts" in caplog.text
        assert runs.sweep(now + 60 * SECOND) == 0


class TestIsAnybodyThere:
    def test_a_queued_run_without_a_worker_says_so_after_twenty_seconds(self):
        run = asked()
        assert not runs.shown(run, NOON + 20 * SECOND).nobody_there
        assert runs.shown(run, NOON + 21 * SECOND).nobody_there

    def test_with_a_worker_it_only_waits(self):
        run = asked()
        runs.beat("worker", NOON)
        assert not runs.shown(run, NOON + 44 * SECOND).nobody_there
        assert runs.shown(run, NOON + 46 * SECOND).nobody_there

    def test_a_busy_worker_is_alive(self):
        assert not runs.worker_is_alive(NOON)
        runs.claim(asked().pk, NOON)
        assert runs.worker_is_alive(NOON + 44 * SECOND)

    def test_a_worker_killed_in_the_middle_is_missed_within_a_minute(self):
        run = runs.claim(asked().pk, NOON)
        runs.beat("worker", NOON)
        assert runs.shown(run, NOON + 46 * SECOND).nobody_there

    def test_the_jobs_say_who_is_alive_and_sweep(self):
        from office import jobs

        run = runs.claim(asked().pk, timezone.now() - runs.LEASE - SECOND)
        jobs.worker_heartbeat()
        jobs.sweep_runs()
        assert list(Heartbeat.objects.values_list("part", flat=True)) == ["worker"]
        run.refresh_from_db()
        assert run.state == "queued"
