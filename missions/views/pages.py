"""The pages of the network: the register on a day, one mission."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from missions import access
from missions.forms.register import MissionFilter
from missions.register import departments, register, targets
from office.panels import panels_for
from plan.moment import Moment
from plan.views.asof import read_moment

PAGE = 150  # the whole network as it is meant to be


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    missions = access.missions_for(request.user)
    asked = read_moment(request)
    form = MissionFilter(request.GET, departments=departments(), errors=asked.errors)
    found = register(missions, asked.moment, form.cleaned_data) if form.is_valid() else None
    context = {
        "as_of": asked,
        "form": form,
        "register": found,
        "page": Paginator(found.open, PAGE).get_page(request.GET.get("page")) if found else None,
        "filtered": bool(found and any(form.cleaned_data[name] for name in ("q", "kind", "region", "department"))),
        "targets": targets(),
        "maintains": access.maintains(request.user),
    }
    return render(request, "missions/index.html", context, status=200 if found else 422)


@require_safe
def mission(request: HttpRequest, code: str) -> HttpResponse:
    now = timezone.now()
    found = access.mission_for(request.user, code, timezone.localdate(now))
    happened, corrected = found.events.parted()
    context = {
        "mission": found,
        "now": now,
        "happened": happened,
        "corrected": corrected if access.maintains(request.user) else (),
        "heads": access.heads_of(found, timezone.localdate(now)),
        "is_open": found.was_open,
        "accredited": found.accredited_to.all(),
        "maintains": access.maintains(request.user),
        "events": access.history_of(request.user, found),
        "panels": panels_for("mission", found, request.user, Moment.now(now)),
    }
    return render(request, "missions/mission.html", context)
