"""The parts of which a composed document is made. Page, Word, PDF and XLSX only walk a list of these.

Every text is final: translated, formatted for its language, cleaned of characters that no document can hold.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Align = Literal["start", "end", "center"]


@dataclass(frozen=True)
class Text:
    """A piece of text; `address` is the page that holds the rows behind it (a path within the application)."""

    text: str
    address: str = ""
    bold: bool = False


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
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Text, ...], ...]
    total: tuple[Text, ...] = ()  # a last row set off from the others


@dataclass(frozen=True)
class Annex:
    """Starts an annex on a page of its own: number in Roman capitals, name, then its blocks."""

    number: str
    title: str
    blocks: tuple[Block, ...] = field(default=())
    landscape: bool = True


Block = Heading | Paragraph | Items | Table | Annex
