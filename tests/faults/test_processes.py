"""The whole house as `manage.py up` runs it: parts that die come back, and none outlives the supervisor."""

import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.faults, pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")]


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(what, seconds):
    until = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.2)
    return found


class House:
    def __init__(self, folder):
        self.folder = folder
        self.port = _free_port()

    def start(self, seconds=120):
        env = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ} | {
            "VAR_DIR": str(self.folder), "DATABASE_URL": f"sqlite:///{self.folder}/house.sqlite3", "PORT": str(self.port),
            "DEMO": "true", "DEMO_PASSWORD": "only for this test",
        }  # fmt: skip
        log = (self.folder / "log").open("a")
        self.process = subprocess.Popen([sys.executable, "manage.py", "up"], cwd=PROJECT, env=env, stdout=log, stderr=log)
        log.close()
        _wait_for(lambda: self.ask("readyz")[0] == 200, seconds)

    def ask(self, path):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{path}", timeout=5) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.read()
        except OSError:
            return 0, b""

    def state(self, part):
        status, text = self.ask("readyz")
        return json.loads(text)["checks"].get(part, {}).get("state") if status else None

    def processes(self, word=""):
        """Our processes by number: those whose environment names our folder."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if f"VAR_DIR={self.folder}".encode() in (folder / "environ").read_bytes().split(b"\0") and "Z" not in _state(folder):
                    found[int(folder.name)] = (folder / "cmdline").read_text().replace("\0", " ")
            except OSError:
                continue
        return {pid: line for pid, line in found.items() if word in line}


def _state(folder):
    return (folder / "stat").read_text().rsplit(")", 1)[1].split()[0]


@contextmanager
def _ended(house):
    try:
        yield house
    finally:
        for pid in house.processes():
            os.kill(pid, signal.SIGKILL)
        house.process.wait()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A folder in which a house has stood: making up a year of work takes longer than any start. Made once for all
    processes of the tests; the others wait for it."""
    place = tmp_path_factory.getbasetemp()
    folder = (place.parent if "PYTEST_XDIST_WORKER" in os.environ else place) / "prepared-house"
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            making = tmp_path_factory.mktemp("making")
            with _ended(House(making)) as house:
                house.start(600)
                house.process.send_signal(signal.SIGINT)
                assert house.process.wait(timeout=30) == 0
            (making / "log").unlink()
            making.rename(folder)
    return folder


@pytest.fixture
def house(tmp_path, prepared):
    shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)
    with _ended(House(tmp_path)) as house:
        yield house


def test_the_house_stands_up_again_and_leaves_nothing_behind(house):
    house.start()
    _wait_for(lambda: house.state("worker") == "alive", 60)
    before = set(house.processes())

    # Its word that it lives outlasts a worker that is just being started anew: wait for the process itself.
    worker = min(_wait_for(lambda: house.processes("celery -A config --quiet worker"), 60))
    os.kill(worker, signal.SIGKILL)
    _wait_for(lambda: worker not in house.processes() and house.processes("--quiet worker"), 30)
    assert house.ask("healthz")[0] == 200, "pages answer while the worker is away"
    _wait_for(lambda: house.state("worker") == "alive", 60)

    house.process.kill()
    house.process.wait()
    _wait_for(lambda: not house.processes(), 5)

    house.start()
    _wait_for(lambda: house.state("worker") == "alive", 60)
    assert not before & set(house.processes())
    house.process.send_signal(signal.SIGINT)
    assert house.process.wait(timeout=15) == 0
    assert not house.processes()
    assert "Preparing" not in (house.folder / "log").read_text().split("Ready at")[1], "the second start had nothing to prepare"


def test_a_second_house_on_the_same_database_is_refused(house):
    house.start()
    env = {
        "PATH": os.environ["PATH"],
        "VAR_DIR": str(house.folder),
        "DATABASE_URL": f"sqlite:///{house.folder}/house.sqlite3",
        "PORT": str(_free_port()),
    }
    second = subprocess.run([sys.executable, "manage.py", "up"], cwd=PROJECT, env=env, capture_output=True, text=True, timeout=60)
    assert second.returncode
    assert "running already" in second.stderr
    taken = subprocess.run(
        [sys.executable, "manage.py", "up", "web"], cwd=PROJECT, env=env | {"PORT": str(house.port)}, capture_output=True, text=True
    )
    assert "Name another port" in taken.stderr


def test_the_whole_house_fits_in_400_megabytes(house):
    house.start()
    _wait_for(lambda: house.state("worker") == "alive", 60)
    for path in ("accounts/login/", "api/docs/", "readyz"):
        house.ask(path)
    kilobytes = sum(
        int(line.split()[1])
        for pid in house.processes()
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        if line.startswith("Pss:")
    )
    assert kilobytes < 400_000
