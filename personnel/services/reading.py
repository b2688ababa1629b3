"""That an auditor has read names is written down, where the person whose name it is can see it. Nothing else is written with
it, so that `record_all` alone is the transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time

from django.db import models
from django.db.models import Exists, OuterRef
from django.db.models.functions import Cast

from accounts.history import Row, record_all
from accounts.models import Event, User
from accounts.permissions import Permission
from personnel.access.people import is_noted
from personnel.models import Officer
from plan.moment import HANOI, day_of

LISTED, OPENED = "personnel.officer_listed", "personnel.officer_read"


def note_listed(*, officers: Iterable[Officer], by: User, now: datetime) -> int:
    """Names that stood in a list: once a day for each reader and officer. Answers how many were new."""
    rows = {officer.pk: officer for officer in officers}
    if all(hasattr(officer, "was_listed") for officer in rows.values()):
        known = {pk for pk, officer in rows.items() if getattr(officer, "was_listed", False)}
    else:
        asked = Officer.objects.filter(_listed(by, now), pk__in=list(rows)).order_by()
        known = set(asked.values_list("pk", flat=True))
    new = [rows[pk] for pk in rows.keys() - known]
    record_all(_row(LISTED, officer, by, now) for officer in sorted(new, key=lambda officer: officer.pk))
    return len(new)


def with_listed(officers: models.QuerySet[Officer], by: User, now: datetime) -> models.QuerySet[Officer]:
    """Each with `was_listed`, so that a page with few questions to spare has noted its reading in one statement less."""
    return officers.annotate(was_listed=_listed(by, now))


def _listed(by: User, now: datetime) -> Exists:
    """Whether the reader has been noted today of the officer."""
    midnight = datetime.combine(day_of(now), time.min, HANOI)
    about = Event.objects.filter(object_kind=Officer._meta.label_lower, object_id=Cast(OuterRef("pk"), models.CharField()))
    return Exists(about.filter(verb=LISTED, by=by, at__gte=midnight))


def note_opened(*, officer: Officer, by: User, now: datetime) -> None:
    """The page of one person: every time."""
    record_all([_row(OPENED, officer, by, now)])


def note_lines(events: list[Event], by: User, now: datetime, opened: bool) -> None:
    """Lines of the history about officers, read by who reads names under note: those that say something count as names in a list,
    one that was `opened` as the officer's page, whatever it says, unless it tells of a reading itself."""
    if not is_noted(by):
        return
    keys = {int(event.object_id) for event in events if event.body.says_something or (opened and event.verb not in {LISTED, OPENED})}
    officers = Officer.objects.filter(pk__in=keys).select_related("unit")
    if not opened:
        note_listed(officers=with_listed(officers, by, now), by=by, now=now)
        return
    for officer in officers:
        note_opened(officer=officer, by=by, now=now)


def _row(verb: str, officer: Officer, by: User, now: datetime) -> Row:
    return Row(
        by=by,
        verb=verb,
        obj=officer,
        code=str(officer.pk),
        label=officer.label,
        unit=officer.unit,
        under=Permission.OFFICERS_READ,
        at=now,
    )
