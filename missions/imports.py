"""The register brought in from a file of its own form: what differs goes through the same services as the browser."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.history import Actor
from accounts.models import Unit
from accounts.written import as_the_ministry_writes
from missions.models import Country, Mission
from missions.network import EventKind
from missions.services.event import last_day, record_event
from missions.services.mission import FACTS
from missions.services.mission import edit_mission as edit
from missions.tables import register_table, values_of
from office.tables.importing import Found, Importer
from plan.moment import day_of

EVENTS = ((EventKind.OPENED, "opened"), (EventKind.CLOSED, "closed"))


class Register(Importer):
    """Facts, opening and closing of the missions there are. A new mission comes from its opening, not from a table."""

    places = {"decision_number": "opened_decision", "precision": "opened_precision", "on": "opened_on"}

    def __init__(self, by: Actor, now: datetime) -> None:
        self.by, self.now = by, now
        rows = Mission.objects.with_kind_on(day_of(now)).standing_on(day_of(now)).for_list().prefetch_related("accredited_to")
        self.missions = {mission.unit.code: mission for mission in rows}
        self.table = register_table(keeps=True, codes=self.missions)
        self.units = {unit.code: unit for unit in Unit.objects.without_missions()}
        self.countries = Country.objects.in_bulk()

    def find(self, values: Mapping[str, Any]) -> Found:
        mission = self.missions[values["code"]]
        stands = values_of(mission, mission.events_known, was_open=mission.was_open)
        return Found(mission, mission.unit.name, stands, mission.version, mission)

    def write(self, found: Found, values: Mapping[str, Any], changed: frozenset[str]) -> None:
        mission: Mission = found.obj
        if facts := {name: self._fact(name, values[name]) for name in FACTS if name in changed}:
            edit(mission=mission, values=facts, by=self.by, now=self.now, seen=mission.version)
        for kind, name in EVENTS:
            if changed & {f"{name}_on", f"{name}_precision", f"{name}_decision"}:
                self._happened(mission, kind, name, {**found.stands, **values})

    def _fact(self, name: str, value: Any) -> Any:
        if name == "department":
            return self.units.get(value) if value else None
        if name == "host_country":
            return self.countries.get(value)
        if name == "accredited_to":
            return [self.countries[iso2] for iso2 in value or ()]
        return value if name in {"latitude", "longitude"} else value or ""

    def _happened(self, mission: Mission, kind: EventKind, name: str, told: Mapping[str, Any]) -> None:
        """What stands is corrected; where nothing stands, it is recorded."""
        self.places = {"decision_number": f"{name}_decision", "precision": f"{name}_precision", "on": f"{name}_on", "note": f"{name}_on"}
        stands = [event for event in mission.events_known if event.kind == kind]
        with as_the_ministry_writes():
            note = _("Corrected by a table that was brought in.")
        record_event(
            mission=mission,
            kind=kind,
            on=last_day(told[f"{name}_on"], told[f"{name}_precision"] or ""),
            precision=told[f"{name}_precision"] or "",
            decision_number=told[f"{name}_decision"] or "",
            basis=stands[-1].basis if stands else "",
            note=note if stands else "",
            corrects=stands[-1] if stands else None,
            by=self.by,
            now=self.now,
            seen=mission.version,
        )
