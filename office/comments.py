"""What people say about an object of any app. This module knows no app: the page hands over a `Subject`.

A page shows `thread(...)`, posts through `write`, and asks `access` of its own app who may.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists
from django.utils.translation import gettext as _

from accounts import history
from accounts.folding import clean, shortened
from accounts.models import Unit, User
from accounts.permissions import Permission
from office.models import Comment, Mention

SHOWN = 20


@dataclass(frozen=True)
class Subject:
    """What is spoken of: under which kind, code and name, on which page, in whose area, and who may read it."""

    kind: str
    code: str
    label: str
    address: str
    unit: Unit | None
    may_read: Callable[[User], bool]


@dataclass(frozen=True)
class Thread:
    comments: list[Comment]
    hidden: int  # older ones that are not shown

    @property
    def total(self) -> int:
        return sum(comment.withdrawn_at is None for comment in self.comments) + self.hidden


def said_of(kind: str, code: Any) -> Exists:
    """A column for the query that reads the object itself: whether anything has been said about it. `code`: a value
    or an expression of that query."""
    return Exists(Comment.objects.filter(object_kind=kind, object_code=code))


def thread(*, kind: str, code: str, user: User, now: datetime, whole: bool = False) -> Thread:
    """What was said, oldest first: the latest of it and what calls the person, unless the whole is asked for. What calls the
    person is read by that."""
    said = Comment.objects.on(kind, code)
    rows = list((said if whole else said.said_last(SHOWN, user)).read_by(user))
    calling = [row.pk for row in rows if row.calls_me]  # type: ignore[attr-defined]
    if calling:
        Mention.objects.unread(user).filter(comment__in=calling).update(read_at=now)
    return Thread(rows, 0 if whole or not rows else rows[0].of_all - len(rows))  # type: ignore[attr-defined]


def unread(user: User) -> list[Mention]:
    """Where others have named the person, who has not been there since; the oldest first."""
    return list(Mention.objects.unread(user).select_related("comment__author").order_by("comment__at"))


@transaction.atomic
def write(*, subject: Subject, by: User, text: str, language: str, mentioned: Iterable[User], now: datetime) -> Comment:
    """What the person has just said there, and nobody since, is not said again: a button pressed twice sends it twice."""
    text = _needed(text)
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # of two at once the second finds what the first has said
    last = Comment.objects.on(subject.kind, subject.code).last()
    if last and (last.author_id, last.text, last.withdrawn_at) == (by.pk, text, None):
        return last
    comment = Comment.objects.create(
        object_kind=subject.kind,
        object_code=subject.code,
        object_label=shortened(subject.label, 300),
        address=subject.address,
        author=by,
        text=text,
        language=language,
        at=now,
    )
    _call(comment, mentioned)
    _record("office.commented", comment, subject.unit, by, now, {"text": ("", text)})
    return comment


@transaction.atomic
def edit(
    *, comment: Comment, unit: Unit | None, by: User, text: str, mentioned: Iterable[User], now: datetime, seen: int | None
) -> Comment:
    """Only its author edits a comment; what it said before stays in the history. `unit`: in whose area the object is."""
    comment.lock_seen(seen)
    _must_stand(comment)
    if comment.author_id != by.pk:
        raise ValidationError(_("Only its author can change a comment."))
    text = _needed(text)
    if text == comment.text:
        return comment
    changes = {"text": (comment.text, text)}
    comment.save_seen(None, {"text": text, "edited_at": now})
    _call(comment, mentioned)
    _record("office.comment_edited", comment, unit, by, now, changes)
    return comment


@transaction.atomic
def withdraw(*, comment: Comment, unit: Unit | None, by: User, now: datetime, seen: int | None) -> Comment:
    """It is no longer shown; that there was one is, and the history keeps what it said."""
    comment.lock_seen(seen)
    _must_stand(comment)
    comment.save_seen(None, {"withdrawn_at": now})
    _record("office.comment_withdrawn", comment, unit, by, now, {"text": (comment.text, "")})
    return comment


def _must_stand(comment: Comment) -> None:
    if comment.withdrawn_at is not None:
        raise ValidationError(_("This comment has been withdrawn."))


def _needed(text: str) -> str:
    if not (text := clean(text).strip()):
        raise ValidationError({"text": _("Write something.")})
    return text


def _call(comment: Comment, people: Iterable[User]) -> None:
    """Each once, never oneself; who was called before is not called again."""
    rows = [Mention(comment=comment, user=person) for person in people if person.pk != comment.author_id]
    Mention.objects.bulk_create(rows, ignore_conflicts=True)


def _record(verb: str, comment: Comment, unit: Unit | None, by: User, now: datetime, changes: dict[str, tuple[str, str]]) -> None:
    history.record(
        by=by,
        verb=verb,
        obj=comment,
        code=comment.object_code,
        label=comment.object_label,
        unit=unit,
        changes=changes,
        under=Permission.COMMENT_WRITE,
        over=unit,
        at=now,
    )
