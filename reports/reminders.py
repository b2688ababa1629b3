"""Who is to be reminded of what, and when: pure, without a query and without a clock.

Steps are counted in days from the last morning on which there was still time, in the place of the recipient. Each step
opens a window that lasts until the next one opens: a run that was missed catches up once within the window, and what is
owed now is always one window, never the sum of those before. A report that came back is counted from the day it did.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

LASTS = 7  # days that the last window stays open
SUNDAY = 6
DAY = timedelta(days=1)
Person = TypeVar("Person")


class Cause(StrEnum):
    DUE = "due"  # owed, and never sent
    RETURNED = "returned"  # returned, taken back or reopened, and not sent again
    HAND = "hand"  # somebody pressed the button
    REVIEW = "review"  # sent, and waiting for the reviewer


@dataclass(frozen=True)
class Policy:
    """The steps, in days: before the due day below zero, after it above; and after a return."""

    around_due: tuple[int, ...] = (-14, -7, -3, -1, 0, 1, 3, 7)
    after_return: tuple[int, ...] = (2, 5, 10)
    from_hour: int = 8
    until_hour: int = 10

    def steps(self, cause: Cause) -> tuple[int, ...]:
        return tuple(sorted(self.around_due if cause == Cause.DUE else self.after_return))

    @property
    def longest(self) -> timedelta:
        """After this no window is open any more."""
        return (max((0, *self.around_due, *self.after_return)) + LASTS + 2) * DAY


@dataclass(frozen=True)
class Window:
    """One step of one reason: with the obligation and the recipient it is the key of the ledger."""

    cause: Cause
    step: int
    counted_from: datetime


def window_at(policy: Policy, cause: Cause, counted_from: datetime, zone: ZoneInfo, now: datetime) -> Window | None:
    """The window that is open now in the zone; None before the first and after the last."""
    base = base_day(policy, cause, counted_from, zone)
    steps = policy.steps(cause)
    opened = [step for step in steps if _morning(base + step * DAY, policy.from_hour, zone) <= now]
    if not opened:
        return None
    step = opened[-1]
    if step == steps[-1] and _morning(base + (step + LASTS) * DAY, policy.from_hour, zone) <= now:
        return None
    return Window(cause, step, counted_from)


def base_day(policy: Policy, cause: Cause, counted_from: datetime, zone: ZoneInfo) -> date:
    """Of a deadline the day of the last morning before it: where it falls into the night, the day before. Of a return the
    day itself."""
    there = counted_from.astimezone(zone)
    if cause == Cause.DUE and there.time() <= time(policy.from_hour):
        return there.date() - DAY
    return there.date()


def is_morning(policy: Policy, window: Window, zone: ZoneInfo, now: datetime) -> bool:
    """The hours in which one may be written to, in the place of the recipient; on a Sunday only on the last day."""
    there = now.astimezone(zone)
    if not policy.from_hour <= there.hour < policy.until_hour:
        return False
    last_day = window.cause == Cause.DUE and there.date() == base_day(policy, Cause.DUE, window.counted_from, zone)
    return there.weekday() != SUNDAY or last_day


def owed_now(
    policy: Policy, cause: Cause, counted_from: datetime, zone: ZoneInfo, now: datetime, *, at_any_hour: bool = False
) -> Window | None:
    """The window for which a mail is owed at this moment, if it has not been sent already."""
    window = window_at(policy, cause, counted_from, zone, now)
    if window is None or not (at_any_hour or is_morning(policy, window, zone, now)):
        return None
    return window


def _morning(day: date, hour: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(hour), zone)


# To whom


class Why(StrEnum):
    """In which capacity a person is written to."""

    OFFICER = "officer"
    HEAD = "head"  # no officer can be reached
    DEPARTMENT = "department"  # nobody of the unit can be reached
    REVIEWER = "reviewer"


@dataclass(frozen=True)
class Recipients(Generic[Person]):
    why: Why
    people: tuple[Person, ...]


def recipients(officers: Sequence[Person], heads: Sequence[Person], department: Sequence[Person]) -> Recipients[Person] | None:
    """Those who write the report; if none of them can be reached the head of the unit, then the department that follows it."""
    for why, people in ((Why.OFFICER, officers), (Why.HEAD, heads), (Why.DEPARTMENT, department)):
        if people:
            return Recipients(why, tuple(people))
    return None


def read_days(typed: str) -> tuple[int, ...]:
    """ "14, 7, 3, 1" as numbers, each once, in order; ValueError for anything else."""
    words = [word.strip() for word in typed.replace(";", ",").split(",") if word.strip()]
    if not all(word.isascii() and word.isdigit() and int(word) <= 90 for word in words):
        raise ValueError(typed)
    return tuple(sorted({int(word) for word in words}))


def written_days(days: Iterable[int]) -> str:
    return ", ".join(str(day) for day in days)
