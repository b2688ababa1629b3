"""A worker killed in the middle of a compile: one report, one file, done within a minute; on either pair of servers."""

import os
import signal
import time

import pytest

from tests.faults.house import KINDS, MINUTE, child_of, kill_whole, standing, wait_for

pytestmark = pytest.mark.faults


@pytest.fixture(params=["SQLite and folder", "PostgreSQL and Redis"])
def house(request, tmp_path):
    embedded = request.param.startswith("SQLite")
    with standing(tmp_path, None if embedded else request.getfixturevalue("server")) as house:
        yield house


@pytest.fixture
def redis_house(tmp_path, server):
    with standing(tmp_path, server) as house:
        yield house


def in_the_middle(house, step):
    """Wait until the worker is at that step of the only run, or past it."""
    assert wait_for(lambda: house.run()[0] == "running" and house.run()[1] >= step, 60, every=0.05), house.run()


def done_once(house, seconds=MINUTE):
    """The report is there within the time, once, with one whole file of each kind and nothing beside them."""
    took = time.monotonic()
    assert wait_for(lambda: house.run()[0] == "done", seconds), house.rows("SELECT state, attempts, error FROM office_run")
    assert house.rows("SELECT state FROM reports_progressreport") == [("draft",)]
    rows = house.rows("SELECT file, size FROM reports_reportfile")
    assert wait_for(lambda: len(house.files()) == KINDS, 5), house.files()
    whole = {file.name: file.stat().st_size for file in house.files()}
    assert {name.rpartition("/")[2]: size for name, size in rows} == whole
    return time.monotonic() - took


@pytest.mark.parametrize("step", [0, 4])
def test_the_child_of_the_pool_is_killed(house, step):
    worker = house.start_worker()
    house.start_beat()
    house.ask()
    in_the_middle(house, step)
    os.kill(child_of(worker), signal.SIGKILL)
    assert done_once(house) < MINUTE
    assert house.run()[2] == 2


@pytest.mark.parametrize("step", [2])
def test_the_whole_worker_is_killed(house, step):
    worker = house.start_worker()
    house.start_beat()
    house.ask()
    in_the_middle(house, step)
    kill_whole(worker)
    house.start_worker()
    assert done_once(house) < MINUTE
    assert house.run()[2] == 2


def test_a_child_that_is_killed_while_it_waits_for_work_stops_nobody(house):
    """It may hold what a child needs in order to be given work; who takes its place is given some all the same."""
    worker = house.start_worker()
    house.ask()
    assert wait_for(lambda: house.run()[0] == "done", MINUTE), house.run()
    time.sleep(2)
    os.kill(child_of(worker), signal.SIGKILL)
    house.ask("en")
    assert wait_for(lambda: {row[0] for row in house.rows("SELECT state FROM office_run")} == {"done"}, MINUTE)
    assert worker.poll() is None


def test_without_the_sweeper_it_is_lost(house):
    """The control: no setting of the carrier brings it back, so the tests above see what they claim to see."""
    worker = house.start_worker()
    house.ask()
    in_the_middle(house, 2)
    kill_whole(worker)
    house.start_worker()
    assert wait_for(lambda: house.run()[0] == "done", 45) is None
    assert (house.run()[0], house.run()[2]) == ("running", 1)


def test_a_worker_that_comes_back_from_the_dead_stores_nothing(house):
    """It stands still for longer than its lease; another does the work; then it goes on."""
    zombie = house.start_worker()
    house.start_beat()
    house.ask()
    in_the_middle(house, 3)
    os.killpg(zombie.pid, signal.SIGSTOP)
    house.start_worker()
    assert done_once(house) < MINUTE
    before = house.rows("SELECT sha256, file FROM reports_reportfile")
    os.killpg(zombie.pid, signal.SIGCONT)
    time.sleep(6)
    assert house.rows("SELECT sha256, file FROM reports_reportfile") == before
    assert len(house.files()) == KINDS


def test_asked_while_nobody_is_there_is_done_when_somebody_is(house):
    house.ask()
    house.start_beat()
    house.start_worker()
    assert done_once(house) < MINUTE


def test_redis_killed_loses_no_question(redis_house):
    """Killed with the message in it, and away while another question is asked: both are answered once it is back."""
    redis_house.ask()
    redis_house.redis.kill()
    redis_house.redis.wait(10)
    redis_house.ask("en")
    assert [row[0] for row in redis_house.rows("SELECT state FROM office_run")] == ["queued", "queued"]
    redis_house.start_redis()
    redis_house.start_worker()
    redis_house.start_beat()
    assert wait_for(lambda: {row[0] for row in redis_house.rows("SELECT state FROM office_run")} == {"done"}, MINUTE + 10)
    assert len(redis_house.rows("SELECT id FROM reports_reportfile")) == len(redis_house.files()) == 2 * KINDS


def test_a_redis_that_goes_away_under_the_worker_needs_no_restart(redis_house):
    worker, beat = redis_house.start_worker(), redis_house.start_beat()
    redis_house.ask()
    in_the_middle(redis_house, 1)
    redis_house.redis.kill()
    redis_house.redis.wait(10)
    assert wait_for(lambda: redis_house.run()[0] == "done", 30)
    redis_house.ask("en")
    redis_house.start_redis()
    assert wait_for(lambda: {row[0] for row in redis_house.rows("SELECT state FROM office_run")} == {"done"}, MINUTE + 10)
    assert (worker.poll(), beat.poll()) == (None, None)
