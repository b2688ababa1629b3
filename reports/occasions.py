"""At which occasions a progress report is compiled by itself: pure, without a query and without a clock.

Each occasion opens a window that lasts until the next of its kind would say more: a run that was missed catches up once
within the window, and after it the occasion is over. That is how reminders do it (docs/decisions/0034)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
DAY = timedelta(days=1)
NIGHT = time(2)  # nobody works in Hà Nội, and every mission has seen the end of the day before
JUST_AFTER = timedelta(minutes=15)  # the periods are opened and reconciled first
LASTS = 14 * DAY  # that what was missed when reports were due is still worth compiling


class Occasion(StrEnum):
    CUT_OFF = "cut_off"
    DUE = "due"
    NIGHT = "night"


class Dated(Protocol):
    """What is asked of a period (`plan.models.Period`)."""

    starts_on: date
    cut_off_on: date
    due_at: datetime
    kind: str


@dataclass(frozen=True)
class Call:
    """A report of the period is to be compiled from `at`, and not any more from `until`."""

    occasion: Occasion
    period: Dated
    at: datetime
    until: datetime

    def is_open(self, now: datetime) -> bool:
        return self.at <= now < self.until


def calls(periods: Iterable[Dated], now: datetime) -> Iterator[Call]:
    """Every occasion of the periods, past, present and to come; of the nights the one that was last and the next."""
    for period in periods:
        closed = _instant(period.cut_off_on + DAY) + JUST_AFTER
        due = max(period.due_at + JUST_AFTER, closed + JUST_AFTER)
        yield Call(Occasion.CUT_OFF, period, closed, due)
        yield Call(Occasion.DUE, period, due, due + LASTS)
        if period.kind == "quarter":
            yield from _nights(period, closed, now)


def _nights(period: Dated, closed: datetime, now: datetime) -> Iterator[Call]:
    """From the second day of the quarter to the cut-off; the day after has an occasion of its own."""
    here = now.astimezone(HANOI)
    tonight = here.date() if here.time() >= NIGHT else here.date() - DAY
    for day in (tonight, tonight + DAY):
        if period.starts_on < day <= period.cut_off_on:
            yield Call(Occasion.NIGHT, period, _instant(day, NIGHT), min(_instant(day + DAY, NIGHT), closed))


def owed(periods: Iterable[Dated], now: datetime) -> list[Call]:
    """What is to be compiled at this moment, if it has not been."""
    return [call for call in calls(periods, now) if call.is_open(now)]


def _instant(day: date, at: time = time.min) -> datetime:
    return datetime.combine(day, at, HANOI)
