"""What stands on record of passwords and of attempts to sign in; the attempts themselves are counted by allauth."""

from __future__ import annotations

import logging
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts import history
from accounts.models import User
from accounts.services.memberships import unit_of
from accounts.services.tokens import revoke_tokens

logger = logging.getLogger("sign_in")


class PasswordTaken(Exception):
    """Another password has been set since the link, or the old password, was checked: it allows nothing any more."""


def set_password(*, user: User, password: str, now: datetime) -> None:
    """A new password, changed or lost: that it was set stands in the history of the account, and the keys to the API end
    with the old one, as the sessions do. `user`: as read when the link or the old password was checked.

    One conditional UPDATE, so that of several who use a link at once exactly one sets a password (else PasswordTaken).
    """
    seen, hashed = user.password, make_password(password)  # which takes long, and nobody waits for it meanwhile
    with transaction.atomic():
        if not User.objects.filter(pk=user.pk, password=seen).update(password=hashed):
            raise PasswordTaken
        user.password = hashed
        _note_password(user, now)


def _note_password(user: User, now: datetime) -> None:
    history.record(by=user, verb="user.password", obj=user, code=user.email, label=user.name, unit=unit_of(user, now), at=now)
    revoke_tokens(user=user, by=user, now=now)


def note_refusal(*, email: str, is_slowed: bool) -> None:
    """A line of the log for a sign-in that failed, by the number of the account: what was typed may be a password in the wrong
    field. `is_slowed`: it was not even looked at, after five wrong passwords within five minutes."""
    user = User.objects.filter(email__iexact=email).values_list("pk", flat=True).first()
    said = "A sign-in was put off after five wrong passwords." if is_slowed else "A sign-in was refused."
    logger.log(logging.WARNING if is_slowed else logging.INFO, said, extra={"user": user})
