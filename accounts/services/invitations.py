"""Coming in: accounts are made by invitation, by a link that works once."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import access, history
from accounts.first import first_come
from accounts.folding import search_text, sort_key
from accounts.history import Actor
from accounts.invitation_list import Line
from accounts.models import Invitation, Unit, User
from accounts.services.memberships import add_membership, hold_people, unit_of
from accounts.services.people import end_sessions
from accounts.services.tokens import digest, revoke_tokens

LASTS = timedelta(days=7)
Changes = Mapping[str, tuple[Any, Any]]


@transaction.atomic
def invite(
    *,
    email: str,
    name: str,
    unit: Unit,
    role: str,
    from_on: date,
    until_on: date | None = None,
    language: str = "vi",
    by: Actor,
    now: datetime,
) -> tuple[User, str]:
    """A new account with its first role, and the secret of its link, which is told once and kept only as a hash."""
    email, name = email.strip().lower(), " ".join(name.split())  # a name is one line wherever it stands
    user = User(email=email, name=name, language=language, search_text=search_text(name, email), sort_key=sort_key(name))
    user.set_unusable_password()
    message = _("There is already an account with this address. Give that person a role instead, or ask an administrator to.")
    with first_come(partial(_must_be_nobodys, email, message)):
        user.save(force_insert=True)
    _tell("user.invite", user, by, now, unit)
    add_membership(user=user, unit=unit, role=role, from_on=from_on, until_on=until_on, by=by, now=now)
    return user, _open(user, now)


@transaction.atomic
def invite_all(*, lines: Sequence[Line], from_on: date, by: Actor, now: datetime) -> list[tuple[User, str]]:
    """Everybody of a list that was read without a fault, or nobody: accounts, first roles and one-time links."""
    made = []
    for line in lines:
        if line.faults or line.unit is None:
            raise ValidationError(_("Line %(n)s has a fault.") % {"n": line.number})
        try:
            made.append(invite(email=line.email, name=line.name, unit=line.unit, role=line.role, from_on=from_on, by=by, now=now))
        except ValidationError as error:
            raise ValidationError(_("Line %(n)s: %(fault)s") % {"n": line.number, "fault": " ".join(error.messages)}) from error
    return made


@transaction.atomic
def reinvite(*, user: User, by: Actor, now: datetime) -> str:
    """A new link; the old ones are closed."""
    if isinstance(by, User) and not access.may_manage_account(by, user):
        raise PermissionDenied
    if not user.is_active:
        raise ValidationError(_("This account is closed. Open it first."))
    if isinstance(by, User) and not access.may_reinvite(by, user):
        raise ValidationError(_("This person has set a password already. They can ask for a new one on the sign-in page."))
    hold_people(user)
    _tell("user.reinvite", user, by, now, unit_of(user, now))
    return _open(user, now)


def accept_invitation(*, invitation: Invitation, password: str, now: datetime, name: str = "", email: str = "") -> User:
    """The person sets a password. The link is used up by one conditional update, so that it works exactly once.

    `name`, `email`: those of a person whose address until now only held a place.
    """
    hashed = make_password(password)  # takes long, and nobody waits for it meanwhile
    return _join(invitation, hashed, now, name.strip(), email.strip().lower())


@transaction.atomic
def _join(invitation: Invitation, hashed: str, now: datetime, name: str, email: str) -> User:
    user = invitation.user
    hold_people(user)  # before the link, as who gives the person a role meanwhile does
    user.refresh_from_db()
    if not user.is_active or not Invitation.objects.filter(pk=invitation.pk).open(now).update(used_at=now):
        raise ValidationError(_("This link has been used or is too old. Ask for a new one."))
    changes = _introduce(user, name, email) if user.has_no_address and email else {}
    user.password = hashed
    user.save(update_fields=["password"])
    end_sessions(user, now)
    revoke_tokens(user=user, by=user, now=now)
    _tell("user.join", user, user, now, unit_of(user, now), changes)
    return user


def _introduce(user: User, name: str, email: str) -> Changes:
    """Who the person is: name and address, by which they sign in from now on."""
    values = {"name": name or user.name, "email": email}
    changes = history.changed(user, values)
    with first_come(partial(_must_be_nobodys, email, _("There is an account with this address already."), but=user)):
        user.save_seen(None, {**values, "search_text": search_text(*values.values()), "sort_key": sort_key(values["name"])})
    return changes


def _must_be_nobodys(email: str, message: str, but: User | None = None) -> None:
    if User.objects.filter(email__iexact=email).exclude(pk=but.pk if but else 0).exists():
        raise ValidationError({"email": message})


def find_invitation(secret: str) -> Invitation | None:
    return Invitation.objects.filter(digest=digest(secret)).select_related("user").first()


def _open(user: User, now: datetime) -> str:
    Invitation.objects.filter(user=user).close(now)
    secret = secrets.token_urlsafe(32)
    Invitation.objects.create(user=user, digest=digest(secret), created_at=now, expires_at=now + LASTS)
    return secret


def _tell(verb: str, user: User, by: Actor, now: datetime, unit: Unit | None, changes: Changes | None = None) -> None:
    under = access.permission_used(by) if isinstance(by, User) and by.pk != user.pk else None
    history.record(by=by, verb=verb, obj=user, code=user.email, label=user.name, unit=unit, changes=changes, under=under, at=now)
