"""Word of progress reports by mail: to those who want it, each report and event once, through the outbox."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from accounts import history
from accounts.models import User
from office import outbox
from office.models import Mail
from office.outbox import Enclosed
from reports import access
from reports.models import ProgressReport, ReportFile, Subscription
from reports.report_mail import APPROVED, KIND, letter

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOST_ENCLOSED = 3 * 1024 * 1024  # bytes; beyond it the link alone: a mission's line is slow


@transaction.atomic
def subscribe(*, user: User, is_on: bool, drafts: bool, with_file: bool, now: datetime) -> Subscription:
    """What the person wants from now on. Wanting it switches the kind of mail on again where a link in a mail had
    switched it off."""
    row, _new = Subscription.objects.get_or_create(user=user, defaults={"is_on": False, "since": now})
    changes = history.changed(row, {"is_on": is_on, "drafts": is_on and drafts, "with_file": is_on and with_file})
    if is_on:
        outbox.switch(user=user, off=outbox.switched_off(user) - {KIND}, now=now)
    if changes:
        for name, (_old, value) in changes.items():
            setattr(row, name, value)
        row.save(update_fields=list(changes))
        history.record(by=user, verb="report.subscribed", obj=row, code=user.email, label=user.name, changes=changes, at=now)
    return row


def tell(report: ProgressReport, event: str, now: datetime) -> int:
    """In the transaction of the event. Answers how many mails were put into the outbox. Of a part of the plan nobody is told:
    whoever asked for it looks at it."""
    if report.scope or report.since:
        return 0
    wanted = Subscription.objects.select_related("user").filter(is_on=True, user__is_active=True).order_by("user_id")
    if event != APPROVED:
        wanted = wanted.filter(drafts=True)
    reading = [row for row in wanted if access.reads_report(row.user, report, approved=event == APPROVED)]
    if not reading:
        return 0
    file = enclosed(report)
    letters = [letter(report, event, row.user, file if row.with_file else None, now) for row in reading]
    return len(outbox.post_all(letters, now=now))


def enclosed(report: ProgressReport) -> Enclosed | None:
    """The Word file, if it is not too long for a mail."""
    row = ReportFile.objects.filter(report=report, kind=ReportFile.Kind.DOCX).first()
    path = row.file.name if row else None
    if row is None or path is None or row.size > MOST_ENCLOSED or not (Path(settings.MEDIA_ROOT) / path).is_file():
        return None
    return Enclosed(path, f"bao-cao-tien-do-{report.code}.docx", WORD)


def still_wanted(mail: Mail, now: datetime) -> bool:
    """Asked once more before it goes out: the person may have left the house, or changed their mind."""
    pk = mail.key.partition(":")[2].partition(" ")[0]
    report = ProgressReport.objects.filter(pk=int(pk)).first() if pk.isdigit() else None
    if report is None or not Subscription.objects.filter(user=mail.user, is_on=True).exists():
        return False
    return access.reads_report(mail.user, report, approved=report.state == ProgressReport.State.APPROVED)
