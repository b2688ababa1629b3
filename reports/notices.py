"""News of a quarterly report for those who wrote it."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.folding import lower
from accounts.models import User
from office.notices import notice_text
from office.outbox import Letter, absolute, off_address
from reports.models import ReportVersion

ACCEPTED = "report-accepted"


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
