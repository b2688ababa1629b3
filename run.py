#!/usr/bin/env python3
"""The one door: sets up on first use, then runs what is asked. Needs Python 3.11 or newer and nothing else.

  python3 run.py                  run the application on illustrative data (var/demo.sqlite3)
  python3 run.py --empty          run it on real data only (var/app.sqlite3); prints a link for the first administrator
  python3 run.py manage …         a management command on the illustrative database
  python3 run.py --empty manage … the same on the real one
  python3 run.py test [--whole]   the tests, of each sweep one variant a row (--whole: all); other options go to pytest
  python3 run.py check            style, types, imports, templates, migrations, translations
  python3 run.py fix              put right what a machine can put right
  python3 run.py faults [--long]  tests that kill servers of their own at any point, and orders of acts by the hundred (--long: thousand)
  python3 run.py bench [options]  how fast, as a share of plain Django on the same rows; needs PostgreSQL

PORT (8292), HOST (127.0.0.1) and DEMO_PASSWORD are honoured; every variable is in .env.example.
"""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import xml.etree.ElementTree as ElementTree
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import NamedTuple

HOME = Path(__file__).resolve().parent
VENV = HOME / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)


class Trouble(Exception):
    """Something the person at the terminal can mend; the text says how."""


def main(words):
    empty = words[:1] == ["--empty"]
    word, *rest = words[1 if empty else 0 :] or ["up"]
    doors = {"up": up, "manage": manage, "test": test, "check": check, "fix": fix, "faults": faults, "bench": bench}
    if word not in doors or (rest and word in {"up", "check", "fix"}) or (empty and word not in {"up", "manage"}):
        asked = word in {"-h", "--help", "help"}
        print(__doc__.strip(), file=sys.stdout if asked else sys.stderr)
        return 0 if asked else 2
    return doors[word](rest, empty) if word in {"up", "manage"} else doors[word](rest)


# Running


def up(rest, empty):
    install("requirements.txt")
    become([PYTHON, "manage.py", "up"], own_database(empty))


def manage(rest, empty):
    install("requirements.txt")
    become([PYTHON, "manage.py", *rest], own_database(empty))


def own_database(empty):
    """The environment of one of the two databases of this folder; they share nothing but the code."""
    env = dict(os.environ)
    for name in ("DATABASE_URL", "REDIS_URL"):
        if env.pop(name, None):
            print(f"{name} is set, but run.py keeps a database of its own; `manage.py up` uses {name}.", file=sys.stderr)
    name = "app" if empty else "demo"
    env |= {"VAR_DIR": f"var/{name}", "DATABASE_URL": f"sqlite:///var/{name}.sqlite3", "DEMO": "false" if empty else "true"}
    return env


def become(command, env):
    """Not a child but this very process: signals reach it, and nothing stands between."""
    os.chdir(HOME)
    sys.stdout.flush()
    os.execve(command[0], [str(part) for part in command], env)


# Setting up


def install(lock):
    """Make .venv hold what the lock names, by hash; costs nothing while the lock is unchanged."""
    stamp = VENV / f"{lock}.installed"
    wanted = hashlib.sha256((HOME / lock).read_bytes() + repr(sys.version_info[:2]).encode()).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted and PYTHON.exists():
        return
    began = time.monotonic()
    make_venv()
    print(f"Installing {lock} into .venv …", flush=True)
    pip = [
        PYTHON,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "install",
        "-qq",
        "--require-hashes",
        "--no-deps",
        "--no-compile",
        "--prefer-binary",
        "-r",
        lock,
    ]
    if subprocess.call([str(part) for part in pip], cwd=HOME):
        raise Trouble("The libraries could not be installed; pip says why above. Is there a connection to a package index?")
    stamp.write_text(wanted)
    print(f"Installed in {time.monotonic() - began:.0f} s.", flush=True)


