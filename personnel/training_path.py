"""What the yearly targets of a programme ask for on a day. Pure: no query and no clock.

The target of a year grows evenly over the year, so that late is visible in its first months (design part 4, rule 4).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from math import floor

from personnel import counting


def expected(targets: Mapping[int, int], on: date, begins: date | None = None) -> float:
    """People who should have completed by the end of the day; `begins` is the day from which the first year counts."""
    return sum(people * _share(year, on, begins) for year, people in targets.items())


def _share(year: int, on: date, begins: date | None) -> float:
    first, last = date(year, 1, 1), date(year, 12, 31)
    if begins and first < begins <= last:
        first = begins
    if on >= last:
        return 1.0
    return 0.0 if on < first else ((on - first).days + 1) / ((last - first).days + 1)


def since(targets: Mapping[int, int], start: date) -> dict[int, int]:
    """The targets that count from a day inside a year on: of that year, the part that is left of it."""
    kept = {year: people for year, people in targets.items() if year >= start.year}
    if start.year in kept:
        last, first = date(start.year, 12, 31), date(start.year, 1, 1)
        kept[start.year] = round(kept[start.year] * ((last - start).days + 1) / ((last - first).days + 1))
    return kept


def adding_up(targets: Mapping[int, int]) -> list[tuple[date, int]]:
    """The end of each year with what should have been reached by then, year upon year."""
    total, path = 0, []
    for year, people in sorted(targets.items()):
        total += people
        path.append((date(year, 12, 31), total))
    return path


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
