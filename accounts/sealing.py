"""The chain over the history: `seal` adds committed events to it, `verify` walks it, `redact` blanks one body.

A link is the hash of the link before it and of an event's header. The header holds a salted digest of the body and not
the body itself, so that blanking a body leaves the chain whole. The head is also written outside the database.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from accounts import heads, history, triggers
from accounts.history import Actor
from accounts.models import Event, EventBody, Seal, User
from accounts.models.history import HEADER, digest_of, header_of, link_of
from accounts.permissions import Permission, can

logger = logging.getLogger("history")
GENESIS = "0" * 64
BATCH = 2000
SEALED_WITHIN = timedelta(minutes=5)
SETTLED = timedelta(days=1)  # what was written before the newest link of then has been committed by now, or is left to `whole`
BODY = ("body__changes", "body__reason", "body__salt", "body__redacted_at")


@dataclass(frozen=True)
class Fault:
    """Something that is not as it was written; `event` is the first event by which it shows."""

    event: int | None
    text: str
    warning: bool = False
    kind: str = "history"  # also "trigger" and "frozen", for who counts them apart


_also: list[Callable[[datetime], Iterable[Fault]]] = []


def register(check: Callable[[datetime], Iterable[Fault]]) -> None:
    """Called by an app when it starts: what else, outside the history, is told by `verify` when it is not as it was written."""
    _also.append(check)


def seal(now: datetime, *, whole: bool = False) -> int:
    """Link what is committed and not yet sealed, in the order of ids; how many were linked.

    A smaller id can commit after a greater one is sealed. So each turn looks at the events of a day, and not at the years before
    them; `whole`, once a day, at all of them, for a transaction that was open longer than that.

    Of two sealers at once one wins: both would follow the same link, and `previous` is unique.
    """
    count, last = 0, 0 if whole else _settled(now)
    try:
        while links := _next_links(now, last):
            with transaction.atomic():
                Seal.objects.bulk_create(links)
            count, last = count + len(links), links[-1].event_id
    except IntegrityError:
        logger.info("another sealer was faster")
    heads.publish(now)
    return count


def _settled(now: datetime) -> int:
    """The greatest event among the last links of a day ago: one of them alone may be of an event that came late."""
    links = Seal.objects.filter(at__lt=now - SETTLED).order_by("-id")
    return max(links.values_list("event_id", flat=True)[:BATCH], default=0)


def _next_links(now: datetime, after: int) -> list[Seal]:
    """Read outside the transaction that writes, so that on SQLite nobody waits for the reading."""
    head = Seal.objects.order_by("-id").values_list("hash", flat=True).first() or GENESIS
    links = []
    for event in Event.objects.unsealed(beyond=after)[:BATCH]:
        links.append(Seal(event=event, previous=head, hash=link_of(head, event.header()), at=now))
        head = links[-1].hash
    return links


def verify(now: datetime, *, last: int | None = None) -> Iterator[Fault]:
    """Walk the whole chain, or so many of its last links, in pages, and tell every fault as it is met."""
    for name in triggers.missing(connection):
        yield no_refusal(name)
    yield from _walk(*_before(last))
    yield from _unsealed(now)
    yield from _published(now)
    for check in _also:
        yield from check(now)


def no_refusal(trigger: str) -> Fault:
    return Fault(None, f"the trigger {trigger} is missing or was altered: the database does not refuse changes", kind="trigger")


def _before(last: int | None) -> tuple[int, str]:
    """The link after which the walk begins, and its hash, which is taken as it stands."""
    links = Seal.objects.order_by("-pk").values_list("pk", "hash")
    return (links[last : last + 1].first() if last is not None else None) or (0, GENESIS)


def _walk(last: int, head: str) -> Iterator[Fault]:
    while page := list(Seal.objects.filter(pk__gt=last).order_by("pk").values_list("pk", "event_id", "previous", "hash")[:BATCH]):
        events = {row[0]: row for row in _rows(seal__pk__gt=last, seal__pk__lte=page[-1][0])}
        for _pk, event, previous, stored in page:
            if previous != head:
                yield Fault(event, "the chain is broken before this event: links are missing or were put in")
            if event not in events:
                yield Fault(event, "the event is gone, its link is still there")
            else:
                yield from _compared(events[event], previous, stored)
            head = stored
        last = page[-1][0]


def _rows(**which: Any) -> Iterable[tuple[Any, ...]]:
    return Event.objects.filter(**which).order_by().values_list(*HEADER, *BODY)


def _compared(row: tuple[Any, ...], previous: str, stored: str) -> Iterator[Fault]:
    if link_of(previous, header_of(row[: len(HEADER)])) != stored:
        yield Fault(row[0], "who, what or when was altered after it was sealed")
    yield from _body(row)


def _body(row: tuple[Any, ...]) -> Iterator[Fault]:
    event, digest = row[0], row[len(HEADER) - 1]
    changes, reason, salt, redacted_at = row[len(HEADER) :]
    if salt is None:
        yield Fault(event, "the content is gone")
    elif redacted_at is not None:
        if changes or reason or not _redaction_of(event):
            yield Fault(event, "the content was blanked without a line in the history that says so")
    elif digest_of(changes, reason, salt) != digest:
        yield Fault(event, "old value, new value or reason was altered")


def _redaction_of(event: int) -> bool:
    return Event.objects.filter(verb="history.redact", object_kind="accounts.event", object_id=str(event)).exists()


def _unsealed(now: datetime) -> Iterator[Fault]:
    late = Event.objects.unsealed().filter(at__lt=now - SEALED_WITHIN).values_list("pk", flat=True).first()
    if late is not None:
        yield Fault(late, "not sealed for more than five minutes: does the worker run?", warning=True)
    last = 0
    while ids := list(Event.objects.unsealed(beyond=last).values_list("pk", flat=True)[:BATCH]):
        for row in _rows(pk__in=ids):
            yield from _body(row)
        last = ids[-1]


def _published(now: datetime) -> Iterator[Fault]:
    if not heads.exists():
        if Seal.objects.exists():
            file = settings.SEAL_HEADS_FILE
            yield Fault(None, f"{file} is missing: the chain cannot be compared with what was written outside", warning=True)
        return
    if heads.is_behind(now - SEALED_WITHIN):
        yield Fault(None, f"{settings.SEAL_HEADS_FILE} lacks the newest head for more than five minutes: can it be written?", warning=True)
    for event, stored in heads.missing():
        yield Fault(event, f"the head {stored[:12]}… written outside is not in the chain")


@transaction.atomic
def redact(*, event: Event, by: Actor, reason: str, now: datetime) -> Event:
    """Blank the body of one event (a secret typed by mistake, a person's right, the time of retention); the history says who
    did it and why."""
    if isinstance(by, User) and not can(by, Permission.HISTORY_REDACT, event):
        raise PermissionDenied
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the content is blanked.")})
    blanked = EventBody.objects.filter(pk=event.pk, redacted_at__isnull=True).update(changes={}, reason="", salt="", redacted_at=now)
    if not blanked:
        raise ValidationError(_("The content of this line has been blanked already."))
    return history.record(
        by=by,
        verb="history.redact",
        obj=event,
        code=str(event.pk),
        # An address would stand in one more header, which can never be blanked.
        label=f"#{event.pk}" if "@" in event.object_code else f"#{event.pk} {event.object_code}",
        unit=event.unit,
        reason=reason,
        under=Permission.HISTORY_REDACT,
        at=now,
    )
