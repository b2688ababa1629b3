"""Changes of the network. What a file says is compared with what stands; corrected events stay as rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.folding import search_text
from accounts.loading import Changes, Loaded, Loader, unit_words
from accounts.models import Event, Unit
from missions.mission_files import CountryRow, MissionRow, NetworkFiles, TotalRow
from missions.models import Country, Mission, MissionEvent, NetworkTotal
from missions.turning import keep_former

GROUP = "cqdd"  # the grouping of units.csv below which the missions hang
PLAIN = [
    "kind",
    "is_intention",
    "organisation",
    "host_vi",
    "host_en",
    "city_vi",
    "city_en",
    "latitude",
    "longitude",
    "time_zone",
    "region",
    "region_broad",
    "accredited_organisations",
    "basis",
    "source_vi",
    "source_en",
    "confidence",
    "coordinate_basis",
    "notes",
    "notes_vi",
]
NOTES = frozenset({"notes", "notes_vi"})
TOLD = ["is_official", "source_vi", "note", "note_vi"]
QUOTED = re.compile("“([^”]+)”")


@transaction.atomic
def load_network(files: NetworkFiles, *, now: datetime, dry_run: bool = False) -> Loaded:
    """Countries, missions with their units and events, official totals."""
    loader = Loader("load_missions", now, together=NOTES)
    countries = _load_countries(files.countries, loader)
    _load_missions(files.missions, countries, loader)
    _load_totals(files.totals, loader)
    return loader.done(dry_run=dry_run)


def _load_countries(rows: Sequence[CountryRow], loader: Loader) -> dict[str, Country]:
    countries = Country.objects.in_bulk()
    for row in rows:
        country = countries.setdefault(row.iso2, Country(iso2=row.iso2))
        loader.put(country, {"name_vi": row.name_vi, "name_en": row.name_en, "basis": row.basis}, code=row.iso2)
    known = {row.iso2 for row in rows}
    loader.vanished([country for iso2, country in countries.items() if iso2 not in known], lambda country: country.pk)
    return countries


def _load_totals(rows: Sequence[TotalRow], loader: Loader) -> None:
    totals = {(total.on, total.source): total for total in NetworkTotal.objects.all()}
    for row in rows:
        total = totals.setdefault((row.on, row.source), NetworkTotal(on=row.on, source=row.source))
        loader.put(total, {"total": row.total, **{name: getattr(row, name) for name in TOLD}, **row.parts}, code=row.on.isoformat())
    known = {(row.on, row.source) for row in rows}
    loader.vanished([total for key, total in totals.items() if key not in known], lambda total: f"{total.on} {total.source}")


def _load_missions(rows: Sequence[MissionRow], countries: dict[str, Country], loader: Loader) -> None:
    units = {unit.code: unit for unit in Unit.objects.select_related("parent", "lead_unit")}
    missions = {
        mission.unit.code: mission for mission in Mission.objects.select_related("unit", "host_country").prefetch_related("accredited_to")
    }
    events: dict[int, list[MissionEvent]] = {}
    for event in MissionEvent.objects.standing().filter(kind__in=[MissionEvent.Kind.OPENED, MissionEvent.Kind.CLOSED]):
        events.setdefault(event.mission_id, []).append(event)
    covered = _covered_notes(loader)
    turned = set(MissionEvent.objects.standing().changes_of_kind().values_list("mission", flat=True))
    for row in rows:
        unit = _put_unit(row, units, loader)
        mission = missions.setdefault(row.code, Mission(unit=unit))
        values = {name: getattr(row, name) for name in PLAIN} | {"host_country": countries[row.host_country]}
        if mission.pk in turned:
            values["kind"] = mission.kind  # what it became is said by its events, which the file does not have
        is_new, changes = loader.bring(mission, values, code=row.code, derived=mission_words)
        if "kind" in changes:
            keep_former(mission, changes["kind"][0], loader.now)
        if mission.pk in covered and mission.notes_vi:
            changes |= _uncover(mission)
        changes |= _accredit(mission, [countries[iso2] for iso2 in row.accredited_to], is_new, row.code, loader)
        changes |= _date(mission, row, events.get(mission.pk, []), is_new, loader)
        loader.note(mission, is_new, changes, code=row.code, unit=unit)
    known = {row.code for row in rows}
    loader.vanished([mission for code, mission in missions.items() if code not in known], lambda mission: mission.unit.code)


def _covered_notes(loader: Loader) -> set[int]:
    """The missions whose note a person has written and over which a load then laid the Vietnamese of another one, so that pages
    in Vietnamese hid what the person wrote. A note in Vietnamese on which a person has put a hand is theirs."""
    events = Event.objects.about_any(Mission).filter(fields__contains="notes").order_by("id")
    by_hand: dict[str, set[str]] = {}
    covered = set()
    for pk, by, label, fields in events.values_list("object_id", "by", "by_label", "fields"):
        touched = NOTES & set(fields.split(","))
        if by:
            by_hand.setdefault(pk, set()).update(touched)
        elif label == str(loader.by) and "notes_vi" in touched and by_hand.get(pk) == {"notes"}:
            covered.add(pk)
    return {int(pk) for pk in covered if by_hand[pk] == {"notes"}}


def _uncover(mission: Mission) -> Changes:
    """Pages in Vietnamese fall back on the note of the person (`Bilingual.text`)."""
    changes: Changes = {"notes_vi": (mission.notes_vi, "")}
    mission.notes_vi = ""
    mission.save_seen(None, {"notes_vi": "", **mission_words(mission)})
    return changes


def _put_unit(row: MissionRow, units: dict[str, Unit], loader: Loader) -> Unit:
    unit = units.setdefault(row.code, Unit(code=row.code))
    values: dict[str, Any] = {"name_vi": row.name_vi, "name_en": row.name_en, "kind": Unit.Kind.MISSION, "basis": row.basis}
    values |= {"parent": units.get(GROUP), "lead_unit": units[row.lead_unit]}
    values |= {"is_planned": row.is_intention, "until": row.closed_on}
    is_new, changes = loader.bring(unit, values, code=row.code, derived=unit_words)
    loader.note(unit, is_new, changes, code=row.code, unit=unit)
    return unit


def mission_words(mission: Mission) -> dict[str, str]:
    """What search uses beside the names of the unit. What the notes quote is how a place is written elsewhere (“Luân Đôn”)."""
    country = mission.host_country
    noted = QUOTED.findall(f"{mission.notes} {mission.notes_vi}")
    places = [mission.host_vi, mission.host_en, mission.city_vi, mission.city_en, mission.organisation, *noted]
    return {"search_text": search_text(*places, *([country.name_vi, country.name_en] if country else []))}


def _accredit(mission: Mission, countries: list[Country], is_new: bool, code: str, loader: Loader) -> Changes:
    """The countries to which it is accredited besides its host."""
    stands = [] if is_new else sorted(country.pk for country in mission.accredited_to.all())
    asked = sorted(country.pk for country in countries)
    if stands == asked:
        return {}
    changes: Changes = {"accredited_to": ("; ".join(stands), "; ".join(asked))}
    if not is_new:
        changes = loader.unedited(mission, changes, code=code)
    if changes:
        mission.accredited_to.set(countries)
    return {} if is_new else changes


def _date(mission: Mission, row: MissionRow, standing: Iterable[MissionEvent], is_new: bool, loader: Loader) -> Changes:
    """Opening and closing. A corrected one stays, with the moment until which it was believed."""
    stands = {event.kind: event for event in standing}
    changes: Changes = {}
    for event in row.events:
        values = {"on": event.on, "precision": event.precision, "decision_number": event.decision_number, "basis": row.basis}
        old = stands.pop(event.kind, None)
        differs = {f"{event.kind.value}_{name}": (getattr(old, name, None), value) for name, value in values.items()}
        differs = {name: change for name, change in differs.items() if change[0] != change[1]}
        kept = differs if is_new else loader.unedited(mission, differs, code=row.code)
        if differs and kept == differs:
            _write(mission, event.kind, values, old, loader.now)
            changes |= {} if is_new else differs
    loader.loaded.vanished += [f"missions.MissionEvent {row.code}, {kind}" for kind in stands]
    return changes


def _write(mission: Mission, kind: str, values: dict[str, Any], old: MissionEvent | None, now: datetime) -> None:
    if old:
        old.corrected_at = now
        old.save(update_fields=["corrected_at"])
    MissionEvent.objects.create(mission=mission, kind=kind, recorded_at=now, corrects=old, **values)
