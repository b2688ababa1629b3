"""How those who would be reminded stand in the preview: pure wording."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from reports.chasing import Situation, situation
from reports.due import span
from reports.models import Obligation
from reports.reminders import Why
from reports.services.reminding import Candidate


@dataclass(frozen=True)
class Line:
    owed: Obligation
    situation: Situation
    people: tuple[User, ...]
    why: str
    skipped: str


def lines_of(found: Iterable[Candidate], now: datetime) -> list[Line]:
    return [
        Line(
            one.owed,
            situation(one.owed, now, is_now=True),
            one.to.people if one.to else (),
            _why(one.to.why) if one.to else "",
            _skipped(one, now),
        )
        for one in found
    ]


def _why(why: Why) -> str:
    words = {
        Why.OFFICER: "",
        Why.HEAD: _("head of the unit: it has no officer with an open account"),
        Why.DEPARTMENT: _("the department that follows it: nobody of the unit can be reached"),
    }
    return words.get(why, "")


def _skipped(one: Candidate, now: datetime) -> str:
    if one.reminded_at is not None:
        return _("reminded %(span)s ago") % {"span": span(now - one.reminded_at)}
    if one.to is None:
        return _("nobody can be reached by mail, neither in the unit nor in a department that follows it: invite somebody")
    return ""
