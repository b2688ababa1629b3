"""kill -9 of the pool's child and of the whole worker at points by chance, spread over the whole of a compile: started again
within a minute by the run's own record, one report, its files once, nothing half written.

Each part has a house of its own and draws its points by a seed of its own, which it says; KILLS_SEED repeats it. A kill that
comes when the work is done hits nothing and is drawn again.
"""

import hashlib
import os
import random
import signal
import time
from datetime import UTC, datetime

import pytest

from tests.faults.house import KINDS, MINUTE, child_of, kill_whole, standing, wait_for

pytestmark = pytest.mark.faults
PARTS = {"PostgreSQL and Redis": 4, "SQLite and folder": 2}
KILLS = 5  # of a part: every other one of the whole worker
TRIES = 8  # for one kill, until it hits running work
SETTLES = 0.5  # seconds after a kill in which the database still ends what it was told to
ON_A_DAY = """
import os, sys
from datetime import date, timedelta
import django; django.setup()
from django.utils import timezone
from accounts.models import User
from plan.models import Plan
from reports import services
services.ask_for_report(
    plan=Plan.objects.get(), on=date(2026, 6, 30) - timedelta(days=int(sys.argv[1])), language="vi", by=User.objects.get(), now=timezone.now())
print("asked", flush=True)
os._exit(0)
"""


class Compiles:
    """Reports of one house, asked for one after the other, each on another day."""

    def __init__(self, house):
        self.house, self.asked = house, 0
        self.worker = house.start_worker()
        self.seconds = self.undisturbed()

    def ask(self):
        """When the worker has claimed the next report, seen as early as may be."""
        self.asked += 1
        claimed = "SELECT count(*) FROM office_run WHERE attempts > 0"
        with self.house.python_beside(ON_A_DAY, str(self.asked)):
            assert wait_for(lambda: self.house.rows(claimed) == [(self.asked,)], MINUTE, every=0.01), "the work was not begun"
        return self.run("started_at")

    def run(self, what):
        """Of the report asked for last."""
        [(value,)] = self.house.rows(f"SELECT {what} FROM office_run WHERE id = (SELECT max(id) FROM office_run)")
        return moment(value) if what.endswith("_at") else value

    def finish(self):
        """Seconds from the claim that finished it to its end."""
        assert wait_for(lambda: self.run("state") == "done", MINUTE), self.run("error")
        return (self.run("finished_at") - self.run("started_at")).total_seconds()

    def undisturbed(self):
        self.ask()
        return self.finish()

    def kill(self, kind, at):
        """What was killed at that share of a compile: (the step, when), or nothing if the work was done by then."""
        claimed = self.ask()
        time.sleep(max(0.0, (claimed - datetime.now(UTC)).total_seconds() + at * self.seconds))
        if kind == "whole":
            kill_whole(self.worker)
        else:
            os.kill(child_of(self.worker), signal.SIGKILL)
        killed = datetime.now(UTC)
        if kind == "whole":
            self.worker = self.house.start_worker()
        time.sleep(SETTLES)
        if self.run("state") == "done":
            self.seconds = min(self.seconds, self.finish())
            return None
        assert (self.run("state"), self.run("attempts")) == ("running", 1)
        return self.run("step").partition("\n")[0], killed

    def started_again(self, killed):
        """Seconds from the kill to the next claim, both as they were written down."""
        assert wait_for(lambda: self.run("attempts") == 2, MINUTE + 10), "not started again"
        again = (self.run("started_at") - killed).total_seconds()
        assert 0 < again <= MINUTE, f"started again after {again:.1f} s"
        return again

    def check(self):
        """Each report is there once, with one whole file of each kind, and nothing lies beside them."""
        house = self.house
        assert house.rows("SELECT state, count(*) FROM reports_progressreport GROUP BY state") == [("draft", self.asked)]
        assert house.rows("SELECT count(*) FROM accounts_event WHERE verb = 'report.compiled'") == [(self.asked,)]
        rows = dict(house.rows("SELECT file, sha256 FROM reports_reportfile"))
        assert len(rows) == house.rows("SELECT count(*) FROM reports_reportfile")[0][0] == KINDS * self.asked
        assert wait_for(lambda: len(house.files()) == len(rows), 5), house.files()
        media = house.folder / "media"
        assert {str(file.relative_to(media)): hashlib.sha256(file.read_bytes()).hexdigest() for file in house.files()} == rows


