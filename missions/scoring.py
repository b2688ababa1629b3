"""How good past forecasts were (design rule 6): pure. A band of 10 to 90 should hold four of five values that came."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from missions.outlook import Outcome


@dataclass(frozen=True)
class Judged:
    """One forecast of one day against what came."""

    made_on: date
    on: date
    low: int
    middle: int
    high: int
    actual: int

    @property
    def inside(self) -> bool:
        return self.low <= self.actual <= self.high


@dataclass(frozen=True)
class Decided:
    """One chance of a target against whether it was reached."""

    made_on: date
    due_on: date
    value: int
    share: float
    reached: bool


@dataclass(frozen=True)
class Score:
    judged: tuple[Judged, ...] = ()
    decided: tuple[Decided, ...] = ()
    first_on: date | None = None  # the first day on which there will be something to judge

    @property
    def coverage(self) -> float | None:
        """The share of values that fell into their band."""
        return sum(row.inside for row in self.judged) / len(self.judged) if self.judged else None

    @property
    def brier(self) -> float | None:
        """0 is a perfect forecaster, 0.25 one who always says fifty-fifty."""
        return sum((row.share - row.reached) ** 2 for row in self.decided) / len(self.decided) if self.decided else None


def score(made: Iterable[tuple[date, Outcome]], sizes: Sequence[tuple[date, int]], today: date) -> Score:
    """`made`: forecasts by their day; the first of each month counts, so that a nightly job does not vote thirty times.
    `sizes`: the days on which the network became another, with its size from then on."""
    judged, decided, ahead = [], [], []
    for made_on, outcome in _monthly(made):
        for year in outcome.years:
            if year.on >= today:
                ahead.append(year.on)
            elif (actual := size_on(sizes, year.on)) is not None:
                marks = year.percentiles
                judged.append(Judged(made_on, year.on, marks[10], marks[50], marks[90], actual))
        for chance in outcome.chances:
            goal = chance.goal
            if goal.due_on < today and (actual := size_on(sizes, goal.due_on)) is not None:
                decided.append(Decided(made_on, goal.due_on, goal.value, chance.share, actual >= goal.value))
    return Score(tuple(judged), tuple(decided), min(ahead, default=None))


def _monthly(made: Iterable[tuple[date, Outcome]]) -> list[tuple[date, Outcome]]:
    first: dict[tuple[int, int], tuple[date, Outcome]] = {}
    for on, outcome in sorted(made, key=lambda row: row[0]):
        first.setdefault((on.year, on.month), (on, outcome))
    return list(first.values())


def size_on(sizes: Sequence[tuple[date, int]], day: date) -> int | None:
    """None before the first day on which the size is known."""
    return next((size for on, size in reversed(sizes) if on <= day), None)
