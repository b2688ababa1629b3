"""The approval of a progress report: from then on it never changes; what is compiled later is another revision."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import history
from accounts.folding import clean
from accounts.models import User
from accounts.permissions import Permission
from reports.models import ProgressReport
from reports.revisions import gaps
from reports.services.subscribing import tell

State = ProgressReport.State


@transaction.atomic
def approve(
    *, report: ProgressReport, by: User, now: datetime, seen: int | None, acknowledged: bool = False, note: str = ""
) -> ProgressReport:
    """Phê duyệt. Whoever approves what is not complete says that they know it: `acknowledged`."""
    report.lock_seen(seen)
    if report.state == State.APPROVED:
        raise ValidationError(_("This report has been approved already."))
    if report.state != State.DRAFT:
        raise ValidationError(_("This report has not been compiled yet."))
    if ProgressReport.objects.of_same_question(report).later_than(report).exists():
        raise ValidationError(_("A later revision of this report has been compiled: look at that one."))
    if ProgressReport.objects.of_same_question(report).compiling().exists():
        raise ValidationError(_("A later revision of this report is being compiled: wait for it."))
    found = gaps(report)
    if found and not acknowledged:
        raise ValidationError({"acknowledged": _("Confirm that you approve the report although it is not complete.")})
    report.save_seen(
        None, {"state": State.APPROVED, "approved_by": by, "approved_at": now, "acknowledged": asdict(found) if found else None}
    )
    history.record(
        by=by,
        verb="report.approved",
        obj=report,
        code=report.code,
        label=report.code,
        changes={"state": (State.DRAFT, State.APPROVED), "sha256": ("", report.figures_digest), "acknowledged": ("", str(found))},
        reason=clean(note).strip(),
        under=Permission.PROGRESS_REPORT_APPROVE,
        at=now,
    )
    tell(report, "approved", now)
    return report
