"""Closing and opening accounts."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts import access, history
from accounts.history import Actor
from accounts.models import Unit, User
from accounts.services.memberships import must_leave_an_administrator


@transaction.atomic
def deactivate(*, user: User, by: Actor, now: datetime, reason: str = "") -> User:
    """From the next request on the person is signed out and cannot sign in; nothing they did is touched."""
    user.lock_seen(None)  # before the roles of the administrators, as those who change roles do
    _must_manage(by, user)
    must_leave_an_administrator(localdate(now), gone=lambda row: row.user_id == user.pk)
    if _set_active(user, False, "user.deactivate", by, now, reason):
        end_sessions(user, now)
    return user


@transaction.atomic
def reactivate(*, user: User, by: Actor, now: datetime, reason: str = "") -> User:
    _must_manage(by, user)
    _set_active(user, True, "user.reactivate", by, now, reason)
    return user


def end_sessions(user: User, now: datetime) -> int:
    """Sign the person out everywhere. Sessions do not know whose they are, so each open one is looked into."""
    own = [
        session.pk
        for session in Session.objects.filter(expire_date__gte=now).iterator()
        if session.get_decoded().get(SESSION_KEY) == str(user.pk)
    ]
    return Session.objects.filter(pk__in=own).delete()[0]


def unit_of(user: User, now: datetime) -> Unit | None:
    """The unit in whose history a change of the account stands: that of the person's present or latest role."""
    role = user.memberships.active(localdate(now)).first() or user.memberships.first()
    return role.unit if role else None


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
