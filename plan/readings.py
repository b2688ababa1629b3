"""The indicators of a plan at a moment, read with few queries whatever their number; what is reckoned is `plan.reckoning`.

    for reading in readings(plan, moment):
        reading.indicator.name, reading.at.value, reading.at.difference

Observations are one query for all indicators, put together in the database; each computed indicator asks its own app.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from plan.indicators import COMPUTED, Family, Told
from plan.models import Indicator, Observation, Plan
from plan.moment import Moment
from plan.reckoning import Goal, Point, Standing, Way, asked_of, held, marked, mean, running, standing


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


def readings(plan: Plan, moment: Moment, asked: Mapping[str, int] | None = None) -> list[Reading]:
    """Every indicator of the plan, by code. `asked` says how many units were asked to report, by the code of the period:
    apps above know it."""
    return readings_of(plan.indicators.with_way(moment.known), moment, asked)


def readings_of(indicators: Iterable[Indicator], moment: Moment, asked: Mapping[str, int] | None = None) -> list[Reading]:
    """The same for these indicators, whose targets should have been read (`with_way`)."""
    listed = list(indicators)
    observed = _observed([one for one in listed if not one.is_computed], moment)
    told = _told(listed, moment)
    made = []
    for indicator in listed:
        points = _computed(indicator, moment, told) if indicator.is_computed else observed.get(indicator.pk, [])
        points = running(points) if indicator.adds_up else points
        points, way = marked(asked_of(points, asked or {})), way_of(indicator, told.get(indicator.code))
        at = standing(way, points, moment.on, places=indicator.finer, holds=indicator.is_computed)
        made.append(Reading(indicator, way, points, at, *_unsure(told.get(indicator.code), at)))
    return made


def series(indicator: Indicator, moment: Moment, asked: Mapping[str, int] | None = None) -> list[Point]:
    """The values of one indicator up to the moment, oldest first."""
    return readings_of([indicator], moment, asked)[0].points


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
