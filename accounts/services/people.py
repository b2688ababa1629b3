"""Closing and opening accounts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts import access, history
from accounts.history import Actor
from accounts.models import User
from accounts.services.memberships import hold_people, let_deputies_go, must_leave_an_administrator, unit_of
from accounts.services.tokens import revoke_tokens
from accounts.sessions import AGENT, SEEN, SINCE


@transaction.atomic
def deactivate(*, user: User, by: Actor, now: datetime, reason: str = "") -> User:
    """From the next request on the person is signed out and cannot sign in, nobody acts in their name any more, and their keys
    to the API have ended: an account that is opened again begins without them. Nothing they did is touched."""
    hold_people(user, administrators=True)
    user.refresh_from_db()
    _must_manage(by, user)
    must_leave_an_administrator(localdate(now), gone=lambda row: row.user_id == user.pk)
    if _set_active(user, False, "user.deactivate", by, now, reason):
        end_sessions(user, now)
        revoke_tokens(user=user, by=by, now=now)
        let_deputies_go(user, by, now)
    return user


@transaction.atomic
def reactivate(*, user: User, by: Actor, now: datetime, reason: str = "") -> User:
    hold_people(user)
    user.refresh_from_db()
    _must_manage(by, user)
    if user.is_erased:
        raise ValidationError(_("This account has been erased."))
    if _set_active(user, True, "user.reactivate", by, now, reason):
        revoke_tokens(user=user, by=by, now=now)  # of an account that was closed before closing it ended them
    return user


def end_sessions(user: User, now: datetime, *, but: str | None = None) -> int:
    """Sign the person out everywhere, in the session `but` apart, also where they are half way in. Sessions do not know whose they
    are, so each open one is looked into."""
    begun = user_pk_to_url_str(user)
    own = [key for key, data in _decoded(now) if _is_of(user, data) or data.get(LOGIN_SESSION_KEY, {}).get("user_pk") == begun]
    return Session.objects.filter(pk__in=own).exclude(pk=but).delete()[0]


@dataclass(frozen=True)
class OwnSession:
    """Where somebody is signed in. `mark` names it on a page: the key itself is a secret."""

    mark: str
    since: datetime | None
    seen: datetime | None
    agent: str
    is_current: bool


def sessions_of(user: User, current: str | None, now: datetime) -> list[OwnSession]:
    """The person's open sessions, the present one first, then by the last click."""
    rows = [_told(key, data, key == current) for key, data in _open_sessions(user, now)]
    return sorted(rows, key=lambda row: (not row.is_current, -(row.seen.timestamp() if row.seen else 0)))


@transaction.atomic
def end_own_sessions(*, user: User, current: str | None, mark: str | None, now: datetime) -> int:
    """End one of the person's other sessions, or all of them (`mark` None). The present one ends by signing out."""
    keys = [key for key, _data in _open_sessions(user, now) if key != current and mark in {None, _mark(key)}]
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for key in keys:
        store(key).delete()
    if keys:
        changes = {"sessions": (len(keys), 0)}
        history.record(
            by=user, verb="user.sessions", obj=user, code=user.email, label=user.name, unit=unit_of(user, now), changes=changes, at=now
        )
    return len(keys)


def forget_sessions(now: datetime) -> int:
    """Remove sessions that are over; answers how many. A browser that is closed says nothing: its row would stay for ever."""
    return Session.objects.filter(expire_date__lt=now).delete()[0]


def _open_sessions(user: User, now: datetime) -> Iterator[tuple[str, dict[str, Any]]]:
    return ((key, data) for key, data in _decoded(now) if _is_of(user, data))


def _decoded(now: datetime) -> Iterator[tuple[str, dict[str, Any]]]:
    return ((session.pk, session.get_decoded()) for session in Session.objects.filter(expire_date__gte=now).iterator())


def _is_of(user: User, data: dict[str, Any]) -> bool:
    return bool(data.get(SESSION_KEY) == str(user.pk))


def _told(key: str, data: dict[str, Any], is_current: bool) -> OwnSession:
    since, seen = (datetime.fromtimestamp(data[name], UTC) if name in data else None for name in (SINCE, SEEN))
    return OwnSession(_mark(key), since, seen, str(data.get(AGENT, "")), is_current)


def _mark(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def _set_active(user: User, active: bool, verb: str, by: Actor, now: datetime, reason: str) -> bool:
    if user.is_active == active:
        return False
    user.save_seen(None, {"is_active": active})
    history.record(
        by=by,
        verb=verb,
        obj=user,
        code=user.email,
        label=user.name,
        unit=unit_of(user, now),
        changes={"is_active": (not active, active)},
        reason=reason,
        under=None if isinstance(by, history.System) else access.permission_used(by),
        at=now,
    )
    return True


def _must_manage(by: Actor, user: User) -> None:
    if isinstance(by, history.System):
        return
    if by.pk == user.pk:
        raise ValidationError(_("Nobody closes or opens their own account: ask another person who manages accounts."))
    if not access.may_manage_account(by, user):
        raise PermissionDenied
