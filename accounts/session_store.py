"""Sessions in the database, as Django keeps them; the one question that each request asks is compiled once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from accounts.prepared import prepared


@prepared
def _open(key: str, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Any:
        found = _open(key=self.session_key, now=timezone.now()) if self.session_key else []
        return found[0] if found else super()._get_session_from_db()  # type: ignore[misc]  # a key that opens nothing
