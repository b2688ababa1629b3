"""Files that a unit puts beside its answers. Like drafting it writes no history: that begins with the submission, whose
fingerprint covers the files; of what has been submitted none is added or taken away."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from office import files
from office.inspection import Taken
from reports.kinds import KINDS
from reports.models import Answer, Attachment, QuarterlyReport, ReportVersion
from reports.questions import Form, Key, keys_of
from reports.services.quarterly import SUBMITTED, draft_of, measures_of

MOST = 20  # files with one version
NOT_BEGUN = gettext_lazy("This report has not been begun.")


@transaction.atomic
def attach(
    *, report: QuarterlyReport, section: str, file: Taken, by: User, now: datetime, seen: int | None, about: Key = ("", "")
) -> Attachment:
    """Put a file beside an answer of the section, or beside the section as a whole. It replaces nothing."""
    version = draft_of(report, seen)
    _must_be_asked(report, section, about)
    if version.attachments.count() >= MOST:
        raise ValidationError({"file": _("At most %(most)d files go with a report. Take one away first.") % {"most": MOST}})
    kept = files.store(file, by=by, now=now)
    question, row = about
    made = Attachment.objects.create(report_version=version, section=section, question=question, row=row, file=kept, by=by, at=now)
    _answer(version, about, by, now)
    return made


@transaction.atomic
def detach(*, attachment: Attachment, by: User, now: datetime, seen: int | None) -> None:
    """Take a file away from what is being written; with an earlier version it stays."""
    version = draft_of(attachment.report_version.report, seen)
    if attachment.report_version_id != version.pk:
        raise ValidationError(SUBMITTED)
    attachment.delete()
    _answer(version, attachment.key, by, now)


def _must_be_asked(report: QuarterlyReport, section: str, about: Key) -> None:
    form: Form = report.obligation.questionnaire.form
    found = form.section(section)
    if found is None:
        raise ValidationError({"section": _("There is no such section.")})
    asked = {(question.key, row) for question, row in keys_of(found.questions, measures_of(report.obligation))}
    if about != ("", "") and about not in asked:
        raise ValidationError({"about": _("There is no such question.")})


def _answer(version: ReportVersion, about: Key, by: User, now: datetime) -> None:
    """A question of the kind "file" is answered by the names of its files."""
    question = version.report.obligation.questionnaire.form.question(about[0])
    if question is None or question.of is not KINDS["file"]:
        return
    names = [one.file.name for one in version.attachments.filter(question=about[0], row=about[1]).select_related("file")]
    value = "\n".join(names) or None
    if row := version.answers.filter(question=about[0], row=about[1]).first():
        row.save_seen(row.version, {"value": value, "by": by, "at": now})
    else:
        Answer.objects.create(report_version=version, question=about[0], row=about[1], value=value, by=by, at=now)
