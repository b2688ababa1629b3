"""An import and its dry run: the same run, once rolled back and once kept, so that what was promised is what is done.

An app says by an `Importer` how a row of the sheet finds its row in the database and which service writes it:

    class Targets(Importer):
        table = …
        def find(self, values): …           # Found(obj or None, what stands there by key, name, version)
        def write(self, found, values): …   # calls services; ValidationError({argument: message}) is a fault of the cell

    result = run(importer, reading, keep=False)                       # the dry run
    result = run(importer, reading, keep=True, skip_bad=…, seen=…)    # `seen`: what the person saw, by `Result.digests`

Every row has a savepoint: one that a service refuses leaves nothing behind. Without `skip_bad` one bad row refuses all.
"""

from __future__ import annotations

import hashlib
import json
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import history
from accounts.folding import clean
from accounts.versions import StaleVersion
from office.comparing import what_differs
from office.tables.cells import code_of
from office.tables.columns import FAULTS, Table
from office.tables.reading import Fault, Reading, ReadRow
from office.tables.words import writer
from office.tables.workbooks import Typed, xlsx

MOST_CHANGES = 1000  # rows written at once; others wait while they are


class Outcome(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    FAULTY = "faulty"


@dataclass(frozen=True)
class Found:
    """`obj` None: the row is new. `stands`: the values as an export writes them. `version`: of what the row belongs to. `also`: what
    is written by the rules of the house though the sheet does not say it, or leaves it empty: it is told and written like the rest."""

    obj: Any
    name: str
    stands: Mapping[str, Any] = field(default_factory=dict)
    version: int = 0
    owner: Any = None  # what the row belongs to: it is read anew after a refusal
    instead: Mapping[str, Any] = field(default_factory=dict)  # what is told where it is not just what was typed
    also: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""  # what becomes of the row that none of its values says


class Importer(ABC):
    """`silent`: columns that explain a change and are none. `places`: arguments of the services → columns, where they differ.
    `found_by`: the columns that `find` reads, where it reads a few of them only."""

    table: Table
    silent: frozenset[str] = frozenset()
    found_by: frozenset[str] = frozenset()
    places: Mapping[str, str] = {}

    @abstractmethod
    def find(self, values: Mapping[str, Any]) -> Found:
        """ValidationError({column: message}) where there is no such row or the person may not change it."""

    @abstractmethod
    def write(self, found: Found, values: Mapping[str, Any], changed: frozenset[str]) -> None:
        """Bring the row to the values; only columns that the file has are in them."""

    def order(self, rows: Sequence[ReadRow]) -> Sequence[ReadRow]:
        """In which they are written; they are told in the order of the sheet."""
        return rows

    def held(self, rows: Sequence[ReadRow]) -> AbstractContextManager[None]:
        """What the rows will change, locked in one question while they are written; none by itself."""
        return nullcontext()

    def renew(self, found: Found) -> None:
        """After a refusal: what was read into memory may no longer be what stands."""
        if found.owner is not None:
            found.owner.refresh_from_db()


@dataclass(frozen=True)
class Change:
    heading: str
    old: str
    new: str

    @property
    def pieces(self) -> list[tuple[str, str]]:
        """What differs, of kind "del", "ins" or "": of long texts the rest is cut short, and never the difference."""
        return what_differs(self.old, self.new)


@dataclass
class Line:
    row: ReadRow
    outcome: Outcome
    name: str = ""
    changes: list[Change] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    version: int = 0
    note: str = ""

    @property
    def number(self) -> int:
        return self.row.number

    @property
    def digest(self) -> str:
        """Of what the person is shown, and of the version on which it is based."""
        told = [self.outcome, self.version, self.note, [[change.heading, change.old, change.new] for change in self.changes]]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()[:12]


@dataclass
class Result:
    """`faults` are of the file as a whole. `written`: whether anything was kept."""

    reading: Reading
    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    written: bool = False

    def of(self, outcome: Outcome | str) -> list[Line]:
        return [line for line in self.lines if line.outcome == outcome]

    @property
    def counts(self) -> dict[str, int]:
        return {outcome.value: len(self.of(outcome)) for outcome in Outcome}

    @property
    def to_write(self) -> list[Line]:
        return [line for line in self.lines if line.outcome in {Outcome.NEW, Outcome.CHANGED}]

    @property
    def notes(self) -> dict[str, int]:
        """How many of the rows to be written have each note."""
        return dict(Counter(line.note for line in self.to_write if line.note))

    @property
    def every_fault(self) -> list[Fault]:
        return [*self.faults, *(fault for line in self.lines for fault in line.faults)]

    @property
    def digests(self) -> str:
        """What a form carries from the dry run to the import: the rows to be written, as they were shown."""
        return " ".join(f"{line.number}:{line.digest}" for line in self.to_write)


def run(importer: Importer, reading: Reading, *, keep: bool, skip_bad: bool = False, seen: str | None = None) -> Result:
    """`keep` False: the dry run. `seen`: the digests of the dry run; a row that is no longer as it was shown is refused."""
    result = Result(reading, faults=list(reading.faults))
    if result.faults:
        return result
    shown = None if seen is None else _shown(seen)
    with transaction.atomic():
        lines = {}
        with importer.held(reading.rows), history.together():
            for row in importer.order(reading.rows):
                lines[row.number] = line = _run_row(importer, row, shown)
                if line.outcome in {Outcome.NEW, Outcome.CHANGED}:
                    result.lines.append(line)
                if len(result.lines) > MOST_CHANGES:
                    result.faults.append(_too_many())
                    break
        result.lines = [lines[row.number] for row in reading.rows if row.number in lines]
        refused = bool(result.faults) or (bool(result.of(Outcome.FAULTY)) and not skip_bad)
        result.written = keep and not refused and bool(result.to_write)
        if not result.written:
            transaction.set_rollback(True)
    return result


def _too_many() -> Fault:
    return Fault(
        0, "", "", _("More than %(n)d rows would change. Split the table and send the parts one after another.") % {"n": MOST_CHANGES}
    )


def _shown(seen: str) -> dict[int, str]:
    pairs = (pair.partition(":") for pair in seen.split())
    return {int(number): digest for number, _mark, digest in pairs if number.isascii() and number.isdigit() and len(number) < 9}


def _run_row(importer: Importer, row: ReadRow, shown: Mapping[int, str] | None) -> Line:
    if row.faults:
        return Line(row, Outcome.FAULTY, _name_of(importer, row), faults=[*row.faults, *_not_found(importer, row)])
    try:
        found = importer.find(row.values)
    except ValidationError as error:
        return Line(row, Outcome.FAULTY, _name_of(importer, row), faults=_faults(importer, row, error))
    values = {**row.values, **found.also}
    changed = frozenset(key for key, value in values.items() if key not in importer.silent and _differs(found.stands.get(key), value))
    line = Line(row, Outcome.NEW if found.obj is None else Outcome.CHANGED, found.name, version=found.version, note=found.note)
    if found.obj is not None and not changed:
        return replace(line, outcome=Outcome.SAME)
    line.changes = _changes(importer, found, values, changed)
    if shown is not None and shown.get(row.number) != line.digest:
        return replace(line, outcome=Outcome.FAULTY, faults=[_stale(row)])
    try:
        with transaction.atomic(), history.taken_back_with_its_act():
            importer.write(found, values, changed)
    except StaleVersion:
        importer.renew(found)
        return replace(line, outcome=Outcome.FAULTY, faults=[_stale(row)])
    except ValidationError as error:
        importer.renew(found)
        return replace(line, outcome=Outcome.FAULTY, faults=_faults(importer, row, error))
    return line


def _not_found(importer: Importer, row: ReadRow) -> list[Fault]:
    """What `find` has against a row of which another cell cannot be read, so that it need not be sent twice."""
    if not importer.found_by or importer.found_by & {fault.key for fault in row.faults}:
        return []
    try:
        importer.find(row.values)
    except ValidationError as error:
        return _faults(importer, row, error)
    return []


def _stale(row: ReadRow) -> Fault:
    return Fault(row.number, "", "", _("This has changed since you looked. Check the row again."))


def _differs(old: Any, new: Any) -> bool:
    return _plain(old) != _plain(new)


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value).strip()
    if isinstance(value, list) and value:
        return sorted(value)  # units of a measure have no order among themselves
    return "" if value is None or value == [] else value


