"""Loading files into rows: what differs is written with its history, what people changed since is left and named.

A `Loader` compares each row of a file with the row in the database. A field that a person has edited in the browser is
never overwritten; a row that has left the file is reported, never removed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.db import models, transaction

from accounts import history
from accounts.folding import search_text, sort_key
from accounts.history import System
from accounts.models import Event, Unit
from accounts.unit_file import UnitRow
from accounts.versions import Versioned

Row = TypeVar("Row", bound=models.Model)
Values = Mapping[str, Any]
Changes = dict[str, tuple[Any, Any]]


@dataclass
class Loaded:
    """What a load has done; `kept` and `vanished` ask a person to look."""

    created: Counter[str] = field(default_factory=Counter)
    changed: list[str] = field(default_factory=list)
    same: int = 0
    kept: list[str] = field(default_factory=list)
    vanished: list[str] = field(default_factory=list)


class Loader:
    """`together`: fields that say one thing, such as a note in two languages. Where a person has edited one of them, no file
    changes any."""

    def __init__(self, name: str, now: datetime, together: frozenset[str] = frozenset()) -> None:
        self.by, self.now, self.loaded, self.together = System(name), now, Loaded(), together
        self.told: list[history.Row] = []

    def done(self, *, dry_run: bool = False) -> Loaded:
        """Write the events of all that was noted, in their order: the end of each load. Of a dry run nothing stays."""
        history.record_all(self.told)
        self.told.clear()
        if dry_run:
            transaction.set_rollback(True)
        return self.loaded

    def put(self, row: Row, values: Values, *, code: str, unit: Unit | None = None, derived: Callable[[Row], Values] | None = None) -> Row:
        """Bring `row` (new, or as it stands) to `values` and tell one event if anything changed."""
        is_new, changes = self.bring(row, values, code=code, derived=derived)
        self.note(row, is_new, changes, code=code, unit=unit)
        return row

    def bring(self, row: Row, values: Values, *, code: str, derived: Callable[[Row], Values] | None = None) -> tuple[bool, Changes]:
        """As `put` without the event: whether the row is new, and what changed."""
        is_new = row._state.adding
        changes = {} if is_new else self.unedited(row, history.changed(row, values), code=code)
        for name, value in (values if is_new else {name: new for name, (_old, new) in changes.items()}).items():
            setattr(row, name, value)
        following = history.changed(row, derived(row)) if derived else {}
        for name, (_old, value) in following.items():
            setattr(row, name, value)
        if is_new:
            row.save(force_insert=True)
        elif changes or following:
            _save(row, [*changes, *following])
        return is_new, changes

    def unedited(self, row: models.Model, changes: Changes, *, code: str) -> Changes:
        """The changes that do not touch what a person has edited; the others are named in the report."""
        if not changes:
            return {}
        edits = Event.objects.about(row).filter(by__isnull=False).values_list("fields", flat=True)
        edited = {name for fields in edits for name in fields.split(",")}
        if edited & self.together:
            edited |= self.together
        self.loaded.kept += [
            f"{row._meta.label} {code}, {name}: {old!s:.80} ≠ {new!s:.80}" for name, (old, new) in changes.items() if name in edited
        ]
        return {name: change for name, change in changes.items() if name not in edited}

    def note(self, row: models.Model, is_new: bool, changes: Changes, *, code: str, unit: Unit | None = None) -> None:
        """Count the row and, if it is new or changed, tell its event."""
        if is_new:
            self.loaded.created[row._meta.label] += 1
        elif changes:
            self.loaded.changed.append(f"{row._meta.label} {code}: {', '.join(changes)}")
        else:
            self.loaded.same += 1
            return
        verb = "loaded" if is_new else "corrected"
        self.told.append(history.Row(by=self.by, verb=verb, obj=row, code=code, unit=unit, changes=changes, at=self.now))

    def vanished(self, rows: Iterable[models.Model], name: Callable[[Any], str]) -> None:
        """Report rows that an earlier load of the same kind made and the file no longer holds; what people or other files
        added is not meant."""
        gone = {str(row.pk): row for row in rows}
        if gone:
            kind = next(iter(gone.values()))._meta
            made = Event.objects.filter(object_kind=kind.label_lower, verb="loaded", object_id__in=list(gone), by_label=str(self.by))
            found = set(made.values_list("object_id", flat=True))
            self.loaded.vanished += [f"{kind.label} {name(row)}" for pk, row in gone.items() if pk in found]


def _save(row: models.Model, fields: Sequence[str]) -> None:
    values = {name: getattr(row, name) for name in fields}
    if isinstance(row, Versioned):
        row.save_seen(None, values)
    else:
        row.save(update_fields=fields)


def unit_words(unit: Unit) -> Values:
    """What search and sorting use; kept equal to the names by everything that changes a name."""
    return {"search_text": search_text(unit.name_vi, unit.name_en, unit.code), "sort_key": sort_key(unit.name_vi)}


@transaction.atomic
def load_units(rows: Sequence[UnitRow], *, now: datetime, dry_run: bool = False) -> Loaded:
    """The units of the ministry, the ministries and the provinces; parents stand before their children."""
    loader = Loader("load_reference", now)
    units = {unit.code: unit for unit in Unit.objects.without_missions().select_related("parent")}
    for row in rows:
        unit = units.setdefault(row.code, Unit(code=row.code))
        values = {"name_vi": row.name_vi, "name_en": row.name_en, "kind": row.kind, "parent": units.get(row.parent), "basis": row.basis}
        is_new, changes = loader.bring(unit, values, code=row.code, derived=unit_words)
        loader.note(unit, is_new, changes, code=row.code, unit=unit)
    known = {row.code for row in rows}
    loader.vanished([unit for code, unit in units.items() if code not in known], lambda unit: unit.code)
    return loader.done(dry_run=dry_run)