def make_venv():
    made_with = VENV / "made-with"
    if PYTHON.exists() and made_with.is_file() and made_with.read_text() == sys.version:
        return
    if VENV.is_symlink():
        raise Trouble(f"{VENV} is a link to another place; remove it, and run the same command again.")
    if is_of_this_python():
        made_with.write_text(sys.version)
        return
    for module in ("venv", "ensurepip"):
        if importlib.util.find_spec(module) is None:
            raise Trouble(
                f"This Python lacks its module {module}, which makes .venv.\n"
                f"On Debian or Ubuntu: sudo apt install python{sys.version_info[0]}.{sys.version_info[1]}-venv\n"
                "Then run the same command again."
            )
    print("Making .venv …", flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True)
    if made.returncode:
        raise Trouble(f"{made.stdout}{made.stderr}\n.venv could not be made. On Debian or Ubuntu: sudo apt install python3-venv")
    made_with.write_text(sys.version)


def is_of_this_python():
    """An environment that somebody made by hand is used as it is, if it works."""
    if not PYTHON.exists():
        return False
    asked = subprocess.run([str(PYTHON), "-c", "import sys, pip; sys.stdout.write(sys.version)"], capture_output=True, text=True)
    return asked.returncode == 0 and asked.stdout == sys.version


# Testing

COMPILED = HOME / "var" / "tests" / "compiled"
HEAD_START = 12  # seconds: what the first processes compile and migrate, those that begin later find; at once each did it for itself
ALLOWED = {"dealt": 240, "whole": 900}  # seconds on two quiet cores, of each sweep one variant a row or all (docs/decisions/0033)


def test(rest):
    install("requirements-dev.txt")
    began, sweeps = time.monotonic(), "whole" if "--whole" in rest else "dealt"
    rounds = Rounds([word for word in rest if word != "--whole"], sweeps)
    postgresql, chromium = find_postgresql(), find_chromium(shell=sweeps == "dealt")
    if not chromium:
        print("Browser: skipped, no Chromium is found on PATH; name one in CHROMIUM.", flush=True)
    # A browser waits for half of its time, a database for a quarter: together they keep busy what each leaves idle.
    lane = [Round("browser", "browser and not faults", processes=2, dealt="worksteal", env={"CHROMIUM": chromium})] if chromium else []
    if postgresql:
        lane.append(Round("PostgreSQL", "both and not browser and not faults", processes=2, env={"DATABASE_URL": postgresql}))
    with rounds.beside(*lane, later=0 if COMPILED.exists() else HEAD_START):
        rounds.run(Round("SQLite", "not browser and not faults", processes=2))
    rounds.slowest()
    rounds.left()
    print(f"In {time.monotonic() - began:.0f} s of {ALLOWED[sweeps]} s.")
    return rounds.summary()


HOUSES = 4  # stand at once: those of tests that kill servers wait for most of their time (docs/decisions/0053)


def faults(rest):
    """First those that kill servers, since lost work is given a minute; then what only takes long, on both databases at once."""
    install("requirements-dev.txt")
    rounds, postgresql = Rounds([word for word in rest if word != "--long"]), find_postgresql()
    many = {"EXAMPLES": "1000"} if "--long" in rest else {}
    # One test at a time: of files as a whole one process would be at work long after the others.
    rounds.run(Round("faults", "faults and not both and not browser", processes=HOUSES, dealt="load"))
    if chromium := find_chromium():  # after them: what a killed tab loses is two seconds of a clock, and four houses take the cores
        rounds.run(Round("browser", "faults and browser", env={"CHROMIUM": chromium}))
    with rounds.beside(*([Round("PostgreSQL", "faults and both", env={"DATABASE_URL": postgresql} | many)] if postgresql else [])):
        rounds.run(Round("SQLite", "faults and both", env=many))
    return rounds.summary()


def bench(rest):
    install("requirements-dev.txt")
    address = find_postgresql()
    if address is None:
        raise Trouble("The benchmark needs a PostgreSQL that lets it make a database; name one in TEST_DATABASE_URL.")
    plain = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}}
    return subprocess.call([str(PYTHON), "-m", "bench", "--database", address, *rest], cwd=HOME, env=plain)


class Round(NamedTuple):
    """One run of pytest. By default a file as a whole goes to one process, so that what it makes once is made once; the largest
    begin. `dealt` names another of the ways of pytest-xdist: where files are few and long, who has nothing left takes from the other."""

    name: str
    marks: str
    processes: int = 1
    dealt: str = "loadfile"
    env: dict = {}


