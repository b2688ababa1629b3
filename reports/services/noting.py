"""What leadership notes on a progress report: beside it, never in it."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import history
from accounts.folding import clean
from accounts.models import User
from accounts.permissions import Permission
from reports.models import ProgressReport, ReportNote

MOST = 4000  # characters


@transaction.atomic
def note(*, report: ProgressReport, text: str, by: User, now: datetime) -> ReportNote:
    said = clean(text).strip()
    if not report.is_compiled:
        raise ValidationError(_("This report has not been compiled yet."))
    if not said:
        raise ValidationError({"text": _("Write the note.")})
    if len(said) > MOST:
        raise ValidationError({"text": _("At most %(n)s characters.") % {"n": MOST}})
    if ProgressReport.objects.select_for_update(no_key=True).filter(pk=report.pk).first() is None:  # held: not taken away under the note
        raise ValidationError(_("This draft of a night is not there any more: a later one stands in its place."))
    row = ReportNote.objects.create(report=report, text=said, language=by.language, by=by, at=now)
    _record("report.noted", row, by, now, said)
    return row


@transaction.atomic
def withdraw_note(*, row: ReportNote, by: User, now: datetime) -> bool:
    """The words go from the page and stay in the history; pressed twice it is withdrawn once."""
    if not ReportNote.objects.filter(pk=row.pk, withdrawn_at__isnull=True).update(withdrawn_at=now):
        return False
    _record("report.note_withdrawn", row, by, now, row.text)
    return True


def _record(verb: str, row: ReportNote, by: User, now: datetime, said: str) -> None:
    history.record(
        by=by, verb=verb, obj=row.report, code=row.report.code, label=row.report.code, changes={"note": ("", said)},
        under=Permission.PROGRESS_REPORT_APPROVE, at=now,
    )  # fmt: skip
