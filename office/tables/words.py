"""Values as text: what stands in a CSV file, a Word table and a cell of a page. One function for each column, made once, so
that ten thousand rows cost ten thousand times nearly nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format

from office.tables.columns import Column, Kind, Table, is_vietnamese

Shown = Callable[[Any], str]


def writer(column: Column, *, grouped: bool = True) -> Shown:
    """Value → text in the language of the moment. `grouped`: 1.234,5 as people read it, otherwise 1234,5."""
    if column.kind is Kind.DATE:
        return _days()
    if column.kind is Kind.MOMENT:
        return lambda at: "" if at is None else f"{at:%H:%M %d/%m/%Y}"
    if column.kind is Kind.LIST:
        named = labeller(column)
        return lambda codes: "; ".join(named(code) for code in codes) if codes else ""
    if column.kind in {Kind.CHOICE, Kind.CODE} and column.choices:
        return labeller(column)
    if column.kind is Kind.DECIMAL:
        return _decimals(grouped=grouped)
    if column.kind is Kind.PERCENT and grouped:
        sign = "{}%".format
        return lambda value: "" if value is None else sign(value)
    if column.kind is Kind.WHOLE and grouped and column.grouped:
        return lambda value: "" if value is None else number_format(value, force_grouping=True)
    return lambda value: "" if value is None else str(value)


def labeller(column: Column) -> Shown:
    """A key → its words; words that two keys share, or that hold the mark of a list, carry the code or give way to it."""
    labels = {key: column.label(key) for key in column.choices}
    counted: dict[str, int] = {}
    for label in labels.values():
        counted[label] = counted.get(label, 0) + 1
    words = {key: _told(key, label, shared=counted[label] > 1) for key, label in labels.items()}
    return lambda key: words.get(key, str(key)) if key else ""


def _told(key: str, label: str, *, shared: bool) -> str:
    if ";" in label:
        return key
    return f"{label} ({key})" if shared else label


def _days() -> Shown:
    """A list says the same few hundred days over and over."""
    known: dict[Any, str] = {None: ""}

    def shown(day: date) -> str:
        text = known.get(day)
        if text is None:
            text = known[day] = f"{day.day:02d}/{day.month:02d}/{day.year:04d}"
        return text

    return shown


def _decimals(*, grouped: bool) -> Shown:
    mark = "," if is_vietnamese() else "."

    def shown(value: Decimal | None) -> str:
        if value is None:
            return ""
        plain = f"{value:f}"
        plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
        plain = "0" if plain in {"", "-0"} else plain
        if not grouped:
            return plain.replace(".", mark)
        places = len(plain.partition(".")[2])
        return number_format(Decimal(plain), decimal_pos=places, use_l10n=True, force_grouping=True)

    return shown


def in_words(table: Table, row: Sequence[Any]) -> list[str]:
    """One row as a person reads it."""
    return [writer(column)(value) for column, value in zip(table.columns, row, strict=True)]
