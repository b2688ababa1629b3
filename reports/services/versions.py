"""What a version of a quarterly report says, by which equal ones are known, and the version that comes after it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime

from accounts.models import User
from reports.editions import held_against
from reports.models import Answer, Attachment, Reply, ReportVersion


def said_before(version: ReportVersion, versions: Iterable[ReportVersion], *, nil: bool = False) -> ReportVersion | None:
    """Of the versions (in their order) the one that came back and said what is being written; None: it says something new."""
    held = held_against(version, versions)
    said = digest_of(version, nil=nil) if held else ""
    return next((row for row in held if row.answers_digest == said), None)


def digest_of(version: ReportVersion, *, nil: bool | None = None) -> str:
    """SHA-256 over everything that a version says; equal digests say the same. `nil`: as if it were (not) submitted so."""
    answers = sorted([question, row, value] for (question, row), value in version.values().items())
    said = {
        "answers": answers,
        "nil": version.is_nil if nil is None else nil,
        "questionnaire": str(version.report.obligation.questionnaire),
    }
    if attached := sorted(row.said for row in version.enclosed()):
        said["files"] = attached
    if replies := sorted([row.remark.question, row.remark.row, row.text] for row in version.said_of_remarks()):
        said["replies"] = replies
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def carry_replies(version: ReportVersion, fresh: ReportVersion) -> None:
    """What was taken back answers the same remarks when it is sent again."""
    rows = version.said_of_remarks()
    Reply.objects.bulk_create(
        Reply(report_version=fresh, remark_id=row.remark_id, text=row.text, by_id=row.by_id, at=row.at) for row in rows
    )


def next_version(version: ReportVersion, by: User, now: datetime, because: str = "") -> ReportVersion:
    """Goes on where a version was taken back, returned or reopened (`because`): with the same answers and files."""
    fresh = ReportVersion.objects.create(
        report=version.report,
        number=version.number + 1,
        opened_at=now,
        opened_by=by,
        reopened_because=because,
        done_sections=version.done_sections,
    )
    Answer.objects.bulk_create(
        Answer(report_version=fresh, question=row.question, row=row.row, value=row.value, by_id=row.by_id, at=row.at)
        for row in version.answers.all()
    )
    Attachment.objects.bulk_create(
        Attachment(
            report_version=fresh, section=row.section, question=row.question, row=row.row, file_id=row.file_id, by_id=row.by_id, at=row.at
        )
        for row in version.attachments.all()
    )
    return fresh