def _changes(importer: Importer, found: Found, values: Mapping[str, Any], changed: frozenset[str]) -> list[Change]:
    columns = [importer.table[key] for key in values if key in changed]
    shown = []
    for column in columns:
        write = writer(column)
        new = found.instead.get(column.key, values[column.key])
        shown.append(Change(str(column.heading), _in_words(write, found.stands.get(column.key)), _in_words(write, new)))
    return [change for change in shown if change.old or change.new]


def _in_words(write: Any, value: Any) -> str:
    return "" if value in (None, "", []) else write(value)


def _name_of(importer: Importer, row: ReadRow) -> str:
    """What the sheet itself calls the row, where it is not known."""
    typed = row.typed.get(importer.table.key[0]) if importer.table.key else None
    return "" if typed is None else code_of(typed)[:60]


def _faults(importer: Importer, row: ReadRow, error: ValidationError) -> list[Fault]:
    """A service names its argument; what belongs to no column of the table is a fault of the row."""
    told = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    faults = []
    for name, messages in told.items():
        key = importer.places.get(name, name)
        key = key if key in importer.table.keys else ""
        heading = str(importer.table[key].heading) if key else ""
        typed = row.typed.get(key)
        shown = code_of(typed)[:200]
        faults += [Fault(row.number, key, heading, message, shown) for message in messages]
    return faults


def error_file(result: Result) -> bytes:
    """The rows that were not written, as a workbook: each bad cell marked and with its reason as a note, all reasons in the last
    column. Repaired, it is imported as it is."""
    reading = result.reading
    keys = [key for key in reading.table.keys if key in reading.keys]
    table = replace(reading.table.only(*keys), columns=(*(reading.table[key] for key in keys), FAULTS))
    rows: list[list[Any]] = []
    notes: dict[tuple[int, int], str] = {}
    lines = [line for line in result.lines if line.outcome == Outcome.FAULTY or not result.written]
    given = {row.number: row for row in reading.rows}  # an importer may have put others in their place to write from
    for place, line in enumerate(lines):
        bad, row = {fault.key for fault in line.faults}, given[line.row.number]
        cells = [Typed(row.typed.get(key)) if key in bad else row.values.get(key) for key in keys]
        rows.append([*cells, "\n".join(_reason(fault) for fault in line.faults)])
        for fault in line.faults:
            column = keys.index(fault.key) if fault.key in keys else len(keys)
            notes[place, column] = "\n".join(filter(None, [notes.get((place, column), ""), fault.reason]))
    return xlsx(table, rows, notes=notes)


def _reason(fault: Fault) -> str:
    return f"{fault.heading}: {fault.reason}" if fault.heading else fault.reason
