"""A table as a workbook: typed cells, the header in view, nothing that runs. Same rows, same bytes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from itertools import count
from math import isfinite
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from accounts.folding import clean
from office import installation
from office.tables.cell_kinds import Percent
from office.tables.cells import code_of
from office.tables.columns import LONGEST, Column, Kind, Table
from office.tables.sources import Cell
from office.tables.words import writer

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

NO_CLOCK = datetime(2025, 9, 23, tzinfo=UTC).replace(tzinfo=None)  # of every file: a clock in it would make each one another
_DAYS, _MOMENTS = "dd/mm/yyyy", "dd/mm/yyyy hh:mm"
SAFE = {  # nothing that is written becomes a formula, a link or a number by its looks
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": _DAYS,
}
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\']")
_NAME = 31  # characters of the name of a sheet
_TAKEN_BY_EXCEL = "history"  # for a sheet of its own
_LIST_LIMIT = 255  # characters of a drop-down list kept in its cell
_EXACT = 15  # digits that a number of a spreadsheet holds
_MOST = 32_767  # characters that Excel holds in a cell: a text that is too long stays so
_DAY_ZERO = date(1900, 3, 1)  # before it a spreadsheet counts a day that never was
_HEADER_HEIGHT = 32
_MARKED = "#F9D9D5"  # the ground of a cell with a note
Notes = Mapping[tuple[int, int], str]


@dataclass(frozen=True, slots=True)
class Typed:
    """A cell of somebody's sheet that could not be used: it is written as the kind of cell that it was, whatever its column
    holds. A number made a text, or a day, would be read as something else when the file comes back."""

    cell: Cell


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that stands in a column of texts, or the place for one (None). `places`: digits after the mark at most."""

    value: Decimal | None
    places: int = 0
    is_percent: bool = False

    @property
    def look(self) -> str:
        """A share keeps no format: only there a spreadsheet takes "68,3%" for a percentage, and says so in the file."""
        return "General" if self.is_percent else "#,##0" + ("." + "#" * self.places if self.places and self.has_decimals else "")

    @property
    def has_decimals(self) -> bool:
        return self.value is not None and self.value != self.value.to_integral_value()


def xlsx(table: Table, rows: Iterable[Sequence[Any]], *, about: Sequence[str] = (), notes: Notes | None = None) -> bytes:
    """The bytes of a workbook. `about`: lines of a second sheet that say what this is; `notes`: (row from 0, column from 0) →
    a note on the cell, which is marked."""
    import xlsxwriter  # 20 MB that a process which writes no workbook need not hold

    content = BytesIO()
    with xlsxwriter.Workbook(content, SAFE) as book:
        book.set_properties({"title": clean(str(table.name))[:200], "created": NO_CLOCK})
        name, about_it = sheet_names([str(table.name), _("About this file")])
        _Page(book, table, notes or {}, name).write(rows)
        lines = [*about, *([_("Illustrative data")] if installation.is_demo() else [])]
        if lines:
            _about(book, about_it, lines)
    return content.getvalue()


