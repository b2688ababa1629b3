"""How an indicator stands on a day (design part 4, rules 2, 4 and 5): pure, without a query and without a clock.

Values are whole numbers of 10^-decimals units of the indicator; what is computed from them is a float of the same size.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import accumulate
from math import floor

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from plan.progress import expected, required_pace, share_of_way

YEAR = 365.25
Rough = Callable[[int], tuple[int, int]]  # a rounded value -> the least and the most that it may stand for
# A period of which so small a share of the units has answered does not stand for the whole yet: where values are summed,
# it would look like a fall. Our own choice, said on the page.
WHOLE = Fraction(4, 5)


class Direction(TextChoices):
    UP = "up", _("Should rise")
    DOWN = "down", _("Should fall")
    KEEP = "keep", _("Should stay")


class Side(TextChoices):
    """Where a value stands by the path, as the direction of the indicator judges it."""

    ON_PATH = "on_path", _("On the expected path")
    AHEAD = "ahead", _("Ahead of the path")
    BEHIND = "behind", _("Behind the path")


@dataclass(frozen=True)
class Point:
    """What an indicator came to on a day: of the whole, or put together from the values of `units` units."""

    on: date
    value: int
    period: str = ""  # code of the period that the units reported on
    units: int = 0
    asked: int | None = None  # how many units were asked, where the caller knows
    partial: bool = False


@dataclass(frozen=True)
class Alike:
    """Two values of the same units: what those that are in both came to, before and now. Units that are in one alone would
    look like a rise or a fall."""

    units: int
    before: int
    now: int

    @property
    def change(self) -> int:
        return self.now - self.before


def alike(before: Mapping[int, int], now: Mapping[int, int], *, is_mean: bool) -> Alike | None:
    """Of the values of single units, by unit; None where no unit is in both."""
    both = before.keys() & now.keys()
    if not both:
        return None
    sums = (sum(values[unit] for unit in both) for values in (before, now))
    return Alike(len(both), *(mean(total, len(both)) if is_mean else total for total in sums))


@dataclass(frozen=True)
class Goal:
    """A dated target."""

    due_on: date
    value: int
    about: bool = False
    code: str = ""


@dataclass(frozen=True)
class Way:
    """What an indicator should do: from where, towards what; `turns` are the points of the way where these are not all."""

    direction: str = Direction.UP
    baseline: tuple[date, int] | None = None
    goals: tuple[Goal, ...] = ()
    turns: tuple[tuple[date, float], ...] = ()

    @property
    def path(self) -> list[tuple[date, float]]:
        """The points between which the way is straight, in the order of time: baseline and targets, or its turns. Empty where
        there is no way to go."""
        if self.baseline is None or not self.goals:
            return []
        if self.turns:
            return list(self.turns)
        return [self.baseline, *sorted((goal.due_on, float(goal.value)) for goal in self.goals)]

    def next_goal(self, on: date) -> Goal | None:
        return min((goal for goal in self.goals if goal.due_on >= on), key=lambda goal: goal.due_on, default=None)

    def reached(self, value: float, goal: Goal) -> bool:
        if self.direction == Direction.KEEP:
            return value == goal.value
        return value <= goal.value if self.direction == Direction.DOWN else value >= goal.value


@dataclass(frozen=True)
class Standing:
    """An indicator at the end of the day `on`. None means not known, or that there is nothing to compare with."""

    on: date
    latest: Point | None = None  # the value that stands; None: not known
    before: Point | None = None  # the one before it
    adds_up: bool = False  # each value is the sum of all up to it, and what was added is the change
    alike: Alike | None = None  # of units that are in both of these; set where values of units are put together
    partial: Point | None = None  # a later period of which few units have answered so far
    expected: float | None = None  # on the straight path, on the day
    difference: float | None = None  # value less expected; of a rounded value as far as it is apart at the least
    within: tuple[int, int] | None = None  # of a rounded value: between which numbers it lies
    side: Side | None = None
    goal: Goal | None = None  # the next target
    reached: bool = False  # the next target is reached already
    required_pace: float | None = None  # a year, from the value to the next target; 0 when reached
    planned_pace: float | None = None  # a year, on the path
    actual_pace: float | None = None  # a year, over the last twelve months
    paced_from: date | None = None  # the day from which the actual pace is reckoned
    share: float | None = None  # of the way from baseline to next target; below zero: going backwards

    @property
    def value(self) -> int | None:
        return self.latest.value if self.latest else None

    @property
    def is_backwards(self) -> bool:
        return self.share is not None and self.share < 0

    @property
    def days_left(self) -> int | None:
        """From the day to the next target, where that is less than a year away: a pace a year would say many times what is
        lacking."""
        left = (self.goal.due_on - self.on).days if self.goal else None
        return left if left is not None and left < YEAR else None

    @property
    def lacking(self) -> int | None:
        """How far the value is from the next target, either way; a rounded one at the least."""
        if self.goal is None or self.latest is None:
            return None
        return abs(round(apart(self.latest.value, self.goal.value, self.within)))

    @property
    def gained(self) -> int | None:
        """What the actual pace has come to since the day from which it is reckoned: whole, as it was counted."""
        if self.actual_pace is None or self.paced_from is None or self.latest is None:
            return None
        return round(self.actual_pace * (self.latest.on - self.paced_from).days / YEAR)

    @property
    def change(self) -> int | None:
        """Like with like: of what units report, the change of those that are in both values. None: nothing to compare."""
        if self.latest is None or self.before is None:
            return None
        if self.latest.period and self.before.period and not self.adds_up:
            return self.alike.change if self.alike else None
        return self.latest.value - self.before.value

    @property
    def is_of_fewer(self) -> bool:
        """Whether the change is of fewer units than one of the two values."""
        known = self.alike and self.latest and self.before
        return bool(known) and self.alike.units < max(self.latest.units, self.before.units)  # type: ignore[union-attr]


def apart(value: float, wanted: float, within: tuple[int, int] | None = None) -> float:
    """By how much a value lies above or below what is wanted. Of a rounded value in whole units and at the least: between its
    bounds nothing can be said, and that is nought."""
    if within is None:
        return value - wanted
    least, most = within
    return -floor(wanted - most) if most < wanted else floor(least - wanted) if least > wanted else 0


def standing(way: Way, points: Sequence[Point], on: date, *, places: int = 0, holds: bool = False, rough: Rough | None = None) -> Standing:
    """How the indicator stands at the end of the day. `points` are in the order of days; later ones are not looked at.

    A difference smaller than `places` digits after the decimal mark of a scaled unit can show is none. `holds` says that
    a value stands until the next point, as a count does; what is observed is known for its own day alone. `rough` says
    between which numbers a rounded value may lie.
    """
    known = marked([point for point in points if point.on <= on])
    whole = [point for point in known if not point.partial]
    latest = whole[-1] if whole else None
    goal = way.next_goal(on)
    made = Standing(
        on=on,
        latest=latest,
        before=whole[-2] if len(whole) > 1 else None,
        partial=known[-1] if known and known[-1].partial else None,
        expected=expected(way.path[0], way.path[1:], on) if way.path else None,
        planned_pace=required_pace(way.path, on),
        goal=goal,
    )
    if latest is None:
        return made
    made = replace(made, within=rough(latest.value) if rough else None)
    since = _held(whole, year_before(latest.on)) if holds else _year_before(whole, latest, on)
    return _paced(_compared(made, way, latest, places), way, latest, since)


def marked(points: Sequence[Point]) -> list[Point]:
    """The same points; the last one is marked partial where too few units have answered, measured by how many were
    asked, or else by how many answered the time before. An earlier one stands as it is: nobody answers it any more."""
    if not points or not points[-1].units:
        return list(points)
    *earlier, last = points
    of = last.asked or (earlier[-1].units if earlier else 0)
    return [*earlier, replace(last, partial=last.units < WHOLE * of)]


def _compared(made: Standing, way: Way, latest: Point, places: int) -> Standing:
    if made.expected is None or way.baseline is None:
        return made
    difference = round(apart(latest.value, made.expected, made.within), places)
    towards = made.goal or max(way.goals, key=lambda goal: goal.due_on)
    return replace(
        made,
        difference=difference,
        side=_side(way.direction, difference),
        share=share_of_way(way.baseline[1], towards.value, latest.value),
    )


def _side(direction: str, difference: float) -> Side:
    if difference == 0:
        return Side.ON_PATH
    good = {Direction.UP: difference > 0, Direction.DOWN: difference < 0, Direction.KEEP: False}
    return Side.AHEAD if good[Direction(direction)] else Side.BEHIND


def _paced(made: Standing, way: Way, latest: Point, since: Point | None) -> Standing:
    needed, reached = None, False
    if made.goal is not None:
        reached = way.reached(latest.value, made.goal)
        value = min(made.within[1], made.goal.value) if made.within else latest.value  # what is lacking at the least
        to_go = required_pace([(made.on, float(value)), (made.goal.due_on, float(made.goal.value))], made.on)
        needed = 0.0 if reached else to_go
    pace = None
    if since is not None:
        pace = (latest.value - since.value) / ((latest.on - since.on).days / YEAR)
    return replace(made, reached=reached, required_pace=needed, actual_pace=pace, paced_from=since.on if since else None)


def _year_before(whole: Sequence[Point], latest: Point, on: date) -> Point | None:
    """The value of twelve months before the latest one; None where that is not known or nothing is known of the last
    twelve months. The nearest value within a month of the day counts: periods do not end on the same day each year."""
    start = year_before(latest.on)
    if latest.on <= year_before(on):
        return None
    near = [point for point in whole if abs((point.on - start).days) <= 31]
    return min(near, key=lambda point: abs((point.on - start).days), default=None)


def year_before(day: date) -> date:
    """The same day a year earlier; 28 February for the 29th."""
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def held(steps: Sequence[tuple[date, int]], on: date) -> list[Point]:
    """The points of a value that holds until the next step: its steps, and the day itself."""
    points = [Point(day, value) for day, value in steps if day <= on]
    return points if not points or points[-1].on == on else [*points, replace(points[-1], on=on)]


def _held(points: Sequence[Point], day: date) -> Point | None:
    return next((replace(point, on=day) for point in reversed(points) if point.on <= day), None)


def running(points: Sequence[Point]) -> list[Point]:
    """Values that add up: each point with the sum of all up to it."""
    sums = accumulate(point.value for point in points)
    return [replace(point, value=value) for point, value in zip(points, sums, strict=True)]


def mean(total: int, count: int) -> int:
    """Of whole numbers, rounded half up to a whole number."""
    return (2 * total + count) // (2 * count)


def asked_of(points: Sequence[Point], asked: Mapping[str, int]) -> list[Point]:
    """The same points with how many units were asked in each period, by the code of the period."""
    return [replace(point, asked=asked.get(point.period)) if point.period else point for point in points]
