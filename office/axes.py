"""Where things stand on a chart over time: scales, their ticks, labels that do not cover each other. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from math import ceil, floor, log10

from accounts.numbers import shown_rounded

LETTER = 7.4  # how wide a letter is taken to be at 13 px, bold: a little too wide, so that labels stay apart
LINE = 15.0
STEPS = (1, 2, 5, 10)


@dataclass(frozen=True)
class Tick:
    at: float
    label: str


@dataclass(frozen=True)
class Frame:
    """The drawing's size and what lies on its edges: the first and last day, the lowest and highest value."""

    width: int
    height: int
    first: date
    last: date
    low: float
    high: float
    step: float
    left: float
    right: float
    top: float = 28

    @classmethod
    def around(cls, days: Sequence[date], values: Sequence[float], width: int, height: int, right: float) -> Frame:
        low, high, step = scale(min(values, default=0), max(values, default=1))
        first, last = min(days, default=date(2025, 1, 1)), max(days, default=date(2026, 1, 1))
        widest = max(len(written(value, step)) for value in (low, high))
        return cls(width, height, first, last, low, high, step, left=max(30.0, 14 + widest * LETTER), right=right)

    @property
    def floor(self) -> float:
        return self.height - 30

    def x(self, day: date) -> float:
        whole = max((self.last - self.first).days, 1)
        return self.left + (day - self.first).days / whole * (self.width - self.left - self.right)

    def y(self, value: float) -> float:
        return self.floor - (value - self.low) / (self.high - self.low) * (self.floor - self.top)

    @property
    def is_cut(self) -> bool:
        """Whether the scale leaves out nought, so that heights do not compare."""
        return self.low > 0 or self.high < 0

    @property
    def values(self) -> list[Tick]:
        """The lines across, each with its number as the reader's language writes it."""
        count = round((self.high - self.low) / self.step)
        numbers = [self.low + self.step * n for n in range(count + 1)]
        return [Tick(self.y(number), written(number, self.step)) for number in numbers]

    def times(self) -> list[Tick]:
        """First days of years, or of months where the whole is short: every one or every second, fifth, …, so that they stand
        apart. What lies to the right of a year is of that year or later."""
        inner = self.width - self.left - self.right
        years = self.last.year - self.first.year
        if years < 3:
            months = [(year, month) for year in range(self.first.year, self.last.year + 1) for month in range(1, 13)]
            every = next((size for size in (1, 3, 6) if years * 12 + 12 <= size * inner / 66), 12)
            days = [(date(year, month, 1), f"{month}/{year}") for year, month in months if (month - 1) % every == 0]
        else:
            sizes = (1, 2, 5, 10, 20, 50, 100) if years <= 12 else (5, 10, 20, 50, 100)
            every = next((size for size in sizes if years < size * inner / 48), 1000)
            days = [(date(year, 1, 1), str(year)) for year in range(self.first.year, self.last.year + 1) if year % every == 0]
        return [Tick(self.x(day), name) for day, name in days if self.first <= day <= self.last]

    def named(self, days: Sequence[tuple[date, str]]) -> list[Tick]:
        """Days with names of their own; some are left out, from the latest backwards, where they would touch."""
        kept: list[Tick] = []
        for day, name in sorted(days, reverse=True):
            at = self.x(day)
            if not kept or at + _half(name) + 10 <= kept[-1].at - _half(kept[-1].label):
                kept.append(Tick(at, name))
        return kept[::-1]


def _half(text: str) -> float:
    return len(text) * LETTER / 2


def scale(low: float, high: float) -> tuple[float, float, float]:
    """Round ends around the values and the step between lines: at most six lines, at least two."""
    if low == high:  # one value stands in the middle, with a little room around it
        about = abs(high) / 20 or 1
        low, high = low - about if low < 0 else max(low - about, 0), high + about
    spread = high - low
    size = 10.0 ** floor(log10(spread / 5))
    step = next(size * times for times in STEPS if spread / (size * times) <= 5 + 1e-9)
    start, end = floor(low / step + 1e-9) * step, ceil(high / step - 1e-9) * step
    return start, max(end, start + step), step


def written(value: float, step: float) -> str:
    places = max(0, -floor(log10(step) + 1e-9))
    return shown_rounded(value, places)


@dataclass(frozen=True)
class Label:
    text: str
    x: float
    y: float  # of the line on which the letters stand
    anchor: str

    def within(self, width: float) -> Label:
        """Drawn back inside where it would stand over the edge."""
        left, _top, right, _bottom = self.box
        if right > width:
            return replace(self, x=width, anchor="end")
        return replace(self, x=0, anchor="start") if left < 0 else self

    @property
    def box(self) -> tuple[float, float, float, float]:
        wide = len(self.text) * LETTER
        left = {"start": self.x, "middle": self.x - wide / 2, "end": self.x - wide}[self.anchor]
        return left, self.y - LINE + 3, left + wide, self.y + 4


# Where a label may stand by its point: above, below and beside, the best first.
ABOVE_LEFT, ABOVE_RIGHT, ABOVE = (-8.0, -12.0, "end"), (8.0, -12.0, "start"), (0.0, -14.0, "middle")
BELOW_RIGHT, BELOW_LEFT, BELOW = (6.0, 22.0, "start"), (-6.0, 22.0, "end"), (0.0, 24.0, "middle")
RIGHT, LEFT = (12.0, 5.0, "start"), (-12.0, 5.0, "end")
Place = tuple[float, float, str]


@dataclass
class Labels:
    """Places labels one after the other, each where it covers least: other labels, marks, then lines."""

    frame: Frame
    lines: list[tuple[float, float]] = field(default_factory=list)  # points on what is drawn
    taken: list[tuple[float, float, float, float]] = field(default_factory=list)

    def keep_free(self, track: Iterable[tuple[float, float]]) -> None:
        """A line through these points should stay visible."""
        points = list(track)
        for (x0, y0), (x1, y1) in pairwise(points):
            pieces = max(1, int(max(abs(x1 - x0), abs(y1 - y0)) / 5))
            self.lines += [(x0 + (x1 - x0) * n / pieces, y0 + (y1 - y0) * n / pieces) for n in range(pieces + 1)]

    def mark(self, x: float, y: float, reach: float = 8) -> None:
        self.taken.append((x - reach, y - reach, x + reach, y + reach))

    def place(self, text: str, x: float, y: float, places: Sequence[Place]) -> Label:
        tried = [Label(text, x + dx, y + dy, anchor) for dx, dy, anchor in places]
        best = min(tried, key=self._covers)  # the first of equals
        self.taken.append(best.box)
        return best

    def _covers(self, label: Label) -> float:
        left, top, right, bottom = label.box
        outside = max(0, -left) + max(0, right - self.frame.width) + max(0, -top) + max(0, bottom - self.frame.floor)
        others = sum(left < r and l < right and top < b and t < bottom for l, t, r, b in self.taken)  # noqa: E741
        crossed = sum(left <= x <= right and top <= y <= bottom for x, y in self.lines)
        return outside * 50 + others * 1000 + crossed
