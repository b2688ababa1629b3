"""Many at once, each with a connection of its own: exactly one wins, and without the guard the race is real."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection, connections

from office import runs
from office.models import Run

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]
NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
MANY = 10


@pytest.fixture(autouse=True)
def _quiet_broker(monkeypatch):
    monkeypatch.setattr(runs.current_app, "send_task", lambda *args, **options: None)


@pytest.fixture
def at_once():
    """at_once(act) lets ten threads do the same in the same moment and answers what each got."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("threads cannot share SQLite in memory; tests/faults runs the same against its file")

    def go(act):
        gate, answers = threading.Barrier(MANY), [None] * MANY

        def one(place):
            try:
                gate.wait(10)
                answers[place] = act()
            except Exception as error:
                answers[place] = error
            finally:
                connections.close_all()

        threads = [threading.Thread(target=one, args=(place,)) for place in range(MANY)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        return answers

    yield go
    if hasattr(connection, "close_pool"):
        connection.close()
        connection.close_pool()


def ask():
    return runs.ask(job="tests.job", key="k", payload={}, by=None, now=NOON)


def test_ten_identical_requests_are_one_run(at_once):
    answers = at_once(ask)
    assert Run.objects.count() == 1
    assert len({run.pk for run, _ in answers}) == 1
    assert [created for _, created in answers].count(True) == 1


def test_ten_who_ask_again_after_a_failure_set_it_going_once(at_once):
    run, _ = ask()
    runs.fail(runs.claim(run.pk, NOON), runs.TOO_LONG, NOON)
    answers = at_once(ask)
    assert [created for _, created in answers].count(True) == 1


def test_of_ten_workers_one_claims(at_once):
    run, _ = ask()
    for _ in range(5):
        Run.objects.filter(pk=run.pk).update(state="queued", owner=None, attempts=0)
        claims = at_once(lambda: runs.claim(run.pk, NOON))
        assert len([claimed for claimed in claims if claimed]) == 1
        assert Run.objects.get(pk=run.pk).attempts == 1


def test_without_the_condition_the_race_is_seen(at_once):
    """The control: look first and write afterwards, as a claim must not, and several win."""
    run, _ = ask()
    all_looked = threading.Barrier(MANY)

    def careless():
        waiting = Run.objects.get(pk=run.pk).state == "queued"
        connections.close_all()  # the pool is smaller than the crowd
        all_looked.wait(10)
        return waiting and Run.objects.filter(pk=run.pk).update(state="running", owner="0" * 32, lease_until=NOON)

    assert at_once(careless).count(1) > 1
