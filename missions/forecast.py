"""How large the network may become (design part 4, rule 6): pure, without a query and without a clock.

A future is drawn from openings in preparation, each with a chance and three dates, from openings that nobody has named
yet, from closures, and from one delay that all openings of a future share. Many futures give the distribution at each
year's end and the chance of each target.

Every opening and every rate draws from a stream of its own, named by the seed and its code. So the same seed gives the
same answer, and two runs that differ in one thing differ by that thing alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from plan.reckoning import YEAR, Goal

PERCENTILES = (5, 10, 25, 50, 75, 90, 95)
PIECE = 20_000  # futures drawn at once: the arrays of a piece stay in the cache of a processor
SURE = 1e-9  # what a table of counts leaves out at its end
MOST = 2000  # so many unnamed openings in one future are as good as never reached
MONTH = YEAR / 12

Counts = NDArray[np.int64]
Floats = NDArray[np.float32]
Bins = NDArray[np.uint16]


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


@dataclass(frozen=True)
class Outcome:
    draws: int
    seed: int
    years: tuple[Year, ...]
    chances: tuple[Chance, ...]

    def chance_of(self, goal: Goal) -> Chance | None:
        return next((chance for chance in self.chances if chance.goal == goal), None)


def forecast(inputs: Inputs, *, draws: int, seed: int) -> Outcome:
    """Draw so many futures. The same inputs and seed give the same outcome; ValueError where there is nothing to draw."""
    if draws < 1:
        raise ValueError("at least one future must be drawn")
    tally = _Tally(inputs)
    for totals, bins in _futures(inputs, draws, seed):
        tally.take(totals, bins)
    return tally.outcome(draws, seed)


def weigh(inputs: Inputs, variants: Mapping[str, tuple[Inputs, Inputs]], *, draws: int, seed: int) -> Outcome:
    """The forecast with what its assumptions matter: `variants` gives, by the name of an assumption, the same inputs with
    it at its worse and at its better end."""
    outcome = forecast(inputs, draws=draws, seed=seed)
    ends = {key: [forecast(one, draws=draws, seed=seed) for one in pair] for key, pair in variants.items()}
    chances = []
    for number, chance in enumerate(outcome.chances):
        found = [Swing(key, worse.chances[number].share, better.chances[number].share) for key, (worse, better) in ends.items()]
        chances.append(replace(chance, assumed=tuple(sorted(found, key=lambda swing: (-swing.width, swing.code)))))
    return replace(outcome, chances=tuple(chances))


def _futures(inputs: Inputs, draws: int, seed: int) -> Iterator[tuple[Counts, Bins]]:
    """In pieces: the size at each checkpoint [checkpoint, future], and of each opening in preparation the number of the
    checkpoint by which it is open [opening, future]; the number after the last means never."""
    clock = _Clock(inputs)
    streams = [_stream(seed, "planned", one.code) for one in inputs.planned]
    shared, arrivals = _stream(seed, "delay"), _Arrivals(inputs.openings, _stream(seed, "openings"), inputs.unnamed_from, clock)
    closures = _Arrivals(inputs.closures, _stream(seed, "closures"), inputs.on, clock)
    for first in range(0, draws, PIECE):
        count = min(PIECE, draws - first)
        changes = np.zeros((clock.never + 1, count), np.int64)
        # An exponential delay: mostly short, now and then long. Drawn even where it is zero, so that streams stay in step.
        delay = -np.log1p(-shared.random(count, dtype=np.float32)) * np.float32(inputs.delay * MONTH)
        bins = np.empty((len(inputs.planned), count), np.uint16)
        everyone = np.arange(count)
        for row, (one, stream) in enumerate(zip(inputs.planned, streams, strict=True)):
            bins[row] = clock.bins_of(_opens_after(one, stream.random(count, dtype=np.float32), inputs.on, delay))
            np.add.at(changes.reshape(-1), bins[row].astype(np.intp) * count + everyone, 1)
        np.add.at(changes.reshape(-1), arrivals.drawn(count), 1)
        np.add.at(changes.reshape(-1), closures.drawn(count), -1)
        totals = np.maximum(inputs.size + changes[:-1].cumsum(axis=0), 0)
        yield totals, bins


def _stream(seed: int, *names: str) -> np.random.Generator:
    words = [crc32(name.encode()) for name in names]
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence([seed, *words])))


class _Clock:
    """Days from the beginning, and the checkpoint by which what happens on a day is counted."""

    def __init__(self, inputs: Inputs) -> None:
        self.on, days = inputs.on, [(day - inputs.on).days for day in inputs.checkpoints]
        self.never, self.last = len(days), days[-1] if days else 0
        self.table = np.searchsorted(days, np.arange(self.last + 2)).astype(np.uint16)

    def bins_of(self, days: Floats) -> Bins:
        """inf, as any day after the last checkpoint, is never."""
        return self.table[np.minimum(days, np.float32(self.last + 1)).astype(np.intp)]


def _opens_after(one: Planned, drawn: Floats, on: date, delay: Floats) -> Floats:
    """Days from `on` to the opening; inf where it does not come. One number decides both: below the chance it comes, and
    the lower, the sooner. So neither a better chance nor an earlier date makes any future later."""
    low, mode, high = (max((day - on).days, 0) for day in (one.earliest, one.likely, one.latest))
    days = np.full(len(drawn), np.inf, np.float32)
    comes = np.flatnonzero(drawn < one.chance)
    # From nothing to the width of the triangle; a chance smaller than the steps of what is drawn is no division by it.
    place = drawn[comes] * np.float32((high - low) / max(one.chance, 1e-8))
    rising = low + np.sqrt(place * np.float32(mode - low))
    falling = high - np.sqrt((np.float32(high - low) - place).clip(0) * np.float32(high - mode))
    days[comes] = np.where(place < mode - low, rising, falling) + delay[comes]
    return days


class _Arrivals:
    """Events of a rate that is not sure, in the days from `since` to the last checkpoint."""

    def __init__(self, rate: Rate, stream: np.random.Generator, since: date | None, clock: _Clock) -> None:
        self.clock, self.stream = clock, stream
        self.first = max(((since or clock.on) - clock.on).days, 0)
        self.days = max(clock.last - self.first, 0)
        self.upto = _cumulated(rate, self.days / YEAR)

    def drawn(self, count: int) -> NDArray[np.intp]:
        """The events of so many futures, each as its place in a flat [checkpoint, future]: first how many there are, then
        when, evenly. The times of a piece come from a stream of its own, row by row, so that a higher rate adds events and
        moves none."""
        found = np.searchsorted(self.upto, self.stream.random(count), side="right")
        times, most = self.stream.spawn(1)[0], int(found.max(initial=0))
        happens = np.arange(most)[:, None] < found
        when = times.random((most, count), dtype=np.float32)[happens] * np.float32(self.days) + np.float32(self.first + 1)
        return self.clock.bins_of(when).astype(np.intp) * count + np.nonzero(happens)[1]


def _cumulated(rate: Rate, years: float) -> NDArray[np.float64]:
    """P(at most k events in so many years): a Poisson number whose rate is gamma, that is a negative binomial."""
    if rate.shape <= 0 or years <= 0:
        return np.array([1.0])
    more = years / (rate.years + years)
    term = (1 - more) ** rate.shape
    sums = [term]
    while 1 - sums[-1] > SURE and len(sums) < MOST:
        term *= (len(sums) - 1 + rate.shape) / len(sums) * more
        sums.append(sums[-1] + term)
    sums[-1] = 1.0
    return np.array(sums)


class _Tally:
    """What is kept of the futures: for each checkpoint how often each size came, for each target how often it was reached
    and how often it hung on one opening. No future itself is kept."""

    def __init__(self, inputs: Inputs) -> None:
        self.inputs, self.goals, self.at = inputs, inputs.ahead, inputs.checkpoints
        self.sizes = [np.zeros(1, np.int64) for _day in self.at]
        self.reached = [0] * len(self.goals)
        self.needed = np.zeros((len(self.goals), len(inputs.planned)), np.int64)  # exactly reached, with this one open
        self.enough = np.zeros_like(self.needed)  # one short, with this one not open

    def take(self, totals: Counts, bins: Bins) -> None:
        for place, row in enumerate(totals):
            self.sizes[place] = _added(self.sizes[place], np.bincount(row))
        for number, goal in enumerate(self.goals):
            place = self.at.index(goal.due_on)
            row = totals[place]
            self.reached[number] += int((row >= goal.value).sum())
            self.needed[number] += (bins[:, row == goal.value] <= place).sum(axis=1)
            self.enough[number] += (bins[:, row == goal.value - 1] > place).sum(axis=1)

    def outcome(self, draws: int, seed: int) -> Outcome:
        years = tuple(_year(day, sizes, draws) for day, sizes in zip(self.at, self.sizes, strict=True))
        chances = tuple(Chance(goal, self.reached[number] / draws, self._swings(number, draws)) for number, goal in enumerate(self.goals))
        return Outcome(draws, seed, years, chances)

    def _swings(self, number: int, draws: int) -> tuple[Swing, ...]:
        base = self.reached[number]
        without, with_it = (base - self.needed[number]) / draws, (base + self.enough[number]) / draws
        found = [Swing(one.code, float(low), float(high)) for one, low, high in zip(self.inputs.planned, without, with_it, strict=True)]
        return tuple(sorted(found, key=lambda swing: (-swing.width, swing.code)))


def _added(one: Counts, other: Counts) -> Counts:
    longer, shorter = (one, other) if len(one) >= len(other) else (other, one)
    longer = longer.copy()
    longer[: len(shorter)] += shorter
    return longer


def _year(day: date, sizes: Counts, draws: int) -> Year:
    """The p-th percentile is the smallest size that at least p% of the futures do not exceed."""
    upto = sizes.cumsum()
    marks = {p: int(np.searchsorted(upto, -(-p * draws // 100))) for p in PERCENTILES}
    return Year(day, float((np.arange(len(sizes)) * sizes).sum() / draws), marks)
