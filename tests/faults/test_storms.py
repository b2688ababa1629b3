"""What else may fail under a compile: the database goes away, the disk is full, the work itself kills its worker, a worker
is killed anywhere. One report, its files once, nothing half written, and what waits behind goes on."""

import os
import random
import shutil
import signal
import subprocess
import time

import pytest

from tests.faults.house import PostgreSQL, child_of, kill_whole, postgresql_folder, wait_for
from tests.faults.test_compile import KINDS, MINUTE, done_once, in_the_middle, standing

pytestmark = pytest.mark.faults
KILLS = int(os.environ.get("KILLS", "0"))  # with --long: at so many points by chance
ON_A_DAY = """
import os, sys
from datetime import date, timedelta
import django; django.setup()
from django.utils import timezone
from accounts.models import User
from plan.models import Plan
from reports import services
report, _ = services.ask_for_report(
    plan=Plan.objects.get(), on=date(2026, 6, 30) - timedelta(days=int(sys.argv[1])), language="vi", by=User.objects.get(), now=timezone.now())
print(report.run_id, flush=True)
os._exit(0)
"""


@pytest.fixture(scope="module")
def server():
    if postgresql_folder() is None or shutil.which("redis-server") is None:
        pytest.skip("needs the programs initdb, postgres and redis-server")
    server = PostgreSQL()
    yield server
    server.end()


@pytest.fixture
def house(tmp_path, server):
    with standing(tmp_path, server) as house:
        yield house


def states(house):
    return [state for (state,) in house.rows("SELECT state FROM office_run ORDER BY id")]


def test_postgresql_restarted_in_the_middle_of_a_compile_needs_no_other_restart(house, server):
    worker, beat = house.start_worker(), house.start_beat()
    house.ask()
    in_the_middle(house, 2)
    server.stop()
    time.sleep(3)
    server.start()
    assert done_once(house) < MINUTE
    assert (worker.poll(), beat.poll()) == (None, None)


@pytest.fixture
def narrow(tmp_path):
    """A place for files that is full at once: narrow("64m") makes it wide."""
    media = tmp_path / "media"
    media.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", media], capture_output=True, check=False)
    if made.returncode:
        pytest.skip("may not mount a small file system")
    yield lambda size: subprocess.run(["mount", "-o", f"remount,size={size}", media], check=True)
    subprocess.run(["umount", "-l", media], check=True)


def test_a_full_disk_keeps_no_half_file_and_the_work_is_done_once_there_is_room(narrow, tmp_path):
    with standing(tmp_path, None) as house:
        house.start_worker()
        house.start_beat()
        house.ask()
        assert wait_for(lambda: "No space left" in house.rows("SELECT error FROM office_run")[0][0], MINUTE)
        assert house.files() == []
        assert house.rows("SELECT id FROM reports_reportfile") == []
        narrow("64m")
        assert done_once(house) < MINUTE


def test_work_that_kills_its_worker_fails_loudly_and_what_waits_behind_it_is_done(tmp_path):
    with standing(tmp_path, None) as house:
        worker = house.start_worker()
        house.start_beat()
        house.ask()
        in_the_middle(house, 2)
        house.execute("UPDATE office_run SET attempts = 3")  # it has killed two before
        os.kill(child_of(worker), signal.SIGKILL)
        house.ask("en")
        assert wait_for(lambda: states(house) == ["failed", "done"], MINUTE), states(house)
        assert house.rows("SELECT count(*) FROM accounts_event WHERE verb = 'run.failed'") == [(1,)]
        assert len(house.rows("SELECT id FROM reports_reportfile")) == len(house.files()) == KINDS


@pytest.mark.skipif(not KILLS, reason="only with --long")
def test_killed_at_any_point_each_report_is_there_once(house):
    chance = random.Random(292)
    worker = house.start_worker()
    house.start_beat()
    for place in range(KILLS):
        run = int(house.python(ON_A_DAY, str(place)).splitlines()[-1])
        state = f"SELECT state FROM office_run WHERE id = {run}"
        assert wait_for(lambda: house.rows(state) == [("running",)], MINUTE, every=0.05)  # noqa: B023  asked before the next
        time.sleep(chance.uniform(0, 8))
        if place % 2:
            kill_whole(worker)
            worker = house.start_worker()
        else:
            os.kill(child_of(worker), signal.SIGKILL)
        began = time.monotonic()
        assert wait_for(lambda: house.rows(state) == [("done",)], MINUTE + 30), place  # noqa: B023
        assert time.monotonic() - began < MINUTE + 30
        assert wait_for(lambda: len(house.files()) == KINDS * (place + 1), 5), house.files()  # noqa: B023
    assert len(house.rows("SELECT id FROM reports_reportfile")) == KINDS * KILLS
