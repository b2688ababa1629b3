"""Where a table comes from: a workbook, a CSV file, text pasted from a sheet. Each becomes a grid of plain cells.

A file that cannot be opened is a ValidationError with a sentence for the person; nothing of it is run, stored or followed.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.folding import clean
from office.tables.cell_kinds import Percent
from office.tables.workbook_reading import LAST_ROW, MOST_COLUMNS, MOST_ROWS, first_sheet_of_workbook, too_long
from office.zipped import MB

Cell = str | int | float | bool | date | None
LARGEST = 10 * MB
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"
WORKBOOKS = (".xlsx", ".xlsm")
_MARKS = "\t;,"
_FILLED = re.compile(r"[^\n]*[^\s;,][^\n]*")  # a line that says something
_SEP = re.compile(r"\"?sep=(?P<mark>[;,\t|])\"?[ ]*(\r\n|\r|\n|$)", re.IGNORECASE)  # for Excel alone, which shows no such row


@dataclass(frozen=True)
class Grid:
    """Rows that are not empty, each with its number in the sheet. `quoted`: texts carry our mark against formulas.
    `unreckoned`: cells, by row and column from 1, that hold a formula whose value the file does not. `doubled`: rows, each with
    the number of the one that stood before it under the same key and has been imported since. `sheet`: where it is not the first of
    its workbook, for those before it are hidden."""

    rows: tuple[tuple[int, tuple[Cell, ...]], ...]
    quoted: bool = False
    unreckoned: frozenset[tuple[int, int]] = frozenset()
    doubled: frozenset[tuple[int, int]] = frozenset()
    sheet: str = ""

    def as_json(self) -> dict[str, Any]:
        kept: dict[str, Any] = {name: sorted(pairs) for name in ("unreckoned", "doubled") if (pairs := getattr(self, name))}
        kept |= {"sheet": self.sheet} if self.sheet else {}
        return {"quoted": self.quoted, **kept, "rows": [[number, [_packed(cell) for cell in cells]] for number, cells in self.rows]}

    @classmethod
    def of_json(cls, kept: dict[str, Any]) -> Grid:
        rows = tuple((number, tuple(_unpacked(cell) for cell in cells)) for number, cells in kept["rows"])
        unreckoned, doubled = (frozenset((row, other) for row, other in kept.get(name, ())) for name in ("unreckoned", "doubled"))
        return cls(rows, kept["quoted"], unreckoned, doubled, kept.get("sheet", ""))


def _packed(cell: Cell) -> Any:
    if isinstance(cell, Percent):
        return {"percent": float(cell)}
    return {"day": cell.isoformat()} if isinstance(cell, date) else cell


def _unpacked(cell: Any) -> Cell:
    if not isinstance(cell, dict):
        return cell
    return Percent(cell["percent"]) if "percent" in cell else date.fromisoformat(cell["day"])


def grid_of_file(file: IO[bytes]) -> Grid:
    """By its content, whatever its name: a workbook of Excel (.xlsx), or text parted by semicolons, tabs or commas. Lines
    without columns that call themselves a workbook are told that they are none, and not that their words are no headings."""
    size = file.seek(0, 2)
    file.seek(0)
    if not size:
        raise ValidationError(_("The file is empty."), code="empty")
    if size > LARGEST:
        raise ValidationError(_("The file is larger than %(n)d MB.") % {"n": LARGEST // MB}, code="too_large")
    first = file.read(4)
    file.seek(0)
    if first == _OLD_OFFICE:
        message = _("This is an old or protected workbook. Open it in Excel, take its password off and save it as .xlsx.")
        raise ValidationError(message, code="encrypted")
    if first == _ZIP:
        sheet = first_sheet_of_workbook(file)
        name = sheet.name if sheet.passed_over else ""
        return replace(_grid(enumerate(sheet.rows, start=1), quoted=False), unreckoned=sheet.unreckoned, sheet=name)
    grid = grid_of_text(decoded(file.read()))
    if all(len(cells) < 2 for _number, cells in grid.rows) and str(getattr(file, "name", "")).lower().endswith(WORKBOOKS):
        raise ValidationError(_("The file is not a workbook of Excel (.xlsx)."), code="unknown")
    return grid


def decoded(raw: bytes) -> str:
    """UTF-8, or UTF-16 with its mark in front; ValidationError otherwise, for no letter may be guessed at."""
    encoding = "utf-16" if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise ValidationError(_("The file is neither a workbook (.xlsx) nor text in UTF-8."), code="unknown") from error
    if "\0" in text:
        raise ValidationError(_("The file is neither a workbook (.xlsx) nor text in UTF-8."), code="unknown")
    return text


def grid_of_text(text: str) -> Grid:
    """Text as a spreadsheet copies it (tabs) or as a CSV file has it; the first line that
    says something tells which mark parts the cells."""
    if len(text) > LARGEST:
        raise ValidationError(_("The text is longer than %(n)d million characters.") % {"n": LARGEST // 10**6}, code="too_large")
    text = text.removeprefix("\ufeff")
    if told := _SEP.match(text):
        mark, text = told["mark"], text[told.end() :]
    else:
        first = _FILLED.search(text)
        mark = max(_MARKS, key=(first[0] if first else "").count)
    # No line of a cell is refused for its length: what a column can hold is its own to say.
    csv.field_size_limit(LARGEST)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=False)
    try:
        return _grid(_numbered(reader), quoted=True)
    except csv.Error as error:
        raise ValidationError(_("The text cannot be read as a table: %(why)s.") % {"why": error}, code="damaged") from error


def _numbered(reader: Any) -> Iterator[tuple[int, list[str]]]:
    """By rows of the table and not by lines of the text: a cell may hold several, and a sheet shows it as one row."""
    for number, cells in enumerate(reader, start=1):
        if number > LAST_ROW:  # of a workbook too: millions of empty lines are read for nothing
            raise too_long()
        yield number, cells


def _grid(rows: Iterable[tuple[int, Iterable[Any]]], *, quoted: bool) -> Grid:
    kept: list[tuple[int, tuple[Cell, ...]]] = []
    for number, cells in rows:
        plain = tuple(_plain(cell) for cell in cells)
        if not any(cell not in (None, "") for cell in plain):
            continue
        if len(plain) > MOST_COLUMNS:
            raise ValidationError(_("The table has more than %(n)d columns.") % {"n": MOST_COLUMNS}, code="too_wide")
        kept.append((number, plain))
        if len(kept) > MOST_ROWS + 1:
            raise too_long()
    return Grid(tuple(kept), quoted)


def _plain(cell: Any) -> Cell:
    if isinstance(cell, str):
        text = clean(cell)  # what no document can hold, no column of a database can either
        return text if text.strip() else None
    if isinstance(cell, float) and not isfinite(cell):
        return str(cell)
    if isinstance(cell, datetime):
        return cell.date() if cell.time() == time() else f"{cell:%d/%m/%Y %H:%M}"  # an hour is refused as it is in a text
    if isinstance(cell, time | timedelta):
        return str(cell)
    return cell
