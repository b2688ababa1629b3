"""What the house does by itself, by the clock: what, how often, when last, what came of it, when next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, can, grants_of
from office import runs, turns
from office.turns import Standing
from plan.models import Plan
from reports import services

Count = Callable[[int], str]


@dataclass(frozen=True)
class Work:
    """A job of the schedule in words."""

    title: str | Promise
    count: Count


def _pieces(n: int) -> str:
    return ngettext("%(n)s piece of work was started again", "%(n)s pieces of work were started again", n) % {"n": n}


def _events(n: int) -> str:
    return ngettext("%(n)s event was sealed", "%(n)s events were sealed", n) % {"n": n}


def _mails(n: int) -> str:
    return ngettext("%(n)s mail went out", "%(n)s mails went out", n) % {"n": n}


def _reminders(n: int) -> str:
    return ngettext("%(n)s reminder was written", "%(n)s reminders were written", n) % {"n": n}


def _reports(n: int) -> str:
    return ngettext("%(n)s report was asked for", "%(n)s reports were asked for", n) % {"n": n}


def _owed(n: int) -> str:
    return ngettext("%(n)s report owed was added or voided", "%(n)s reports owed were added or voided", n) % {"n": n}


def _forecasts(n: int) -> str:
    return ngettext("%(n)s forecast was kept", "%(n)s forecasts were kept", n) % {"n": n}


def _rows(n: int) -> str:
    return ngettext("%(n)s row was removed", "%(n)s rows were removed", n) % {"n": n}


def _files(n: int) -> str:
    return ngettext("%(n)s file was removed", "%(n)s files were removed", n) % {"n": n}


WORK = {
    "reports.jobs.compile_what_is_due": Work(_("Compiles progress reports at the cut-off, when reports are due, and at night"), _reports),
    "reports.jobs.send_reminders": Work(_("Reminds of reports, on the morning of the recipient"), _reminders),
    "reports.jobs.open_periods": Work(_("Opens periods, and reconciles them at the cut-off"), _owed),
    "missions.jobs.keep_forecast": Work(_("Keeps the forecast of the day"), _forecasts),
    "office.jobs.send_mail": Work(_("Sends the mail that is due"), _mails),
    "accounts.jobs.seal_history": Work(_("Seals the history"), _events),
    "office.jobs.sweep_runs": Work(_("Starts again what was lost"), _pieces),
    "office.jobs.worker_heartbeat": Work(_("Says that a worker is there"), lambda n: ""),
    "office.jobs.forget_visits": Work(_("Forgets visits"), _rows),
    "accounts.jobs.seal_late_history": Work(_("Seals what was committed late"), _events),
    "accounts.jobs.forget_sessions": Work(_("Forgets sessions that are over"), _rows),
    "office.jobs.forget_mail": Work(_("Forgets the texts of mail"), _rows),
    "office.jobs.forget_drafts": Work(_("Forgets files that nobody confirmed"), _rows),
    "office.jobs.forget_answers": Work(_("Forgets what was sent once"), _rows),
    "personnel.jobs.erase_who_left": Work(_("Erases officers who left and accounts that were closed longer ago than is kept"), _rows),
    "office.jobs.remove_orphaned_files": Work(_("Removes files that nothing points at"), _files),
}


@dataclass(frozen=True)
class Line:
    """One row of the page."""

    work: Work
    standing: Standing

    @property
    def every(self) -> str:
        return often(self.standing.every)

    @property
    def did(self) -> str:
        turn = self.standing.turn
        return self.work.count(turn.did) if turn and turn.did else ""


def often(every: timedelta) -> str:
    """Every 10 minutes; every hour; once a day."""
    seconds = int(every.total_seconds())
    if seconds < 60:
        return ngettext("every %(n)s second", "every %(n)s seconds", seconds) % {"n": seconds}
    if seconds < 3600:
        return ngettext("every minute", "every %(n)s minutes", seconds // 60) % {"n": seconds // 60}
    if seconds < 86400:
        return ngettext("every hour", "every %(n)s hours", seconds // 3600) % {"n": seconds // 3600}
    return ngettext("once a day", "every %(n)s days", seconds // 86400) % {"n": seconds // 86400}


def lines(now: datetime) -> list[Line]:
    """First what people look for; a job without words here would stand under its own name."""
    standings = {one.job: one for one in turns.standings(now)}
    known = [Line(work, standings.pop(job)) for job, work in WORK.items() if job in standings]
    return known + [Line(Work(job, str), one) for job, one in standings.items()]


@require_safe
def schedule(request: HttpRequest) -> HttpResponse:
    _must_see(request)
    now = timezone.now()
    rows = lines(now)
    context = {
        "lines": rows,
        "wrong": sum(bool(row.standing.is_missed or (row.standing.turn and row.standing.turn.error)) for row in rows),
        "unturned": sum(row.standing.turn is None for row in rows),
        "beat": runs.is_alive("beat", now),
        "calendars": [(plan, services.calendar(plan, now)) for plan in Plan.objects.order_by("pk")],
        "now": now,
    }
    return render(request, "overview/schedule.html", context)


def _must_see(request: HttpRequest) -> None:
    """For whoever runs the quarter, the accounts or the audit; 404 for who has no role."""
    if any(can(request.user, permission) for permission in (Permission.PERIOD_MANAGE, Permission.USERS_MANAGE)):
        return
    if not grants_of(request.user, timezone.localdate()):
        raise Http404
    raise PermissionDenied
