"""What else may fail under a compile: the database goes away, the disk is full, the work itself kills its worker. One report,
its files once, nothing half written, and what waits behind goes on."""

import os
import signal
import subprocess
import time

import pytest

from tests.faults.house import KINDS, MINUTE, child_of, standing, wait_for
from tests.faults.test_compile import done_once, in_the_middle

pytestmark = pytest.mark.faults


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
