"""A house of its own for tests that kill things: database, broker, worker and beat, on free ports, ended with the test.

Nothing here asks the tests' own database: what is looked at is read as rows from the house's.
"""

import contextlib
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg

HOME = Path(__file__).resolve().parent.parent.parent
MINUTE = 60  # seconds in which lost work is started again (design rule 12)
KINDS = 4  # files of a report
PORTS = range(20_000, 32_000)  # below those that a system lends to whoever calls: who is killed finds its own free again
ASK = """
import os, sys
from datetime import date
import django; django.setup()
from django.utils import timezone
from accounts.models import User
from plan.models import Plan
from reports import services
report, _ = services.ask_for_report(
    plan=Plan.objects.get(), on=date(2026, 6, 30), language=sys.argv[1], by=User.objects.get(), now=timezone.now())
print(report.pk, flush=True)
os._exit(0)  # the interpreter takes its time to end, and the worker does not wait
"""
SEED = """
import django; django.setup()
from tests.made_database import migrated
migrated()
from tests.factories import MeasureFactory, UserFactory
UserFactory(email="secretariat@demo.test")
MeasureFactory(code="2.3")
"""


def free_port() -> int:
    while True:
        port = random.SystemRandom().choice(PORTS)  # several processes look at once, and not all in one order
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def wait_for(question, seconds, every=0.2):
    """What the question answers once it answers something; None when the time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := question():
            return answer
        time.sleep(every)
    return None


def postgresql_folder() -> Path | None:
    found = shutil.which("initdb")
    places = [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "initdb").exists()), None)


class PostgreSQL:
    """A cluster of its own. It refuses to run as root: then the user that its package made runs it, in a folder that
    this user can reach (pytest closes its own to others)."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="lotrinh292-faults-"))
        self.port = free_port()
        self.databases = 0
        data, place = self.folder / "data", postgresql_folder()
        data.mkdir()
        as_user = {}
        if os.getuid() == 0:
            self.folder.chmod(0o711)
            shutil.chown(data, "postgres", "postgres")
            as_user = {
                "user": "postgres",
                "group": "postgres",
                "extra_groups": [],
                "env": {"PATH": os.environ["PATH"], "LC_ALL": "C"},
                "cwd": "/",
            }
        made = [place / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
        subprocess.run(made, check=True, stdout=subprocess.DEVNULL, **as_user)
        command = [place / "postgres", "-D", data, "-p", str(self.port), "-h", "127.0.0.1", "-k", "", "-c", "fsync=off"]
        self._start = lambda: subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **as_user)
        self.start()

    def start(self) -> None:
        self.process = self._start()
        assert wait_for(self._takes_questions, 60), "PostgreSQL did not start"

    def _takes_questions(self) -> bool:
        try:
            psycopg.connect(f"postgresql://postgres@127.0.0.1:{self.port}/postgres", connect_timeout=3).close()
        except psycopg.OperationalError:
            return False
        return True

    def new_database(self) -> str:
        self.databases += 1
        address = f"postgresql://postgres@127.0.0.1:{self.port}"
        assert wait_for(lambda: self._create(address), 30), "PostgreSQL made no database"
        return f"{address}/house{self.databases}"

    def _create(self, address: str) -> bool:
        try:
            with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE house{self.databases}")
        except psycopg.OperationalError:
            return False  # it is still starting
        return True

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)  # its fast shutdown
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(30)
        if self.process.poll() is None:
            self.process.kill()

    def end(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class House:
    """With a server: PostgreSQL and Redis. Without: SQLite, and a folder as broker."""

    def __init__(self, folder: Path, server: PostgreSQL | None, *, pause: int = 1):
        self.folder, self.server, self.embedded = folder, server, server is None
        self.processes: list[subprocess.Popen] = []
        self.env = {
            name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE"}
        }
        self.env |= {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONPATH": str(HOME),
            "VAR_DIR": str(folder / "var"),
            "MEDIA_ROOT": str(folder / "media"),
            "SECRET_KEY": "faults-only-" + "0123456789" * 5,
            "ALLOWED_HOSTS": "localhost",
            "HTTPS": "false",
            "LOG_LEVEL": "INFO",
            "REPORTS_STEP_PAUSE": str(pause),
        }
        for name in ("messages", "taken", "control"):
            (folder / "var" / "queue" / name).mkdir(parents=True)

    def build(self, seed: str = SEED) -> None:
        if self.server is None:
            self.env["DATABASE_URL"] = f"sqlite:///{self.folder}/house.sqlite3"
        else:
            self.env["DATABASE_URL"] = self.server.new_database()
            self.redis_port = free_port()
            self.env["REDIS_URL"] = f"redis://127.0.0.1:{self.redis_port}/0"
            self.start_redis()
        self.python(seed, seconds=600)  # who comes first makes the tables for all

    def start_redis(self) -> None:
        """Without a file: what it holds is gone when it is killed, as on the worst of days."""
        options = ["--port", str(self.redis_port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(self.folder)]
        self.redis = subprocess.Popen(["redis-server", *options], stdout=subprocess.DEVNULL)
        self.processes.append(self.redis)
        assert wait_for(lambda: answers(self.redis_port), 15), "Redis did not start"
        assert self.redis.poll() is None, "another Redis stands at this port"

    def python(self, code: str, *arguments: str, seconds: int = 120) -> str:
        """Run a few lines in the house, as its web process would."""
        command = [sys.executable, "-c", code, *arguments]
        done = subprocess.run(command, env=self.env, cwd=HOME, capture_output=True, text=True, timeout=seconds)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    @contextlib.contextmanager
    def python_beside(self, code: str, *arguments: str):
        """The same, while the block goes on from the first line that it says; its end is waited for."""
        process = subprocess.Popen([sys.executable, "-c", code, *arguments], env=self.env, cwd=HOME, stdout=subprocess.PIPE)
        try:
            assert process.stdout.readline(), "it ended without a word"
            yield
            assert process.wait(120) == 0
        finally:
            process.kill()
            process.stdout.close()

    def ask(self, language: str = "vi") -> int:
        return int(self.python(ASK, language).splitlines()[-1])

    def celery(self, *what: str) -> subprocess.Popen:
        """In a process group of its own, so that it can be killed whole."""
        name = self.folder / f"{what[0]}-{len(self.processes)}.log"
        command = [sys.executable, "-m", "celery", "-A", "config", "--quiet", *what, "--loglevel", "INFO"]
        process = subprocess.Popen(command, env=self.env, cwd=HOME, stdout=name.open("w"), stderr=subprocess.STDOUT, start_new_session=True)
        self.processes.append(process)
        return process

    def start_worker(self) -> subprocess.Popen:
        return self.celery(
            "worker", "--pool", "prefork", "--concurrency", "1", "--without-gossip", "--without-mingle", "--without-heartbeat"
        )

    def start_beat(self) -> subprocess.Popen:
        return self.celery("beat", "--pidfile=")

    def rows(self, query: str) -> list[tuple]:
        if self.embedded:
            with contextlib.closing(sqlite3.connect(self.folder / "house.sqlite3", timeout=20)) as database:
                return database.execute(query).fetchall()
        with psycopg.connect(self.env["DATABASE_URL"]) as database:
            return database.execute(query).fetchall()

    def execute(self, statement: str) -> None:
        if self.embedded:
            with contextlib.closing(sqlite3.connect(self.folder / "house.sqlite3", timeout=20)) as database, database:
                database.execute(statement)
            return
        with psycopg.connect(self.env["DATABASE_URL"]) as database:
            database.execute(statement)

    def run(self) -> tuple:
        """(state, steps done, attempts) of the one run."""
        return self.rows("SELECT state, steps_done, attempts FROM office_run ORDER BY id")[0]

    def files(self) -> list[Path]:
        return [file for file in (self.folder / "media").rglob("*") if file.is_file()]

    def end(self) -> None:
        """Only what this house has started, the newest first."""
        for process in reversed(self.processes):
            with contextlib.suppress(ProcessLookupError):
                if os.getpgid(process.pid) == process.pid:
                    os.killpg(process.pid, signal.SIGKILL)
                else:
                    process.kill()
            process.wait(20)


@contextlib.contextmanager
def standing(folder: Path, server: PostgreSQL | None, *, pause: int = 1):
    """A house that is built, and ended with the block."""
    house = House(folder, server, pause=pause)
    try:
        house.build()
        yield house
    finally:
        house.end()


def kill_whole(process: subprocess.Popen) -> None:
    """kill -9 the worker and its children at once."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)


def child_of(process: subprocess.Popen) -> int:
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return int(children[0])
