"""A plan as a workbook: one sheet for each kind of row, the names of the columns in its first row (docs/data/plan-workbook.md).
The rows are put together as the file of a plan nests them and read by the same reader, so both say the same faults."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.reading import Fault
from office.tables.cell_kinds import Percent, is_error
from office.tables.reading import error_told
from office.tables.workbook_reading import sheets_of_workbook
from plan.plan_file import PlanFile, read_plan
from plan.yaml_file import Entry

# Which columns each sheet has; those that are missing are read as empty. Lists are parted by semicolons.
TEXTS: dict[str, tuple[str, ...]] = {
    "plan": tuple(
        [
            "number",
            "kind_vi",
            "kind_en",
            "title_vi",
            "title_en",
            "issued_by_vi",
            "issued_by_en",
            "date_issued",
            "date_effective",
            "signed_by_vi",
            "signed_by_en",
            "metadata_basis",
            "horizon",
            "vision",
        ]
    ),
    "objectives": ("code", "text_en", "text_vi", "text_vi_basis", "source", "source_sentence"),
    "sources": ("key", "title", "publisher", "publisher_vi", "date"),
    "tasks": ("code", "title_en", "title_vi", "title_vi_basis", "source", "source_sentence"),
    "measures": tuple(
        [
            "code",
            "title_en",
            "title_vi",
            "title_vi_basis",
            "output_en",
            "output_vi",
            "output_basis",
            "output_kind",
            "source",
            "source_scope",
            "source_sentence",
            "note",
            "deadline",
            "lead_agency",
            "coordinating_agencies",
        ]
    ),
    "targets": tuple(
        ["code", "indicator_vi", "indicator_en", "unit_vi", "unit_en", "value", "qualifier", "by_year", "nature", "nature_vi"]
    ),
    "occasions": ("code", "name_en", "name_vi", "start", "end", "date_basis"),
    "directives": tuple(
        [
            "code",
            "who",
            "who_vi",
            "when",
            "occasion",
            "kind",
            "text_en",
            "text_vi",
            "text_vi_basis",
            "source",
            "source_sentence",
            "note",
            "maps_to",
        ]
    ),
}
NEEDED = ("plan", "tasks", "measures")
ABOVE = {"measures": "task", "targets": "measure"}  # the column that says in which row of another sheet this one stands
OTHERS = {"plan": ("code",), "targets": ("indicator", "baseline_value", "baseline_as_of", "baseline_basis")}


def parse_workbook(file: str, content: IO[bytes]) -> tuple[PlanFile | None, list[Fault]]:
    try:
        sheets = sheets_of_workbook(content)
    except ValidationError as error:
        return None, [Fault(file, 0, "–", " ".join(error.messages))]
    faults: list[Fault] = []
    rows = {name: _entries(file, name, sheets.get(name, []), faults) for name in TEXTS}
    faults += [Fault(file, 1, name, _("the sheet is missing or empty")) for name in NEEDED if not rows[name]]
    faults += [Fault(file, 1, name, _("there is no such sheet")) for name in sheets if name not in TEXTS]
    if faults:
        return None, faults
    return read_plan(_nested(file, rows, faults), faults)


def _nested(file: str, rows: Mapping[str, list[Entry]], faults: list[Fault]) -> Entry:
    for name, above in (("targets", "measures"), ("measures", "tasks")):
        column = ABOVE[name]
        by_code = {entry.raw("code"): entry for entry in rows[above]}
        for entry in by_code.values():
            _group(entry, name, [])
        for entry in rows[name]:
            line, code = entry.cells.pop(column)
            entry.lines.pop(column)
            if code in by_code:
                by_code[code].entries[name].append(entry)
            else:
                faults.append(Fault(entry.file, line, column, _("“%s” is not known") % code))
    for entry in rows["targets"]:
        _baseline(entry)
    for entry in rows["directives"]:
        _list_of_measures(entry)
    plan = rows["plan"][0]
    _group(plan, "objectives", rows["objectives"])
    _words(plan, "unknown", [])
    top = Entry(file, 1, faults)
    top.cells["links_status"], top.lines["links_status"] = (1, "to_be_confirmed"), 1
    _group(top, "plan", [plan])
    for name in ("sources", "tasks", "occasions", "directives"):
        _group(top, name, rows[name])
    _group(top, "facts", [])
    return top


def _entries(file: str, sheet: str, rows: Iterable[list[Any]], faults: list[Fault]) -> list[Entry]:
    """A row that is not empty is an entry; its lines are those of the sheet."""
    numbered = [(number, row) for number, row in enumerate(rows, start=1) if any(cell not in ("", None) for cell in row)]
    if not numbered:
        return []
    place = f"{file} [{sheet}]"
    (head, names), *below = numbered
    columns = [str(name).strip() for name in names]
    known = {*TEXTS[sheet], *OTHERS.get(sheet, ()), *([ABOVE[sheet]] if sheet in ABOVE else [])}
    faults += [Fault(place, head, name or "–", _("there is no such column")) for name in columns if name and name not in known]
    for number, row in below:
        wrong = [(name, cell) for name, cell in zip(columns, row, strict=False) if name and is_error(cell)]
        faults += [Fault(place, number, name, error_told(cell)) for name, cell in wrong]
    return [_entry(place, number, sheet, dict(zip(columns, row, strict=False)), faults) for number, row in below]


def _entry(place: str, number: int, sheet: str, cells: Mapping[str, Any], faults: list[Fault]) -> Entry:
    entry = Entry(place, number, faults)
    own = [*TEXTS[sheet], *([ABOVE[sheet]] if sheet in ABOVE else [])]
    for name in [*own, *(name for name in OTHERS.get(sheet, ()) if name in cells)]:
        text = _text(cells.get(name))
        if name in own or text:
            entry.cells[name], entry.lines[name] = (number, text), number
    return entry


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer() and not isinstance(cell, Percent):  # "100%" is no number here, and not 1
        return str(int(cell))
    return str(cell).strip()


def _baseline(entry: Entry) -> None:
    """Three columns of a target as the group that the file has."""
    given = {name: entry.cells.pop(f"baseline_{name}", (entry.line, "")) for name in ("value", "as_of", "basis")}
    for name in given:
        entry.lines.pop(f"baseline_{name}", None)
    if any(text for _line, text in given.values()):
        below = Entry(entry.file, entry.line, entry.faults)
        below.cells, below.lines = given, dict.fromkeys(given, entry.line)
        _group(entry, "baseline", [below])


def _list_of_measures(entry: Entry) -> None:
    _line, text = entry.cells["maps_to"]
    if text not in {"", "all"}:
        del entry.cells["maps_to"]
        _words(entry, "maps_to", [part.strip() for part in text.split(";") if part.strip()])


def _group(entry: Entry, name: str, below: list[Entry]) -> None:
    entry.entries[name], entry.marks[name] = below, []
    entry.lines.setdefault(name, entry.line)


def _words(entry: Entry, name: str, words: list[str]) -> None:
    entry.entries[name], entry.marks[name] = [], words
    entry.lines.setdefault(name, entry.line)
