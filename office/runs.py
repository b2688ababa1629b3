"""The row behind a job (design rule 12): asked for once, claimed by one worker at a time, lost never.

Celery's message is only a wake-up. The row says what is to be done; a worker claims it by one conditional
UPDATE under a lease, keeps the lease by a heartbeat, and finishes only what is still its own. A sweeper starts
again what was abandoned. After three attempts a run fails, loudly and with its reason.
"""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from types import TracebackType
from typing import Any, Self

from celery import current_app
from celery.exceptions import SoftTimeLimitExceeded
from django.db import connections, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop, ngettext

from accounts import history
from accounts.history import System
from accounts.models import User
from office.models import Heartbeat, Run

logger = logging.getLogger("runs")

LEASE = timedelta(seconds=30)
BEAT_EVERY = 10.0  # seconds; a lease outlives two missed beats
WAITED_LONG = timedelta(seconds=20)  # a queued run that nobody has taken
SILENT = timedelta(seconds=45)  # no beat for so long: nobody is there
ATTEMPTS = 3
WAKEN_AT_ONCE = 50  # messages of one sweep; the others follow with the next

ABANDONED = gettext_noop("The worker was stopped in the middle of the work.")
TOO_LONG = gettext_noop("The work took longer than is allowed and was stopped.")
UNEXPECTED = gettext_noop("An unexpected error stopped the work.")


class LostLease(Exception):
    """The run is no longer this attempt's: it was given to another worker, or cancelled."""


class Impossible(Exception):
    """The work can never succeed as asked; the message, a msgid, says why. It is not tried again."""


def ask(*, job: str, key: str, payload: dict[str, Any], by: User | None, now: datetime) -> tuple[Run, bool]:
    """The run that answers `key`, and whether this call set it going.

    The same question while it is waiting, running or answered is the same run; one that failed or was cancelled
    is queued again. Of many askers at once exactly one sets it going.
    """
    with transaction.atomic():
        run, created = Run.objects.get_or_create(
            key=key, defaults={"job": job, "payload": payload, "asked_by": by, "created_at": now, "woken_at": now}
        )
        if not created and run.state in {Run.State.FAILED, Run.State.CANCELLED}:
            created = bool(
                Run.objects.filter(pk=run.pk, state=run.state).update(
                    state=Run.State.QUEUED,
                    attempts=0,
                    payload=payload,
                    asked_by=by,
                    error="",
                    step="",
                    steps_done=0,
                    created_at=now,
                    woken_at=now,
                    started_at=None,
                    finished_at=None,
                )
            )
            run.refresh_from_db()
        if created:
            wake(run)
    return run, created


_by_hand: ContextVar[bool] = ContextVar("the caller does the work itself", default=False)


@contextmanager
def by_hand() -> Iterator[None]:
    """What is asked for in here is done by the caller itself: no worker is told, and no queue is needed."""
    before = _by_hand.set(True)
    try:
        yield
    finally:
        _by_hand.reset(before)


def wake(run: Run) -> None:
    """Tell a worker, once the row is committed. A broker that does not answer loses nothing: the sweeper asks again."""
    if _by_hand.get():
        return
    transaction.on_commit(partial(_send, run.job, run.pk))


def _send(job: str, run_id: int) -> None:
    try:
        current_app.send_task(job, [run_id], retry=False)
    except Exception as error:  # whatever the carrier raises, the row stands
        logger.error("Run %s waits: the broker did not take its message (%s: %s).", run_id, type(error).__name__, error)


def claim(run_id: int, now: datetime) -> Run | None:
    """Take the run for this process, by one conditional UPDATE; None when there is nothing to take."""
    owner = uuid.uuid4()
    taken = (
        Run.objects.claimable(now)
        .filter(pk=run_id, attempts__lt=ATTEMPTS)
        .update(
            state=Run.State.RUNNING,
            owner=owner,
            lease_until=now + LEASE,
            beat_at=now,
            started_at=now,
            attempts=F("attempts") + 1,
            steps_done=0,
            step="",
        )
    )
    return Run.objects.filter(pk=run_id, owner=owner).first() if taken else None


