"""Keys to the API."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import history
from accounts.history import Actor
from accounts.models import ApiToken, User
from accounts.services.memberships import hold_people, unit_of


def digest(secret: str) -> str:
    """What is kept of a secret of 256 random bits; a plain hash is enough for one that nobody can guess."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def make_token(*, user: User, label: str, read_only: bool, by: Actor, now: datetime) -> tuple[ApiToken, str]:
    """A key that may do what its owner may, and its secret, which is told once and kept only as a hash."""
    _must_own(by, user)
    if not user.is_active:
        raise ValidationError(_("This account is closed. Open it first."))
    if not (label := label.strip()):
        raise ValidationError({"label": _("Say what the key is for.")})
    hold_people(user)  # of two at once the second finds the key of the first
    if user.api_tokens.open(now).filter(label=label).exists():
        raise ValidationError({"label": _("You have a key with this name already. Revoke it first, or give this one another name.")})
    secret = secrets.token_urlsafe(32)
    token = ApiToken.objects.create(user=user, label=label, digest=digest(secret), read_only=read_only, created_at=now)
    _tell("token.make", token, by, now, {"read_only": (None, read_only)})
    return token, secret


@transaction.atomic
def revoke_token(*, token: ApiToken, by: Actor, now: datetime) -> ApiToken:
    """The key opens nothing from now on; a second time changes nothing."""
    _must_own(by, token.user)
    _revoke(token, by, now)
    return token


def revoke_tokens(*, user: User, by: Actor, now: datetime) -> None:
    """All keys of somebody whose account is closed, or who sets a new password, whether changed or lost: they may do so because
    another has learned the old one, and a key that this other made meanwhile would open what the password no longer does."""
    for token in user.api_tokens.open(now).select_related("user"):
        _revoke(token, by, now)


def _revoke(token: ApiToken, by: Actor, now: datetime) -> None:
    if ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=now):
        token.revoked_at = now
        _tell("token.revoke", token, by, now, {})


def _must_own(by: Actor, user: User) -> None:
    if isinstance(by, User) and by.pk != user.pk:
        raise PermissionDenied


def _tell(verb: str, token: ApiToken, by: Actor, now: datetime, changes: dict) -> None:
    history.record(
        by=by, verb=verb, obj=token, code=token.user.email, label=token.label, unit=unit_of(token.user, now), changes=changes, at=now
    )
