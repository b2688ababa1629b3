"""The heads of the history chain as they are written outside the database: who makes the chain anew cannot make the file anew.

Each line is `EVENT HASH TIME`, the newest last. A database that was brought back from a copy lacks the heads written since the
copy was made; that it does so for a reason stands in the same file, as `restored EVENT HASH TIME`, and in the history.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import history
from accounts.history import System
from accounts.models import Event, Seal

logger = logging.getLogger("history")
PAGE = 500  # lines compared at once
END = 400  # bytes in which the last line stands
RESTORED = "restored"


def publish(now: datetime) -> None:
    """Write the newest head unless it stands there already, so that what one turn could not write the next one does."""
    head = Seal.objects.order_by("-id").first()
    if head is None or _last() == (str(head.event_id), head.hash):
        return
    logger.info("sealed up to event %s: %s", head.event_id, head.hash)
    _write(str(head.event_id), head.hash, now.isoformat())


def missing() -> Iterator[tuple[int, str]]:
    """Event and hash of each head in the file that the chain does not hold and of which no line says why."""
    restored = [(number, int(words[1])) for number, words in _lines() if len(words) == 4 and words[0] == RESTORED and words[1].isdigit()]
    for head in _compared():
        if not head.is_held and not any(later > head.line and head.event > kept for later, kept in restored):
            yield head.event, head.hash


def is_behind(before: datetime) -> bool:
    """Whether the newest head that was sealed before then stands in no line of the file: it could not be written since."""
    head = Seal.objects.filter(at__lt=before).order_by("-id").first()
    return head is not None and not any(words[0].isdigit() and int(words[0]) >= head.event_id for _number, words in _lines())


@transaction.atomic
def note_restore(*, reason: str, by: System, now: datetime, always: bool = False) -> Event | None:
    """The database was brought back from a copy: the heads written since the copy was made are lost with it, and say so in the file
    and in the history. Where the chain holds every head the file is left, and the history says so only if `always`; None if not.

    ValidationError where a head that the chain holds stands between those that it lacks: no copy looks like that."""
    if not reason.strip():
        raise ValidationError(_("Say why the database was brought back from a copy."))
    lost = set(missing())
    if not lost:
        newest = Seal.objects.order_by("-id").values_list("event_id", flat=True).first() or 0
        return _told(newest, reason, by, now) if always else None
    kept, stored, met = 0, "-", 0
    for head in _compared():
        if (head.event, head.hash) in lost:
            met += 1
        elif head.is_held and 0 < met < len(lost):
            raise ValidationError(_("Heads are missing in the midst of the chain: that is not what a copy brought back looks like."))
        elif head.is_held and not met:
            kept, stored = head.event, head.hash
    told = _told(kept, reason, by, now)
    _write(RESTORED, str(kept), stored, now.isoformat())
    return told


def _told(kept: int, reason: str, by: System, now: datetime) -> Event:
    return history.record(by=by, verb="history.restored", obj=Seal(pk=0), code=str(kept), label=f"#{kept}", reason=reason, at=now)


def exists() -> bool:
    return _file().exists()


@dataclass(frozen=True)
class _Head:
    line: int
    event: int
    hash: str
    is_held: bool  # by the chain


def _compared() -> Iterator[_Head]:
    lines = ((number, int(words[0]), words[1]) for number, words in _lines() if len(words) == 3 and words[0].isdigit())
    while page := list(islice(lines, PAGE)):
        found = set(Seal.objects.filter(hash__in=[stored for _n, _e, stored in page]).values_list("event_id", "hash"))
        yield from (_Head(number, event, stored, (event, stored) in found) for number, event, stored in page)


def _file() -> Path:
    return Path(settings.SEAL_HEADS_FILE)


def _write(*words: str) -> None:
    _file().parent.mkdir(parents=True, exist_ok=True)
    with _file().open("a", encoding="ascii") as lines:
        lines.write(" ".join(words) + "\n")


def _last() -> tuple[str, ...]:
    """Event and hash of the last line; empty where there is none."""
    if not exists():
        return ()
    with _file().open("rb") as file:
        file.seek(max(0, file.seek(0, 2) - END))
        end = file.read().decode("ascii", "replace").splitlines()
    return tuple(end[-1].split()[:2]) if end else ()


def _lines() -> Iterator[tuple[int, list[str]]]:
    if not exists():
        return
    with _file().open(encoding="ascii", errors="replace") as lines:
        for number, line in enumerate(lines):
            if words := line.split():
                yield number, words
