"""What stands on the page of a person's work: things to do in sections, numbers that open their rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

SHOWN, OPEN = 20, 5  # of a section: on the page, and without unfolding


@dataclass(frozen=True)
class Item:
    """One thing to do: its sign, what, until when, and the act."""

    sign: str
    what: str
    address: str
    note: str
    act: str
    act_address: str
    when: str = ""
    on: date | None = None
    late: bool = False

    @property
    def more(self) -> str:
        """What follows the act where the act alone does not say it: "Review" and " the report: …", not "Review" twice."""
        return self.what.removeprefix(self.act) if self.what.startswith(f"{self.act} ") else f": {self.what}"


@dataclass(frozen=True)
class Section:
    title: str | Promise
    items: list[Item]
    page: str | Promise = ""  # a page that says more, and its address
    page_address: str = ""

    @property
    def shown(self) -> list[Item]:
        return self.items[:SHOWN]

    @property
    def open(self) -> list[Item]:
        """What stands there at once, so that many things of one kind do not hide those of the next."""
        return self.items[: OPEN if len(self.items) > OPEN + 1 else SHOWN]

    @property
    def folded(self) -> list[Item]:
        return self.shown[len(self.open) :]

    @property
    def late(self) -> int:
        return sum(item.late for item in self.items)

    @property
    def hidden(self) -> int:
        return len(self.items) - len(self.shown)


@dataclass(frozen=True)
class Gap:
    """A number that keeps the plan from being whole, and the rows behind it."""

    label: str | Promise
    value: int
    address: str


def away(day: date | None, today: date) -> str:
    """How far a deadline is, before its date is said."""
    if day is None:
        return ""
    left = (day - today).days
    if left < 0:
        return ngettext("Overdue by %(n)s day", "Overdue by %(n)s days", -left) % {"n": _number(-left)}
    return ngettext("%(n)s day left", "%(n)s days left", left) % {"n": _number(left)} if left else _("Due today")


def _number(days: int) -> str:
    return number_format(days, force_grouping=True)
