"""A comment keeps its text beside the lines of the history that told it, also when it was withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from django.utils.translation import gettext as _

from accounts import history
from accounts.blanking import BLANKED, Place, lines
from accounts.history import Actor
from accounts.models import Event
from accounts.permissions import Permission
from office.models import Comment


def places(event: Event) -> Iterator[Place]:
    comment = Comment.objects.filter(pk=event.object_id).exclude(text=BLANKED).first()
    if comment:
        name = _("The withdrawn comment, which no page shows") if comment.withdrawn_at else _("The comment itself")
        yield Place(name, f"{comment.address}#comment-{comment.pk}", partial(blank_comment, comment, event))
    yield from lines(Event.objects.about_any(Comment).filter(object_id=event.object_id), event)


def blank_comment(comment: Comment, event: Event, by: Actor, reason: str, now: datetime) -> None:
    """Its author and its day stay; nobody can read or restore what it said."""
    comment.lock_seen(None)
    comment.save_seen(None, {"text": BLANKED})
    history.record(
        by=by,
        verb="office.comment_blanked",
        obj=comment,
        code=comment.object_code,
        label=comment.object_label,
        unit=event.unit,
        reason=reason,
        under=Permission.HISTORY_REDACT,
        over=event,
        at=now,
    )