class _Page:
    def __init__(self, book: Workbook, table: Table, notes: Notes, name: str) -> None:
        self.book, self.table, self.notes = book, table, notes
        self.sheet: Worksheet = book.add_worksheet(name)

    def write(self, rows: Iterable[Sequence[Any]]) -> None:
        sheet, columns = self.sheet, self.table.columns
        self._lay_out()
        writers = [self._cell(column) for column in columns]
        place = 0
        for place, row in enumerate(rows, start=1):
            for number, (write, value) in enumerate(zip(writers, row, strict=True)):
                write(place, number, value, (place - 1, number) in self.notes)
        for (row_number, number), text in sorted(self.notes.items()):
            sheet.write_comment(row_number + 1, number, clean(text), {"x_scale": 2})
        sheet.autofilter(0, 0, place, len(columns) - 1)
        for number, column in enumerate(columns):
            self._offer(number, column, max(place, 1))

    def _lay_out(self) -> None:
        sheet = self.sheet
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        if installation.is_demo():
            sheet.set_header("&R&I" + _("Illustrative data"))
        head = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#EEF0F2"}
        names = self.book.add_format(head), self.book.add_format({**head, "italic": True, "bold": False})
        for number, column in enumerate(self.table.columns):
            sheet.set_column(number, number, column.width, self.book.add_format(_look(column)))
        sheet.set_row(0, _HEADER_HEIGHT)
        for number, column in enumerate(self.table.columns):
            sheet.write_string(0, number, clean(str(column.heading)), names[0 if column.reads else 1])

    def _cell(self, column: Column) -> Callable[[int, int, Any, bool], None]:
        looks = self.book.add_format(_look(column)), self.book.add_format({**_look(column), "bg_color": _MARKED})
        text, sheet, kind, give_back, figure = writer(column), self.sheet, column.kind, self._given_back(column), self._figure(column)

        def write(row: int, number: int, value: Any, marked: bool) -> None:
            look = looks[marked]
            if isinstance(value, Typed):
                give_back(row, number, value.cell)
            elif isinstance(value, Figure):
                figure(row, number, value)
            elif value is None or value == "" or value == []:
                sheet.write_blank(row, number, None, look)
            elif _is_dated(value, kind):
                sheet.write_datetime(row, number, value, look)
            elif column.is_number and isinstance(value, int | float | Decimal) and _is_exact(value):
                sheet.write_number(row, number, value, look)
            else:
                shown = value if isinstance(value, str) and kind not in {Kind.CHOICE, Kind.CODE} else text(value)
                sheet.write_string(row, number, clean(shown)[:LONGEST], look)

        return write

    def _figure(self, column: Column) -> Callable[[int, int, Figure], None]:
        looks: dict[str, Any] = {}

        def write(row: int, number: int, figure: Figure) -> None:
            look = looks.get(figure.look)
            if look is None:
                look = looks[figure.look] = self.book.add_format({**_look(column), "num_format": figure.look, "align": "left"})
            if figure.value is None:
                self.sheet.write_blank(row, number, None, look)
            else:
                self.sheet.write_number(row, number, figure.value, look)

        return write

    def _given_back(self, column: Column) -> Callable[[int, int, Cell], None]:
        """Always marked. A number is shown with all its digits, and in a column of days as the number that it is."""
        look = {**_look(column), "bg_color": _MARKED}
        numbers = {**look, "num_format": "General"} if column.is_number or column.kind is Kind.DATE else look
        days, percents = {**look, "num_format": _DAYS}, {**look, "num_format": "0.######%"}
        plain, number_look, day_look, percent_look = map(self.book.add_format, (look, numbers, days, percents))
        sheet = self.sheet

        def write(row: int, number: int, cell: Cell) -> None:
            if cell is None or cell == "":
                sheet.write_blank(row, number, None, plain)
            elif isinstance(cell, bool):
                sheet.write_boolean(row, number, cell, plain)
            elif isinstance(cell, Percent):
                sheet.write_number(row, number, cell, percent_look)
            elif isinstance(cell, int | float) and isfinite(cell):
                sheet.write_number(row, number, cell, number_look)
            elif isinstance(cell, date) and cell >= _DAY_ZERO:
                sheet.write_datetime(row, number, cell, day_look)
            else:
                shown = cell if isinstance(cell, str) else code_of(cell)
                sheet.write_string(row, number, clean(shown)[:_MOST], plain)

        return write

    def _offer(self, number: int, column: Column, last: int) -> None:
        """A list to choose from; also for the rows that somebody adds below."""
        if column.kind is not Kind.CHOICE or not column.reads:
            return
        labels = [column.label(key) for key in column.choices]
        if labels and len(",".join(labels)) <= _LIST_LIMIT and not any("," in label for label in labels):
            self.sheet.data_validation(1, number, last + 500, number, {"validate": "list", "source": labels, "error_type": "warning"})


def _is_dated(value: Any, kind: Kind) -> bool:
    if kind is Kind.MOMENT:
        return isinstance(value, datetime)
    return isinstance(value, date) and kind is Kind.DATE and value >= _DAY_ZERO


def _is_exact(value: int | float | Decimal) -> bool:
    if isinstance(value, float):  # as it came out of a sheet
        return isfinite(value)
    return len(Decimal(value).normalize().as_tuple().digits) <= _EXACT


def _look(column: Column) -> dict[str, Any]:
    look: dict[str, Any] = {"valign": "top", "text_wrap": True}
    if column.kind is Kind.DATE:
        return {**look, "num_format": _DAYS, "align": "left"}
    if column.kind is Kind.MOMENT:
        return {**look, "num_format": _MOMENTS, "align": "left"}
    if column.is_number:
        # In a cell without a format of its own a spreadsheet takes "55%" for a percentage, and says so in the file.
        return {**look, "num_format": _whole(column) if column.kind is Kind.WHOLE else "General"}
    return {**look, "num_format": "@"}  # text stays text when it is typed over: a code 2.10 must not become 2.1


def _whole(column: Column) -> str:
    return "#,##0" if column.grouped else "0"


def sheet_names(texts: Iterable[str]) -> list[str]:
    """Names that Excel takes: without signs that it forbids, cut at a word, and no two the same, whatever their capitals."""
    names: list[str] = []
    for text in texts:
        plain = " ".join(_NOT_IN_A_NAME.sub(" ", clean(text)).split()) or "1"
        plain = f"{plain} 1" if plain.lower() == _TAKEN_BY_EXCEL else plain
        name, taken = _cut(plain, _NAME), {one.lower() for one in names}
        for number in count(2):
            if name.lower() not in taken:
                break
            name = f"{_cut(plain, _NAME - len(f' ({number})'))} ({number})"
        names.append(name)
    return names


def _cut(text: str, most: int) -> str:
    """At the last word that ends in time; a single word that is too long, where it must be."""
    if len(text) <= most:
        return text
    return (text[: most + 1].rpartition(" ")[0] or text[:most]).rstrip(" ,.;–-")


def _about(book: Workbook, name: str, lines: Sequence[str]) -> None:
    sheet = book.add_worksheet(name)
    sheet.set_column(0, 0, 100, book.add_format({"text_wrap": True, "num_format": "@"}))
    for number, line in enumerate(lines):
        sheet.write_string(number, 0, clean(line)[:LONGEST])
