"""What happened: every service writes its history row here, in its own transaction.

`record` and `record_all` are the only writers of `Event`; within `together` what they draw up is written at its end.
`accounts.sealing` links committed events into a chain and checks it; `accounts.words` tells them in plain words.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from accounts.folding import clean, shortened
from accounts.models import Event, EventBody, Unit, User
from accounts.permissions import BelongsToUnits, Permission, authority


@dataclass(frozen=True)
class System:
    """The doer of a change that no person made: a command or a job."""

    name: str

    def __str__(self) -> str:
        return f"system: {self.name}"


@dataclass(frozen=True)
class Unnamed:
    """A label that stands for the doer, for events whose object is known by a number alone and is the doer's own record.

    The name in the same line would tell for good whose number it is, and so what every other line of that number is about.
    """

    label: str

    def __str__(self) -> str:
        return self.label


Actor = User | System
_waiting: ContextVar[list[tuple[Event, EventBody]] | None] = ContextVar("history that waits to be written together", default=None)


@dataclass(frozen=True)
class Row:
    """One history row that is still to be written: the arguments of `record`."""

    by: Actor | Unnamed
    verb: str
    obj: models.Model
    code: str
    label: str = ""
    unit: Unit | None = None
    changes: Mapping[str, tuple[Any, Any]] | None = None
    reason: str = ""
    under: Permission | None = None
    over: BelongsToUnits | None = None
    at: datetime | None = None


def record(
    *,
    by: Actor | Unnamed,
    verb: str,
    obj: models.Model,
    code: str,
    label: str = "",
    unit: Unit | None = None,
    changes: Mapping[str, tuple[Any, Any]] | None = None,
    reason: str = "",
    under: Permission | None = None,
    over: BelongsToUnits | None = None,
    at: datetime | None = None,
) -> Event:
    """Write one history row. `changes` maps a field to (old, new); `under` names the permission used, so that
    a deputy's act says for whom it was done; `over` is whose units give it, where these are not the object's own."""
    row = Row(by=by, verb=verb, obj=obj, code=code, label=label, unit=unit, changes=changes, reason=reason, under=under, at=at, over=over)
    return record_all([row])[0]


@transaction.atomic(savepoint=False)
def record_all(rows: Iterable[Row]) -> list[Event]:
    """Write many history rows at once, in their order. They have no savepoint of their own: history that cannot be written
    takes with it the act that it tells of."""
    drawn = [_drawn_up(row) for row in rows]
    waiting = _waiting.get()
    if waiting is not None:
        waiting.extend(drawn)
        return [event for event, _body in drawn]
    return _written(drawn)


@contextmanager
def together() -> Iterator[None]:
    """Collect the events recorded in this block and write them, in their order, with one bulk insert at its end.

    For one transaction with many acts. Inside the block the events have no primary key yet and cannot be read.
    """
    drawn: list[tuple[Event, EventBody]] = []
    before = _waiting.set(drawn)
    try:
        yield
    finally:
        _waiting.reset(before)
    _written(drawn)


@contextmanager
def taken_back_with_its_act() -> Iterator[None]:
    """One act within `together`, with a savepoint of its own: if it is refused it leaves no history either."""
    waiting = _waiting.get()
    before = len(waiting or ())
    try:
        yield
    except BaseException:
        if waiting:
            del waiting[before:]
        raise


def _written(drawn: list[tuple[Event, EventBody]]) -> list[Event]:
    events = Event.objects.bulk_create([event for event, _body in drawn])
    for event, body in drawn:
        body.event = event
    EventBody.objects.bulk_create([body for _event, body in drawn])
    return events


def _drawn_up(row: Row) -> tuple[Event, EventBody]:
    by, obj = row.by, row.obj
    grant = authority(by, row.under, row.over or obj) if row.under and isinstance(by, User) else None  # type: ignore[arg-type]
    principal = grant.membership.acting_for if grant else None
    kept = {name: [_plain(old), _plain(new)] for name, (old, new) in (row.changes or {}).items()}
    body = EventBody(changes=kept, reason=clean(row.reason), salt=secrets.token_hex(16))
    event = Event(
        at=row.at or timezone.now(),
        by=by if isinstance(by, User) else None,
        by_label=str(by),
        acting_for=principal,
        acting_for_label=str(principal or ""),
        verb=row.verb,
        object_kind=obj._meta.label_lower,
        object_id=str(obj.pk),
        object_code=row.code,
        object_label=shortened(clean(row.label or str(obj)), 300),
        unit=row.unit,
        fields=",".join(kept)[:300],
        digest=body.computed_digest(),
    )
    return event, body


def changed(obj: models.Model, values: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """The fields of `values` that differ from the object as it stands: {field: (old, new)}."""
    return {name: (getattr(obj, name), value) for name, value in values.items() if getattr(obj, name) != value}


def _plain(value: Any) -> Any:
    """A value as JSON holds it; related objects by their label."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, datetime):
        return value.isoformat()
    return clean(str(value))
