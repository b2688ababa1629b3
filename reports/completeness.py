"""Who has sent a report and who has not: the one classification that pages, API, compiled report and home share.

Every obligation in force (not void) has one standing at an instant, so the standings sum to the obligations in force.
Beside it stands how far the review of what was sent has come. The rows are classified in SQL by
`Obligation.objects.standing(at)`; a test holds it to a plain function over random histories.

    expected = owed = on time + late + nil + not due yet + missing (a waived report is not expected, a void one never was)
    received = on time + late + nil = waiting + returned + withdrawn + accepted + reopened (sent at least once)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, time, timedelta
from typing import Any, Self

from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from plan.moment import HANOI, Moment


class Standing(models.TextChoices):
    """The first submission is judged by the due time, an extension counted; later versions change nothing of it."""

    ON_TIME = "on_time", pgettext_lazy("quarterly report", "On time")
    LATE = "late", pgettext_lazy("quarterly report", "Late")
    NIL = "nil", _("Nil return")  # the version sent last says so; its being late is kept beside
    WAIVED = "waived", _("Waived")
    NOT_DUE = "not_due", _("Not due yet")
    MISSING = "missing", _("Not sent")


class Review(models.TextChoices):
    """Of the version sent last; empty where nothing has been sent."""

    NONE = "", _("Nothing sent")
    WAITING = "waiting", _("Waits for review")
    RETURNED = "returned", pgettext_lazy("quarterly report", "Returned")
    WITHDRAWN = "withdrawn", pgettext_lazy("quarterly report", "Taken back by the unit")
    ACCEPTED = "accepted", pgettext_lazy("quarterly report", "Accepted")
    REOPENED = "reopened", pgettext_lazy("quarterly report", "Reopened")  # the accepted version stands until the next one


RECEIVED = (Standing.ON_TIME, Standing.LATE, Standing.NIL)
UNSENT = (Standing.MISSING, Standing.NOT_DUE)
OWED = (*RECEIVED, *UNSENT)
CAME_BACK = (Review.RETURNED, Review.WITHDRAWN, Review.REOPENED)  # sent once, and to be sent again
# What a list may be narrowed to: a standing, or one of the sums of standings. "Not sent" is the name of one of them; the sum of
# what is overdue and what has time is called "not received".
GROUPS: Mapping[str, tuple[Standing, ...]] = {
    "owed": OWED,
    "received": RECEIVED,
    "unsent": UNSENT,
    **{one.value: (one,) for one in Standing},
}


def instant(moment: Moment, now: datetime) -> datetime:
    """The instant by which reports are classified: the end of the day asked about, never later than what is known.

    What a unit sends, a reviewer decides or the ministry waives is recorded at the instant at which it takes effect, so
    that one instant answers both clocks. What is owed is effective from the period's first day and known since it
    was added: `Obligation.objects.standing` takes `known` for that beside it.
    """
    end = datetime.combine(moment.on + timedelta(days=1), time.min, HANOI) - timedelta(microseconds=1)
    return min(end, moment.known or now, now)


@dataclass(frozen=True)
class Completeness:
    """How many reports stand where; sums add up field by field."""

    on_time: int = 0
    late: int = 0
    nil: int = 0
    nil_late: int = 0  # of the nil ones
    waived: int = 0
    not_due: int = 0
    missing: int = 0
    waiting: int = 0
    returned: int = 0
    withdrawn: int = 0
    accepted: int = 0
    reopened: int = 0

    @classmethod
    def of(cls, rows: Iterable[tuple[str, bool, str, int]]) -> Self:
        """From rows of (standing, is late, review, how many)."""
        found = dict.fromkeys((one.name for one in fields(cls)), 0)
        for standing, is_late, review, number in rows:
            found[standing] += number
            if standing == Standing.NIL and is_late:
                found["nil_late"] += number
            if review:
                found[review] += number
        return cls(**found)

    def __add__(self, other: Completeness) -> Completeness:
        return Completeness(**{one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(self)})

    @property
    def expected(self) -> int:
        return sum(getattr(self, one.value) for one in OWED)

    @property
    def received(self) -> int:
        return sum(getattr(self, one.value) for one in RECEIVED)

    @property
    def unsent(self) -> int:
        return sum(getattr(self, one.value) for one in UNSENT)

    @property
    def is_complete(self) -> bool:
        return self.received == self.expected

    def as_dict(self) -> dict[str, int]:
        return {"expected": self.expected, "received": self.received, **{one.name: getattr(self, one.name) for one in fields(self)}}


@dataclass(frozen=True)
class Department:
    """The counts of the units that one department follows, or of one region, or of one kind; code empty for units of none."""

    code: str
    name_vi: str
    name_en: str
    sort_key: str
    counts: Completeness = field(default_factory=Completeness)

    @property
    def name(self) -> str:
        return self.name_en if get_language() == "en" and self.name_en else self.name_vi


def by_department(rows: Iterable[tuple[Any, ...]]) -> list[Department]:
    """From rows of (code, name_vi, name_en, sort_key, standing, is late, review, how many), in the order of the names."""
    found: dict[tuple[str, str, str, str], list[tuple[str, bool, str, int]]] = {}
    for code, name_vi, name_en, sort_key, *counted in rows:
        found.setdefault((code or "", name_vi or "", name_en or "", sort_key or ""), []).append(tuple(counted))
    listed = [Department(*name, counts=Completeness.of(numbers)) for name, numbers in found.items()]
    return sorted(listed, key=lambda one: (not one.code, one.sort_key, one.code))


def by_key(rows: Iterable[tuple[Any, ...]], names: Mapping[str, tuple[str, str]]) -> list[Department]:
    """From rows of (key, standing, is late, review, how many), in the order of `names` (key: Vietnamese, English); what has no
    name stands last, under no key."""
    found: dict[str, list[tuple[str, bool, str, int]]] = {}
    for key, *counted in rows:
        found.setdefault(key if key in names else "", []).append(tuple(counted))
    order = [*names, ""]
    return [
        Department(key, *names.get(key, ("", "")), sort_key=str(place), counts=Completeness.of(found[key]))
        for place, key in enumerate(order)
        if key in found
    ]


def total(departments: Iterable[Department]) -> Completeness:
    return sum((one.counts for one in departments), Completeness())