class Held:
    """A claimed run while it is worked on: a thread of its own keeps the lease, `progress` says how far it is."""

    def __init__(self, run: Run, *, beat_every: float = BEAT_EVERY, say_every: float = 0.5) -> None:
        self.run = run
        self._beat_every, self._say_every = beat_every, say_every
        self._said_at, self._said_step = 0.0, ""
        self._stop, self._lost = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._keep, name=f"lease-of-run-{run.pk}", daemon=True)

    @property
    def attempt(self) -> uuid.UUID:
        """Names this attempt; no other has the same."""
        assert self.run.owner is not None, "a held run has its owner"
        return self.run.owner

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stop.set()
        self._thread.join()

    def _keep(self) -> None:
        """A missed beat is not yet a lost lease: the next one tries again."""
        while not self._stop.wait(self._beat_every):
            try:
                now = timezone.now()
                if not Run.objects.held_by(self.run).update(lease_until=now + LEASE, beat_at=now):
                    self._lost.set()
                    break
            except Exception as error:
                logger.warning("Run %s: the heartbeat failed (%s), trying again.", self.run.pk, error)
            finally:
                connections.close_all()  # this thread's own

    def progress(self, done: int, total: int, step: str, about: str = "") -> None:
        """Say what is really done; `step` is a msgid, `about` what it is done to, as it is. Between two steps at most twice a
        second reaches the database."""
        if self._lost.is_set():
            raise LostLease(self.run.pk)
        clock = time.monotonic()
        if step == self._said_step and done < total and clock - self._said_at < self._say_every:
            return
        self._said_at, self._said_step = clock, step
        now = timezone.now()
        said = f"{step}\n{about}"[:200] if about else step
        values = {"steps_done": done, "steps_total": total, "step": said, "lease_until": now + LEASE, "beat_at": now}
        if not Run.objects.held_by(self.run).update(**values):
            raise LostLease(self.run.pk)

    def finish(self, now: datetime) -> None:
        """Done. Called in the transaction that stores the result, so that a worker whose run was given away,
        a zombie, stores nothing."""
        if not Run.objects.held_by(self.run).update(
            state=Run.State.DONE, steps_done=F("steps_total"), lease_until=None, error="", finished_at=now
        ):
            raise LostLease(self.run.pk)
        self.run.state = Run.State.DONE


Handler = Callable[[Held], None]


def perform(run_id: int, handler: Handler) -> None:
    """Claim the run, do the work, and see to it that whatever happens is written down."""
    run = claim(run_id, timezone.now())
    if run is None:
        return
    with Held(run) as held:
        try:
            handler(held)
            if held.run.state != Run.State.DONE:
                held.finish(timezone.now())
        except LostLease:
            logger.warning("Run %s was given to somebody else; attempt %s stops.", run.pk, run.attempts)
        except Impossible as error:
            fail(run, str(error), timezone.now())
        except SoftTimeLimitExceeded:
            _stopped(run, TOO_LONG, timezone.now())
        except Exception as error:
            logger.exception("Run %s (%s) stopped at attempt %s.", run.pk, run.key, run.attempts)
            _stopped(run, f"{UNEXPECTED}\n{type(error).__name__}: {error}"[:2000], timezone.now())


def _stopped(run: Run, error: str, now: datetime) -> None:
    """Another attempt, after a pause that the sweeper gives; or the end, if this was the last."""
    if run.attempts >= ATTEMPTS:
        fail(run, error, now)
    else:
        Run.objects.held_by(run).update(state=Run.State.QUEUED, owner=None, lease_until=None, error=error, woken_at=now)


@transaction.atomic
def fail(run: Run, error: str, now: datetime) -> bool:
    """The end of a run that could not be done: in the row, in the log and in the history."""
    values = {"state": Run.State.FAILED, "error": error, "lease_until": None, "finished_at": now}
    if not Run.objects.held_by(run).update(**values):
        return False
    logger.error("Run %s (%s) failed after %s attempts: %s", run.pk, run.key, run.attempts, error)
    history.record(by=System("runs"), verb="run.failed", obj=run, code=run.key, label=run.job, reason=error, at=now)
    return True


