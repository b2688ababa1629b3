"""News of a report for those who wrote it, or were asked to."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.folding import lower
from accounts.models import User
from office.models import Mail
from office.notices import notice_text
from office.outbox import Letter, absolute, off_address
from plan.models import Period
from reports.models import ReportVersion

ACCEPTED, WITHDRAWN = "report-accepted", "report-withdrawn"


def of_acceptance(version: ReportVersion) -> list[Letter]:
    """For who submitted the version and who wrote answers of it, but not for who accepted it."""
    wrote = User.objects.filter(Q(pk=version.submitted_by_id) | Q(answers__report_version=version), is_active=True)
    return [_accepted(version, user) for user in wrote.exclude(pk=version.decided_by_id).distinct().order_by("pk")]


def _accepted(version: ReportVersion, user: User) -> Letter:
    obligation = version.report.obligation
    with translation.override(user.language):
        said = {"period": lower(obligation.period.name), "unit": obligation.unit.name, "who": version.decided_by.name}  # type: ignore[union-attr]
        head = _("Accepted: report of %(period)s, %(unit)s") % said
        line = _("%(who)s has accepted the report for %(period)s (%(unit)s). Its figures count from now on.") % said
        page = absolute(reverse("reports:quarterly", args=[obligation.period.code, obligation.unit.code]))
        return Letter(ACCEPTED, str(version.pk), user, head, notice_text(user, line, page, off_address(user, ACCEPTED)))


def of_withdrawal(period: Period, by: User, reason: str) -> list[Letter]:
    """For who was reminded by mail of a report of the period, and for who has begun to write one, but not for who withdraws it. A
    reminder that has not gone out yet goes no more (`reminding.still_wanted`)."""
    reminded = Q(reminders__obligation__period=period, reminders__mail__state__in=[Mail.State.SENT, Mail.State.SENDING])
    wrote = Q(pk__in=ReportVersion.objects.filter(report__obligation__period=period).values("opened_by"))
    told = User.objects.filter(reminded | wrote, is_active=True).exclude(pk=by.pk).distinct().order_by("pk")
    return [_withdrawn(period, user, by, reason) for user in told]


def _withdrawn(period: Period, user: User, by: User, reason: str) -> Letter:
    with translation.override(user.language):
        said = {"period": lower(period.name), "title": period.title, "who": by.name, "reason": reason}
        head = _("Withdrawn: %(period)s") % said
        line = _("%(who)s has withdrawn the %(period)s “%(title)s”. Nobody owes it any more. The reason: %(reason)s") % said
        return Letter(WITHDRAWN, period.code, user, head, notice_text(user, line, absolute(reverse("reports:period", args=[period.code]))))
