"""The rows of a table in a Word file, written as text and read once as a whole: python-docx would make and look up a dozen
objects for each cell, and a report has thousands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm

from office import wordfile
from office.blocks import Text

_PIECES = {"\t": "<w:tab/>", "\n": "<w:br/>"}
_PARTED = re.compile(r"([\t\n])")
_MIDDLE = '<w:vAlign w:val="center"/>'


@dataclass(frozen=True)
class Cell:
    """What stands in it, cleaned, in which style (its id); `align`: "start", "center", "end", else as the style has it."""

    text: Text
    style: str | None
    align: str = ""
    bold: bool = False
    keep: bool = False  # with the next row


@dataclass(frozen=True)
class Row:
    """Fewer cells than the table has columns: the last one goes to its end."""

    cells: Sequence[Cell]
    head: bool = False  # repeated on each page


class Rows:
    """Rows of columns so wide (millimetres); `link`: the id of the relation to the address of a part, or none."""

    def __init__(self, widths: Sequence[float], link: Callable[[str], str]) -> None:
        self.twips, self.link = [Mm(width).twips for width in widths], link

    def add_to(self, table: Any, rows: Iterable[Row]) -> None:
        written = "".join(map(self._row, rows))
        table._tbl.extend(list(parse_xml(f"<w:tbl {nsdecls('w', 'r')}>{written}</w:tbl>")))

    def _row(self, row: Row) -> str:
        last = len(row.cells) - 1
        cells = "".join(self._cell(cell, place, last) for place, cell in enumerate(row.cells))
        return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if row.head else ''}</w:trPr>{cells}</w:tr>"

    def _cell(self, cell: Cell, place: int, last: int) -> str:
        taken = self.twips[place:] if place == last else self.twips[place : place + 1]
        span = f'<w:gridSpan w:val="{len(taken)}"/>' if len(taken) > 1 else ""
        style = f'<w:pStyle w:val="{escape(cell.style)}"/>' if cell.style else ""
        align = f'<w:jc w:val="{wordfile.ALIGN[cell.align].xml_value}"/>' if cell.align else ""
        return (
            f'<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="{sum(taken)}"/>{span}{_MIDDLE}</w:tcPr>'
            f"<w:p><w:pPr>{style}{'<w:keepNext/>' if cell.keep else ''}{align}</w:pPr>{self._run(cell)}</w:p></w:tc>"
        )

    def _run(self, cell: Cell) -> str:
        # A heading says nothing of being bold: its style does.
        properties = "<w:rPr><w:b/></w:rPr>" if cell.text.bold or cell.bold else "<w:rPr/>" if cell.align else ""
        run = f"<w:r>{properties}{_pieces(cell.text.text)}</w:r>"
        link = self.link(cell.text.path) if cell.text.path else ""
        return f'<w:hyperlink r:id="{link}">{run}</w:hyperlink>' if link else run


def _pieces(text: str) -> str:
    """The text with the tabs and ends of lines that Word has elements for."""
    return "".join(_PIECES.get(part) or _piece(part) for part in _PARTED.split(text))


def _piece(text: str) -> str:
    space = "" if text == text.strip() else ' xml:space="preserve"'
    return f"<w:t{space}>{escape(text, quote=False)}</w:t>" if text else ""
