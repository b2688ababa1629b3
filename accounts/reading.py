"""Reading a data file: rows whose fields are checked as they are read, and every fault with file, line and field.

Pure: a text goes in, records and faults come out; nothing is asked of the database.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.utils.translation import gettext as _

from accounts.folding import clean
from accounts.naming import forbidden

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MARK = re.compile(r"[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*", re.ASCII)
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?", re.ASCII)
_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)


@dataclass(frozen=True, order=True)
class Fault:
    file: str
    line: int
    field: str
    reason: str

    def __str__(self) -> str:
        return _("%(file)s, line %(line)d, %(field)s: %(reason)s") % vars(self)


class FileRefused(Exception):
    """A wrong file is refused whole; `faults` names each fault, in the order of the file."""

    def __init__(self, faults: Collection[Fault]) -> None:
        self.faults = sorted(set(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))


def read_text(path: Path) -> str:
    """The text of a file in UTF-8, with or without a byte order mark."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise FileRefused([Fault(path.name, 0, "–", _("cannot be read: %s") % error.strerror)]) from error
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise FileRefused([Fault(path.name, line, "–", _("is not UTF-8 text"))]) from error


class Record:
    """One row of a file. Each reader notes a fault and answers an empty value when the field is wrong."""

    def __init__(self, file: str, line: int, cells: Mapping[str, tuple[int, str]], faults: list[Fault]) -> None:
        self.file, self.line, self.cells, self.faults = file, line, cells, faults

    def fault(self, field: str, reason: str) -> None:
        line = self.cells[field][0] if field in self.cells else self.line
        self.faults.append(Fault(self.file, line, field, reason))

    def raw(self, field: str) -> str:
        """The text of a field, composed and stripped; control characters are a fault."""
        text = unicodedata.normalize("NFC", self.cells.get(field, (0, ""))[1].replace("\r\n", "\n"))
        if clean(text) != text:
            self.fault(field, _("holds control characters"))
        return clean(text).strip()

    def text(self, field: str, *, required: bool = False, limit: int | None = None, place: bool = False) -> str:
        """A text to be shown. `place`: the bare name of a city, never shown without its host."""
        value = self.raw(field)
        if required and not value:
            self.fault(field, _("is empty"))
        if limit is not None and len(value) > limit:
            self.fault(field, _("is longer than %d characters") % limit)
        if not place:
            for found, instead in forbidden(value):
                self.fault(field, _("“%(found)s” is not to be used: write “%(instead)s”") % {"found": found, "instead": instead})
        return value

    def code(self, field: str, *, limit: int = 60) -> str:
        """A code as it stands in addresses: small letters, digits, hyphens; underscores become hyphens, once."""
        value = self.text(field, required=True, limit=limit).replace("_", "-")
        if value and not _CODE.fullmatch(value):
            self.fault(field, _("“%s” is not a code: small letters, digits and hyphens") % value)
        return value

    def mark(self, field: str, *, limit: int = 20) -> str:
        """A code of the plan as it stands in addresses: "2.3", "S1.1", "YEC-2024"."""
        value = self.text(field, required=True, limit=limit)
        if value and not _MARK.fullmatch(value):
            self.fault(field, _("“%s” is not a code: letters, digits, dots and hyphens") % value)
        return value

    def choice(self, field: str, allowed: Collection[str], *, required: bool = True) -> str:
        value = self.raw(field)
        if not value and not required:
            return ""
        if value not in allowed:
            self.fault(field, _("“%(value)s” is none of %(allowed)s") % {"value": value, "allowed": ", ".join(sorted(allowed))})
            return ""
        return value

    def reference(self, field: str, known: Collection[str], *, required: bool = True) -> str:
        value = self.raw(field)
        if (value or required) and value not in known:
            self.fault(field, _("“%s” is not known") % value if value else _("is empty"))
            return ""
        return value

    def references(self, field: str, known: Collection[str]) -> list[str]:
        """A list parted by semicolons."""
        values = [part.strip() for part in self.raw(field).split(";") if part.strip()]
        for value in values:
            if value not in known:
                self.fault(field, _("“%s” is not known") % value)
        return sorted(set(values) & set(known))

    def day(self, field: str, *, required: bool = False) -> date | None:
        value = self.raw(field)
        if not value:
            if required:
                self.fault(field, _("is empty"))
            return None
        try:
            if not _DAY.fullmatch(value):
                raise ValueError
            return date.fromisoformat(value)
        except ValueError:
            self.fault(field, _("“%s” is not a date (year-month-day, for example 2025-09-23)") % value)
            return None

    def number(self, field: str, low: int, high: int, *, required: bool = False) -> int | None:
        found = self.decimal(field, low, high, places=0, required=required)
        return None if found is None else int(found)

    def decimal(self, field: str, low: int, high: int, *, places: int = 5, required: bool = False) -> Decimal | None:
        value = self.raw(field)
        if not value:
            if required:
                self.fault(field, _("is empty"))
            return None
        found = Decimal(value) if _NUMBER.fullmatch(value) else None
        # What is far outside cannot be rounded; a number inside always can.
        if found is None or (low <= found <= high and found != round(found, places)):
            self.fault(field, _("“%s” is not a number of the kind asked for") % value)
            return None
        if not low <= found <= high:
            self.fault(field, _("%(value)s is not between %(low)d and %(high)d") % {"value": value, "low": low, "high": high})
            return None
        return found


