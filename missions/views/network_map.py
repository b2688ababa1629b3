"""The map of the network on a day."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from missions import access
from missions.forms.register import MissionFilter
from missions.mapped import mapped
from missions.projection import FRAMES, WORLD
from missions.register import departments
from plan.views.asof import read_moment


@require_safe
def network_map(request: HttpRequest) -> HttpResponse:
    missions = access.missions_for(request.user)
    region = request.GET.get("region", "")
    if region and region not in FRAMES:
        raise Http404
    as_of = read_moment(request)
    form = MissionFilter(request.GET, departments=departments(), errors=as_of.errors)
    found = mapped(missions, request.user, as_of.moment, form.cleaned_data, FRAMES.get(region, WORLD)) if form.is_valid() else None
    context = {"as_of": as_of, "form": form, "map": found, "region": region}
    return render(request, "missions/map.html", context, status=200 if found else 422)
