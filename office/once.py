"""A form that is sent twice is done once: what an Idempotency-Key is to a call of the API (`office.api.idempotent`).

once = OnceField()                                            of a form
made = act_once(request.user, key, partial(service, …))       None: that has been done already
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from django import forms
from django.db import IntegrityError, transaction

from accounts.models import User
from office.models import RememberedAnswer

T = TypeVar("T")
KEPT = timedelta(days=7)  # longer than a line of a mission is broken; after it the same key is a new one


class OnceField(forms.CharField):
    """A hidden word that every page has of its own; a form sent without it is done each time."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False, max_length=100, initial=lambda: secrets.token_urlsafe(12))


def act_once(user: User, key: str, act: Callable[[], T]) -> T | None:
    """What `act` answers, or None where this user has done it under this key. The key is kept in the transaction of the change:
    what was refused is not kept, so that it can be put right on the same page. Of two at once the second waits for the first."""
    try:
        with transaction.atomic():
            RememberedAnswer.objects.create(user=user, key=key, status=0)
            return act()
    except IntegrityError:
        if RememberedAnswer.objects.filter(user=user, key=key).exists():
            return None
        raise


def forget(now: datetime) -> int:
    """Remove what was kept for as long as it can be sent again; answers how many."""
    return RememberedAnswer.objects.filter(created_at__lt=now - KEPT).delete()[0]
