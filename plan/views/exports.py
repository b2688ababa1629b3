"""The measures and the cells as files: the same rows, the same filter, the same words as the pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from office.filtered import file_name, in_words
from office.tables import block, csv_response, xlsx_response
from office.tables.writing import file_response
from plan import access
from plan.board import BoardFilter, arranged
from plan.board import asked as board_rows
from plan.drawing import WORD, annex_docx, as_of
from plan.forms import NOBODY, MeasureFilter
from plan.models import Plan
from plan.moment import Moment
from plan.tables.measures import annex_table, measure_rows, measures_table
from plan.tables.scoreboard import By, scoreboard_table
from plan.tables.units import unit_choices
from plan.views.asof import read_moment
from plan.views.board import board as board_page
from plan.views.boarding import board_filter
from plan.views.listing import filtered_measures, leading_units
from plan.views.pages import measures as measures_page
from plan.views.pages import plan as plan_page

NAMES = {"task": "nhiem-vu", "unit": "don-vi", None: "ke-hoach"}  # of what a file of the scoreboard has its rows
GROUPS: dict[str, By | None] = {"": "task", "task": "task", "unit": "unit", "plan": None}


@require_safe
def measures(request: HttpRequest, plan: str, form: str) -> HttpResponseBase:
    """A filter that cannot be read is shown on the page itself, beside its fields."""
    if form not in {"xlsx", "csv", "docx"}:
        raise Http404
    found = access.plan_for(request.user, plan)
    asked = read_moment(request)
    units = leading_units(found, request.GET.get("unit", ""))
    chosen = MeasureFilter(request.GET, tasks=found.tasks.all(), units=units, errors=asked.errors)
    if not chosen.is_valid():
        return measures_page(request, plan=plan)
    rows = measure_rows(found, filtered_measures(found, asked.moment, chosen), asked.moment, on_paper=form == "docx")
    return _written(request, found, rows, asked.moment, _filter_in_words(chosen), form)


@require_safe
def board(request: HttpRequest, plan: str, form: str) -> HttpResponseBase:
    """All rows that the board's filter finds, on whatever page of it, in its order."""
    if form not in {"xlsx", "csv", "docx"}:
        raise Http404
    found, moment = access.plan_for(request.user, plan), Moment.now(timezone.now())
    chosen = board_filter(found, request.GET)
    if not chosen.is_valid():
        return board_page(request, plan=plan)
    standing = board_rows(found, chosen, moment)
    of_code = {row[1]: row for row in measure_rows(found, standing.order_by("position"), moment, on_paper=form == "docx")}
    codes = dict(standing.values_list("pk", "code"))
    places = [codes[place.pk] for place in arranged(standing, chosen, moment) if place.pk in codes]
    rows = ([number, *of_code[code][1:]] for number, code in enumerate(places, start=1))
    return _written(request, found, rows, moment, _filter_in_words(chosen), form)


def _written(request: HttpRequest, plan: Plan, rows: Iterable[list[Any]], moment: Moment, said: list[str], form: str) -> HttpResponseBase:
    """The rows of `measures_table` as the file that is asked for."""
    table = measures_table(unit_choices())
    name = file_name(f"giai-phap-{plan.code}-{moment.on:%Y-%m-%d}", said)
    if form == "csv":
        return csv_response(table, rows, name)
    if form == "xlsx":
        return xlsx_response(table, rows, name, about=[f"{plan.number}. {as_of(moment)}.", *said])
    short = annex_table(table)
    places = [table.keys.index(key) for key in short.keys]
    drawn = block(short, ([row[place] for place in places] for row in rows))
    content = annex_docx(plan, moment, title=_("List of measures"), table=drawn, said=said, address=request.build_absolute_uri("/"))
    return file_response(content, f"{name}.docx", WORD)


def _filter_in_words(form: MeasureFilter | BoardFilter) -> list[str]:
    """What narrows the list, in the words of its fields: a file that leaves out rows must say so."""
    said = []
    for name in ("q", "task", "unit", "beside", "state", "health", "cell", "due", "stale"):
        value = form.cleaned_data.get(name)
        if value is None or value == "" or value is False:
            continue
        labels = dict(getattr(form.fields[name], "choices", []))
        label = _("No lead agency yet") if name == "unit" and value == NOBODY else labels.get(value, value)
        said.append(f"{form.fields[name].label}" if value is True else f"{form.fields[name].label}: {label}")
    return in_words(said)


@require_safe
def scoreboard(request: HttpRequest, plan: str, form: str) -> HttpResponseBase:
    by = request.GET.get("by", "")
    if form not in {"xlsx", "docx"} or by not in GROUPS:
        raise Http404
    found = access.plan_for(request.user, plan)
    asked = read_moment(request)
    if asked.errors:
        return plan_page(request, plan=plan)
    return _scoreboard(request, found, asked.moment, GROUPS[by], form)


def _scoreboard(request: HttpRequest, plan: Plan, moment: Moment, by: By | None, form: str) -> HttpResponse:
    table, rows, total = scoreboard_table(plan, moment, by)
    name = f"tong-hop-{plan.code}-{NAMES[by]}-{moment.on:%Y-%m-%d}"
    if form == "xlsx":
        return xlsx_response(table, [*rows, *([total] if total else [])], name, about=[f"{plan.number}. {as_of(moment)}."])
    title = _("Summary of measures by standing")
    drawn = block(table, rows, total=total)
    content = annex_docx(plan, moment, title=title, table=drawn, said=[], address=request.build_absolute_uri("/"))
    return file_response(content, f"{name}.docx", WORD)
