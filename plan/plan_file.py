"""The file of a plan: pure, a text in, rows or faults out. Rows hold values by the names of the model's fields;
what another row is meant is kept as its code."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.reading import Fault, note_duplicates
from plan.models import Directive, Indicator, Measure
from plan.models.plan import STEP
from plan.yaml_file import Entry, read_yaml

_DATED = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)
_FOUND = 500  # supplementary measures come after the measures of their task
_DECIDED_IN_THE_BROWSER = ["deadline", "lead_agency", "coordinating_agencies"]


@dataclass(frozen=True)
class Row:
    code: str
    values: dict[str, Any]
    source: str = ""  # the key of a source
    other: str = ""  # the code of the task of a measure, of the occasion of a directive, of the indicator of a target
    measures: tuple[str, ...] = ()  # the codes linked to a directive or an indicator; "" is the whole plan


@dataclass
class PlanFile:
    plan: Row
    objectives: list[Row] = field(default_factory=list)
    sources: list[Row] = field(default_factory=list)
    tasks: list[Row] = field(default_factory=list)
    measures: list[Row] = field(default_factory=list)  # of the plan itself
    found: list[Row] = field(default_factory=list)  # supplementary measures of other sources
    occasions: list[Row] = field(default_factory=list)
    directives: list[Row] = field(default_factory=list)
    facts: list[Row] = field(default_factory=list)
    indicators: list[Row] = field(default_factory=list)
    targets: list[Row] = field(default_factory=list)


def parse(file: str, text: str) -> tuple[PlanFile | None, list[Fault]]:
    top, faults = read_yaml(file, text)
    return read_plan(top, faults)


def read_plan(top: Entry, faults: list[Fault]) -> tuple[PlanFile | None, list[Fault]]:
    """The rows of a file that has been taken apart; None where its frame is wrong."""
    if faults:
        return None, faults
    groups = ["plan", "sources", "tasks", "occasions", "directives", "facts"]
    later = ["supplementary_measures_found", "later_directives_found"]
    top.expect(["about", "links_status", "links_basis"], groups + later, optional=["about", "links_basis", *later])
    top.choice("links_status", ["to_be_confirmed"])
    if not top.each("plan"):
        return None, faults
    return _Reader(top).read(), faults


class _Reader:
    """Reads group after group; later groups refer to the codes of earlier ones."""

    def __init__(self, top: Entry) -> None:
        self.top = top
        self.rows = PlanFile(_plan(top.each("plan")[0]))
        self.source_keys = {entry.raw("key") for entry in top.each("sources")}

    def read(self) -> PlanFile:
        rows, top = self.rows, self.top
        rows.sources = self._each("sources", _source, code="key")
        rows.objectives = self._unique([(entry, self._objective(entry)) for entry in top.each("plan")[0].each("objectives")])
        self._tasks()
        rows.facts += self._each("facts", self._fact)
        rows.occasions = self._each("occasions", _occasion)
        codes = {row.code for row in rows.measures + rows.found}
        occasions = {row.code for row in rows.occasions}
        given = [(entry, _given(entry, codes, occasions, self.source_keys)) for entry in top.each("directives")]
        later = [(entry, _given_later(entry, codes)) for entry in top.each("later_directives_found")]
        rows.directives = _placed(self._unique(given + later))
        return rows

    def _each(self, name: str, reader: Any, code: str = "code") -> list[Row]:
        return self._unique([(entry, reader(entry)) for entry in self.top.each(name)], code)

    def _unique(self, pairs: Sequence[tuple[Entry, Row]], field: str = "code") -> list[Row]:
        note_duplicates([(entry, row.code) for entry, row in pairs], field)
        return [row for _entry, row in pairs]

    def _objective(self, entry: Entry) -> Row:
        entry.expect(["code", "text_en", "text_vi", "text_vi_basis", "source", "source_sentence"])
        return Row(
            entry.mark("code"), _texts(entry, "text") | _sourced(entry, "text_vi_basis"), source=entry.reference("source", self.source_keys)
        )

    def _tasks(self) -> None:
        tasks, measures = [], []
        for place, entry in enumerate(self.top.each("tasks"), start=1):
            entry.expect(["code", "title_en", "title_vi", "title_vi_basis", "source", "source_sentence"], ["measures"])
            values = _texts(entry, "title") | _sourced(entry, "title_vi_basis") | {"position": place}
            tasks.append((entry, Row(entry.mark("code"), values, source=entry.reference("source", self.source_keys))))
            for number, below in enumerate(entry.each("measures"), start=1):
                measures.append((below, self._measure(below, entry.raw("code"), place * STEP + number)))
        places = {row.code: row.values["position"] for _entry, row in tasks}
        found = [
            (entry, _supplementary(entry, places, number))
            for number, entry in enumerate(self.top.each("supplementary_measures_found"), start=1)
        ]
        self._unique(measures + found)
        self.rows.tasks = self._unique(tasks)
        self.rows.measures, self.rows.found = [row for _entry, row in measures], [row for _entry, row in found]
        self._targets([(entry, row) for entry, row in measures + found if entry.each("targets")])

    def _measure(self, entry: Entry, task: str, position: int) -> Row:
        texts = (
            "code title_en title_vi title_vi_basis output_en output_vi output_basis output_kind source source_scope source_sentence note"
        )
        entry.expect([*texts.split(), *_DECIDED_IN_THE_BROWSER], ["targets"], optional=["note"])
        for name in _DECIDED_IN_THE_BROWSER:
            if entry.raw(name):
                entry.fault(name, _("is decided in the system and not loaded: leave it empty"))
        values = _texts(entry, "title") | {
            "position": position,
            "title_basis": entry.text("title_vi_basis"),
            "output_vi": entry.text("output_vi"),
            "output_en": entry.text("output_en"),
            "output_basis": entry.text("output_basis"),
            "output_kind": entry.choice("output_kind", Measure.OutputKind.values),
            "source_scope": entry.text("source_scope", limit=40),
            "source_sentence": entry.text("source_sentence", required=True),
            "note": entry.text("note"),
        }
        return Row(entry.mark("code"), values, source=entry.reference("source", self.source_keys), other=task)

    def _fact(self, entry: Entry) -> Row:
        keys = ["code", "text_en", "text_vi", "value", "source", "source_sentence", "note", "note_vi"]
        entry.expect(keys, optional=["text_vi", "note", "note_vi"])
        values = {
            "text_vi": entry.text("text_vi"),
            "text_en": entry.text("text_en", required=True),
            "value": entry.number("value", -(10**9), 10**9),
            "note": entry.text("note"),
            "note_vi": entry.text("note_vi"),
            "source_sentence": entry.text("source_sentence", required=True),
        }
        return Row(entry.mark("code"), values, source=entry.reference("source", self.source_keys))

    def _targets(self, measures: Sequence[tuple[Entry, Row]]) -> None:
        """Dated targets belong to indicators; a figure without a year is a fact beside the plan, shown and not counted."""
        pairs = [(entry, measure) for above, measure in measures for entry in above.each("targets")]
        note_duplicates([(entry, entry.raw("code")) for entry, _measure in pairs])
        indicators: dict[str, Row] = {}
        for entry, measure in pairs:
            keys = "code indicator indicator_vi indicator_en unit_vi unit_en computed value qualifier by_year nature nature_vi"
            optional = ["indicator", "indicator_en", "unit_en", "computed", "qualifier", "by_year", "nature", "nature_vi", "baseline"]
            entry.expect(keys.split(), ["baseline"], optional=optional)
            if entry.raw("by_year"):
                indicator = _indicator(entry, measure)
                _join(entry, indicators, indicator)
                self.rows.targets.append(_target(entry, indicator.code))
            else:
                self.rows.facts.append(_undated(entry, measure))
        self.rows.indicators = list(indicators.values())


def _texts(entry: Entry, name: str) -> dict[str, str]:
    return {f"{name}_vi": entry.text(f"{name}_vi", required=True), f"{name}_en": entry.text(f"{name}_en", required=True)}


def _sourced(entry: Entry, basis: str) -> dict[str, str]:
    return {"basis": entry.text(basis), "source_sentence": entry.text("source_sentence", required=True)}


def _plan(entry: Entry) -> Row:
    keys = (
        "code number kind_vi kind_en title_vi title_en issued_by_vi issued_by_en date_issued date_effective signed_by_vi signed_by_en"
        " metadata_basis horizon vision annex reporting_duty"
    )
    optional = ["code", "issued_by_en", "signed_by_en", "annex", "reporting_duty", "unknown"]
    entry.expect(keys.split(), ["objectives", "unknown"], optional=optional)
    for name in ("annex", "reporting_duty"):
        if entry.raw(name):
            entry.fault(name, _("is not loaded: leave it empty"))
    number = entry.text("number", required=True, limit=60)
    values = {
        "number": number,
        "kind_vi": entry.text("kind_vi", required=True, limit=100),
        "kind_en": entry.text("kind_en", required=True, limit=100),
        "title_vi": entry.text("title_vi", required=True),
        "title_en": entry.text("title_en", required=True),
        "issued_by_vi": entry.text("issued_by_vi", required=True, limit=200),
        "issued_by_en": entry.text("issued_by_en", limit=200),
        "signed_by_vi": entry.text("signed_by_vi", limit=200),
        "signed_by_en": entry.text("signed_by_en", limit=200),
        "issued_on": entry.day("date_issued", required=True),
        "effective_on": entry.day("date_effective", required=True),
        "horizon": entry.number("horizon", 1945, 2200, required=True),
        "vision": entry.number("vision", 1945, 2200, required=True),
        "basis": entry.text("metadata_basis"),
        "unknown": entry.words("unknown"),
    }
    code = entry.code("code", limit=20) if "code" in entry.cells else slugify(number.split("/")[0])[:20]
    return Row(code, values)


def _source(entry: Entry) -> Row:
    entry.expect(["key", "title", "publisher", "publisher_vi", "date"], optional=["publisher_vi"])
    dated = entry.raw("date")
    if not _DATED.fullmatch(dated):
        entry.fault("date", _("“%s” is not a date, a month or a year") % dated)
    values = {
        "title": entry.text("title", required=True),
        "publisher": entry.text("publisher", required=True, limit=200),
        "publisher_vi": entry.text("publisher_vi", limit=200),
        "dated": dated[:10],
    }
    return Row(entry.mark("key"), values)


def _supplementary(entry: Entry, places: dict[str, int], number: int) -> Row:
    entry.expect(["code", "task", "title_vi", "title_en", "output_kind", "basis"], ["targets"], optional=["targets"])
    task = entry.reference("task", places)
    values = _texts(entry, "title") | {
        "position": places.get(task, 0) * STEP + _FOUND + number,
        "title_basis": entry.text("basis", required=True),
        "output_kind": entry.choice("output_kind", Measure.OutputKind.values),
    }
    return Row(entry.mark("code"), values, other=task)


def _occasion(entry: Entry) -> Row:
    entry.expect(["code", "name_en", "name_vi", "start", "end", "date_basis"])
    starts_on, ends_on = entry.day("start", required=True), entry.day("end", required=True)
    if starts_on and ends_on and ends_on < starts_on:
        entry.fault("end", _("ends before it starts"))
    values = {
        "name_vi": entry.text("name_vi", required=True, limit=300),
        "name_en": entry.text("name_en", limit=300),
        "starts_on": starts_on,
        "ends_on": ends_on,
        "basis": entry.text("date_basis"),
    }
    return Row(entry.mark("code", limit=40), values)


def _given(entry: Entry, measures: Collection[str], occasions: Collection[str], sources: Collection[str]) -> Row:
    """A directive of the source articles."""
    keys = "code who who_vi when occasion kind text_en text_vi text_vi_basis source source_sentence note maps_to"
    entry.expect(keys.split(), ["maps_to"], optional=["note"])
    values = _directive(entry) | _texts(entry, "text")
    values |= {
        "origin": Directive.Origin.SOURCE.value,
        "who_vi": entry.text("who_vi", required=True, limit=300),
        "basis": entry.text("text_vi_basis"),
        "note": entry.text("note"),
        "source_sentence": entry.text("source_sentence", required=True),
    }
    occasion, source = entry.reference("occasion", occasions), entry.reference("source", sources)
    return Row(entry.mark("code", limit=40), values, source=source, other=occasion, measures=_links(entry, measures))


def _given_later(entry: Entry, measures: Collection[str]) -> Row:
    """A directive found in other public sources; its occasion is told in words."""
    keys = "code who who_vi when occasion occasion_vi kind text_en text_vi basis note maps_to"
    entry.expect(keys.split(), ["maps_to"], optional=["who_vi", "occasion_vi", "text_en", "text_vi", "note"])
    values = _directive(entry) | {
        "origin": Directive.Origin.FOUND_LATER.value,
        "who_vi": entry.text("who_vi", limit=300),
        "occasion_text": entry.text("occasion", required=True, limit=300),
        "occasion_text_vi": entry.text("occasion_vi", limit=300),
        "text_vi": entry.text("text_vi"),
        "text_en": entry.text("text_en"),
        "basis": entry.text("basis", required=True),
        "note": entry.text("note"),
    }
    if not values["text_vi"] and not values["text_en"]:
        entry.fault("text_vi", _("is empty"))
    return Row(entry.mark("code", limit=40), values, measures=_links(entry, measures))


def _directive(entry: Entry) -> dict[str, Any]:
    return {
        "who_en": entry.text("who", required=True, limit=300),
        "given_on": entry.day("when", required=True),
        "kind": entry.choice("kind", Directive.Kind.values),
    }


def _links(entry: Entry, measures: Collection[str]) -> tuple[str, ...]:
    """The measures that carry it out; "" stands for the whole plan."""
    if "maps_to" in entry.cells:
        if entry.raw("maps_to") not in {"", "all"}:
            entry.fault("maps_to", _("must be a list of codes, or all"))
        return ("",) if entry.raw("maps_to") == "all" else ()
    codes = entry.words("maps_to")
    for code in codes:
        if code not in measures:
            entry.fault("maps_to", _("“%s” is not known") % code)
    if len(set(codes)) < len(codes):
        entry.fault("maps_to", _("names a measure twice"))
    return tuple(codes)


def _placed(rows: Sequence[Row]) -> list[Row]:
    return [Row(row.code, row.values | {"position": place}, row.source, row.other, row.measures) for place, row in enumerate(rows, start=1)]


def _indicator(entry: Entry, measure: Row) -> Row:
    name_vi, name_en = entry.text("indicator_vi", required=True, limit=300), entry.text("indicator_en", limit=300)
    computed = entry.choice("computed", ["true", "false"], required=False) == "true"
    values: dict[str, Any] = {
        "name_vi": name_vi,
        "name_en": name_en or name_vi,
        "unit_vi": entry.text("unit_vi", required=True, limit=60),
        "unit_en": entry.text("unit_en", limit=60),
        "source_kind": (Indicator.SourceKind.COMPUTED if computed else Indicator.SourceKind.TYPED).value,
    }
    for baseline in entry.each("baseline"):
        baseline.expect(["value", "as_of", "basis"])
        values |= {
            "baseline": baseline.number("value", -(10**9), 10**9, required=True),
            "baseline_on": baseline.day("as_of", required=True),
            "basis": baseline.text("basis"),
        }
    code = entry.code("indicator", limit=40) if "indicator" in entry.cells else slugify(name_en or name_vi)[:40]
    return Row(code, values, measures=(measure.code,))


def _join(entry: Entry, indicators: dict[str, Row], row: Row) -> None:
    """Targets of one indicator tell the same of it; their measures are put together."""
    first = indicators.setdefault(row.code, row)
    for name, value in row.values.items():
        if first.values.get(name) != value:
            entry.fault("indicator", _("another target gives “%(code)s” another %(field)s") % {"code": row.code, "field": name})
    indicators[row.code] = Row(row.code, first.values, measures=tuple(sorted({*first.measures, *row.measures})))


def _target(entry: Entry, indicator: str) -> Row:
    year = entry.number("by_year", 1945, 2200)
    qualifier = entry.raw("qualifier")
    if qualifier and not qualifier.startswith("about"):
        entry.fault("qualifier", _("must be “about (khoảng)” or empty"))
    values = {
        "due_on": date(year, 12, 31) if year else None,
        "value": entry.number("value", -(10**9), 10**9, required=True),
        "about": bool(qualifier),
        "nature": entry.text("nature", limit=200),
        "nature_vi": entry.text("nature_vi", limit=200),
    }
    return Row(entry.mark("code"), values, other=indicator)


def _undated(entry: Entry, measure: Row) -> Row:
    value = entry.number("value", -(10**9), 10**9, required=True)
    unit = entry.text("unit_vi", required=True)
    name_vi, name_en = entry.text("indicator_vi", required=True), entry.text("indicator_en")
    unit_en = entry.text("unit_en") or (unit if unit == "%" else "")
    values = {
        "text_vi": f"{measure.code}: {name_vi}: {value} {unit}",
        "text_en": f"{measure.code}: {name_en}: {value} {unit_en}".rstrip() if name_en else "",
        "value": value,
        "note": entry.text("nature"),
        "note_vi": entry.text("nature_vi"),
        "source_sentence": measure.values.get("source_sentence", ""),
    }
    return Row(entry.mark("code"), values, source=measure.source)