def cancel(run: Run, now: datetime) -> bool:
    """Nobody needs it any more. A worker in the middle of it stops at its next step."""
    values = {"state": Run.State.CANCELLED, "lease_until": None, "finished_at": now}
    return bool(Run.objects.unfinished().filter(pk=run.pk).update(**values))


def sweep(now: datetime) -> int:
    """Start again what was lost: leases that ran out, messages that never arrived. Answers how many were woken."""
    for run_id in Run.objects.abandoned(now).values_list("pk", flat=True):
        _take_back(run_id, now)
    lost = list(Run.objects.unheard(now - WAITED_LONG).order_by("created_at")[:WAKEN_AT_ONCE])
    for run in lost:
        if Run.objects.filter(pk=run.pk, state=Run.State.QUEUED, woken_at=run.woken_at).update(woken_at=now):
            wake(run)
    return len(lost)


@transaction.atomic
def _take_back(run_id: int, now: datetime) -> None:
    """Looked at again under a lock: its worker may have come back to life, or another sweeper have been here."""
    run = Run.objects.abandoned(now).select_for_update(no_key=True).filter(pk=run_id).first()
    if run is None:
        return
    if run.attempts >= ATTEMPTS:
        fail(run, ABANDONED, now)
        return
    values = {"state": Run.State.QUEUED, "owner": None, "lease_until": None, "error": ABANDONED, "woken_at": now}
    Run.objects.held_by(run).update(**values)
    logger.warning("Run %s (%s) was abandoned at attempt %s; it starts again.", run.pk, run.key, run.attempts)
    wake(run)


def let_go(now: datetime) -> int:
    """After the house was brought back from a copy: what somebody held when the copy was made is held by nobody, and has all its
    attempts again. The sweeper starts it."""
    values = {"state": Run.State.QUEUED, "owner": None, "lease_until": None, "attempts": 0, "woken_at": now}
    return Run.objects.filter(state=Run.State.RUNNING).update(**values)


def beat(part: str, now: datetime) -> None:
    """A part of the house says that it is alive."""
    Heartbeat.objects.update_or_create(part=part, defaults={"at": now})


def is_alive(part: str, now: datetime) -> bool:
    """Whether the part of the house said so lately."""
    return Heartbeat.objects.filter(part=part, at__gte=now - SILENT).exists()


def worker_is_alive(now: datetime) -> bool:
    """A worker said so, or one is so busy that only its run says so."""
    return is_alive("worker", now) or Run.objects.filter(beat_at__gte=now - SILENT).exists()


@dataclass(frozen=True)
class Shown:
    """A run as a person sees it."""

    run: Run
    elapsed: timedelta
    nobody_there: bool

    @property
    def state(self) -> str:
        return self.run.state

    @property
    def percent(self) -> int:
        if self.run.state == Run.State.DONE:
            return 100
        return 100 * self.run.steps_done // self.run.steps_total if self.run.steps_total else 0

    @property
    def lasted(self) -> str:
        """The time since it was asked for, in words: 13 seconds, 1 minute 5 seconds."""
        minutes, seconds = divmod(max(0, int(self.elapsed.total_seconds())), 60)
        said = ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": seconds}
        if not minutes:
            return said
        whole = ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
        return f"{whole} {said}" if seconds else whole

    @property
    def step(self) -> str:
        step, _line, about = self.run.step.partition("\n")
        words = gettext(step) if step else ""
        return f"{words}: {about}" if about else words

    @property
    def reason(self) -> str:
        """Why it failed, or why an earlier attempt did, in the reader's language."""
        return gettext(self.run.error.partition("\n")[0]) if self.run.error else ""

    @property
    def detail(self) -> str:
        return self.run.error.partition("\n")[2]

    @property
    def is_retry(self) -> bool:
        return not self.run.is_over and bool(self.run.error)


def shown(run: Run, now: datetime) -> Shown:
    waits = run.state == Run.State.QUEUED and now - run.created_at > WAITED_LONG
    left_alone = run.state == Run.State.RUNNING and run.lease_until is not None and run.lease_until < now
    nobody = (waits or left_alone) and not worker_is_alive(now)
    return Shown(run=run, elapsed=(run.finished_at or now) - run.created_at, nobody_there=nobody)
