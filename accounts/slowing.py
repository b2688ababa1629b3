"""Who gives wrong codes is slowed down as who gives wrong passwords: by account, never by address (docs/decisions/0013)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from allauth.core import context, ratelimit
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import services
from accounts.models import User

ACTION = "login_failed"  # of ACCOUNT_RATE_LIMITS


@contextmanager
def slowed(user: User) -> Iterator[None]:
    """A ValidationError from within counts as a wrong code; after five within five minutes none is looked at."""
    key = f"second-step-{user.pk}"
    if not ratelimit.consume(context.request, action=ACTION, key=key):
        services.note_refused_code(user=user, is_slowed=True, now=timezone.now())
        raise ValidationError(_("Too many wrong codes for this account. Try again in five minutes."))
    try:
        yield
    except ValidationError:
        services.note_refused_code(user=user, is_slowed=False, now=timezone.now())
        raise
    ratelimit.clear(context.request, action=ACTION, key=key)
