"""The second step at sign-in (docs/decisions/0061): who has it, who must, and whether a session was opened with it."""

from __future__ import annotations

from datetime import date

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from accounts.permissions import grants_of

PHONE, RECOVERY = Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES
EVERYONE, OFFERED = "everyone", "offered"
FRESH = 5 * 60  # seconds for which one need not say again that it is oneself


def factor_of(user: User) -> Authenticator | None:
    """The phone of the person."""
    return Authenticator.objects.filter(user_id=user.pk, type=PHONE).first()


def has_factor(user: User) -> bool:
    return Authenticator.objects.filter(user_id=user.pk, type=PHONE).exists()


def codes_left(user: User) -> int:
    """How many recovery codes the person has not used."""
    kept = Authenticator.objects.filter(user_id=user.pk, type=RECOVERY).first()
    return len(kept.data["hashes"]) if kept else 0


def must_have(user: User, on: date) -> bool:
    """Whether SECOND_FACTOR asks it of somebody with the person's roles of the day, also those held in another's name."""
    asked: frozenset[str] = settings.SECOND_FACTOR
    if not asked or EVERYONE in asked:
        return bool(asked)
    return any(grant.membership.role in asked for grant in grants_of(user, on))


def is_owed(request: HttpRequest) -> bool:
    """Whether who has signed in must set up the second step before anything else."""
    user = request.user
    if not settings.SECOND_FACTOR or not isinstance(user, User) or not must_have(user, timezone.localdate()):
        return False
    return not _has_shown_code(request, user) and not has_factor(user)


def is_fresh(request: HttpRequest) -> bool:
    """Whether the person has shown in these five minutes that it is them: by a code, or by the password where they have no phone
    set up. Who has one does not get round it by the password alone."""
    way = "mfa" if has_factor(request.user) else "password"  # type: ignore[arg-type]
    said = [record["at"] for record in get_authentication_records(request, request.user) if record["method"] == way]
    return bool(said) and timezone.now().timestamp() - max(said) < FRESH


def _has_shown_code(request: HttpRequest, user: User) -> bool:
    """In this session, which ends when the second step is taken away: no question to the database."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, user))
