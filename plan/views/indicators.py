"""Indicators: all of a plan against their paths, one with its line and the values behind it, a value entered by hand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.models import Event
from accounts.permissions import Permission, can
from plan import access, forms, services
from plan.indicators import COMPUTED
from plan.models import Indicator, Observation, Period
from plan.moment import Moment
from plan.progress import expected
from plan.readings import Reading, readings_of
from plan.reckoning import Point, Rough, Side, apart
from plan.views.acts import SECRETS, number_in_address
from plan.views.asof import read_moment
from plan.views.charting import chart
from plan.views.saving import posted, save

LATEST = 20


@dataclass(frozen=True)
class Line:
    """One indicator of the list; `address` opens the rows that make its value, `before` those of the value before it."""

    reading: Reading
    address: str
    before: str = ""


@dataclass(frozen=True)
class Row:
    """One value of one indicator beside what the path asked for on its day."""

    point: Point
    period: Period | None
    address: str
    expected: float | None
    rough: Rough | None = None  # of rounded values

    @property
    def difference(self) -> float | None:
        if self.expected is None:
            return None
        return apart(self.point.value, self.expected, self.rough(self.point.value) if self.rough else None)


@require_safe
def index(request: HttpRequest, plan: str) -> HttpResponse:
    found = access.plan_for(request.user, plan)
    asked = read_moment(request)
    read = readings_of(access.indicators_for(request.user, found, asked.moment.known), asked.moment)
    aimed = [reading for reading in read if reading.has_path]
    context = {
        "plan": found,
        "as_of": asked,
        "aimed": [Line(reading, rows_of(reading, asked.moment)) for reading in aimed],
        "followed": [line_of(reading, asked.moment) for reading in read if not reading.has_path],
        "behind": sum(reading.at.side == Side.BEHIND for reading in aimed),
        "judged": sum(reading.at.side is not None for reading in aimed),
        "periods": periods_of(read),
        "may_keep": asked.moment.is_now and can(request.user, Permission.PLAN_EDIT),
    }
    return render(request, "plan/indicators.html", context, status=asked.status)


@require_safe
def indicator(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    asked = read_moment(request)
    found = access.indicator_for(request.user, plan, code, known=asked.moment.known)
    reading = readings_of([found], asked.moment)[0]
    periods = periods_of([reading])
    rows = [row_of(reading, point, periods, asked.moment) for point in reversed(reading.points)]
    keeps = asked.moment.is_now and can(request.user, Permission.PLAN_EDIT)
    comparisons = list(found.comparisons.at(asked.moment))
    context = {
        "plan": found.plan,
        "indicator": found,
        "as_of": asked,
        "reading": reading,
        "at": reading.at,
        "rows": rows,
        "periods": periods,
        "address": rows_of(reading, asked.moment),
        "chart": chart(reading, rows[::-1], comparisons),
        "may_keep": keeps,
        "may_enter": keeps and found.is_typed,
        "comparisons": comparisons,
        "events": list(Event.objects.about(found).select_related("body")[:LATEST]),
        **told(request, reading, asked.moment),
    }
    return render(request, "plan/indicator.html", context, status=asked.status)


def told(request: HttpRequest, reading: Reading, moment: Moment) -> dict[str, Any]:
    """The single values behind the numbers: of the period in the address, else of the latest; all that were typed."""
    if reading.indicator.is_computed:
        return {}
    rows = access.observations_for(request.user, reading.indicator).at(moment).by_unit()
    if reading.indicator.is_typed:
        return {"typed": sorted(rows, key=lambda row: row.on, reverse=True)}
    named = {point.period: point for point in reading.points if point.period}
    chosen = named.get(request.GET.get("period", "")) or reading.at.latest or (reading.points[-1] if reading.points else None)
    if "period" in request.GET and request.GET["period"] not in named:
        raise Http404
    of_period = list(rows.filter(period__code=chosen.period)) if chosen else []
    return {"chosen": chosen, "told": of_period, "untold": chosen.units - len(of_period) if chosen else 0}


def periods_of(read: list[Reading]) -> dict[str, Period]:
    codes = {point.period for reading in read for point in reading.points if point.period}
    return Period.objects.in_bulk(codes, field_name="code") if codes else {}


def page_of(indicator: Indicator, moment: Moment | None = None, **chosen: str) -> str:
    query = "&".join([*(f"{name}={value}" for name, value in chosen.items()), *([moment.query] if moment and moment.query else [])])
    return reverse("plan:indicator", args=[indicator.plan.code, indicator.code]) + (f"?{query}" if query else "")


def rows_of(reading: Reading, moment: Moment) -> str:
    """Where the rows stand that make the value shown; empty where there is none."""
    return address_of(reading.indicator, reading.at.latest, moment) if reading.at.latest else ""


def line_of(reading: Reading, moment: Moment) -> Line:
    before = reading.at.before
    return Line(reading, rows_of(reading, moment), address_of(reading.indicator, before, moment) if before else "")


def address_of(indicator: Indicator, point: Point, moment: Moment) -> str:
    if indicator.is_computed:
        then = Moment(point.on, moment.known, moment.today)
        return COMPUTED[indicator.code].address(then.query)
    return page_of(indicator, moment, **({"period": point.period} if point.period else {})) + "#rows"


def row_of(reading: Reading, point: Point, periods: dict[str, Period], moment: Moment) -> Row:
    path = reading.way.path
    wanted = expected(path[0], path[1:], point.on) if path else None
    return Row(point, periods.get(point.period), address_of(reading.indicator, point, moment), wanted, reading.indicator.rough)


def observe(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    """A value entered by hand; with ?replaces= the correction of an earlier one, which stays on record."""
    found = access.indicator_for(request.user, plan, code, to=Permission.PLAN_EDIT)
    if not found.is_typed:
        raise Http404  # nobody enters what units report or the house computes
    now = timezone.now()
    corrected = corrected_row(found, request.GET["replaces"]) if "replaces" in request.GET else None
    initial = {
        "version": found.version,
        "on": corrected.on if corrected else Moment.now(now).today,
        "value": corrected.value if corrected else None,
    }
    form = forms.ObservationForm(posted(request), initial=initial, indicator=found, corrects=corrected is not None)
    act = partial(services.observe, indicator=found, by=request.user, now=now, replaces=corrected)
    title, submit = (_("Correct a value"), _("Save the correction")) if corrected else (_("Enter a value"), _("Save the value"))
    context = {
        "indicator": found,
        "plan": found.plan,
        "title": title,
        "submit": submit,
        "lead": SECRETS,
        "back": page_of(found),
        "replaced": corrected,
        "reading": readings_of([found], Moment.now(now))[0],
    }
    done = _("The value has been recorded.")
    return save(request, form, act, done=done, to=page_of(found), context=context, saved=partial(last_entered, found))


def corrected_row(indicator: Indicator, pk: str) -> Observation:
    """The row to correct: where somebody has corrected it already, the one that stands now."""
    return get_object_or_404(indicator.observations, pk=number_in_address(pk)).standing_row()


def last_entered(indicator: Indicator) -> dict[str, Any]:
    return indicator.observations.standing().order_by("-pk").values("on", "value", "note").first() or {}
