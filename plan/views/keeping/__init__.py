"""Keeping the plan true, by the secretariat: the page under /manage/ and the forms for each kind of thing in the plan."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from accounts.models import Event
from accounts.versions import Versioned
from plan import access
from plan.models import Inspection, Measure, Plan

LATEST = 20


@require_safe
def keep(request: HttpRequest) -> HttpResponse:
    """What can be kept of each plan, with how much there is of it."""
    plans = access.plans_to_keep(request.user, timezone.localdate())
    return render(request, "plan/keep.html", {"plans": [_counted(plan) for plan in plans]})


def _counted(plan: Plan) -> dict[str, Any]:
    return {"plan": plan, "tasks": list(plan.tasks.with_number_of_measures())}


def page(plan: Plan, title: str | Promise, submit: str | Promise, back: str, lead: str | Promise = "", **more: Any) -> dict[str, Any]:
    """What the page of a form says around the form."""
    return {"plan": plan, "title": title, "submit": submit, "back": back, "lead": lead, **more}


def lately(row: Versioned) -> list[Event]:
    """What was done to the row, newest first: beside the form that changes it."""
    return list(Event.objects.about(row).select_related("body")[:LATEST])


def at(name: str, *args: Any) -> str:
    return reverse(f"plan:{name}", args=args)


def measures_of(inspection: Inspection) -> list[Measure]:
    return list(inspection.measures.all())
