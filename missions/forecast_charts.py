"""The drawings of a forecast: the fan of what may come, and what would change the chance of a target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from missions.models import Opening
from missions.models.forecast import AssumptionKey
from missions.outlook import Chance, Inputs, Outcome, Swing
from missions.templatetags.forecast import share
from office.charts import Band, Point, Span, fan, tornado
from office.templatetags.house import day

Drawings = dict[str, SafeString]
BANDS = ((5, 95), (10, 90), (25, 75))


def fan_of(outcome: Outcome, sizes: Sequence[tuple[date, int]], inputs: Inputs) -> Drawings | None:
    """What was counted, and from the day of the forecast on the bands of what may come; None where nothing lies ahead."""
    if not outcome.years:
        return None
    now = Point(
        inputs.on,
        inputs.size,
        str(inputs.size),
        reverse("missions:index"),
        _("%(n)s open on %(day)s") % {"n": inputs.size, "day": day(inputs.on)},
    )
    bands = []
    for low, high in BANDS:
        edges = [Band(year.on, year.percentiles[low], year.percentiles[high]) for year in outcome.years]
        bands.append([Band(inputs.on, inputs.size, inputs.size), *edges])
    label = _("The network as it was counted, and the forecast to %(year)s; the numbers stand in the table below.")
    draw = partial(
        fan,
        label=label % {"year": outcome.years[-1].on.year},
        actual=[*(Point(on, size) for on, size in sizes if on < inputs.on), now],
        middle=[Point(inputs.on, inputs.size), *(Point(year.on, year.percentiles[50]) for year in outcome.years)],
        bands=bands,
        goals=[_goal(chance) for chance in outcome.chances],
    )
    return {"wide": draw(), "narrow": draw(narrow=True)}


def _goal(chance: Chance) -> Point:
    goal = chance.goal
    value = _("about %(value)s") % {"value": goal.value} if goal.about else str(goal.value)
    named = _("Target by %(day)s: %(value)s") % {"day": day(goal.due_on), "value": value}
    return Point(goal.due_on, goal.value, value, "#chances", named)


def openings_chart(chance: Chance, swings: Sequence[Swing], named: Mapping[str, Opening]) -> Drawings:
    rows = [(swing, named[swing.code].name, reverse("missions:opening", args=[swing.code])) for swing in swings if swing.code in named]
    return _tornado(chance, rows, _("How the chance changes without and with an opening"))


def assumed_chart(chance: Chance) -> Drawings:
    rows = [(swing, str(AssumptionKey(swing.code).label), "") for swing in chance.assumed]
    return _tornado(chance, rows, _("How the chance changes with an assumption"))


def _tornado(chance: Chance, rows: Sequence[tuple[Swing, str, str]], label: str) -> Drawings:
    spans = [Span(name, swing.low, swing.high, share(swing.low), share(swing.high), address) for swing, name, address in rows]
    draw = partial(tornado, spans, base=chance.share, label=label)
    return {"wide": draw(), "narrow": draw(narrow=True)}
