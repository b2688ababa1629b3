"""A grid of cells → typed values, or a fault for each cell that cannot be one, in the language of the reader."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.folding import clean, fold
from office.tables.cell_kinds import is_error
from office.tables.cells import WrongCell, code_of, reader
from office.tables.columns import FAULTS, Column, Table
from office.tables.sources import Cell, Grid
from office.tables.words import writer
from office.tables.writing import unguarded

MOST_ABOVE = 10  # rows in which the headings are looked for


@dataclass(frozen=True)
class Fault:
    """`row`: its number in the sheet (0: the file as a whole); `key`, `heading`: the column, both empty for a whole row."""

    row: int
    key: str
    heading: str
    reason: str
    typed: str = ""

    def __str__(self) -> str:
        if not self.row:
            return self.reason
        place = _("row %(row)d, %(column)s") if self.heading else _("row %(row)d")
        return f"{place % {'row': self.row, 'column': self.heading}}: {self.reason}"


@dataclass
class ReadRow:
    """`values` has the columns that the file has, None or "" where the cell is empty; `typed` is what stood in each cell;
    `doubles`: the number of a row before it that has the same key."""

    number: int
    values: dict[str, Any]
    typed: dict[str, Cell]
    faults: list[Fault] = field(default_factory=list)
    doubles: int | None = None


@dataclass
class Reading:
    """`faults` are of the file as a whole: then no row is read. `unread`: headings that are there for the reader only; `left_out`:
    those that are none of the table's; `place`: in which sheet and row the headings were found, where that is not plain;
    `heading`: the number of that row."""

    table: Table
    keys: list[str]
    rows: list[ReadRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    place: str = ""
    heading: int = 0

    def fault(self, row: int, key: str, reason: str) -> Fault:
        heading = str(self.table[key].heading) if key in self.table.keys else ""
        return Fault(row, key if heading else "", heading, reason)


def read(table: Table, grid: Grid) -> Reading:
    """The headings, in either language or as keys, in any order, stand in the first row that is not empty, or below a title."""
    reading = Reading(table, [])
    if not grid.rows:
        reading.faults.append(Fault(0, "", "", _("There is nothing in it.")))
        return reading
    head = _head(table, grid)
    reading.heading = grid.rows[head][0]
    header = [_text(cell, grid) for cell in grid.rows[head][1]]
    places, language = _places(table, header, reading)
    reading.place = place_of(grid, reading.heading) if head or grid.sheet else ""
    if reading.faults:
        reading.faults.append(Fault(0, "", "", place_of(grid, reading.heading)))
        return reading
    if len(grid.rows) == head + 1:
        reading.faults.append(Fault(0, "", "", _("There is no row below the headings.")))
        return reading
    reading.keys = list(places)
    readers = {key: reader(table[key], language) for key in places}
    for number, cells in grid.rows[head + 1 :]:
        unreckoned = {column - 1 for row, column in grid.unreckoned if row == number} if grid.unreckoned else set()
        reading.rows.append(_row(reading, number, [_marked(cell, grid) for cell in cells], places, readers, unreckoned))
    _note_same_keys(reading, dict(grid.doubled))
    return reading


def place_of(grid: Grid, heading: int) -> str:
    if grid.sheet:
        return _("The headings were read in row %(row)d of the sheet “%(sheet)s”.") % {"row": heading, "sheet": grid.sheet}
    return _("The headings were read in row %(row)d.") % {"row": heading}


def _head(table: Table, grid: Grid) -> int:
    """Which of the rows holds the headings: below a title it is the one that has most of them, and all that are required. A row
    of data that repeats one word of them is none."""
    known = {_same(name): column.key for column in table.columns for name in column.headings()}
    required = {column.key for column in table.columns if column.required}
    rows = [[_same(text) for cell in cells if (text := _text(cell, grid))] for _number, cells in grid.rows[:MOST_ABOVE]]
    found = [{known[name] for name in names if name in known} for names in rows]
    fit = [place for place, keys in enumerate(found) if required <= keys and len(keys) >= min(2, len(known))]
    best = max(fit, key=lambda place: len(found[place]), default=0)
    return best if len(found[best]) > len(found[0]) else 0


def _places(table: Table, header: Sequence[str], reading: Reading) -> tuple[dict[str, int], str]:
    """Where each column stands, and the language of the headings: it decides how numbers are written."""
    known: dict[str, str] = {}
    counts = {"vi": 0, "en": 0}
    for column in table.columns:
        for name in column.headings():
            known.setdefault(_same(name), column.key)
    told = {_same(name) for name in FAULTS.headings()} - set(known)
    places: dict[str, int] = {}
    unknown = []
    for place, name in enumerate(header):
        key = known.get(_same(name))
        if key is None:
            unknown += [name] if name and _same(name) not in told else []
        elif key in places:
            reading.faults.append(Fault(0, "", "", _("The heading “%(name)s” stands there twice.") % {"name": name}))
        else:
            places[key] = place
            _count(counts, table[key], name)
    _judge(table, places, unknown, reading)
    for key in [key for key in places if not table[key].reads]:
        reading.unread.append(str(table[key].heading))
        del places[key]
    language = get_language() or "vi"
    return places, language if counts["vi"] == counts["en"] else max(counts, key=lambda one: counts[one])


def _count(counts: dict[str, int], column: Column, name: str) -> None:
    if _same(name) == _same(column.key):
        return  # a key says nothing, though it may be a word of English
    for language, heading in zip(counts, column.headings(), strict=False):
        counts[language] += _same(heading) == _same(name)


def _judge(table: Table, places: dict[str, int], unknown: list[str], reading: Reading) -> None:
    missing = [str(column.heading) for column in table.columns if column.required and column.key not in places]
    if missing:
        message = ngettext("A heading is missing: %(names)s.", "Headings are missing: %(names)s.", len(missing))
        reading.faults.append(Fault(0, "", "", message % {"names": _listed(missing)}))
    if not unknown:
        return
    absent = [str(column.heading) for column in table.columns if column.reads and column.key not in places]
    if not absent:  # none of them can be one of ours that is misspelt
        reading.left_out = unknown
        return
    message = ngettext("A heading is not known: %(names)s.", "Headings are not known: %(names)s.", len(unknown))
    told = _("It may be one of these under another name: %(names)s. Correct the heading, or delete its column.")
    reading.faults.append(Fault(0, "", "", f"{message % {'names': _listed(unknown)}} {told % {'names': _listed(absent)}}"))


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(f"“{name[:60]}”" for name in names[:8])
    return shown if len(names) <= 8 else f"{shown} …"


def _same(name: str) -> str:
    """Headings are compared by their words: capitals, marks and line breaks make no difference, except where nothing else is left."""
    return fold(name) or name.strip()


def _text(cell: Cell, grid: Grid) -> str:
    marked = _marked(cell, grid)
    return clean(marked).strip() if isinstance(marked, str) else "" if marked is None else str(marked)


def _marked(cell: Cell, grid: Grid) -> Cell:
    """Without our mark against formulas, which only text files carry."""
    return unguarded(cell) if grid.quoted and isinstance(cell, str) else cell


def _row(
    reading: Reading, number: int, cells: Sequence[Cell], places: dict[str, int], readers: dict[str, Any], unreckoned: Collection[int]
) -> ReadRow:
    row = ReadRow(number, {}, {})
    for key, place in places.items():
        cell = cells[place] if place < len(cells) else None
        row.typed[key] = cell
        column = reading.table[key]
        try:
            if place in unreckoned:
                raise WrongCell(unreckoned_told())
            if is_error(cell):
                raise WrongCell(error_told(str(cell)))
            row.values[key] = readers[key](cell)
            if column.required and row.values[key] in (None, "", []):
                raise WrongCell(_("This cell must not be empty."))
        except WrongCell as wrong:
            row.values[key] = None
            row.faults.append(Fault(number, key, str(column.heading), str(wrong), code_of(cell)[:200]))
    return row


def unreckoned_told() -> str:
    return _("A formula stands here without its value. Open the file in Excel, save it again, then send it.")


def error_told(error: str) -> str:
    """Read as empty, it would take away what stands."""
    return _("The cell holds the error %(error)s. Mend its formula or type the value, then send the file again.") % {"error": error.strip()}


def _note_same_keys(reading: Reading, imported: dict[int, int]) -> None:
    """`imported`: rows whose double is no longer in the sheet. Without it the second would be written over the first."""
    keys = [key for key in reading.table.key if key in reading.keys]
    if not keys:
        return
    taken: dict[tuple[Any, ...], int] = {}
    for row in reading.rows:
        values = tuple(row.values[key] for key in keys)
        if any(fault.key in keys for fault in row.faults):
            continue
        row.doubles = taken.get(values, imported.get(row.number))
        if row.doubles is not None:
            told = ", ".join(filter(None, (writer(reading.table[key])(row.values[key]) for key in keys)))
            reason = _("“%(value)s” already stands in row %(row)d.") % {"value": told, "row": row.doubles}
            typed = code_of(row.typed[keys[0]])[:200]
            row.faults.append(Fault(row.number, keys[0], str(reading.table[keys[0]].heading), reason, typed))
        taken.setdefault(values, row.number)
