"""The file of units: pure, a text in, rows or faults out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import Unit
from accounts.reading import Fault, Record, note_duplicates, read_table

COLUMNS = ["code", "name_vi", "name_en", "kind", "parent", "basis"]
KINDS = [kind.value for kind in Unit.Kind if kind is not Unit.Kind.MISSION]  # missions have a file of their own


@dataclass(frozen=True)
class UnitRow:
    code: str
    name_vi: str
    name_en: str
    kind: str
    parent: str
    basis: str


def parse(file: str, text: str, taken: Collection[str] = ()) -> tuple[list[UnitRow], list[Fault]]:
    """Units with their parents before them. `taken`: codes that belong to missions already."""
    records, faults = read_table(file, text, COLUMNS)
    rows = [(record, _row(record, taken)) for record in records]
    note_duplicates([(record, row.code) for record, row in rows])
    by_code = {row.code: row for _record, row in rows if row.code}
    for record, row in rows:
        if row.parent and row.parent not in by_code:
            record.fault("parent", _("“%s” is not known") % row.parent)
        elif row.code in _above(row, by_code):
            record.fault("parent", _("the unit stands below itself"))
    if faults:
        return [], faults
    return sorted(by_code.values(), key=lambda row: len(_above(row, by_code))), faults


def _row(record: Record, taken: Collection[str]) -> UnitRow:
    code = record.code("code")
    if code in taken:
        record.fault("code", _("“%s” is the code of a mission") % code)
    return UnitRow(
        code=code,
        name_vi=record.text("name_vi", required=True, limit=250),
        name_en=record.text("name_en", required=True, limit=250),
        kind=record.choice("kind", KINDS),
        parent=record.code("parent") if record.raw("parent") else "",
        basis=record.text("basis"),
    )


def _above(row: UnitRow, by_code: dict[str, UnitRow]) -> list[str]:
    """The codes above a unit, nearest first; a circle ends where it closes."""
    above: list[str] = []
    while row.parent in by_code and row.parent not in above:
        above.append(row.parent)
        row = by_code[row.parent]
    return above
