"""When a report is owed, on the clock of Hà Nội and on the mission's own, with what is left; and how long something takes:
pure, without a query and without a clock. Pages, mail and print write a due time through `Due` and in no other way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Unit
from plan.calendar import HANOI


@dataclass(frozen=True)
class Due:
    """A deadline in words. `there` is empty where the clock of the place shows the same as that of Hà Nội."""

    hanoi: str  # 17:00 ngày 17/12/2026 giờ Hà Nội
    there: str  # tức 11:00 giờ Paris
    left: str  # còn 2 ngày 4 giờ; quá hạn 3 giờ
    is_over: bool

    @property
    def clocks(self) -> str:
        """Where what is left says nothing: on paper, and once the report has been sent."""
        return f"{self.hanoi}, {self.there}" if self.there else self.hanoi

    @property
    def words(self) -> str:
        return f"{self.clocks}, {self.left}"


def due_of(unit: Unit, at: datetime, now: datetime) -> Due:
    """For a unit where it stands; its mission has been read with it."""
    mission = getattr(unit, "mission", None)
    return due_in_words(at, mission.time_zone, mission.text("city"), now) if mission else due_in_words(at, "", "", now)


def clocks_of(unit: Unit, at: datetime) -> str:
    """Any instant on both clocks."""
    return due_of(unit, at, at).clocks


def due_in_words(at: datetime, zone: str, place: str, now: datetime) -> Due:
    """`zone` is the IANA name of the place's time zone (empty: the place keeps the time of Hà Nội)."""
    over = now > at
    words = _("overdue by %(span)s") if over else _("%(span)s left")
    return Due(in_hanoi(at), elsewhere(at, zone, place), words % {"span": span(abs(at - now))}, over)


def in_hanoi(at: datetime) -> str:
    return _("%(when)s Hà Nội time") % {"when": _written(at.astimezone(HANOI))}


def elsewhere(at: datetime, zone: str, place: str) -> str:
    """The same instant on the clock of the place; with its day only where that is another one."""
    if not zone:
        return ""
    here, there = at.astimezone(HANOI), at.astimezone(ZoneInfo(zone))
    if here.replace(tzinfo=None) == there.replace(tzinfo=None):
        return ""
    when = f"{there:%H:%M}" if here.date() == there.date() else _written(there)
    return _("that is %(when)s in %(place)s") % {"when": when, "place": place or zone.rpartition("/")[2].replace("_", " ")}


def span(length: timedelta) -> str:
    """A length of time in its two largest units, cut off below: 2 ngày 4 giờ, 3 giờ 20 phút, 12 phút, dưới 1 phút."""
    minutes = int(length.total_seconds() // 60)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [
        (days, ngettext("%(n)s day", "%(n)s days", days)),
        (hours, ngettext("%(n)s hour", "%(n)s hours", hours)),
        (minutes, ngettext("%(n)s minute", "%(n)s minutes", minutes)),
    ]
    first = next((place for place, (n, _words) in enumerate(parts) if n), None)
    if first is None:
        return _("less than a minute")
    return " ".join(words % {"n": n} for n, words in parts[first : first + 2] if n)


def _written(at: datetime) -> str:
    return _("%(time)s on %(day)s") % {"time": f"{at:%H:%M}", "day": f"{at:%d/%m}/{at.year:04d}"}
