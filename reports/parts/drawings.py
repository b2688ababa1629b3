"""The two charts of a progress report, as data: cells by task as bars, the network against its path as a line."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from office.blocks import Picture
from office.charts import Bars, Box, Point, Row, Track
from plan.progress import Cell
from reports.figures import Figures
from reports.sentences import about, day, number


def bars_by_task(figures: Figures, language: str) -> Picture | None:
    """One bar a task, one box a cell; none where the plan has no measure. The table of the same numbers stands below."""
    if not figures["cells"]["total"]["n"]:
        return None
    rows = tuple(_row(task) for task in figures["tasks"])
    kinds = {box.kind for row in rows for box in row.boxes}
    legend = tuple((cell.value, str(cell.label)) for cell in Cell if cell.value in kinds)
    told = "; ".join(f"{row.name}: {', '.join(box.label for box in row.boxes)}" for row in rows if row.boxes)
    caption = _("Figure 1. Measures by task, as of %(on)s") % {"on": day(figures["on"])}
    return Picture(caption, _("Measures by task. %(told)s.") % {"told": told}, Bars(rows, legend))


def _row(task: Figures) -> Row:
    boxes = tuple(
        Box(cell.value, f"{str(cell.label).lower()} {number(found['n'])}", found["address"], found["n"])
        for cell in Cell
        if (found := task["counts"][cell])["n"]
    )
    name = pgettext("in a chart", "Task %(code)s") % {"code": task["code"]}
    return Row(name, boxes, number(task["total"]["n"]), task["total"]["address"])


def network_line(network: Figures, on: str) -> Picture | None:
    """What was open, year by year, and the way that is asked for; none where either is not known."""
    if network["open"] is None or network["baseline_on"] is None or not network["targets"]:
        return None
    now = Point(date.fromisoformat(on), network["open"]["n"], number(network["open"]["n"]), network["open"]["address"])
    before = [Point(date.fromisoformat(past), value) for past, value in network.get("history", []) if past < on]
    start = Point(date.fromisoformat(network["baseline_on"]), network["baseline"])
    goals = tuple(
        Point(date.fromisoformat(one["due_on"]), one["value"], about(one["value"], one["about"]), network["open"]["address"])
        for one in network["targets"]
    )
    wanted = ", ".join(
        _("%(value)s by %(day)s") % {"value": about(one["value"], one["about"]), "day": day(one["due_on"])} for one in network["targets"]
    )
    words = _("The network of missions: %(open)s open on %(on)s; path asked for: %(goals)s.")
    alt = words % {"open": number(network["open"]["n"]), "on": day(on), "goals": wanted}
    track = Track(actual=(*before, now), expected=(start, *(Point(goal.on, goal.value) for goal in goals)), goals=goals, stairs=True)
    return Picture(_("Figure 2. The network of missions against its path"), alt, track)
