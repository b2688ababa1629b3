"""A table as a CSV file, as an answer of the server, as a block of a page or a Word file."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse

from office import blocks, installation
from office.tables.columns import Column, Kind, Table
from office.tables.words import labeller, writer
from office.tables.workbooks import xlsx

# What a spreadsheet takes for the beginning of a formula, wide forms included; "'" before one of them is our own mark.
FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CHUNK = 500
_NUMBERS = {Kind.WHOLE, Kind.PERCENT, Kind.DECIMAL}
Rows = Iterable[Sequence[Any]]


def guarded(text: str) -> str:
    """A text that no spreadsheet runs: "=1+1" is "'=1+1". What looks like our mark is marked too, so that it can be undone."""
    return f"'{text}" if text[:1] in FORMULA or (text[:1] == "'" and text.lstrip("'")[:1] in FORMULA) else text


def unguarded(text: str) -> str:
    return text[1:] if text[:1] == "'" and text.lstrip("'")[:1] in FORMULA else text


class _Lines:
    """What csv.writer writes to: the lines since they were last taken."""

    def __init__(self) -> None:
        self.held: list[str] = []
        self.write = self.held.append

    def taken(self) -> str:
        text = "".join(self.held)
        self.held.clear()
        return text


def csv_lines(table: Table, rows: Rows) -> Iterator[str]:
    """The file piece by piece: byte order mark and semicolons, as Excel in Vietnamese opens it without a question."""
    lines = _Lines()
    out = csv.writer(lines, delimiter=";", lineterminator="\r\n")
    out.writerow([guarded(heading) for heading in table.headings])
    yield "\ufeff" + lines.taken()
    columns = [_csv_column(column) for column in table.columns]
    source = iter(rows)
    while chunk := list(islice(source, _CHUNK)):
        # Column by column: what is the same for every cell of one is asked once for five hundred.
        made = [shown(values) for shown, values in zip(columns, zip(*chunk, strict=True), strict=True)]
        out.writerows(zip(*made, strict=True))
        yield lines.taken()


def _csv_column(column: Column) -> Any:
    if column.kind is Kind.TEXT or (column.kind is Kind.CODE and not column.choices):
        marks = FORMULA | {"'"}
        return lambda values: [guarded(text) if text and text[0] in marks else text or "" for text in values]
    if column.kind in {Kind.DATE, Kind.MOMENT}:
        # As a spreadsheet of any country understands it: 04/12/2025 is the 12th of April to half of them.
        return _iso
    shown = writer(column, grouped=False)
    if column.kind in _NUMBERS:
        return lambda values: [shown(value) for value in values]
    if column.kind is Kind.LIST:
        return lambda values: [guarded(shown(value)) if value else "" for value in values]
    named = labeller(column)
    words = {key: guarded(named(key)) for key in column.choices} | {None: "", "": ""}
    return lambda values: [words[value] if value in words else guarded(value) for value in values]


def _iso(values: Sequence[date | None]) -> list[str]:
    return ["" if one is None else one.isoformat(" ", "minutes") if isinstance(one, datetime) else one.isoformat() for one in values]


def csv_response(table: Table, rows: Rows, name: str) -> StreamingHttpResponse:
    answer = StreamingHttpResponse((piece.encode() for piece in csv_lines(table, rows)), content_type="text/csv; charset=utf-8")
    return _named(answer, f"{name}.csv")


def xlsx_response(table: Table, rows: Rows, name: str, *, about: Sequence[str] = ()) -> HttpResponse:
    return _named(HttpResponse(xlsx(table, rows, about=about), content_type=XLSX), f"{name}.xlsx")


def file_response(content: bytes, name: str, content_type: str) -> HttpResponse:
    """A file made on the spot, for the disk and never for the window."""
    return _named(HttpResponse(content, content_type=content_type), name)


def _named(answer: Any, name: str) -> Any:
    """Plain letters in the name; an illustration says so there too, for a CSV file has no other place."""
    stem, dot, suffix = name.rpartition(".")
    marked = f"{stem}-minh-hoa{dot}{suffix}" if installation.is_demo() else name
    answer["Content-Disposition"] = f'attachment; filename="{marked}"'
    answer["Cache-Control"] = "no-store"
    return answer


def block(table: Table, rows: Rows, *, caption: str = "", total: Sequence[Any] = ()) -> blocks.Table:
    """For a page, Word, PDF: widths by those of the columns."""
    columns = tuple(
        blocks.Column(str(column.heading), float(column.width), "end" if column.is_number else "start") for column in table.columns
    )
    shown = [writer(column) for column in table.columns]

    def line(row: Sequence[Any]) -> tuple[blocks.Text, ...]:
        return tuple(blocks.Text(write(value)) for write, value in zip(shown, row, strict=True))

    return blocks.Table(caption or str(table.name), columns, tuple(line(row) for row in rows), line(total) if total else ())
