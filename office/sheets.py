"""A report as a workbook: a sheet for each of its tables and a first one that lists them. Typed cells, nothing that runs;
the same blocks are the same bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from math import ceil
from typing import TYPE_CHECKING, Any

from accounts.folding import clean
from office import decree, widths
from office.blocks import Align, Annex, Block, Heading, Table, Text
from office.shell import Shell
from office.tables.columns import LONGEST
from office.tables.workbooks import NO_CLOCK, SAFE, sheet_names

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

LETTER = 2.1  # millimetres of the letters by which a sheet measures its columns
LINE, MOST_LINES = 15, 25  # points of a line; a row as high as a screen is high enough
LONGEST_LINK = 2000
_PLACES = re.compile(r"[.,](\d{1,2})%?$")


@dataclass(frozen=True)
class Found:
    """A table of the report, and under which title it stands there."""

    table: Table
    under: str
    wide: float

    @property
    def name(self) -> str:
        return clean(self.table.caption) or self.under


def draw_xlsx(blocks: Sequence[Block], shell: Shell) -> bytes:
    import xlsxwriter  # 20 MB that a process which writes no workbook need not hold

    content, words = BytesIO(), decree.words_of(shell)
    found = list(_tables(blocks, shell))
    with xlsxwriter.Workbook(content, SAFE) as book:
        book.set_properties({"title": clean(shell.abstract)[:200], "author": clean(shell.agency)[:200], "created": NO_CLOCK})
        contents, *names = sheet_names([words.contents, *(f"{place}. {one.name}" for place, one in enumerate(found, start=1))])
        first = book.add_worksheet(contents)
        _list(book, first, shell, list(zip(names, found, strict=True)))
        for name, one in zip(names, found, strict=True):
            _Sheet(book, book.add_worksheet(name), shell).write(one)
    return content.getvalue()


def _tables(blocks: Iterable[Block], shell: Shell, under: str = "", wide: float = decree.PORTRAIT) -> Iterator[Found]:
    annex = decree.words_of(shell).annex
    for block in blocks:
        if isinstance(block, Heading):
            under = clean(block.text)
        elif isinstance(block, Annex):
            page = decree.LANDSCAPE if block.landscape else decree.PORTRAIT
            yield from _tables(block.blocks, shell, f"{annex} {clean(block.number)}. {clean(block.title)}", page)
        elif isinstance(block, Table):
            yield Found(block, under, wide)


def _list(book: Workbook, sheet: Worksheet, shell: Shell, tables: Sequence[tuple[str, Found]]) -> None:
    """What the workbook holds, whose it is and as of when; each name leads to its sheet."""
    words = decree.words_of(shell)
    bold, plain = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"text_wrap": True, "num_format": "@"})
    sheet.set_column(0, 0, 100, plain)
    lines = [shell.title, shell.abstract, words.draft, *([words.demo] if shell.demo else [])]
    for place, line in enumerate(lines):
        sheet.set_row(place, LINE * _lines(line, 100 * LETTER))
        sheet.write_string(place, 0, clean(line)[:LONGEST], bold)
    for place, (name, one) in enumerate(tables, start=len(lines) + 1):
        place_of = f"internal:'{name}'!A1"
        sheet.write_url(place, 0, place_of, plain, string=clean(f"{place - len(lines)}. {_told(one)}")[:LONGEST])


def _told(found: Found) -> str:
    caption = clean(found.table.caption)
    return f"{caption} ({found.under})" if caption and found.under else found.name


class _Sheet:
    """One table: its head in view and repeated in print, a number a number and a day a day."""

    def __init__(self, book: Workbook, sheet: Worksheet, shell: Shell) -> None:
        self.book, self.sheet, self.shell = book, sheet, shell
        self.shares: list[float] = []
        self.aligned: list[Align] = []
        self.looks: dict[tuple[str, bool, bool, bool], Any] = {}

    def write(self, found: Found) -> None:
        table, sheet = found.table, self.sheet
        self.shares = widths.columns_of(table, found.wide)
        self.aligned = [column.align for column in table.columns]
        self._lay_out(found)
        lines = [*table.rows, *([table.total] if table.total else [])]
        for place, row in enumerate(lines, start=1):
            widths.must_fit(table, row)
            bold = len(row) < len(table.columns) or (bool(table.total) and place == len(lines))
            sheet.set_row(place, LINE * self._high([text.text for text in row]))
            for number, text in enumerate(self._linked(row)):
                self._cell(place, number, text, bold or text.bold, wraps=len(row) == len(table.columns))
        if all(len(row) == len(table.columns) for row in table.rows):  # a list with group lines is not sorted
            sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)

    def _lay_out(self, found: Found) -> None:
        sheet, table = self.sheet, found.table
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        if self.shell.demo:
            sheet.set_header("&R&I" + decree.words_of(self.shell).demo)
        sheet.set_row(0, LINE * self._high([column.label for column in table.columns]))
        head = self.book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#EEF0F2"})
        for number, (column, wide) in enumerate(zip(table.columns, self.shares, strict=True)):
            sheet.set_column(number, number, max(8, wide / LETTER), self._look("@", False))
            sheet.write_string(0, number, clean(column.label)[:LONGEST], head)

    def _high(self, texts: Sequence[str]) -> int:
        """In lines; a group line runs on over the empty cells beside it."""
        if len(texts) < len(self.shares):
            return 1
        return max(_lines(text, max(8 * LETTER, share)) for text, share in zip(texts, self.shares, strict=True))

    def _linked(self, row: Sequence[Text]) -> list[Text]:
        """LibreOffice shows the first line alone of a cell with a link: what takes more lines gives its link to the first short
        cell of its row that has none."""
        cells = list(row)
        for place, text in enumerate(row):
            if not text.path or self._is_short(place, text):
                continue
            cells[place] = replace(text, address="")
            free = (at for at, other in enumerate(cells) if at != place and other.text and not other.path and self._is_short(at, other))
            if (at := next(free, None)) is not None:
                cells[at] = replace(cells[at], address=text.address)
        return cells

    def _is_short(self, place: int, text: Text) -> bool:
        return _lines(text.text, max(8 * LETTER, self.shares[place])) == 1

    def _cell(self, row: int, column: int, text: Text, bold: bool, *, wraps: bool) -> None:
        said = clean(text.text)[:LONGEST]
        look = self._look(_format(text), bold, wraps, ends=text.value is None and wraps and self.aligned[column] == "end")
        link = self.shell.address.rstrip("/") + text.path if self.shell.address and text.path else ""
        if link and len(link) < LONGEST_LINK:
            self.sheet.write_url(row, column, link, look, string=said)  # what is written next keeps the link
        if text.value is None:
            if said and not link:
                self.sheet.write_string(row, column, said, look)
        elif isinstance(text.value, date):
            self.sheet.write_datetime(row, column, text.value, look)
        else:
            self.sheet.write_number(row, column, text.value, look)

    def _look(self, form: str, bold: bool, wraps: bool = True, *, ends: bool = False) -> Any:
        """`ends`: a text among numbers, such as the dash of what is not known, stands where they do."""
        key = form, bold, wraps, ends
        if key not in self.looks:
            look = {"valign": "top", "text_wrap": wraps, "num_format": form, "bold": bold, **({"align": "right"} if ends else {})}
            self.looks[key] = self.book.add_format(look)
        return self.looks[key]


def _lines(text: str, wide: float) -> int:
    return min(MOST_LINES, sum(ceil(max(1.0, widths.width(line, widths.SMALL)) / (wide - 2)) for line in text.split("\n")))


def _format(text: Text) -> str:
    """As the report shows it: so many places, a share with its sign."""
    if text.value is None:
        return "@"
    if isinstance(text.value, date):
        return "dd/mm/yyyy"
    places = _PLACES.search(text.text)
    digits = "." + "0" * len(places[1]) if places else ""
    return f"0{digits}%" if text.text.endswith("%") else f"#,##0{digits}"
