"""The files of the network: countries, missions, official totals. Pure: texts in, rows or faults out."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from zoneinfo import available_timezones

from django.utils.translation import gettext as _

from accounts.reading import Fault, Record, note_duplicates, read_table
from missions.addresses import reserved
from missions.belonging import TO_ORGANISATIONS, zone_fits
from missions.network import PARTS, EventKind, PostKind, Precision

COUNTRY_COLUMNS = ["iso2", "name_vi", "name_en", "name_basis"]
MISSION_COLUMNS = [
    "code",
    "name_vi",
    "name_en",
    "kind",
    "host_country_iso2",
    "organisation",
    "accredited_countries",
    "accredited_organisations",
    "host_name_vi",
    "host_name_en",
    "city",
    "city_vi",
    "latitude",
    "longitude",
    "timezone",
    "region",
    "region_broad",
    "lead_unit",
    "status",
    "opened_on",
    "opened_precision",
    "closed_on",
    "closed_precision",
    "basis",
    "confidence",
    "coord_basis",
    "notes",
]
# Columns that a file may leave out.
MISSION_EXTRAS = ["opened_decision", "closed_decision", "source_vi", "source_en", "notes_vi"]
TOTAL_COLUMNS = ["date", "total", *PARTS, "source", "note"]
TOTAL_EXTRAS = ["official", "source_vi", "note_vi"]
FIXED_NAMES = {"TW": ("Đài Loan (Trung Quốc)", "Taiwan (China)"), "HK": ("Hồng Công (Trung Quốc)", "Hong Kong (China)")}


@dataclass(frozen=True)
class CountryRow:
    iso2: str
    name_vi: str
    name_en: str
    basis: str


@dataclass(frozen=True)
class EventRow:
    kind: EventKind
    on: date | None
    precision: Precision
    decision_number: str


@dataclass(frozen=True)
class MissionRow:
    code: str
    name_vi: str
    name_en: str
    lead_unit: str
    kind: str
    is_intention: bool
    host_country: str
    organisation: str
    host_vi: str
    host_en: str
    city_vi: str
    city_en: str
    latitude: Decimal | None
    longitude: Decimal | None
    time_zone: str
    region: str
    region_broad: str
    accredited_to: tuple[str, ...]
    accredited_organisations: str
    basis: str
    source_vi: str
    source_en: str
    confidence: str
    coordinate_basis: str
    notes: str
    notes_vi: str
    events: tuple[EventRow, ...]

    @property
    def closed_on(self) -> date | None:
        """The first day on which it is no longer open."""
        return next((event.on for event in self.events if event.kind is EventKind.CLOSED), None)


@dataclass(frozen=True)
class TotalRow:
    on: date
    total: int
    parts: dict[str, int | None]
    is_official: bool
    source: str
    source_vi: str
    note: str
    note_vi: str


@dataclass(frozen=True)
class NetworkFiles:
    countries: list[CountryRow]
    missions: list[MissionRow]
    totals: list[TotalRow]


def parse_countries(file: str, text: str) -> tuple[list[CountryRow], list[Fault]]:
    records, faults = read_table(file, text, COUNTRY_COLUMNS)
    rows = [(record, _country(record)) for record in records]
    note_duplicates([(record, row.iso2) for record, row in rows], "iso2")
    return [row for _record, row in rows], faults


def _country(record: Record) -> CountryRow:
    iso2 = record.raw("iso2")
    if not (len(iso2) == 2 and iso2.isascii() and iso2.isalpha() and iso2.isupper()):
        record.fault("iso2", _("“%s” is not a code of two capital letters") % iso2)
    row = CountryRow(iso2, record.text("name_vi", limit=120), record.text("name_en", limit=120), record.text("name_basis", required=True))
    for field, name, asked in zip(("name_vi", "name_en"), (row.name_vi, row.name_en), FIXED_NAMES.get(iso2, ()), strict=False):
        if name != asked:
            record.fault(field, _("must be “%s”") % asked)
    return row


def parse_totals(file: str, text: str) -> tuple[list[TotalRow], list[Fault]]:
    records, faults = read_table(file, text, TOTAL_COLUMNS, TOTAL_EXTRAS)
    rows = [_total(record) for record in records]
    note_duplicates([(record, f"{record.raw('date')} {record.raw('source')}") for record in records], "source")
    return [row for row in rows if row], faults


def _total(record: Record) -> TotalRow | None:
    on, total = record.day("date", required=True), record.number("total", 0, 1000, required=True)
    parts = {part: record.number(part, 0, 1000) for part in PARTS}
    given = [part for part in parts.values() if part is not None]
    if total is not None and len(given) == len(parts) and sum(given) != total:
        record.fault("total", _("is not the sum of its parts, %d") % sum(given))
    official = record.choice("official", ["yes", "no"], required=False) == "yes"
    source, texts = record.text("source", required=True), [record.text(name) for name in ("source_vi", "note", "note_vi")]
    return None if on is None or total is None else TotalRow(on, total, parts, official, source, *texts)


def parse_missions(
    file: str, text: str, countries: Collection[str], units: Collection[str], taken: Collection[str] = ()
) -> tuple[list[MissionRow], list[Fault]]:
    """`units`: the codes that may follow a mission; `taken`: codes of units that are no mission."""
    records, faults = read_table(file, text, MISSION_COLUMNS, MISSION_EXTRAS)
    zones = available_timezones()
    rows = [(record, _mission(record, countries, units, taken, zones)) for record in records]
    note_duplicates([(record, row.code) for record, row in rows])
    return [row for _record, row in rows], faults


def _mission(
    record: Record, countries: Collection[str], units: Collection[str], taken: Collection[str], zones: Collection[str]
) -> MissionRow:
    code = record.code("code")
    if code in taken:
        record.fault("code", _("“%s” is the code of a unit that is no mission") % code)
    if code in reserved():
        record.fault("code", _("“%s” is the address of a page") % code)
    row = MissionRow(
        code=code,
        name_vi=record.text("name_vi", required=True, limit=250),
        name_en=record.text("name_en", required=True, limit=250),
        lead_unit=_lead_unit(record, units),
        kind=record.choice("kind", PostKind.values),
        is_intention=record.choice("status", ["open", "closed", "intention"]) == "intention",
        host_country=record.reference("host_country_iso2", countries),
        organisation=record.text("organisation", limit=200),
        host_vi=record.text("host_name_vi", required=True, limit=200),
        host_en=record.text("host_name_en", required=True, limit=200),
        city_vi=record.text("city_vi", required=True, limit=120, place=True),
        city_en=record.text("city", required=True, limit=120, place=True),
        latitude=record.decimal("latitude", -90, 90),
        longitude=record.decimal("longitude", -180, 180),
        time_zone=_zone(record, zones),
        region=record.text("region", limit=60),
        region_broad=record.text("region_broad", limit=60),
        accredited_to=tuple(record.references("accredited_countries", countries)),
        accredited_organisations=record.text("accredited_organisations", limit=200),
        basis=record.text("basis", required=True),
        source_vi=record.text("source_vi"),
        source_en=record.text("source_en"),
        confidence=record.choice("confidence", ["high", "medium", "low"]),
        coordinate_basis=record.text("coord_basis"),
        notes=record.text("notes"),
        notes_vi=record.text("notes_vi"),
        events=_events(record),
    )
    _check_place(record, row, countries)
    return row


def _lead_unit(record: Record, units: Collection[str]) -> str:
    code = record.code("lead_unit") if record.raw("lead_unit") else ""
    if code not in units:
        record.fault("lead_unit", _("“%s” is not known") % code if code else _("is empty"))
    return code


def _zone(record: Record, zones: Collection[str]) -> str:
    zone = record.raw("timezone")
    if zone not in zones:
        record.fault("timezone", _("“%s” is not a time zone") % zone)
    return zone


def _check_place(record: Record, row: MissionRow, countries: Collection[str]) -> None:
    if (row.latitude is None) != (row.longitude is None):
        record.fault("longitude" if row.longitude is None else "latitude", _("latitude and longitude stand together"))
    if row.kind in PostKind.values and (row.kind in TO_ORGANISATIONS) != bool(row.organisation):
        record.fault("organisation", _("a mission to an organisation names it, and no other mission does"))
    if row.host_country in countries and not zone_fits(row.time_zone, row.host_country):
        record.fault("timezone", _("“%s” is not a time zone of this country") % row.time_zone)
    if (row.kind == PostKind.ECONOMIC_CULTURAL_OFFICE) != (row.host_country == "TW"):
        record.fault("kind", _("the post there is an economic and cultural office, and no other post is one"))
    for field, name, asked in zip(
        ("host_name_vi", "host_name_en"), (row.host_vi, row.host_en), FIXED_NAMES.get(row.host_country, ()), strict=False
    ):
        if name != asked:
            record.fault(field, _("must be “%s”") % asked)


def _events(record: Record) -> tuple[EventRow, ...]:
    status = record.raw("status")
    opened, closed = _event(record, "opened", EventKind.OPENED), _event(record, "closed", EventKind.CLOSED)
    if status == "intention" and (opened or closed):
        record.fault("status", _("an intention has no opening and no closing"))
    if status in {"open", "closed"} and not record.raw("opened_precision"):
        record.fault("opened_precision", _("is empty"))
    if (status == "closed") != bool(record.raw("closed_on")):
        record.fault("closed_on", _("status and closing contradict each other"))
    if opened and closed and opened.on and closed.on and closed.on < opened.on:
        record.fault("closed_on", _("closes before it opens"))
    return tuple(event for event in (opened, closed) if event)


def _event(record: Record, name: str, kind: EventKind) -> EventRow | None:
    on, stated = record.day(f"{name}_on"), record.choice(f"{name}_precision", Precision.values, required=False)
    decision = record.text(f"{name}_decision", limit=100)
    if on is None and stated != Precision.UNKNOWN:
        if stated and not record.raw(f"{name}_on"):
            record.fault(f"{name}_on", _("is empty"))
        return None
    precision = Precision(stated or (Precision.DAY if kind is EventKind.CLOSED else Precision.UNKNOWN))
    if on and precision == Precision.UNKNOWN:
        record.fault(f"{name}_precision", _("a date needs its precision"))
    if on and on != _last_day(on, precision):
        record.fault(f"{name}_on", _("must be the last day of the month or year that is known"))
    return EventRow(kind, on, precision, decision)


def _last_day(on: date, precision: Precision) -> date:
    if precision == Precision.YEAR:
        return date(on.year, 12, 31)
    if precision == Precision.MONTH:
        return on.replace(day=monthrange(on.year, on.month)[1])
    return on
