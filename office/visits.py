"""When a person last opened a page, so that it can say what has changed since. It is read with the object, and written once a visit."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Subquery

from accounts.models import User
from office.models import Visit

LASTS = timedelta(minutes=30)  # views of a page within one visit
KEPT = timedelta(days=400)


def visited(user: Any, kind: str, code: Any) -> dict[str, Subquery]:
    """Columns `visited_at` and `visited_before` for the query that reads the object itself: asking costs no query more.
    `user` and `code` are values or expressions of that query."""
    rows = Visit.objects.filter(user=user, object_kind=kind, object_code=code)
    return {"visited_at": Subquery(rows.values("at")), "visited_before": Subquery(rows.values("before"))}


def last_visit(*, user: User, kind: str, code: str, at: datetime | None, before: datetime | None, now: datetime) -> datetime | None:
    """When the person had last opened the page before this visit (None: never); a visit that begins is noted.

    `at`, `before`: as read by `visited`. A visit counts from its first view: what changed while a page stood open is told
    again rather than never.
    """
    if at is None:
        new = Visit(user=user, object_kind=kind, object_code=code, at=now)
        Visit.objects.bulk_create([new], ignore_conflicts=True)  # of two first views at once one is noted
        return None
    if now - at < LASTS:
        return before
    Visit.objects.filter(user=user, object_kind=kind, object_code=code, at=at).update(before=at, at=now)
    return at


def forget_visits(now: datetime) -> int:
    """Remove visits that nobody has renewed for `KEPT`; answers how many."""
    return Visit.objects.filter(at__lt=now - KEPT).delete()[0]
