"""The drawing of futures behind `missions.forecast`, in arrays and in pieces: the one module of the network that needs numpy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from missions.outlook import MONTH, PERCENTILES, Chance, Inputs, Outcome, Planned, Rate, Swing, Year
from plan.reckoning import YEAR

PIECE = 20_000  # futures drawn at once: the arrays of a piece stay in the cache of a processor
SURE = 1e-9  # what a table of counts leaves out at its end
MOST = 2000  # so many unnamed openings in one future are as good as never reached

Counts = NDArray[np.int64]
Floats = NDArray[np.float32]
Bins = NDArray[np.uint16]


def drawn(inputs: Inputs, draws: int, seed: int) -> Outcome:
    """So many futures, counted."""
    tally = _Tally(inputs)
    for totals, bins in _futures(inputs, draws, seed):
        tally.take(totals, bins)
    return tally.outcome(draws, seed)


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
