"""What happened: every service writes its history row here, in its own transaction.

`record` is the only writer of `Event`; `seal` links committed events into a chain; `verify` checks it;
`redact` blanks the body of one event and leaves the chain whole.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from accounts.models import Event, EventBody, Seal, Unit, User
from accounts.permissions import Permission, authority

logger = logging.getLogger("history")
GENESIS = "0" * 64


@dataclass(frozen=True)
class System:
    """The doer of a change that no person made: a command or a job."""

    name: str

    def __str__(self) -> str:
        return f"system: {self.name}"


Actor = User | System


@transaction.atomic
def record(
    *,
    by: Actor,
    verb: str,
    obj: models.Model,
    code: str,
    label: str = "",
    unit: Unit | None = None,
    changes: Mapping[str, tuple[Any, Any]] | None = None,
    reason: str = "",
    under: Permission | None = None,
    at: datetime | None = None,
) -> Event:
    """Write one history row. `changes` maps a field to (old, new); `under` names the permission used, so that
    a deputy's act says for whom it was done."""
    grant = authority(by, under, obj) if under and isinstance(by, User) else None  # type: ignore[arg-type]
    principal = grant.membership.acting_for if grant else None
    body = EventBody(changes={k: [_plain(a), _plain(b)] for k, (a, b) in (changes or {}).items()}, reason=reason, salt=secrets.token_hex(16))
    event = Event.objects.create(
        at=at or timezone.now(),
        by=by if isinstance(by, User) else None,
        by_label=str(by),
        acting_for=principal,
        acting_for_label=str(principal or ""),
        verb=verb,
        object_kind=obj._meta.label_lower,
        object_id=str(obj.pk),
        object_code=code,
        object_label=(label or str(obj))[:300],
        unit=unit,
        fields=",".join(body.changes)[:300],
        digest=body.computed_digest(),
    )
    body.event = event
    body.save(force_insert=True)
    return event


def changed(obj: models.Model, values: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """The fields of `values` that differ from the object as it stands: {field: (old, new)}."""
    return {name: (getattr(obj, name), value) for name, value in values.items() if getattr(obj, name) != value}


def _plain(value: Any) -> Any:
    """A value as JSON holds it; related objects by their label."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)
