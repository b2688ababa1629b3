"""The jobs that the clock sends: when each had its last turn, what it did, and whether turns were missed.

Every one of them does whatever is to be done by now, so that a turn that was missed is caught up by the next one, once,
however many were missed."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from office.models import Turn

logger = logging.getLogger("turns")
SLACK = timedelta(seconds=60)  # a busy worker is late without having missed anything


def scheduled() -> dict[str, timedelta]:
    """How often the clock sends each job, in the order of the settings."""
    entries: dict[str, Any] = settings.CELERY_BEAT_SCHEDULE
    return {entry["task"]: timedelta(seconds=entry["schedule"]) for entry in entries.values()}


def is_gap(last: datetime, now: datetime, every: timedelta) -> bool:
    """Whether at least one whole turn was left out in between."""
    return now - last > 2 * every + SLACK


def ended(*, job: str, every: timedelta, began_at: datetime, now: datetime, did: object, error: str = "") -> None:
    """Write a turn down."""
    values = {
        "ended_at": now,
        "took": (now - began_at).total_seconds(),
        "did": did if isinstance(did, int) and not isinstance(did, bool) else None,
        "error": error[:1000],
    }
    last = Turn.objects.filter(pk=job).first()
    if last and is_gap(last.ended_at, began_at, every):
        values |= {"gap_from": last.ended_at, "gap_until": now}
        logger.warning("%s had no turn between %s and %s; it is caught up.", job, last.ended_at, began_at)
    Turn.objects.update_or_create(pk=job, defaults=values)


@dataclass(frozen=True)
class Standing:
    """A job of the schedule as a person sees it."""

    job: str
    every: timedelta
    turn: Turn | None
    now: datetime

    @property
    def next_at(self) -> datetime | None:
        """When it is to have its next turn; already past where it is overdue."""
        return self.turn.ended_at + self.every if self.turn else None

    @property
    def is_missed(self) -> bool:
        """It should have had a turn by now."""
        return self.turn is not None and is_gap(self.turn.ended_at, self.now, self.every)


def standings(now: datetime) -> list[Standing]:
    """In the order of the schedule."""
    schedule = scheduled()
    turns = Turn.objects.in_bulk(list(schedule))
    return [Standing(job, every, turns.get(job), now) for job, every in schedule.items()]
