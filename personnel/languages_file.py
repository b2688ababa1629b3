"""The file of languages: their order is the order of its rows. Pure: a text in, rows or faults out."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.reading import Fault, note_duplicates, read_table


@dataclass(frozen=True)
class LanguageRow:
    code: str
    name_vi: str
    name_en: str


def parse_languages(file: str, text: str) -> tuple[list[LanguageRow], list[Fault]]:
    records, faults = read_table(file, text, ["code", "name_vi", "name_en"])
    rows = [
        LanguageRow(record.code("code", limit=10), *(record.text(name, required=True, limit=80) for name in ("name_vi", "name_en")))
        for record in records
    ]
    note_duplicates(list(zip(records, (row.code for row in rows), strict=True)))
    return rows, faults
