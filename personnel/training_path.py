"""What the yearly targets of a programme ask for on a day. Pure: no query and no clock.

The target of a year grows evenly over the year, so that late is visible in its first months (design part 4, rule 4).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import accumulate
from math import floor
from typing import NamedTuple

from personnel import counting

DAY = timedelta(days=1)


def expected(targets: Mapping[int, int], on: date, begins: date | None = None) -> float:
    """People who should have completed by the end of the day; `begins` is the day from which the first year counts."""
    return sum(people * _share(year, on, begins) for year, people in targets.items())


def _first(year: int, begins: date | None) -> date:
    return begins if begins and begins.year == year else date(year, 1, 1)


def _share(year: int, on: date, begins: date | None) -> float:
    first, last = _first(year, begins), date(year, 12, 31)
    if on >= last:
        return 1.0
    return 0.0 if on < first else ((on - first).days + 1) / ((last - first).days + 1)


def since(targets: Mapping[int, int], start: date, begins: date | None = None) -> dict[int, int]:
    """The targets that count from a day inside a year on: of that year, what was still to grow on the day; all of it where the
    first year counts from a later day (`begins`)."""
    kept = {year: people for year, people in targets.items() if year >= start.year}
    if start.year in kept:
        kept[start.year] = round(kept[start.year] * (1 - _share(start.year, start - DAY, begins)))
    return kept


class Aim(NamedTuple):
    """What a programme aims at in a year; `begins`: the day from which its first year counts."""

    year: int
    people: int
    begins: date | None = None


def counted_from(aims: Collection[Aim], start: date) -> list[Aim]:
    """The same as they count from a day on, as `since` and `expected` are asked of each programme."""
    return [
        Aim(aim.year, people, max(start, aim.begins or start))
        for aim in aims
        for people in since({aim.year: aim.people}, start, aim.begins).values()
    ]


def adding_up(aims: Collection[Aim]) -> list[tuple[date, int]]:
    """The end of each year with what should have been reached by then, year upon year."""
    by_year: dict[int, int] = {}
    for aim in sorted(aims, key=lambda aim: aim.year):
        by_year[aim.year] = by_year.get(aim.year, 0) + aim.people
    return [(date(year, 12, 31), total) for year, total in zip(by_year, accumulate(by_year.values()), strict=True)]


def turns(aims: Collection[Aim], start: date) -> list[tuple[date, float]]:
    """What is expected from `start` on, as points between which the path is straight: it turns where a year begins to grow and
    where one has ended. For who draws lines between points: on every day they ask for what `expected` asks for."""
    days = {start, *(date(aim.year, 12, 31) for aim in aims), *(_first(aim.year, aim.begins) - DAY for aim in aims)}
    return [(day, sum(expected({aim.year: aim.people}, day, aim.begins) for aim in aims)) for day in sorted(days) if day >= start]


@dataclass(frozen=True)
class Reached:
    """How far something has come on a day: a programme, an audience, a year."""

    targets: Mapping[int, int] = field(default_factory=dict)
    completed: int = 0
    expected: float = 0.0
    is_rounded: bool = False

    def for_reader(self, *, exact: bool) -> Reached:
        """As who may not read the names of all is told of it. What is added up is rounded once, as a sum."""
        return self if exact else replace(self, completed=counting.rounded(self.completed), is_rounded=True)

    @property
    def told(self) -> counting.Cell:
        return counting.told(self.completed, exact=not self.is_rounded)

    @property
    def target(self) -> int:
        return sum(self.targets.values())

    @property
    def behind(self) -> int:
        """Whole people short of the path as it is shown, so that what stands side by side can be subtracted; of a rounded
        count, at the least."""
        if not self.target:
            return 0
        if self.is_rounded:
            return max(0, int(self.expected - counting.most(self.completed)))
        return max(0, floor(self.expected + 0.5) - self.completed)

    @property
    def is_behind(self) -> bool:
        return self.behind > 0

    @property
    def to_come(self) -> int:
        """What is left of the target beside what is lacking already."""
        return max(0, self.target - self.completed - self.behind)

    @property
    def share(self) -> int | None:
        """Of the target, in per cent."""
        return None if not self.target else round(self.completed / self.target * 100)


def reached(targets: Mapping[int, int], completed: Mapping[int, int], on: date, begins: date | None = None) -> Reached:
    """`completed`: by year of completion."""
    return Reached(dict(targets), sum(completed.values()), expected(targets, on, begins))
