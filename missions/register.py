"""The register of the network on a day: its size, the rows that a filter asks for, what stands apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language

from accounts.folding import sort_key
from accounts.models import Unit
from missions.indicators import OPEN
from missions.models import Mission, MissionEvent
from missions.models.mission import MissionQuerySet
from missions.network import Network, PostKind
from plan.models import Target
from plan.moment import Moment


@dataclass(frozen=True)
class Figure:
    """A count that opens exactly its rows."""

    kind: str
    label: str
    count: int
    address: str


@dataclass
class Register:
    network: Network
    open: list[Mission]
    apart: dict[str, list[Mission]] = field(default_factory=dict)
    figures: list[Figure] = field(default_factory=list)
    unsettled: list[tuple[Mission, MissionEvent]] = field(default_factory=list)  # on which the count of the day depends


def in_reading_order(rows: Iterable[Mission]) -> list[Mission]:
    """Departments as they come, and in each the missions in the order of the reader's language: the sort key of a unit is that
    of its Vietnamese name."""
    found = list(rows)
    if get_language() != "en":
        return found
    place: dict[int | None, int] = {}
    for mission in found:
        place.setdefault(mission.unit.lead_unit_id, len(place))
    return sorted(found, key=lambda mission: (place[mission.unit.lead_unit_id], sort_key(mission.unit.name)))


def departments() -> QuerySet[Unit]:
    """Units that follow a mission."""
    return Unit.objects.filter(pk__in=Unit.objects.filter(mission__isnull=False, lead_unit__isnull=False).values("lead_unit"))


def chosen(missions: MissionQuerySet, asked: Mapping[str, Any], moment: Moment) -> MissionQuerySet:
    """Those that answer the filter, each with the kind that it had at the moment (`kind_then`)."""
    found = missions.with_kind_on(moment.on, moment.known).of_kind_then(asked.get("kind", ""))
    found = found.matching(asked.get("q", "")).followed_by(asked.get("department", ""))
    return found.in_region(asked.get("region", ""))


def register(missions: MissionQuerySet, moment: Moment, asked: Mapping[str, Any]) -> Register:
    rows = in_reading_order(chosen(missions, asked, moment).standing_on(moment.on, moment.known).for_list(moment.known))
    network = missions.network(moment.on, moment.known)
    return Register(
        network=network,
        open=[mission for mission in rows if mission.was_open],
        apart=apart([mission for mission in rows if not mission.was_open], moment.on),
        figures=figures(network, moment),
        unsettled=unsettled(network, moment) if network.is_known else [],
    )


def unsettled(network: Network, moment: Moment) -> list[tuple[Mission, MissionEvent]]:
    """What is known to the month or the year that the day lies in, with its mission."""
    asked = {(row.post, row.on) for row in network.unsettled}
    rows = Mission.objects.filter(pk__in={post for post, _on in asked}).for_list(moment.known) if asked else ()
    return [(row, event) for row in rows for event in row.events_known if (row.pk, event.on) in asked]


def apart(missions: Iterable[Mission], on: date) -> dict[str, list[Mission]]:
    """Missions that are not open, by why; one that opens only later is not spoken of."""
    groups: dict[str, list[Mission]] = {"closed": [], "undated": [], "intention": []}
    for mission in missions:
        if name := _why_apart(mission, on):
            groups[name].append(mission)
    return groups


def _why_apart(mission: Mission, on: date) -> str:
    if mission.is_intention:
        return "intention"
    dated = [event.on for event in mission.events_known if event.kind in MissionEvent.DECISIVE and event.on]
    if not dated:
        return "undated"
    return "closed" if min(dated) <= on else ""


def figures(network: Network, moment: Moment) -> list[Figure]:
    return [Figure(kind, str(PostKind(kind).label), count, address(moment, kind=kind)) for kind, count in network.by_kind.items()]


def address(moment: Moment, **chosen: str) -> str:
    """The register with a filter, at the same moment."""
    query = "&".join(part for part in (urlencode(chosen), moment.query) if part)
    return reverse("missions:index") + (f"?{query}" if query else "")


def targets() -> QuerySet[Target]:
    """What the plans ask of the size of the network: targets of the indicator that is computed from it."""
    asked = Target.objects.standing().filter(indicator__code=OPEN, indicator__source_kind="computed")
    return asked.select_related("indicator__plan").order_by("due_on")
