"""Where the text of a line of the history stands besides, and how it goes from there too.

The history is not the record: a comment, an update of a measure keeps its own text. Each app says for its kinds where that is:

    blanking.register("office.comment", places)

in `AppConfig.ready()`. `blank` is the one act: the line and, unless told otherwise, every place that can be blanked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import sealing
from accounts.history import Actor
from accounts.models import Event, User
from accounts.models.history import EventQuerySet
from accounts.permissions import Permission, can

BLANKED = "(nội dung đã được xóa trắng)"  # stands where a text was, as the ministry writes


@dataclass(frozen=True)
class Place:
    """`blank` (by, reason, now) takes the text away and writes its own line; None: nothing may change it there, as `why` says."""

    name: str
    address: str
    blank: Callable[[Actor, str, datetime], None] | None = None
    why: str = ""


Finder = Callable[[Event], Iterable[Place]]
FINDERS: dict[str, Finder] = {}


def register(kind: str, finder: Finder) -> None:
    FINDERS[kind] = finder


def places(event: Event) -> list[Place]:
    """Where the text still stands, also of a line that was blanked before."""
    finder = FINDERS.get(event.object_kind)
    return list(finder(event)) if finder else []


def lines(others: EventQuerySet, event: Event) -> Iterator[Place]:
    """Other lines that tell the same text: they are blanked along, each with a line of its own that says so."""
    for other in others.filter(body__redacted_at=None).exclude(pk=event.pk).exclude(body__changes={}).select_related("unit"):
        name = _("Line %(n)d of the history") % {"n": other.pk}
        yield Place(name, reverse("accounts:event", args=[other.pk]), partial(_blank_line, other))


def _blank_line(line: Event, by: Actor, reason: str, now: datetime) -> None:
    sealing.redact(event=line, by=by, reason=reason, now=now)


@transaction.atomic
def blank(*, event: Event, by: Actor, reason: str, now: datetime, places_too: bool = True) -> None:
    """The content of a line that still has it, and the texts it is about. A reason is needed once for all of it."""
    if isinstance(by, User) and not can(by, Permission.HISTORY_REDACT, event):
        raise PermissionDenied
    there = [place.blank for place in places(event) if place.blank] if places_too else []
    if event.body.redacted_at is None or not there:
        sealing.redact(event=event, by=by, reason=reason, now=now)
    elif not reason.strip():
        raise ValidationError({"reason": _("Say why the content is blanked.")})
    for take_away in there:
        take_away(by, reason, now)
