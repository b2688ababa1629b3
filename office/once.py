"""A form that is sent twice is done once: what an Idempotency-Key is to a call of the API (`office.api.idempotent`).

once = OnceField()                                                         of a form
made = act_once(request.user, key_of(request, word), partial(service, …))  None: that has been done already

Who comes back to a page and types something else finds the old word there: what is typed is part of the key, so that another
content is another act and never lost.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from accounts.models import User
from office.models import RememberedAnswer

T = TypeVar("T")
KEPT = timedelta(days=7)  # longer than a line of a mission is broken; after it the same key is a new one


class OnceField(forms.CharField):
    """A hidden token, another one on each page that is drawn: a form sent twice with the same token is done once. A form that is
    sent without it is done each time."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False, max_length=100, initial=lambda: secrets.token_urlsafe(12))


def key_of(request: HttpRequest, word: str) -> str:
    """Of what was typed on the page that has this word; empty where the page had none. What the house itself puts into a form is
    left out: a page that came back with its errors holds another such mark."""
    if not word:
        return ""
    typed = {name: texts for name, texts in request.POST.lists() if name not in {"once", "csrfmiddlewaretoken"}}
    files = {name: [_told(file) for file in chosen] for name, chosen in request.FILES.lists()}
    said = json.dumps([request.get_full_path(), typed, files], sort_keys=True, ensure_ascii=False)
    return f"{word} {hashlib.sha256(said.encode('utf-8', 'surrogatepass')).hexdigest()}"


def _told(file: UploadedFile) -> tuple[str, str]:
    """Its name and what it holds, so that another file under the same name is another act."""
    told = hashlib.sha256()
    for piece in file.chunks():
        told.update(piece)
    file.seek(0)
    return str(file.name), told.hexdigest()


def act_once(user: User, key: str, act: Callable[[], T]) -> T | None:
    """What `act` answers, or None where this user has done it under this key; without a key it is done. The key is kept in the
    transaction of the change: what was refused is not kept, so that it can be put right on the same page. Of two at once the
    second waits for the first."""
    if not key:
        return act()
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