def moment(value):
    """SQLite keeps a text in UTC, PostgreSQL answers with the moment."""
    return datetime.fromisoformat(value).replace(tzinfo=UTC) if isinstance(value, str) else value


def points(part, parts, chance):
    """Shares of a compile in an order by chance, one in each part of it; with the other houses one in each twentieth."""
    whole = KILLS * parts
    drawn = [(slot + chance.random()) / whole for slot in range(part, whole, parts)]
    chance.shuffle(drawn)
    return drawn


@pytest.fixture
def said(request):
    """What becomes a line of `run.py faults`, and stands beside a failure."""
    words = []
    yield words
    print("; ".join(words))  # noqa: T201
    request.node.user_properties.append(("said", "; ".join(words)))


@pytest.mark.parametrize(("kept", "part"), [(kept, part) for kept, parts in PARTS.items() for part in range(parts)])
def test_killed_at_any_point_each_report_is_there_once(kept, part, request, tmp_path, said):
    """Half of the houses rest a second between two steps, so that each step is hit; the others do nothing but the work."""
    seed = os.environ.get("KILLS_SEED") or str(random.SystemRandom().randrange(10**6))
    said.append(f"Killed on {kept}, house {part}, KILLS_SEED={seed}")
    drawn = points(part, PARTS[kept], random.Random(f"{seed} {part}"))
    with standing(tmp_path, None if kept.startswith("SQLite") else request.getfixturevalue("server"), pause=part % 2) as house:
        house.start_beat()
        compiles = Compiles(house)
        for number, at in enumerate(drawn):
            kind = ("child", "whole")[(number + part) % 2]
            hit = next(filter(None, (compiles.kill(kind, at) for _try in range(TRIES))), None)
            assert hit, f"the work was done before each of {TRIES} kills at {at:.2f} of {compiles.seconds:.1f} s"
            step, killed = hit
            again = compiles.started_again(killed)
            said.append(f"{kind} at {at:.2f} ({step}), again in {again:.1f} s")
            compiles.finish()
            assert compiles.run("attempts") == 2
            compiles.check()


def test_without_the_sweeper_the_same_check_says_that_nothing_is_started_again(tmp_path, server):
    """The control, and those of a sweeper that comes too late, of half a file and of one too many."""
    with standing(tmp_path, server, pause=1) as house:
        compiles = Compiles(house)
        compiles.check()
        file = house.files()[0]
        content = file.read_bytes()
        for damage in (lambda: file.write_bytes(content[:-1]), lambda: file.with_name("of-a-dead-attempt").write_bytes(content)):
            damage()
            with pytest.raises(AssertionError):
                compiles.check()
            file.write_bytes(content)
        file.with_name("of-a-dead-attempt").unlink()
        compiles.check()
        _step, killed = compiles.kill("whole", 0.5)
        with pytest.raises(AssertionError, match="not started again"):
            compiles.started_again(killed)
        house.start_beat()
        compiles.finish()
        with pytest.raises(AssertionError, match="started again after"):
            compiles.started_again(killed)


@pytest.mark.parametrize("parts", PARTS.values())
def test_the_points_of_all_houses_are_spread_over_the_whole_compile(parts):
    drawn = sorted(at for part in range(parts) for at in points(part, parts, random.Random(part)))
    assert [int(at * KILLS * parts) for at in drawn] == list(range(KILLS * parts))
