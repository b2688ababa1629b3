"""Progress reports that nobody asks for: compiled at the cut-off, when reports are due, and every night of the quarter."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate

from accounts.history import System
from plan.models import Period, Plan
from reports import files
from reports.models import ProgressReport, ScheduledReport
from reports.occasions import LASTS, Call, Occasion, calls, owed
from reports.services.progress import ask_for_report

logger = logging.getLogger("reports")
BY = System("reports")
LATE = timedelta(hours=1)  # an occasion answered later than this was missed first


def compile_what_is_due(*, now: datetime) -> int:
    """Safe to run at any time and as often as one likes. Answers how many reports were set going."""
    made = 0
    for plan in Plan.objects.filter(issued_on__lte=localdate(now)).order_by("pk"):
        periods = _periods(plan, now)
        done = ScheduledReport.objects.answered(plan, periods)
        for call in owed(periods, now):
            period = _period(call)
            if (period.pk, call.occasion.value, call.at) not in done:
                made += _answer(plan, period, call, now)
    forget_nights()
    return made


def _periods(plan: Plan, now: datetime) -> list[Period]:
    """Those that have begun and whose last window may still be open."""
    begun = Period.objects.ruled().begun(localdate(now))
    return list(begun.filter(due_at__gt=now - 2 * LASTS, cut_off_on__gte=plan.issued_on))


def _period(call: Call) -> Period:
    assert isinstance(call.period, Period)
    return call.period


def _answer(plan: Plan, period: Period, call: Call, now: datetime) -> int:
    """What goes wrong with one report does not keep the others from being compiled; the next run tries again. Asking twice
    is asking once, so that the line of the ledger may be written afterwards."""
    origin = ProgressReport.Origin(call.occasion.value)
    try:
        report, created = ask_for_report(plan=plan, period=period, language=settings.LANGUAGE_CODE, by=BY, now=now, origin=origin)
        ScheduledReport.objects.get_or_create(
            plan=plan, period=period, occasion=call.occasion.value, counted_from=call.at, defaults={"report": report, "at": now}
        )
    except Exception:
        logger.exception("The report of %s (%s) could not be asked for; the next round tries again.", period.code, call.occasion)
        return 0
    return int(created)


def forget_nights() -> int:
    """Of each quarter only the last compiled draft of a night is kept: one that is read as the state of things, and not a
    row a day for years. One that a person has asked for, approved or noted something on is no draft of the night any more."""
    rows = ProgressReport.objects.nights().compiled().filter(notes=None).order_by("plan", "period", "language", "-on", "-revision")
    last, gone = None, 0
    for row in rows.short():
        question = (row.plan_id, row.period_id, row.language)
        if question == last:
            gone += _forget(row)
        last = question
    return gone


@transaction.atomic
def _forget(report: ProgressReport) -> bool:
    """Whether it is gone. Its notes are asked for in a question of their own, which sees what was written while this waited."""
    if not ProgressReport.objects.nights().select_for_update(no_key=True).filter(pk=report.pk).exists() or report.notes.exists():
        return False  # somebody has just asked for it, or noted something on it
    pk, run = report.pk, report.run
    report.files.all().delete()
    report.versions_used.clear()
    report.delete()
    if run:
        run.delete()
    transaction.on_commit(partial(files.tidy, pk, keep=set()))
    return True


# What the page of the schedule shows


@dataclass(frozen=True)
class Shown:
    """An occasion as a person sees it."""

    period: Period
    occasion: str
    at: datetime
    line: ScheduledReport | None
    now: datetime

    @property
    def words(self) -> str:
        return str(ScheduledReport.Occasion(self.occasion).label)

    @property
    def is_late(self) -> bool:
        """Caught up after it had been missed."""
        return self.line is not None and self.line.at - self.at > LATE

    @property
    def is_missed(self) -> bool:
        """It should have been answered by now, and has not been."""
        return self.line is None and self.now - self.at > LATE


def calendar(plan: Plan, now: datetime) -> list[Shown]:
    """The occasions of the periods that have begun, the next first, then those behind."""
    periods = _periods(plan, now)
    lines = {
        (row.period_id, row.occasion, row.counted_from): row
        for row in ScheduledReport.objects.for_calendar().filter(plan=plan, period__in=periods)
    }
    found = [
        Shown(_period(call), call.occasion.value, call.at, lines.get((_period(call).pk, call.occasion.value, call.at)), now)
        for call in _told(calls(periods, now), now)
    ]
    return sorted(found, key=lambda one: (one.at <= now, abs(one.at - now)))


def _told(found: Iterable[Call], now: datetime) -> list[Call]:
    """What lies more than a window behind is over; what begins in a month is told then."""
    return [call for call in found if call.until > now - LASTS and (call.at < now + 4 * LASTS or call.occasion != Occasion.NIGHT)]
