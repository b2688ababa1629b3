"""What a unit answers to the remarks on its report (giải trình). Like drafting it writes no history: that begins when the
report is submitted again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.folding import clean
from accounts.models import User
from reports.kinds import LONGEST, too_long
from reports.models import QuarterlyReport, Reply, ReportVersion
from reports.questions import field_name
from reports.replies import answered_by, key_of
from reports.services.quarterly import Clash, StaleAnswers, draft_of


@transaction.atomic
def save_replies(
    *, report: QuarterlyReport, texts: Mapping[int, str | None], seen: Mapping[int, int], by: User, now: datetime
) -> ReportVersion:
    """Keep what was answered, by the ids of the remarks; an empty text takes a reply back. `seen` holds for each the version
    of the reply that was shown (0: none). One changed by somebody else since is a clash, unless both wrote the same;
    ValidationError names every remark that is not to be answered, and every text too long."""
    version = draft_of(report, None)
    kept = _kept(version, texts)
    standing = {row.remark_id: row for row in version.replies.select_related("by")}
    changed = {pk: text for pk, text in kept.items() if text != (standing[pk].text if pk in standing else "")}
    if clashes := [_clash(standing[pk], by) for pk in changed if pk in standing and standing[pk].version != seen.get(pk, 0)]:
        raise StaleAnswers(clashes)
    for pk, text in changed.items():
        if row := standing.get(pk):
            row.save_seen(row.version, {"text": text, "by": by, "at": now})
        else:
            Reply.objects.create(report_version=version, remark_id=pk, text=text, by=by, at=now)
    return version


def _kept(version: ReportVersion, texts: Mapping[int, str | None]) -> dict[int, str]:
    returned = answered_by(version, version.report.versions.order_by("number"))
    asked = set(returned.remarks.values_list("pk", flat=True)) if returned else set()
    kept = {pk: clean(text or "").strip() for pk, text in texts.items()}
    errors = {field_name(key_of(pk)): _("There is no such remark to reply to.") for pk in kept if pk not in asked}
    errors |= {field_name(key_of(pk)): too_long(text) for pk, text in kept.items() if pk in asked and len(text) > LONGEST}
    if errors:
        raise ValidationError(errors)
    return kept


def _clash(row: Reply, by: User) -> Clash:
    return Clash(key_of(row.remark_id), row.text or None, row.by.name, row.at, row.version, is_own=row.by_id == by.pk)
