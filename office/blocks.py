"""The parts of which a composed document is made. Page, Word, PDF and XLSX only walk a list of these.

Below them stand the two questions that only a page asks: which parts are its sections, and what is each cell of a table.

Every text is final: translated, formatted for its language, cleaned of characters that no document can hold.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from typing import Any, Literal

from office.charts import Bars, Track

Align = Literal["start", "end", "center"]


@dataclass(frozen=True)
class Text:
    """A piece of text; `address` is the page that holds the rows behind it (a path within the application), `value` the
    number or the day that it says, for a sheet whose cells are reckoned with."""

    text: str
    address: str = ""
    bold: bool = False
    value: int | float | date | None = None

    @property
    def path(self) -> str:
        """The address, if it stays within the application; a link out of a document leads nowhere else."""
        return self.address if self.address.startswith("/") and self.address[1:2] not in ("/", "\\") else ""


@dataclass(frozen=True)
class Heading:
    text: str
    level: int = 1  # 1: "I. …", 2: "1. …", 3: "a) …"; the number is part of the text


@dataclass(frozen=True)
class Paragraph:
    parts: tuple[Text, ...]
    kind: Literal["body", "note"] = "body"


@dataclass(frozen=True)
class Items:
    """A list; each item is a line of parts."""

    items: tuple[tuple[Text, ...], ...]


@dataclass(frozen=True)
class Column:
    label: str
    width: float  # share of the text width; the shares of a table need not add up to one
    align: Align = "start"


@dataclass(frozen=True)
class Table:
    """A row with fewer cells than the table has columns is a group line: its last cell spans the rest."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Text, ...], ...]
    total: tuple[Text, ...] = ()  # a last row set off from the others


@dataclass(frozen=True)
class Picture:
    """A chart as data: drawn by `office.charts` on the page, as a picture in the Word file. `alt` says in words what it
    shows; the table of the same numbers is the block before or after it."""

    caption: str
    alt: str
    chart: Bars | Track


@dataclass(frozen=True)
class Annex:
    """Starts an annex on a page of its own: number in Roman capitals, name, then its blocks."""

    number: str
    title: str
    blocks: tuple[Block, ...] = field(default=())
    landscape: bool = True


Block = Heading | Paragraph | Items | Table | Picture | Annex


@dataclass(frozen=True)
class Section:
    """A part of a page: a heading of the first level, or an annex, and what follows it."""

    anchor: str
    title: str
    blocks: tuple[Block, ...]
    annex: str = ""  # its number

    @property
    def is_wide(self) -> bool:
        """Whether it is an annex with a table of many columns, which paper has little room for."""
        return bool(self.annex) and any(isinstance(block, Table) and len(block.columns) > 5 for block in self.blocks)


@dataclass(frozen=True)
class Cell:
    text: Text
    label: str  # of its column, for a narrow screen where the header row is not seen
    numeric: bool
    header: bool  # names its row


@dataclass(frozen=True)
class Row:
    cells: tuple[Cell, ...]
    group: bool = False


def sections(blocks: Sequence[Block]) -> list[Section]:
    """What comes before the first heading is a section without a title."""
    parts: list[tuple[str, str, list[Block]]] = []
    for block in blocks:
        if isinstance(block, Annex):
            parts.append((block.title, block.number, list(block.blocks)))
        elif isinstance(block, Heading) and block.level == 1:
            parts.append((block.text, "", []))
        elif not parts or parts[-1][1]:
            parts.append(("", "", [block]))
        else:
            parts[-1][2].append(block)
    return [Section(f"part-{place}", title, tuple(inside), annex) for place, (title, annex, inside) in enumerate(parts, start=1)]


def unlinked(part: Any, hidden: Callable[[str], bool]) -> Any:
    """The same blocks without the links that lead where the reader may not go; the words stay."""
    if isinstance(part, list | tuple):
        return type(part)(unlinked(one, hidden) for one in part)
    if not is_dataclass(part) or isinstance(part, type):
        return part
    changed = {one.name: unlinked(getattr(part, one.name), hidden) for one in fields(part)}
    if changed.get("address") and hidden(changed["address"]):
        changed["address"] = ""
    return type(part)(**changed)


def numeric(table: Table) -> list[bool]:
    """Which columns hold numbers: those that end their lines together, and centred ones after the first with nothing but digits."""
    answers = []
    for place, column in enumerate(table.columns):
        texts = [row[place].text for row in (*table.rows, table.total) if len(row) == len(table.columns)]
        digits = any(texts) and all(text.replace(".", "").isdigit() for text in texts if text)
        answers.append(column.align == "end" or (column.align == "center" and place > 0 and digits))
    return answers


def rows(table: Table) -> list[Row]:
    """The rows of a table as a page needs them; the total, where there is one, is the last."""
    wide, numbers = len(table.columns), numeric(table)
    name = next((place for place, column in enumerate(table.columns) if column.align == "start"), 0)
    drawn = []
    for line in (*table.rows, *([table.total] if table.total else [])):
        places = range(len(line))
        cells = (Cell(line[place], table.columns[place].label, numbers[place], place == name) for place in places)
        drawn.append(Row(tuple(cells), group=len(line) < wide))
    return drawn
