"""An indicator as a line against its path: what the chart shows and how each of its points is named in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.numbers import shown_scaled
from office.charts import Point, line_with_band
from office.templatetags.house import day
from plan.models import Comparison
from plan.readings import Reading
from plan.reckoning import Goal


def chart(reading: Reading, rows: Sequence[Any], comparisons: Sequence[Comparison] = ()) -> dict[str, SafeString] | None:
    """The wide and the narrow drawing; None where there is nothing to draw. `rows` are the values, oldest first."""
    goals = [goal for goal in reading.way.goals if reading.has_path]
    if len(rows) + len(goals) + sum(len(series.standing) for series in comparisons) < 2:
        return None
    shown = {
        "label": _words(reading),
        "actual": _actual(reading, rows),
        "expected": [Point(on, _plain(value, reading)) for on, value in reading.way.path],
        "goals": [_goal(goal, reading) for goal in goals],
        "compared": [_line(series, reading) for series in comparisons if series.standing],
        "stairs": reading.indicator.is_computed,
    }
    return {"wide": line_with_band(**shown), "narrow": line_with_band(**shown, narrow=True)}


def _line(series: Comparison, reading: Reading) -> list[Point]:
    """The last point of each line carries its name."""
    points = [Point(row.on, _plain(row.value, reading)) for row in series.standing]
    return [*points[:-1], replace(points[-1], label=series.name, address="#compared", title=series.name)]


def _actual(reading: Reading, rows: Sequence[Any]) -> list[Point]:
    whole = [row for row in rows if not row.point.partial]
    points = []
    for row in whole:
        value, last = written(row.point.value, reading), row is whole[-1]
        when = row.period.name if row.period else day(row.point.on)
        # Of a count that is drawn as stairs only the last value is a link: its steps can lie a few days apart.
        address = row.address if last or not reading.indicator.is_computed else ""
        number = shown_scaled(row.point.value, reading.indicator.decimals)
        label = number if row.period else _("%(value)s on %(day)s") % {"value": number, "day": when}
        named = _("%(when)s: %(value)s") % {"when": when, "value": value}
        points.append(Point(row.point.on, _plain(row.point.value, reading), label if last else "", address, named, _tick(row)))
    return points


def _tick(row: Any) -> str:
    """Quarters are named on the axis by their number and year."""
    if row.period is None:
        return ""
    year, _dash, part = row.period.code.partition("-")
    quarter = {"Q1": "I", "Q2": "II", "Q3": "III", "Q4": "IV"}.get(part)
    return f"{quarter}/{year}" if quarter else row.period.code


def _goal(goal: Goal, reading: Reading) -> Point:
    number = shown_scaled(goal.value, reading.indicator.decimals)
    label = _("about %(value)s") % {"value": number} if goal.about else number
    named = _("Target by %(day)s: %(value)s") % {"day": day(goal.due_on), "value": label}
    return Point(goal.due_on, _plain(goal.value, reading), label, "#way", named)


def _words(reading: Reading) -> str:
    """What the drawing shows, for those who do not see it."""
    parts = [reading.indicator.name]
    if latest := reading.at.latest:
        parts.append(_("%(when)s: %(value)s") % {"when": day(latest.on), "value": written(latest.value, reading)})
    parts += [_goal(goal, reading).title for goal in reading.way.goals]
    return "; ".join(parts)


def written(value: int, reading: Reading) -> str:
    return f"{shown_scaled(value, reading.indicator.decimals)} {reading.indicator.text('unit')}"


def _plain(value: float, reading: Reading) -> float:
    return value / 10**reading.indicator.decimals
