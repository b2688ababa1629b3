"""The words for who has sent a report and who is silent: pure wording, without a query and without a clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.folding import lower
from plan.models import Period
from plan.moment import day_of
from reports.completeness import UNSENT, Completeness, Review, Standing
from reports.due import clocks_of, due_in_words, due_of, in_hanoi, span
from reports.models import Obligation, QuarterlyReport

SIGNS = {
    Standing.ON_TIME: "ontime",
    Standing.LATE: "late",
    Standing.NIL: "nil",
    Standing.WAIVED: "waived",
    Standing.NOT_DUE: "within",
    Standing.MISSING: "overdue",
}
REVIEW_SIGNS = {
    Review.WAITING: "wait",
    Review.RETURNED: "risk",
    Review.WITHDRAWN: "within",
    Review.ACCEPTED: "good",
    Review.REOPENED: "within",
}


@dataclass(frozen=True)
class Situation:
    """How one unit stands: a sign and words, then what is to be known beside."""

    sign: str
    words: str
    notes: list[str]
    review_sign: str
    review: str


def situation(row: Obligation, at: datetime, *, is_now: bool) -> Situation:
    """After `standing(at)` and `with_counted(at)`. Whether a report has been begun is known of the present alone."""
    standing, review = Standing(row.standing), Review(row.review)
    notes = []
    if row.due_then != row.period.due_at:
        notes.append(_("Extended to %(when)s: %(reason)s") % {"when": clocks_of(row.unit, row.due_then), "reason": row.reason})
    if standing == Standing.WAIVED:
        notes.append(row.reason)
    if review:
        notes.append(_("Sent at %(when)s") % {"when": in_hanoi(_sent_at(row))})
        if row.is_counted and review != Review.ACCEPTED:
            notes.append(_("The version accepted before counts until the next one is accepted"))
    elif is_now and _is_begun(row):
        notes.append(_("Being written"))
    return Situation(SIGNS[standing], _words(row, at), notes, REVIEW_SIGNS.get(review, ""), str(review.label) if review else "")


def _words(row: Obligation, at: datetime) -> str:
    if row.standing == Standing.MISSING:
        return _("Not sent, overdue by %(span)s") % {"span": roughly(at - row.due_then)}
    if row.is_late:
        late = roughly(_sent_at(row) - row.due_then)
        words = _("Nil return, late by %(span)s") if row.standing == Standing.NIL else _("Late by %(span)s")
        return words % {"span": late}
    return str(Standing(row.standing).label)


def _sent_at(row: Obligation) -> datetime:
    return row.report.first_submitted_at or row.due_then  # what has been sent was sent at some time


def _is_begun(row: Obligation) -> bool:
    return hasattr(row, "report") and row.report.state == QuarterlyReport.State.DRAFT


def roughly(length: timedelta) -> str:
    """Whole days; below one day to the minute."""
    return span(timedelta(days=length.days) if length.days else length)


def standing_word(standing: str, is_late: bool) -> str:
    """For the middle of a sentence."""
    if not standing:
        return _("nothing owed")
    word = lower(str(Standing(standing).label))
    return _("%(word)s, late") % {"word": word} if is_late and standing == Standing.NIL else word


def counted(standings: Iterable[str]) -> str:
    """A strip in words: "8 quarters: 5 on time, 2 late, 1 not sent"."""
    listed = list(standings)
    parts = [(standing_word(one, False), listed.count(one)) for one in (*Standing.values, "")]
    said = ", ".join(_("%(n)s %(what)s") % {"n": n, "what": what} for what, n in parts if n)
    return ngettext("%(n)s period: %(said)s", "%(n)s periods: %(said)s", len(listed)) % {"n": len(listed), "said": said}


def conclusion(counts: Completeness, period: Period, at: datetime) -> str:
    """What the register of a period comes to; the title of its page."""
    said = {"period": lower(period.name), "n": counts.missing, "expected": counts.expected, "received": counts.received}
    if not counts.expected:
        return _("No report is expected for %(period)s") % said
    if counts.is_complete:
        words = ngettext(
            "The %(expected)s report expected of %(period)s has been received",
            "All %(expected)s reports of %(period)s have been received",
            counts.expected,
        )
        return words % said
    if counts.missing:
        return ngettext(
            "%(n)s unit has not sent the report of %(period)s", "%(n)s units have not sent the report of %(period)s", counts.missing
        ) % said  # fmt: skip
    if period.due_at < at:
        said["n"] = counts.not_due
        return ngettext(
            "%(received)s of %(expected)s reports of %(period)s received; %(n)s unit has more time",
            "%(received)s of %(expected)s reports of %(period)s received; %(n)s units have more time",
            counts.not_due,
        ) % said  # fmt: skip
    return _("%(received)s of %(expected)s reports of %(period)s received, %(left)s left") % {**said, "left": roughly(period.due_at - at)}


def conclusion_of_one(row: Obligation, at: datetime) -> str:
    """The same for somebody who reads the row of one unit alone."""
    said = {"unit": row.unit.name, "period": lower(row.period.name)}
    if row.standing == Standing.WAIVED:
        return _("%(unit)s: waived from the report of %(period)s") % said
    if row.standing == Standing.MISSING:
        return _("%(unit)s: the report of %(period)s has not been sent") % said
    if row.standing == Standing.NOT_DUE:
        return _("%(unit)s: %(left)s left for the report of %(period)s") % {**said, "left": roughly(row.due_then - at)}
    return _("%(unit)s: the report of %(period)s has been sent") % said


def deadlines(period: Period, at: datetime, only: Obligation | None = None) -> str:
    """When units report (`only`: the one unit that the reader sees) and when the ministry does, with how far away it is."""
    owed = due_of(only.unit, only.due_then, at) if only else due_in_words(period.due_at, "", "", at)
    sent = only is not None and only.standing not in UNSENT  # then it is neither left nor overdue
    due = _("Due %(when)s.") % {"when": owed.clocks if sent else owed.words}
    if period.government_due_on is None:
        return due
    government = _("The ministry reports to the Government by %(day)s%(left)s.")
    return f"{due} " + government % {
        "day": f"{period.government_due_on:%d/%m/%Y}",
        "left": _days_left(period.government_due_on, day_of(at)),
    }


def _days_left(day: date, today: date) -> str:
    left = (day - today).days
    if left < 0:
        return ""
    return ngettext(", %(n)s day left", ", %(n)s days left", left) % {"n": left} if left else _(", today")
