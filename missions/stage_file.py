"""The file of the stages of an opening: their order is the order of its rows. Pure: a text in, rows or faults out."""

from __future__ import annotations

from accounts.reading import Fault, NamedRow, read_named

StageRow = NamedRow


def parse_stages(file: str, text: str) -> tuple[list[StageRow], list[Fault]]:
    return read_named(file, text, code=40, name=120)