def read_table(file: str, text: str, columns: Sequence[str], optional: Collection[str] = ()) -> tuple[list[Record], list[Fault]]:
    """The rows of a CSV text under a header; without its columns no row is read."""
    faults: list[Fault] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        _check_header(file, header, columns, optional, faults)
        records = [] if faults else list(_records(file, header, reader, faults))
        if not records and not faults:
            faults.append(Fault(file, 1, "–", _("holds no row below its header")))
        return records, faults
    except csv.Error as error:
        faults.append(Fault(file, reader.line_num, "–", _("is not a CSV file: %s") % error))
        return [], faults


def _check_header(file: str, header: list[str], columns: Sequence[str], optional: Collection[str], faults: list[Fault]) -> None:
    faults += [Fault(file, 1, name, _("the column is missing")) for name in columns if name not in header]
    faults += [Fault(file, 1, name or "–", _("there is no such column")) for name in header if name not in columns and name not in optional]
    faults += [Fault(file, 1, name, _("the column stands there twice")) for name in header if name and header.count(name) > 1]


def _records(file: str, header: list[str], reader: csv._reader, faults: list[Fault]) -> list[Record]:  # type: ignore[name-defined]
    records, line = [], reader.line_num + 1
    for cells in reader:
        if len(cells) != len(header) and cells:
            faults.append(
                Fault(file, line, "–", _("has %(found)d cells instead of %(asked)d") % {"found": len(cells), "asked": len(header)})
            )
        elif cells:
            records.append(Record(file, line, {name: (line, cell) for name, cell in zip(header, cells, strict=True)}, faults))
        line = reader.line_num + 1
    return records


def note_duplicates(records: Sequence[tuple[Record, str]], field: str = "code") -> None:
    """A fault for each value that a row above has already taken."""
    taken: dict[str, int] = {}
    for record, value in records:
        if value and value in taken:
            record.fault(field, _("“%(value)s” already stands in line %(line)d") % {"value": value, "line": taken[value]})
        taken.setdefault(value, record.line)


@dataclass(frozen=True)
class NamedRow:
    """A row of a list that is known by its code and has a name in each language."""

    code: str
    name_vi: str
    name_en: str


def read_named(file: str, text: str, *, code: int, name: int) -> tuple[list[NamedRow], list[Fault]]:
    """A file of such rows, in its order; `code`, `name`: how long they may be."""
    records, faults = read_table(file, text, ["code", "name_vi", "name_en"])
    rows = [
        NamedRow(record.code("code", limit=code), *(record.text(column, required=True, limit=name) for column in ("name_vi", "name_en")))
        for record in records
    ]
    note_duplicates(list(zip(records, (row.code for row in rows), strict=True)))
    return rows, faults
