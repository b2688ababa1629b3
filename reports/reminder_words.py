"""The words of reminders, in the language of who reads them: wording without a query and without a clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.folding import lower
from accounts.models import User
from office.outbox import KINDS, Letter, absolute, off_address
from reports.chasing import roughly
from reports.completeness import Review
from reports.due import Due, clocks_of, due_of
from reports.models import Obligation
from reports.reminders import Cause, Why

BEFORE, DUTY, REVIEW = "report-before", "report-due", "report-review"


@dataclass(frozen=True)
class Item:
    """A report of which a person is reminded, and why this person; the row after `standing`."""

    row: Obligation
    person: User
    why: Why
    cause: Cause

    @property
    def is_reopened(self) -> bool:
        return self.cause == Cause.RETURNED and self.row.review == Review.REOPENED

    @property
    def is_taken_back(self) -> bool:
        """By the unit itself: nobody is told that the department returned it."""
        return self.cause == Cause.RETURNED and self.row.review == Review.WITHDRAWN


@dataclass(frozen=True)
class Shown:
    """One report in a mail."""

    title: str
    unit: str
    due: Due | None
    returned: str
    taken_back: str
    reopened: str
    by: str  # who returned it, took it back or reopened it
    reason: str
    address: str
    nil_address: str


def letter(kind: str, items: Sequence[Item], event: str, now: datetime) -> Letter:
    """One mail about all that a person owes now."""
    person = items[0].person
    with translation.override(person.language):
        context = {
            "name": person.name,
            "items": [_shown(item, now) for item in items],
            "because": _because(items),
            "by_hand": items[0].cause == Cause.HAND,
            "off": off_address(person, kind) if KINDS[kind].is_optional else "",
            "choice": absolute(reverse("office:my-mail")),
        }
        text = render_to_string("reports/mail/reminder.txt", context)
        return Letter(kind, event, person, _subject(items, now), _tidy(text))


def _subject(items: Sequence[Item], now: datetime) -> str:
    if len(items) > 1:
        return ngettext("%(n)s report to send", "%(n)s reports to send", len(items)) % {"n": len(items)}
    item = items[0]
    said = {"report": lower(item.row.period.name), "unit": item.row.unit.name}
    if item.is_taken_back:
        return _("Taken back, to be sent again: report of %(report)s, %(unit)s") % said
    if item.is_reopened:
        return _("Reopened, to be sent again: report of %(report)s, %(unit)s") % said
    if item.cause == Cause.RETURNED:
        return _("Returned, to be sent again: report of %(report)s, %(unit)s") % said
    said["span"] = roughly(abs(item.row.due_then - now))
    if item.row.due_then < now:
        return _("Overdue by %(span)s: report of %(report)s, %(unit)s") % said
    return _("%(span)s left: report of %(report)s, %(unit)s") % said


def _shown(item: Item, now: datetime) -> Shown:
    row = item.row
    again = item.cause == Cause.RETURNED
    back = clocks_of(row.unit, row.returned_at) if again and row.returned_at else ""
    codes = [row.period.code, row.unit.code]
    return Shown(
        title=row.period.name,
        unit=row.unit.name,
        due=None if again else due_of(row.unit, row.due_then, now),
        returned="" if item.is_taken_back or item.is_reopened else back,
        taken_back=back if item.is_taken_back else "",
        reopened=back if item.is_reopened else "",
        by=(row.returned_by or "") if again else "",
        reason=(row.return_reason or "")[:1000] if again else "",
        address=absolute(reverse("reports:quarterly", args=codes)),
        nil_address="" if again else absolute(reverse("reports:quarterly-nil", args=codes)),
    )


def _because(items: Sequence[Item]) -> str:
    """Why this person receives it."""
    said = {"unit": items[0].row.unit.name}
    sentences = {
        Why.OFFICER: _("You receive this because you write the reports of this unit: %(unit)s."),
        Why.HEAD: _("You receive this as head of a unit that has no officer with an open account here: %(unit)s."),
        Why.DEPARTMENT: _("You receive this because your department follows a unit in which nobody can be reached by mail: %(unit)s."),
        Why.REVIEWER: _("You receive this because your department reviews these reports."),
    }
    if items[0].why == Why.DEPARTMENT and len(items) > 1:
        return _("You receive this because your department follows these units, in which nobody can be reached by mail.")
    return sentences[items[0].why] % said


def review_letter(items: Sequence[Item], new: int, event: str, now: datetime) -> Letter:
    """One line for each period on what waits for a reviewer, the longest waiting first."""
    person = items[0].person
    with translation.override(person.language):
        n = len(items)
        waits = ngettext("%(n)s report waits for your review", "%(n)s reports wait for your review", n) % {"n": n}
        context = {
            "name": person.name,
            "line": _line(waits, items, new, now),
            "addresses": list(dict.fromkeys(_register(item) for item in items)),
            "because": _because(items),
            "off": off_address(person, REVIEW),
            "choice": absolute(reverse("office:my-mail")),
        }
        return Letter(REVIEW, event, person, waits, _tidy(render_to_string("reports/mail/review.txt", context)))


def _line(waits: str, items: Sequence[Item], new: int, now: datetime) -> str:
    longest = roughly(now - min(item.row.sent_at for item in items))
    return _("%(waits)s, %(new)s of them new; the longest has waited for %(span)s.") % {"waits": waits, "new": new, "span": longest}


def _register(item: Item) -> str:
    return absolute(reverse("reports:period", args=[item.row.period.code]) + "?review=waiting")


def _tidy(text: str) -> str:
    """As templates leave it: no run of empty lines, none at the ends."""
    lines = [line.rstrip() for line in text.strip().splitlines()]
    kept = [line for place, line in enumerate(lines) if line or (place and lines[place - 1])]
    return "\n".join(kept) + "\n"
