"""What the supervisor starts is started again when it dies, and never outlives it (with parts made for the test)."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
# A part with a child of its own, as the web server and the worker have; both write who they are.
PART = """
import os, sys, time
sys.path.insert(0, {project!r})
from config import lifeline
lifeline.EVERY = 0.1
name = os.path.join({folder!r}, sys.argv[1])
child = os.fork()
lifeline.hold()
open(name + (".child" if child == 0 else ".parent") + "." + str(os.getpid()), "w").close()
time.sleep(60)
"""
HOUSE = """
import sys
sys.path.insert(0, {project!r})
import os
os.environ["SUPERVISOR_PID"] = str(os.getpid())
from config.supervisor import Part, Supervisor
parts = [Part(name, [sys.executable, "-c", {part!r}, name]) for name in ("one", "two")]
sys.exit(Supervisor(parts, stop_within={stop_within}, probe="http://127.0.0.1:1/", ready="").run())
"""

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes of this kind only on Linux and macOS")


def _pids(folder, kind):
    return {int(file.suffix[1:]) for file in folder.glob(f"{kind}.*")}


def _lives(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def _wait_for(what, seconds=10.0):
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.05)


@pytest.fixture
def house(tmp_path):
    part = PART.format(project=str(PROJECT), folder=str(tmp_path))
    process = subprocess.Popen([sys.executable, "-c", HOUSE.format(project=str(PROJECT), part=part, stop_within=2)], stdout=subprocess.PIPE)
    _wait_for(lambda: len(_pids(tmp_path, "*")) == 4)
    yield process, tmp_path
    process.kill()
    process.wait()
    process.stdout.close()
    for pid in _pids(tmp_path, "*"):
        if _lives(pid):
            os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_all_end_when_it_is_asked_to_stop(house, number):
    process, folder = house
    process.send_signal(number)
    assert process.wait(timeout=5) == 0
    assert not [pid for pid in _pids(folder, "*") if _lives(pid)]


@pytest.mark.skipif(sys.platform != "linux", reason="asks the kernel of Linux")
def test_none_is_left_when_it_is_killed(house):
    process, folder = house
    process.kill()
    process.wait()
    _wait_for(lambda: not [pid for pid in _pids(folder, "*") if _lives(pid)], seconds=3)


@pytest.mark.skipif(sys.platform != "linux", reason="asks the kernel of Linux")
def test_a_part_that_dies_is_started_again_and_its_child_is_gone(house):
    process, folder = house
    (parent,), (child,) = _pids(folder, "one.parent"), _pids(folder, "one.child")
    os.kill(parent, signal.SIGKILL)
    _wait_for(lambda: len(_pids(folder, "one.parent")) == 2)
    _wait_for(lambda: not _lives(child), seconds=3)
    assert process.poll() is None
    assert all(_lives(pid) for pid in _pids(folder, "two.*"))
