"""The register as a table: what an export writes and an import reads back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Unit
from missions.models import Country, Mission, MissionEvent
from missions.models.mission import MissionQuerySet
from missions.network import EventKind, PostKind, Precision
from missions.regions import REGIONS
from office.tables import Column, Kind, Table, choices_of
from plan.moment import Moment

CONFIDENCE: Mapping[str, Any] = {
    "high": pgettext_lazy("confidence", "High"),
    "medium": pgettext_lazy("confidence", "Medium"),
    "low": pgettext_lazy("confidence", "Low"),
}
STANDING: Mapping[str, Any] = {
    "open": _("In operation"),
    "not_open": _("Not in operation"),
    "intention": _("Intention, not decided"),
}
BROAD = {next(iter(region.values)): region.name for region in REGIONS.values() if region.field == "region_broad"}
# For those who keep the data alone.
KEPT = ("source_vi", "source_en", "basis", "confidence", "coordinate_basis", "notes", "notes_vi")


def register_table(*, keeps: bool, codes: Iterable[str] = ()) -> Table:
    """`keeps`: for one who keeps the data; `codes`: of the missions there are, where the table is to be read."""
    # A file written in one language is read in the other: the name that is shown first, then both.
    departments = {unit.code: (unit.name, unit.name_vi, unit.name_en) for unit in Unit.objects.without_missions()}
    countries = {country.pk: (str(country), country.name_vi, country.name_en) for country in Country.objects.all()}
    columns = (
        Column("code", _("Code"), Kind.CODE, width=14, required=True, choices=dict.fromkeys(codes, "")),
        Column("name_vi", _("Name, in Vietnamese"), width=44, limit=250),
        Column("name_en", _("Name, in English"), width=44, limit=250),
        Column("kind", _("Kind"), Kind.CHOICE, width=22, choices=choices_of(PostKind)),
        Column("standing", pgettext_lazy("mission", "Standing"), Kind.CHOICE, width=18, reads=False, choices=STANDING),
        Column("host_country", _("Country of residence"), Kind.CODE, width=22, choices=countries),
        Column("host_vi", _("Host, in Vietnamese"), width=22, limit=200),
        Column("host_en", _("Host, in English"), width=22, limit=200),
        Column("organisation", _("Organisation"), width=18, limit=200),
        Column("city_vi", _("City, in Vietnamese"), width=18, limit=120),
        Column("city_en", _("City, in English"), width=18, limit=120),
        Column("latitude", _("Latitude"), Kind.DECIMAL, decimals=5, low=-90, high=90, width=11),
        Column("longitude", _("Longitude"), Kind.DECIMAL, decimals=5, low=-180, high=180, width=11),
        Column("time_zone", _("Time zone"), width=20, limit=50),
        Column("region_broad", _("Region"), Kind.CHOICE, width=22, choices=BROAD),
        Column("department", _("Department that follows it"), Kind.CODE, width=28, choices=departments),
        Column("accredited_to", _("Also accredited to"), Kind.LIST, width=28, choices=countries),
        Column("accredited_organisations", _("Also accredited to organisations"), width=20, limit=200),
        *_event_columns("opened", _("Opened"), _("Opened: precision"), _("Opened: document")),
        *_event_columns("closed", _("Closed"), _("Closed: precision"), _("Closed: document")),
        Column("source_vi", _("Source, in Vietnamese"), width=40),
        Column("source_en", _("Source, in English"), width=40),
        Column("basis", _("Basis"), width=40),
        Column("confidence", _("How sure it is"), Kind.CHOICE, width=12, choices=CONFIDENCE),
        Column("coordinate_basis", _("Basis of the coordinates"), width=28),
        Column("notes_vi", _("Notes, in Vietnamese"), width=40),
        Column("notes", _("Notes, in English"), width=40),
    )
    return Table(_("Register of missions"), columns if keeps else tuple(c for c in columns if c.key not in KEPT), key=("code",))


def _event_columns(name: str, day: Any, precision: Any, document: Any) -> tuple[Column, ...]:
    return (
        Column(f"{name}_on", day, Kind.DATE, width=13),
        Column(f"{name}_precision", precision, Kind.CHOICE, width=18, choices=choices_of(Precision)),
        Column(f"{name}_decision", document, width=18, limit=100),
    )


def values_of(mission: Mission, events: Iterable[MissionEvent], *, was_open: bool) -> dict[str, Any]:
    """What stands in each column; of an opening and a closing, the latest that stands."""
    latest = {event.kind: event for event in events}
    same = ("host_vi", "host_en", "organisation", "city_vi", "city_en", "latitude", "longitude", "time_zone", "region_broad")
    values: dict[str, Any] = {name: getattr(mission, name) for name in (*same, "accredited_organisations", *KEPT)}
    values |= {"code": mission.unit.code, "kind": mission.kind_shown, "name_vi": mission.unit.name_vi, "name_en": mission.unit.name_en}
    values["standing"] = "intention" if mission.is_intention else "open" if was_open else "not_open"
    values["host_country"] = mission.host_country_id
    values["department"] = mission.unit.lead_unit.code if mission.unit.lead_unit else None
    values["accredited_to"] = [country.pk for country in mission.accredited_to.all()]
    for name, kind in (("opened", EventKind.OPENED), ("closed", EventKind.CLOSED)):
        event = latest.get(kind)
        values[f"{name}_on"] = event.on if event else None
        values[f"{name}_precision"] = event.precision if event else None
        values[f"{name}_decision"] = event.decision_number if event else ""
    return values


def register_rows(missions: MissionQuerySet, moment: Moment, table: Table) -> Iterator[list[Any]]:
    rows = missions.standing_on(moment.on, moment.known).for_list(moment.known).prefetch_related("accredited_to")
    for mission in rows:
        values = values_of(mission, mission.events_known, was_open=mission.was_open)
        yield [values[key] for key in table.keys]
