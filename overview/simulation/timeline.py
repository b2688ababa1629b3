"""Acts in the order of their moments, so that the history of the illustration reads as if people had written it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from plan.calendar import Dates, dates_of, following
from plan.moment import HANOI

FIRST_QUARTER = "2025-Q4"  # the Resolution is of 23 September 2025
MOST_QUARTERS = 7
Act = Callable[[datetime], object]


def moment(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """An instant of a day in Hà Nội."""
    return datetime.combine(day, time(hour, minute), HANOI)


def workday(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def next_workday(day: date) -> date:
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > 4 else day


def chance(seed: int, *names: object) -> Random:
    """Chance of its own for each thing: what one thing draws never moves another."""
    return Random("/".join(map(str, (seed, *names))))  # noqa: S311  an illustration, not a secret


def quarters(on: date) -> list[Dates]:
    """From the first quarter of the plan to the one in which the day falls."""
    found = [dates_of(FIRST_QUARTER)]
    while found[-1].cut_off_on < on:
        found.append(dates_of(following(found[-1].code)))
    return found


def told(on: date) -> list[Dates]:
    """The quarters whose reports are told: the latest ones, so that a later day does not take ever longer."""
    return quarters(on)[-MOST_QUARTERS:]


@dataclass
class Timeline:
    """What happens before `end`; what would happen later is left out."""

    end: datetime
    acts: list[tuple[datetime, int, Act]] = field(default_factory=list)

    def at(self, when: datetime, act: Act) -> None:
        if when < self.end:
            self.acts.append((when, len(self.acts), act))

    def run(self) -> None:
        for when, _place, act in sorted(self.acts, key=lambda row: row[:2]):
            act(when)
