"""The history of the network: its size by year, and the published totals beside it."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from missions import access
from missions.models import MissionEvent, NetworkTotal
from missions.network import DECISIVE, EventKind, Happening, known_from
from missions.years import totals, years
from plan.views.asof import read_moment


@require_safe
def history(request: HttpRequest) -> HttpResponse:
    missions = access.missions_for(request.user)
    as_of = read_moment(request)
    rows = MissionEvent.objects.standing(as_of.moment.known).filter(mission__in=missions)
    happenings, officials = rows.happenings(as_of.moment.known), NetworkTotal.objects.officials()
    by_year = years(happenings, officials, as_of.moment.on)
    beside = totals(happenings, [row for row in officials if row.on <= as_of.moment.on])
    names = _named(rows, [row for line in [*by_year, *beside] for row in _of(line)])
    context = {
        "as_of": as_of,
        "years": [(line, *(_told(names, getattr(line, name)) for name in ("began", "ended", "by_then", "turned"))) for line in by_year],
        "turned": any(line.turned for line in by_year),
        "totals": [(line, _told(names, line.changes)) for line in beside],
        "size": by_year[0].size if by_year else None,
        "known_from": known_from(happenings, officials),
    }
    return render(request, "missions/history.html", context, status=as_of.status)


def _of(line: object) -> list[Happening]:
    return [row for name in ("began", "ended", "by_then", "turned", "changes") for row in getattr(line, name, [])]


def _named(rows: Iterable[MissionEvent], told: Iterable[Happening]) -> dict[tuple[int, str, object], MissionEvent]:
    """The events that are spoken of, with their missions, in one question."""
    posts = {row.post for row in told}
    events = MissionEvent.objects.filter(pk__in=rows.values("pk"), mission__in=posts, kind__in=[*DECISIVE, EventKind.UPGRADED])  # type: ignore[attr-defined]
    return {(event.mission_id, event.kind, event.on): event for event in events.select_related("mission__unit")}


def _told(names: dict[tuple[int, str, object], MissionEvent], rows: Iterable[Happening]) -> list[MissionEvent]:
    return [names[row.post, row.kind, row.on] for row in rows]
