"""The indicators of a plan at a moment, read with few queries whatever their number; what is reckoned is `plan.reckoning`.

    for reading in readings(plan, moment):
        reading.indicator.name, reading.at.value, reading.at.difference

Observations are one query for all indicators, put together in the database; each computed indicator asks its own app.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q

from plan.indicators import COMPUTED, Family, Told, units_asked
from plan.models import Indicator, Observation, Plan
from plan.moment import Moment
from plan.reckoning import Alike, Goal, Point, Standing, Way, alike, asked_of, held, marked, mean, running, standing


@dataclass(frozen=True)
class Reading:
    """One indicator: its points up to the moment, oldest first, and how it stands on the day."""

    indicator: Indicator
    way: Way
    points: list[Point]
    at: Standing
    # Where the days of some changes are not known, the least and the most of the value and of what it gained in the time of its pace.
    between: tuple[int, int] | None = None
    gained: tuple[int, int] | None = None

    @property
    def has_path(self) -> bool:
        return bool(self.way.path)

    @property
    def is_about(self) -> bool:
        """Whether what it should come to is given as "about", and so is every value on the way."""
        return any(goal.about for goal in self.way.goals)


def readings(plan: Plan, moment: Moment) -> list[Reading]:
    """Every indicator of the plan, by code."""
    return readings_of(plan.indicators.with_way(moment.known), moment)


def readings_of(indicators: Iterable[Indicator], moment: Moment) -> list[Reading]:
    """The same for these indicators, whose targets should have been read (`with_way`)."""
    listed = list(indicators)
    observed = _observed([one for one in listed if not one.is_computed], moment)
    told = _told(listed, moment)
    asked = units_asked({point.period for points in observed.values() for point in points if point.period}, moment.known)
    made = []
    for indicator in listed:
        points = _computed(indicator, moment, told) if indicator.is_computed else observed.get(indicator.pk, [])
        points = running(points) if indicator.adds_up else points
        points, way = marked(asked_of(points, asked)), way_of(indicator, told.get(indicator.code))
        at = standing(way, points, moment.on, places=indicator.finer, holds=indicator.is_computed, rough=indicator.rough)
        made.append(Reading(indicator, way, points, at, *_unsure(told.get(indicator.code), at)))
    return _compared(made, moment)


def _compared(read: list[Reading], moment: Moment) -> list[Reading]:
    """Each with what those units came to that are in its value and in the one before."""
    periods = {one.indicator: (at.before.period, at.latest.period) for one in read if (at := one.at).before and at.latest}
    found = alike_of({one: pair for one, pair in periods.items() if all(pair)}, moment)
    return [replace(one, at=replace(one.at, alike=found.get(one.indicator.pk), adds_up=one.indicator.adds_up)) for one in read]


def alike_of(periods: Mapping[Indicator, tuple[str, str]], moment: Moment) -> dict[int, Alike]:
    """By the id of an indicator that units report on: what those came to that have reported for both periods. One question. Of
    values that add up over time the change is that of the later period, and stands for itself."""
    pairs = {one.pk: pair for one, pair in periods.items() if not one.adds_up}
    if not pairs:
        return {}
    wanted = Q()
    for pk, pair in pairs.items():
        wanted |= Q(indicator=pk, period__code__in=pair)
    values: dict[tuple[int, str], dict[int, int]] = {}
    rows = Observation.objects.at(moment).filter(wanted, unit__isnull=False).order_by()
    for pk, period, unit, value in rows.values_list("indicator", "period__code", "unit", "value"):
        values.setdefault((pk, period), {})[unit] = value  # type: ignore[assignment]
    is_mean = {one.pk: one.across_units == Indicator.Across.MEAN for one in periods}
    found = {pk: alike(values.get((pk, was), {}), values.get((pk, now), {}), is_mean=is_mean[pk]) for pk, (was, now) in pairs.items()}
    return {pk: both for pk, both in found.items() if both}


def series(indicator: Indicator, moment: Moment) -> list[Point]:
    """The values of one indicator up to the moment, oldest first."""
    return readings_of([indicator], moment)[0].points


def way_of(indicator: Indicator, told: Told | None = None) -> Way:
    """Targets of the plan itself; where it has none, those that follow from what an app keeps."""
    start = None if indicator.baseline is None or indicator.baseline_on is None else (indicator.baseline_on, indicator.baseline)
    goals = tuple(Goal(target.due_on, target.value, target.about, target.code) for target in indicator.targets.all())
    return Way(indicator.direction, start, goals) if goals or not told else Way(indicator.direction, start, told.goals, told.turns)


def _told(indicators: list[Indicator], moment: Moment) -> dict[str, Told]:
    """What families tell of their indicators, each asked once."""
    families: dict[Family, dict[str, date | None]] = {}
    for one in indicators:
        computed = COMPUTED.get(one.code) if one.is_computed else None
        if computed and computed.family:
            families.setdefault(computed.family, {})[one.code] = one.baseline_on
    found: dict[str, Told] = {}
    for family, codes in families.items():
        found |= family(codes, moment.on, moment.known)
    return found


def _unsure(told: Told | None, at: Standing) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    """None where it is known exactly."""
    if told is None or told.unsure is None or at.latest is None:
        return None, None
    between, gained = told.unsure.between(at.on), told.unsure.gained(at.paced_from, at.on) if at.paced_from else (0, 0)
    return between if between[0] != between[1] else None, gained if gained[0] != gained[1] else None


def _computed(indicator: Indicator, moment: Moment, told: Mapping[str, Told]) -> list[Point]:
    """Nothing is known of an indicator that no app computes."""
    if indicator.code in told:
        return held(told[indicator.code].steps, moment.on)
    computed = COMPUTED.get(indicator.code)
    return held(computed.steps(moment.on, moment.known), moment.on) if computed else []


def _observed(indicators: list[Indicator], moment: Moment) -> dict[int, list[Point]]:
    """By indicator: a point for each period reported on, or for each day typed."""
    if not indicators:
        return {}
    across = {indicator.pk: indicator.across_units for indicator in indicators}
    points: dict[int, list[Point]] = {}
    for row in Observation.objects.filter(indicator__in=indicators).at(moment).put_together():
        value = mean(row["total"], row["rows"]) if across[row["indicator"]] == Indicator.Across.MEAN else row["total"]
        found = Point(row["last_on"], value, row["period__code"] or "", row["units"])
        points.setdefault(row["indicator"], []).append(found)
    return points
