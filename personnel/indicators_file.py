"""The file of the indicators that are counted from training. Pure: a text in, rows or faults out."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.reading import Fault, note_duplicates, read_table

COLUMNS = ["plan", "code", "measures", "name_vi", "name_en", "unit_vi", "unit_en"]


@dataclass(frozen=True)
class IndicatorRow:
    plan: str
    code: str
    measures: tuple[str, ...]
    texts: dict[str, str]  # name and unit, in both languages


def parse_indicators(file: str, text: str) -> tuple[list[IndicatorRow], list[Fault]]:
    records, faults = read_table(file, text, COLUMNS)
    rows = []
    for record in records:
        names = {name: record.text(name, required=True, limit=300 if name.startswith("name") else 60) for name in COLUMNS[3:]}
        measures = tuple(code.strip() for code in record.text("measures", required=True, limit=200).split(";"))
        rows.append(IndicatorRow(record.code("plan", limit=40), record.code("code", limit=40), measures, names))
    note_duplicates(list(zip(records, (row.code for row in rows), strict=True)))
    return rows, faults
