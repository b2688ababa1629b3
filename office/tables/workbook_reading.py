"""A workbook's first sheet as plain cells. Before the reader sees it, every part is walked once by a parser that builds
nothing: a sheet whose one cell stands in the last corner, or whose million cells repeat one long text, would fill the memory.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from office.plain_xml import local, parse, parser
from office.zipped import MB, damaged, must_be_sound, too_much

MOST_ROWS, MOST_COLUMNS = 5000, 100  # below the header
LAST_ROW = 2 * MOST_ROWS  # rows may be left empty
SHARED = "xl/sharedStrings.xml"
MOST_TEXT = 32 * MB  # characters of all cells together
LONGEST_TEXT = 40_000  # of one; a cell holds 32,767
_WANTED = ("xl/", "_rels/", "[Content_Types].xml")
_UNWANTED = ("xl/media/", "xl/drawings/", "xl/embeddings/", "xl/printerSettings/", "xl/externalLinks/")


Places = frozenset[tuple[int, int]]  # cells by row and column from 1


def first_sheet_of_workbook(file: IO[bytes]) -> tuple[Iterator[list[Any]], Places]:
    """The rows of the first sheet, from its first row on; and the cells of it that hold a formula without the value it comes to:
    a program that only wrote the file leaves them so. They would be read as empty."""
    must_be_sound(file)
    clean, unreckoned = _repacked(file)
    with _readable(), zipfile.ZipFile(clean) as parts:
        name = _first_sheet(parts)
    clean.seek(0)
    return _rows(clean), unreckoned.get(name, frozenset())


def _rows(clean: BytesIO) -> Iterator[list[Any]]:
    with _readable(), CalamineWorkbook.from_filelike(clean) as book:
        yield from book.get_sheet_by_index(0).iter_rows()  # from the sheet's first row on, also where it is empty


def _first_sheet(source: zipfile.ZipFile) -> str:
    """The part that holds the first sheet: the workbook names it by a relation."""
    names = source.namelist()
    if "xl/_rels/workbook.xml.rels" not in names or "xl/workbook.xml" not in names:
        return ""
    sheets: list[str] = []
    targets: dict[str, str] = {}

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "sheet":
            sheets.extend(value for key, value in attributes.items() if local(key) == "id")

    def relation(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    for part, start in (("xl/workbook.xml", sheet), ("xl/_rels/workbook.xml.rels", relation)):
        walk = parser()
        walk.StartElementHandler = start
        parse(walk, source.read(part))
    target = targets.get(sheets[0], "") if sheets else ""
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def sheets_of_workbook(file: IO[bytes]) -> dict[str, list[list[Any]]]:
    """The rows of every sheet by its name, each from its first row on."""
    must_be_sound(file)
    clean, _unreckoned = _repacked(file)
    with _readable(), CalamineWorkbook.from_filelike(clean) as book:
        return {name: list(book.get_sheet_by_name(name).iter_rows()) for name in book.sheet_names}


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


def _repacked(file: IO[bytes]) -> tuple[BytesIO, dict[str, Places]]:
    """A new archive of the parts that were looked at, so that the reader sees exactly these and nothing hidden between them;
    and, part by part, the formulas without a value that the same look has met."""
    made, unreckoned = BytesIO(), dict[str, Places]()
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as target:
        names = [name for name in source.namelist() if name.startswith(_WANTED) and not name.startswith(_UNWANTED)]
        if "xl/workbook.xml" not in names or "xl/workbook.bin" in names:
            raise ValidationError(_("The file is not a workbook of Excel (.xlsx)."), code="unknown")
        lengths = _Walk([]).lengths_of(source.read(SHARED)) if SHARED in names else []
        walk = _Walk(lengths)
        for name in names:
            if name.endswith((".xml", ".rels")):
                content = source.read(name)
                unreckoned[name] = walk.through(content)
                target.writestr(name, content)
    made.seek(0)
    return made, unreckoned


class _Walk:
    """Counts what the cells of every part come to, and where the last one stands."""

    def __init__(self, lengths: list[int]) -> None:
        self.lengths = lengths
        self.text = self.row = self.column = self.length = 0
        self.shared = self.filled = self.gathers = False
        self.value: list[str] = []
        self.formula = self.is_text = False  # a formula that comes to an empty text says that it is one
        self.unreckoned: list[tuple[int, int]] = []

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

    def through(self, content: bytes) -> Places:
        """Answers the cells of this part that hold a formula without its value."""
        self.row = self.column = 0
        self.unreckoned = []
        walk = parser()
        walk.StartElementHandler, walk.EndElementHandler, walk.CharacterDataHandler = self._start, self._end, self._data
        parse(walk, content)
        return frozenset(self.unreckoned)

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
        if name == "c" and self.formula and not (self.filled and (self.is_text or "".join(self.value).strip())):
            self.unreckoned.append((self.row, self.column))
        if name != "c" or not self.filled:
            return
        if self.row > LAST_ROW:
            raise too_long()
        if self.column > MOST_COLUMNS:
            raise ValidationError(_("The table has more than %(n)d columns.") % {"n": MOST_COLUMNS}, code="too_wide")
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
