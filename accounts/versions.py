"""No lost update: every editable row carries a version, and a save names the version it has seen."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any, ClassVar, Self, TypeVar, cast

from django.db import connection, models, transaction
from django.db.models import F
from django.utils.encoding import force_str

from accounts.prepared import Prepared, prepared

Row = TypeVar("Row", bound="Versioned")


class StaleVersion(Exception):
    """The row was changed by somebody else since it was shown; `current` is the row as it stands now."""

    def __init__(self, current: Versioned) -> None:
        super().__init__(f"{current._meta.label} {current.pk} is now at version {current.version}")
        self.current = current


class Versioned(models.Model):
    version = models.PositiveIntegerField(default=1, editable=False)
    read_with: ClassVar[tuple[str, ...]] = ()  # what each change of the row asks of, read in the question that locks it

    class Meta:
        abstract = True

    def _get_FIELD_display(self, field: models.Field) -> Any:
        """What `get_state_display()` and its like answer, in the reader's language. Django makes the table of all words of the
        column anew for each one that is shown, and a list shows a hundred."""
        value = getattr(self, field.attname)
        return force_str(_labels(field).get(value, value), strings_only=True)

    def lock_seen(self, seen: int | None) -> None:
        """Bring the row up to date and hold it to the end of the transaction; StaleVersion if it is not as it was seen
        (None: whatever it is). One of those `locked_together` is so already."""
        if "_locked" not in self.__dict__:
            whole = not self.get_deferred_fields()
            self.refresh_from_db(from_queryset=cast("models.QuerySet[Self]", _Held(type(self))) if whole else _to_hold(type(self)))
        if seen is not None and self.version != seen:
            raise StaleVersion(self)

    def save_seen(self, seen: int | None, values: Mapping[str, Any]) -> Self:
        """Save `values` if the row is still at version `seen` (None: whatever it is); raise StaleVersion otherwise.

        One conditional UPDATE, so that of two writers exactly one wins. The instance is brought up to date.
        """
        rows = type(self)._default_manager.filter(pk=self.pk)
        if seen is not None:
            rows = rows.filter(version=seen)
        if not rows.update(version=F("version") + 1, **values):
            self.refresh_from_db()
            raise StaleVersion(self)
        for name, value in values.items():
            setattr(self, name, value)
        self.version = self.version + 1 if seen is None else seen + 1
        return self


@contextmanager
def locked_together(rows: Collection[Versioned]) -> Iterator[Callable[[Versioned], None]]:
    """Within a transaction: rows of one model are locked in one question, and no act of the block asks for each again. What
    somebody has changed since it was read is left out: its turn comes with `lock_seen`, which finds it stale.

    Gives a function that takes in a row which the block itself has made: nobody else knows of it yet.
    """
    taken: list[Versioned] = []

    def take(row: Versioned) -> None:
        row.__dict__["_locked"] = True
        taken.append(row)

    for row in _locked_as_read(rows):
        take(row)
    try:
        yield take
    finally:
        for row in taken:
            del row.__dict__["_locked"]


def _locked_as_read(rows: Collection[Versioned]) -> list[Versioned]:
    by_pk = {row.pk: row for row in rows}
    if not by_pk:
        return []
    model = type(next(iter(rows)))
    locked = model._default_manager.select_for_update(of=("self",), no_key=True).filter(pk__in=list(by_pk)).order_by("pk")
    return [by_pk[pk] for pk, version in locked.values_list("pk", "version") if by_pk[pk].version == version]


def _to_hold(model: type[Row]) -> models.QuerySet[Row]:
    rows = model._default_manager.select_for_update(of=("self",), no_key=True)
    return rows.select_related(*model.read_with) if model.read_with else rows


@cache
def _held(model: type[Versioned]) -> Prepared[Versioned]:
    @prepared
    def held(pk: int) -> models.QuerySet[Versioned]:
        return _to_hold(model).filter(pk=pk)

    return held


class _Held:
    """The row that `refresh_from_db` asks for, held to the end of the transaction: the question with which every act begins,
    compiled once for each kind of row."""

    def __init__(self, model: type[Versioned]) -> None:
        self.model = model

    def filter(self, *, pk: int) -> Self:
        self.pk = pk
        return self

    def get(self) -> Versioned:
        if connection.features.has_select_for_update and connection.get_autocommit():  # Django says so only while it compiles
            raise transaction.TransactionManagementError("select_for_update cannot be used outside of a transaction.")
        for row in _held(self.model)(pk=self.pk):
            return row
        raise self.model.DoesNotExist(f"{self.model._meta.label} {self.pk} is not there")


@cache
def _labels(field: models.Field) -> dict[Any, Any]:
    return dict(field.flatchoices)


def must_be_as_seen(seen: int | None, version: int, current: Callable[[], Any]) -> None:
    """For what is read and changed as a whole but kept in several rows: `version` counts the changes of all of them. StaleVersion
    if another one was seen (None: whatever it is), with the row that speaks for all, at that version; where none is there, a new
    one that is not saved."""
    if seen is not None and seen != version:
        row = current()
        row.version = version
        raise StaleVersion(row)
