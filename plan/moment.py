"""The two clocks of a question (design rule 2): effective by which day, as recorded by which instant."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.days import FIRST, LAST

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
_SHAPE = re.compile(r"\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d\d-\d\d", re.ASCII)


class NoSuchDay(ValueError):
    """Written as a day, but the calendar has none such: 31/02/2026."""


# As a link of ours writes an instant, or as a person types one; datetime.fromisoformat alone would take weeks and more.
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+ -]\d\d:?\d\d)?", re.ASCII)


def day_of(instant: datetime) -> date:
    """The day in Hà Nội."""
    return instant.astimezone(HANOI).date()


@dataclass(frozen=True)
class Moment:
    """How things stood on the day `on`, as known at the instant `known` (None: as known now)."""

    on: date
    known: datetime | None
    today: date

    @classmethod
    def now(cls, now: datetime) -> Moment:
        return cls(on=day_of(now), known=None, today=day_of(now))

    @classmethod
    def read(cls, params: Mapping[str, str], now: datetime) -> Moment:
        """From ?on= (dd/mm/yyyy or ISO) and ?known= (an ISO instant, or a day, which means its end in Hà Nội)."""
        today = day_of(now)
        on, known, errors = today, None, {}
        try:
            on = _day(params.get("on", "").strip(), today)
        except NoSuchDay:
            errors["on"] = _("There is no such day in the calendar: %(typed)s.") % {"typed": params["on"].strip()}
        except ValueError:
            errors["on"] = _("“%(value)s” is not a day between 1945 and 2099. Write it as 31/12/2026.") % {"value": params["on"][:40]}
        try:
            known = _instant(params.get("known", "").strip())
        except ValueError:
            typed = {"value": params["known"][:40]}
            errors["known"] = _("“%(value)s” is not a moment. Write it as 31/12/2026 or 2026-12-31T17:00+07:00.") % typed
        if errors:
            raise ValidationError(errors)
        return cls(on=on, known=known if known and known < now else None, today=today)

    @property
    def is_now(self) -> bool:
        return self.on == self.today and self.known is None

    @property
    def is_retold(self) -> bool:
        """A past day as it is known now: what was learnt of it since is told with it."""
        return self.on < self.today and self.known is None

    @property
    def is_to_come(self) -> bool:
        """A day that nobody can know yet: what is shown is how things stand today, carried forward to its deadlines."""
        return self.on > self.today

    @property
    def as_it_stands(self) -> bool:
        """Whether the current columns answer: no fact is effective after the day it is recorded, so a later day adds none."""
        return self.on >= self.today and self.known is None

    @property
    def ends_at(self) -> datetime:
        """The first instant in Hà Nội that is no longer of the day."""
        return datetime.combine(self.on + timedelta(days=1), time.min, HANOI)

    @property
    def query(self) -> str:
        """What a link carries to stay at this moment: empty for today as known now."""
        parts = {} if self.on == self.today else {"on": self.on.isoformat()}
        if self.known is not None:
            parts["known"] = self.known.astimezone(UTC).isoformat().replace("+00:00", "Z")
        return urlencode(parts)

    def knows(self, at: datetime) -> bool:
        """Whether what was recorded at the instant is known."""
        return self.known is None or at <= self.known

    def has_seen(self, at: datetime) -> bool:
        """Whether what was done at the instant is known, and was done by the end of the day."""
        return self.knows(at) and day_of(at) <= self.on


def _day(text: str, today: date) -> date:
    if not text:
        return today
    day = _parse_day(text)
    if not FIRST <= day <= LAST:
        raise ValueError(text)
    return day


def _instant(text: str) -> datetime | None:
    if not text:
        return None
    if len(text) <= 10:
        # The first instant that is no longer of the day: what was recorded on the day itself is known.
        instant = datetime.combine(_day(text, date.min) + timedelta(days=1), time.min, HANOI) - timedelta(microseconds=1)
    elif _INSTANT.fullmatch(text):
        # A "+" in an address that was not escaped arrives as a space.
        instant = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
    else:
        raise ValueError(text)
    instant = instant if instant.tzinfo else instant.replace(tzinfo=HANOI)
    if not FIRST <= instant.date() <= LAST:
        raise ValueError(text)
    return instant.astimezone(UTC)


def _parse_day(text: str) -> date:
    if not _SHAPE.fullmatch(text):
        raise ValueError(text)
    year, month, day = text.split("/")[::-1] if "/" in text else text.split("-")
    try:
        return date(int(year), int(month), int(day))
    except ValueError as error:
        raise NoSuchDay(text) from error