class Rounds:
    """Several runs of pytest, counted as one."""

    def __init__(self, options, sweeps="whole"):
        self.options = options
        self.sweeps = sweeps
        self.swept = tempfile.TemporaryDirectory()
        self.passed = self.failed = self.skipped = 0
        self.seconds = Counter()

    def run(self, one):
        print(f"── {one.name}", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            self._count(*self._ask(one, Path(folder)))

    @contextmanager
    def beside(self, *several, later=0):
        """Rounds, one after the other, while the block lasts; what they say is printed whole when all is over. Where a process of
        theirs has nothing left, the block has the core. They begin `later` by so many seconds."""
        over = threading.Event()
        with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(max_workers=1) as lane:
            folders = [Path(tempfile.mkdtemp(dir=folder)) for _ in several]
            lane.submit(over.wait, later)
            asked = [lane.submit(self._ask, one, place, over) for one, place in zip(several, folders, strict=True)]
            try:
                yield
            except BaseException:
                over.set()  # who has been interrupted begins nothing more
                raise
            for one, place, answer in zip(several, folders, asked, strict=True):
                found = answer.result()
                print(f"── {one.name}", (place / "said.txt").read_text(encoding="utf-8", errors="replace"), sep="\n", end="", flush=True)
                self._count(*found)

    def _ask(self, one, folder, over=None):
        """Where pytest has reported, and its code. A round beside another (`over` says when nothing more is asked) writes into a file."""
        report = folder / "report.xml"
        if over is not None and over.is_set():
            return report, 0
        several = ["-n", str(one.processes), "--dist", one.dealt] if one.processes > 1 else []
        command = [str(PYTHON), "-m", "pytest", "-m", one.marks, f"--junitxml={report}", *several, *self.options]
        with (folder / "said.txt").open("wb") if over is not None else nullcontext() as out:
            return report, subprocess.call(command, cwd=HOME, env=self._env(one.env), stdout=out, stderr=out)

    def _env(self, own):
        """What Python and pytest compile is kept, also where it may not lie beside its source: half of what a process needs to begin."""
        left_out = {"DATABASE_URL", "REDIS_URL", "PYTHONDONTWRITEBYTECODE"}
        compiled = {"PYTHONPYCACHEPREFIX": str(COMPILED)}
        swept = {"SWEEPS": self.sweeps, "SWEPT": self.swept.name}
        return compiled | {key: value for key, value in os.environ.items() if key not in left_out} | swept | own

    def _count(self, report, code):
        failed_before = self.failed
        if report.exists():
            found = ElementTree.parse(report).getroot()
            for said in found.iter("property"):
                if said.get("name") == "said":
                    print(said.get("value"), flush=True)
            for case in found.iter("testcase"):
                self.seconds[".".join(part for part in case.get("classname", "").split(".") if part[:1].islower())] += float(
                    case.get("time", 0)
                )
            for suite in found.iter("testsuite"):
                total, bad, skipped = (
                    sum(int(suite.get(key, 0)) for key in keys) for keys in (["tests"], ["failures", "errors"], ["skipped"])
                )
                self.failed += bad
                self.skipped += skipped
                self.passed += total - bad - skipped
        if code not in {0, 5} and self.failed == failed_before:  # 5: nothing of this kind was asked for
            self.failed += 1

    def slowest(self):
        """Where the time goes, so that it stays in sight: the files that took most of it."""
        whole = sum(self.seconds.values()) or 1
        files = [f"{name} {took:.0f} s ({took / whole:.0%})" for name, took in self.seconds.most_common(5)]
        print(f"Slowest, of {whole:.0f} s of tests: {', '.join(files)}.")

    def left(self):
        """What tests/sweeps.py has not asked, as each process of the rounds wrote it down."""
        asked, whole = Counter(), Counter()
        for told in [json.loads(file.read_text()) for file in Path(self.swept.name).glob("*.json")]:
            for sweep, counts in told["met"].items():  # each process has met others
                asked[sweep], whole[sweep] = asked[sweep] + counts[0], whole[sweep] + counts[1]
            for sweep, counts in told["asked"].items():  # alike in every process
                asked[sweep], whole[sweep] = counts
        parts = [f"{whole[sweep] - asked[sweep]} of {whole[sweep]} {sweep}" for sweep in sorted(whole) if asked[sweep] < whole[sweep]]
        if parts:
            print(f"Left to --whole: {'; '.join(parts)}.")

    def summary(self):
        print(f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped", flush=True)
        return 1 if self.failed or not self.passed else 0


def find_postgresql():
    """The address of a server that lets us make a database, or nothing, said with the reason."""
    named = os.environ.get("TEST_DATABASE_URL")
    tried = [named] if named else ["postgresql://postgres@127.0.0.1:5432/postgres", "postgresql://127.0.0.1:5432/postgres"]
    question = (
        "import sys, psycopg\n"
        "with psycopg.connect(sys.argv[1], connect_timeout=3) as c:\n"
        "    sys.exit(0 if c.execute('SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user').fetchone()[0] else 3)"
    )
    for address in tried:
        if subprocess.run([str(PYTHON), "-c", question, address], capture_output=True).returncode == 0:
            return address
    where = "TEST_DATABASE_URL" if named else "127.0.0.1:5432 (name another in TEST_DATABASE_URL)"
    print(f"PostgreSQL: skipped, no server answers at {where}, or it does not let us make a database.", flush=True)
    return None


def find_chromium(*, shell=False):
    """The browser as people have it; or, where it is found, the shell of it without windows, which takes a third less of a processor."""
    named = os.environ.get("CHROMIUM")
    names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
    for name in [named] if named else ["chromium-headless-shell", *names] if shell else names:
        found = shutil.which(name)
        if found:
            return found
    return None


# Checking


TYPED = ["accounts", "office", "plan", "missions", "personnel", "reports", "overview", "config"]
CHECKS = {
    "types": [[PYTHON, "-m", "mypy", *TYPED]],
    "style": [[PYTHON, "-m", "ruff", "check", "--quiet"]],
    "form": [[PYTHON, "-m", "ruff", "format", "--check", "--quiet"]],
    "imports": [[VENV / "bin" / "lint-imports", "--no-logo"]],
    "templates": [[VENV / "bin" / "djade", "--check", "--target-version", "5.2", "TEMPLATES"]],
    "settings": [[PYTHON, "manage.py", "check", "--fail-level", "WARNING"]],
    "migrations": [[PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"]],
    "translations": [[PYTHON, "manage.py", "messages", "--check"]],
}


def check(rest):
    install("requirements-dev.txt")
    began = time.monotonic()
    with ThreadPoolExecutor(max_workers=2) as at_once:
        results = at_once.map(run_check, CHECKS)
        failed = [name for name, good in zip(CHECKS, results, strict=True) if not good]
    print(f"{len(CHECKS) - len(failed)} of {len(CHECKS)} checks are clean, in {time.monotonic() - began:.0f} s.")
    return 1 if failed else 0


def run_check(name):
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as var:
        env = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL", "DEMO"}} | {"VAR_DIR": var}
        done = [subprocess.run(line, cwd=HOME, env=env, capture_output=True, text=True) for line in map(spelled_out, CHECKS[name])]
    good = not any(one.returncode for one in done)
    said = "" if good else "".join(f"\n{one.stdout}{one.stderr}" for one in done).rstrip()
    print(f"{'clean ' if good else 'FAILED'} {name} ({time.monotonic() - began:.0f} s){said}", flush=True)
    return good


def spelled_out(command):
    templates = sorted(str(file) for file in HOME.glob("templates/**/*.html"))
    return [str(part) for word in command for part in (templates if word == "TEMPLATES" else [word])]


def fix(rest):
    install("requirements-dev.txt")
    for command in (
        [PYTHON, "-m", "ruff", "check", "--fix", "--quiet"],
        [PYTHON, "-m", "ruff", "format", "--quiet"],
        [VENV / "bin" / "djade", "--target-version", "5.2", "TEMPLATES"],
        [PYTHON, "manage.py", "messages"],
    ):
        subprocess.call(spelled_out(command), cwd=HOME)
    return 0


if __name__ == "__main__":
    if sys.version_info < OLDEST:
        sys.exit("Python 3.11 or newer is needed; this is %d.%d (%s)." % (sys.version_info[0], sys.version_info[1], sys.executable))
    if os.name != "posix":
        sys.exit("Linux or macOS is needed. On Windows use WSL 2, or Docker with compose.yaml.")
    try:
        sys.exit(main(sys.argv[1:]))
    except Trouble as trouble:
        sys.exit(str(trouble))
    except KeyboardInterrupt:
        sys.exit(130)
