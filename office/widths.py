"""How wide a text is and how the columns of a table share the page: the same in each kind of file. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from math import ceil

from office.blocks import Table, Text

HEAD, SMALL = 12.0, 11.0  # points of the letters of a table; the smaller ones where it is crowded
PADDING = 1.2  # millimetres beside the text of a cell
CROWDED = 25  # columns that are narrower on the average take the smaller letters
WHOLE = 45  # millimetres: a table that is not higher is not parted by the end of a page; one that is, between rows
MILLIMETRES, ROOM = 25.4 / 72, 2.5  # in a point; above and below the text of a row
WORD_LIMIT = 40  # a longer word, an address for example, may break

# Advance widths of bold Times New Roman in thousandths of its size, for rules that must be as long as a text.
_WIDTHS = {
    letter: width
    for width, letters in {
        250: " ,.",
        278: "'/ijlt",
        333: "!()-:;fjt",
        389: "Is",
        444: "cerz",
        500: "0123456789agovxyJ",
        556: "bdhknpquđS",
        611: "FP",
        667: "BELTZ",
        722: "ACDNRUVXYĐw",
        778: "GHKOQ",
        833: "m",
        944: "M",
        1000: "W%",
    }.items()
    for letter in letters
}


def width(text: str, size: float) -> float:
    """Millimetres that a line of bold text takes; tone marks take none."""
    letters = (letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
    return sum(_WIDTHS.get(letter, 556) for letter in letters) * size / 1000 * 25.4 / 72


def share_out(shares: list[float], least: list[float], total: float) -> list[float]:
    """Widths in the ratio of the shares, but none below the least that its longest word needs."""
    if sum(least) >= total:
        return [width * total / sum(least) for width in least]
    widths, free = list(least), set(range(len(shares)))
    while free:
        room = total - sum(width for place, width in enumerate(widths) if place not in free)
        scale = room / sum(shares[place] for place in free)
        narrow = {place for place in free if shares[place] * scale < least[place]}
        if not narrow:
            for place in free:
                widths[place] = shares[place] * scale
            break
        free -= narrow
    return widths


def crowded(table: Table, wide: float) -> bool:
    return wide / len(table.columns) < CROWDED


def columns_of(table: Table, wide: float) -> list[float]:
    """By the shares asked for, but no word is broken in two unless it is longer than a narrow column should be."""
    size = SMALL if crowded(table, wide) else HEAD
    rows: list[Sequence[Text]] = [*table.rows, *([table.total] if table.total else [])]
    least = []
    for place, column in enumerate(table.columns):
        texts = " ".join([column.label, *(row[place].text for row in rows if len(row) == len(table.columns))])
        words = set(texts.replace("-", "- ").split())  # most words of a long table are those of its other rows
        longest = max((width(word, size) for word in words), default=0.0)
        least.append(min(longest, WORD_LIMIT) + 2 * PADDING + 0.5)
    return share_out([column.width for column in table.columns], least, wide)


def stays_whole(table: Table, wide: float) -> bool:
    """A short table stands on one page: some white is better than a sum alone on the next."""
    if len(table.rows) > WHOLE / 5:
        return False
    size, shares = SMALL if crowded(table, wide) else HEAD, columns_of(table, wide)
    heads = tuple(Text(column.label) for column in table.columns)
    lines = sum(
        max(ceil(width(text.text, size) / (share - 2 * PADDING)) for text, share in zip(row, shares, strict=False))
        for row in (heads, *table.rows, table.total or heads)
    )
    return lines * size * 1.15 * MILLIMETRES + (len(table.rows) + 2) * ROOM <= WHOLE


def must_fit(table: Table, row: Sequence[Text]) -> None:
    """A row has as many cells as there are columns, or fewer: then its last one spans the rest."""
    if not 0 < len(row) <= len(table.columns):
        raise ValueError(f"A row of {len(row)} cells does not fit a table of {len(table.columns)} columns.")
