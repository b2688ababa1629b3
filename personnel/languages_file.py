"""The file of languages: their order is the order of its rows. Pure: a text in, rows or faults out."""

from __future__ import annotations

from accounts.reading import Fault, NamedRow, read_named

LanguageRow = NamedRow


def parse_languages(file: str, text: str) -> tuple[list[LanguageRow], list[Fault]]:
    return read_named(file, text, code=10, name=80)
