"""A workbook's first visible sheet as plain cells. Before the reader sees it, every part is walked once by a parser that builds
nothing: a sheet whose one cell stands in the last corner, or whose million cells repeat one long text, would fill the memory.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from office.plain_xml import local, parse, parser
from office.tables.cell_kinds import ANY_ERROR, Percent, error_of, is_percent_format
from office.zipped import MB, damaged, must_be_sound, too_much

MOST_ROWS, MOST_COLUMNS = 5000, 100  # below the header
LAST_ROW = 2 * MOST_ROWS  # rows may be left empty
SHARED, STYLES = "xl/sharedStrings.xml", "xl/styles.xml"
MOST_TEXT = 32 * MB  # characters of all cells together
MOST_NOTED = 300_000  # cells of a workbook of which something is kept beside their value
LONGEST_TEXT = 40_000  # of one; a cell holds 32,767
_WANTED = ("xl/", "_rels/", "[Content_Types].xml")
_UNWANTED = ("xl/media/", "xl/drawings/", "xl/embeddings/", "xl/printerSettings/", "xl/externalLinks/")


Place = tuple[int, int]  # of a cell: row and column from 1
Places = frozenset[Place]


@dataclass(frozen=True)
class Seen:
    """What the walk has met in one sheet that the reader of workbooks does not tell: formulas without the value they come to (a
    program that only wrote the file leaves them so), the errors of others, and cells that show a percentage. All would be read
    as empty, or as another number."""

    unreckoned: Places = frozenset()
    errors: tuple[tuple[Place, str], ...] = ()
    percents: Places = frozenset()


@dataclass(frozen=True)
class Sheet:
    """`passed_over`: names of the sheets before it, which are hidden."""

    name: str
    rows: Iterator[list[Any]]
    unreckoned: Places
    passed_over: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Named:
    name: str
    part: str
    is_hidden: bool


def first_sheet_of_workbook(file: IO[bytes]) -> Sheet:
    """The first sheet that can be seen, its rows from the first row and column on."""
    must_be_sound(file)
    clean, seen, sheets = _repacked(file)
    first = next((sheet for sheet in sheets if not sheet.is_hidden), sheets[0] if sheets else _Named("", "", is_hidden=False))
    met, before = seen.get(first.part, Seen()), sheets[: sheets.index(first)] if sheets else []
    return Sheet(first.name, _rows(clean, first.name, met), met.unreckoned, tuple(sheet.name for sheet in before))


def sheets_of_workbook(file: IO[bytes]) -> dict[str, list[list[Any]]]:
    """The rows of every sheet by its name, each from the sheet's first row and column on. A formula without its value stands
    there as an error."""
    must_be_sound(file)
    clean, seen, sheets = _repacked(file)
    found = {}
    for sheet in sheets:
        met = seen.get(sheet.part, Seen())
        wrong = replace(met, errors=(*met.errors, *((place, ANY_ERROR) for place in sorted(met.unreckoned))))
        found[sheet.name] = list(_rows(clean, sheet.name, wrong))
    return found


def _rows(clean: BytesIO, name: str, seen: Seen) -> Iterator[list[Any]]:
    """Also rows and columns that are empty before the first cell: places are those of the sheet."""
    clean.seek(0)
    errors: dict[int, list[tuple[int, str]]] = {}
    for (row, column), text in seen.errors:
        errors.setdefault(row, []).append((column, text))
    last = max(errors, default=0)
    with _readable(), CalamineWorkbook.from_filelike(clean) as book:
        sheet = book.get_sheet_by_name(name)
        before = [""] * (sheet.start[1] if sheet.start else 0)
        number = 0
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            yield _told([*before, *cells], number, errors.get(number, ()), seen)
        for beyond in range(number + 1, last + 1):
            yield _told([], beyond, errors.get(beyond, ()), seen)


def _told(row: list[Any], number: int, errors: Any, seen: Seen) -> list[Any]:
    for column, text in errors:
        row += [""] * (column - len(row))
        row[column - 1] = text
    if seen.percents:
        for place, cell in enumerate(row):
            if isinstance(cell, int | float) and not isinstance(cell, bool) and (number, place + 1) in seen.percents:
                row[place] = Percent(cell)
    return row


def _sheets(source: zipfile.ZipFile) -> list[_Named]:
    """In their order, each with the part that holds it: the workbook names it by a relation. Charts are no sheets."""
    names = source.namelist()
    if "xl/_rels/workbook.xml.rels" not in names or "xl/workbook.xml" not in names:
        return []
    sheets: list[tuple[str, str, bool]] = []
    targets: dict[str, str] = {}

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "sheet":
            relation = next((value for key, value in attributes.items() if local(key) == "id"), "")
            sheets.append((attributes.get("name", ""), relation, attributes.get("state", "visible") != "visible"))

    def relation(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            target = attributes.get("Target", "")
            targets[attributes.get("Id", "")] = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"

    for part, start in (("xl/workbook.xml", sheet), ("xl/_rels/workbook.xml.rels", relation)):
        walk = parser()
        walk.StartElementHandler = start
        parse(walk, source.read(part))
    return [_Named(name, targets[key], is_hidden) for name, key, is_hidden in sheets if key in targets]


def _percent_styles(content: bytes) -> frozenset[int]:
    """The numbers of the cell styles that show a percentage."""
    codes: dict[int, str] = {}
    styles: list[int] = []
    inside = [False]

    def start(name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        if name == "numFmt":
            codes[_number(attributes.get("numFmtId"), -1)] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            inside[0] = True
        elif name == "xf" and inside[0]:
            styles.append(_number(attributes.get("numFmtId"), 0))

    def end(name: str) -> None:
        if local(name) == "cellXfs":
            inside[0] = False

    walk = parser()
    walk.StartElementHandler, walk.EndElementHandler = start, end
    parse(walk, content)
    return frozenset(place for place, number in enumerate(styles) if is_percent_format(number, codes.get(number, "")))


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except (CalamineError, ValueError, IndexError, OSError) as error:
        raise damaged() from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # of the reader's own language; no Exception, but no reason to end
            raise damaged() from None
        raise


def _repacked(file: IO[bytes]) -> tuple[BytesIO, dict[str, Seen], list[_Named]]:
    """A new archive of the parts that were looked at, so that the reader sees exactly these and nothing hidden between them;
    what the same look has met, part by part; and the sheets."""
    made, seen = BytesIO(), dict[str, Seen]()
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as target:
        names = [name for name in source.namelist() if name.startswith(_WANTED) and not name.startswith(_UNWANTED)]
        if "xl/workbook.xml" not in names or "xl/workbook.bin" in names:
            raise ValidationError(_("The file is not a workbook of Excel (.xlsx)."), code="unknown")
        lengths = _Walk([]).lengths_of(source.read(SHARED)) if SHARED in names else []
        walk = _Walk(lengths, _percent_styles(source.read(STYLES)) if STYLES in names else frozenset())
        for name in names:
            if name.endswith((".xml", ".rels")):
                content = source.read(name)
                seen[name] = walk.through(content)
                target.writestr(name, content)
    with zipfile.ZipFile(made) as parts:
        return made, seen, _sheets(parts)


class _Walk:
    """Counts what the cells of every part come to, and where the last one stands."""

    def __init__(self, lengths: list[int], percent: frozenset[int] = frozenset()) -> None:
        self.lengths, self.percent = lengths, percent
        self.text = self.row = self.column = self.length = self.noted = 0
        self.shared = self.filled = self.gathers = False
        self.value: list[str] = []
        self.formula = self.is_text = False  # a formula that comes to an empty text says that it is one
        self.is_error = self.is_percent = False
        self.unreckoned: list[Place] = []
        self.errors: list[tuple[Place, str]] = []
        self.percents: list[Place] = []

    def lengths_of(self, content: bytes) -> list[int]:
        """How long each shared text is."""
        found: list[int] = []

        def end(name: str) -> None:
            if local(name) == "si":
                found.append(self.length)
                self.length = 0

        def data(text: str) -> None:
            self.length += len(text)
            if self.length > LONGEST_TEXT:
                raise too_much()

        walk = parser()
        walk.EndElementHandler, walk.CharacterDataHandler = end, data
        parse(walk, content)
        return found

    def through(self, content: bytes) -> Seen:
        """Answers what the reader of workbooks does not tell of this part."""
        self.row = self.column = 0
        self.unreckoned, self.errors, self.percents = [], [], []
        walk = parser()
        walk.StartElementHandler, walk.EndElementHandler, walk.CharacterDataHandler = self._start, self._end, self._data
        parse(walk, content)
        self.noted += len(self.unreckoned) + len(self.errors) + len(self.percents)
        return Seen(frozenset(self.unreckoned), tuple(self.errors), frozenset(self.percents))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        if name == "row":
            self.row, self.column = _number(attributes.get("r"), self.row + 1), 0
        elif name == "c":
            self.column += 1
            if "r" in attributes:
                self.row, self.column = _place(attributes["r"])
            self.shared, self.filled, self.length = attributes.get("t") == "s", False, 0
            self.formula, self.is_text = False, attributes.get("t") == "str"
            self.is_error = attributes.get("t") == "e"
            self.is_percent = attributes.get("t", "n") == "n" and _number(attributes.get("s"), 0) in self.percent
        elif name in {"v", "is", "f"}:
            self.filled = self.filled or name != "f"
            self.formula = self.formula or name == "f"
            self.gathers, self.value = name == "v", []

    def _data(self, text: str) -> None:
        self.length += len(text)
        if self.length > LONGEST_TEXT and self.row:
            raise too_much()
        if self.gathers:
            self.value.append(text)

    def _end(self, name: str) -> None:
        name = local(name)
        if name == "v":
            self.gathers = False
        if self.noted + len(self.unreckoned) + len(self.errors) + len(self.percents) > MOST_NOTED:
            raise too_much()
        if name == "c" and self.formula and not (self.filled and (self.is_text or "".join(self.value).strip())):
            self.unreckoned.append((self.row, self.column))
        if name != "c" or not self.filled:
            return
        if self.row > LAST_ROW:
            raise too_long()
        if self.column > MOST_COLUMNS:
            raise ValidationError(_("The table has more than %(n)d columns.") % {"n": MOST_COLUMNS}, code="too_wide")
        if self.is_error:
            self.errors.append(((self.row, self.column), error_of("".join(self.value))))
        elif self.is_percent:
            self.percents.append((self.row, self.column))
        index = _number("".join(self.value), -1) if self.shared else -1
        self.text += self.lengths[index] if 0 <= index < len(self.lengths) else self.length
        if self.text > MOST_TEXT:
            raise too_much()


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and len(text) < 10 and text.isascii() and text.isdigit() else otherwise


def _place(reference: str) -> tuple[int, int]:
    """ "BC12" → (12, 55)."""
    letters = reference.rstrip("0123456789")
    column = 0
    for letter in letters[:4].upper():
        column = column * 26 + ord(letter) - 64
    return _number(reference[len(letters) :], 10**9), column if letters and len(letters) < 4 and letters.isascii() else 10**9


def too_long() -> ValidationError:
    most = number_format(MOST_ROWS, force_grouping=True)
    message = _("The table has more than %(n)s rows. Split it and send the parts one after another.") % {"n": most}
    return ValidationError(message, code="too_long")
