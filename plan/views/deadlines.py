"""Terms that have moved: how often, how far, and what is asked for now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plan import access, forms
from plan.models import DeadlineChange, Measure, Plan
from plan.slippage import Slippage, slippage
from plan.views.measure import may_decide

OFTEN = 3


@dataclass(frozen=True)
class Moved:
    measure: Any
    moved: Slippage


@require_safe
def deadlines(request: HttpRequest, plan: str) -> HttpResponse:
    found = access.plan_for(request.user, plan)
    form = forms.DeadlineFilter(request.GET)
    times = (form.is_valid() and form.cleaned_data["times"]) or OFTEN
    context = {
        "plan": found,
        "form": form,
        "times": times,
        "moved": moved(found, times),
        "asked": [(change, may_decide(request.user, change)) for change in DeadlineChange.objects.asked_in(found)],
    }
    return render(request, "plan/deadlines.html", context, status=422 if form.errors else 200)


def moved(plan: Plan, times: int) -> list[Moved]:
    """Measures whose term has moved at least so often, the most often first, then the farthest."""
    rows: Any = Measure.objects.adopted().filter(plan=plan).may_have_moved(times).with_terms().with_lead_name()
    told = [Moved(row, slippage(row.terms)) for row in rows]
    often = [row for row in told if row.moved.times >= times]
    return sorted(often, key=lambda row: (-row.moved.times, -(row.moved.days or 0), row.measure.position))
