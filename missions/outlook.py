"""What a forecast of the network rests on, and what it says: pure shapes, without a query, a clock or a draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import sqrt

from plan.reckoning import YEAR, Goal

PERCENTILES = (5, 10, 25, 50, 75, 90, 95)
MONTH = YEAR / 12


@dataclass(frozen=True)
class Planned:
    """An opening in preparation: the chance that it comes, and when, if it comes: at the earliest, most likely, at the
    latest. Between the three dates the chance is a triangle (docs/decisions)."""

    code: str
    chance: float
    earliest: date
    likely: date
    latest: date

    def __post_init__(self) -> None:
        if not 0 <= self.chance <= 1:
            raise ValueError(f"{self.code}: a chance lies between 0 and 1")
        if not self.earliest <= self.likely <= self.latest:
            raise ValueError(f"{self.code}: the dates stand in the wrong order")

    def moved(self, days: int) -> Planned:
        by = timedelta(days=days)
        return replace(self, earliest=self.earliest + by, likely=self.likely + by, latest=self.latest + by)


@dataclass(frozen=True)
class Rate:
    """Events a year whose rate is itself not sure: a gamma distribution of `shape` events in `years` years."""

    shape: float
    years: float

    @classmethod
    def learnt(cls, events: int, years: float) -> Rate:
        """From so many events in so many years, knowing nothing before (Jeffreys): no event seen is not a rate of zero."""
        return cls(events + 0.5, years)

    @property
    def mean(self) -> float:
        return self.shape / self.years

    def of_mean(self, mean: float) -> Rate:
        """Another mean, as unsure in proportion."""
        return NO_RATE if mean <= 0 else replace(self, years=self.shape / mean)


NO_RATE = Rate(0.0, 1.0)


@dataclass(frozen=True)
class Inputs:
    """Everything a forecast rests on. `on`: the day whose network is `size`; `unnamed_from`: the day from which openings
    that are not in preparation yet can come; `delay`: months, the mean of the delay that all openings share."""

    on: date
    size: int
    until: date
    planned: tuple[Planned, ...] = ()
    openings: Rate = NO_RATE
    closures: Rate = NO_RATE
    unnamed_from: date | None = None
    delay: float = 0.0
    goals: tuple[Goal, ...] = ()

    @property
    def checkpoints(self) -> tuple[date, ...]:
        """The days for which something is said: each year's end and each target's day to come."""
        ends = {date(year, 12, 31) for year in range(self.on.year, self.until.year + 1)}
        return tuple(sorted(day for day in ends | {goal.due_on for goal in self.goals} if self.on < day <= self.until))

    @property
    def ahead(self) -> tuple[Goal, ...]:
        return tuple(goal for goal in self.goals if self.on < goal.due_on <= self.until)


@dataclass(frozen=True)
class Swing:
    """How the chance of a target changes when one thing is forced: `low` without the opening (or with the assumption at
    its worse end), `high` with it."""

    code: str
    low: float
    high: float

    @property
    def width(self) -> float:
        return abs(self.high - self.low)


@dataclass(frozen=True)
class Year:
    """The network at the end of a day, over all futures."""

    on: date
    mean: float
    percentiles: Mapping[int, int]


@dataclass(frozen=True)
class Chance:
    """How likely a target is, and how much each opening in preparation matters for it, the widest first; where they were
    asked for, the assumptions too."""

    goal: Goal
    share: float
    swings: tuple[Swing, ...]
    assumed: tuple[Swing, ...] = ()


def margin(share: float, draws: int) -> float:
    """How far a chance may be, in nineteen of twenty runs, from that of endlessly many futures: the less, the more are drawn."""
    return 1.96 * sqrt(share * (1 - share) / draws)


@dataclass(frozen=True)
class Outcome:
    draws: int
    seed: int
    years: tuple[Year, ...]
    chances: tuple[Chance, ...]
