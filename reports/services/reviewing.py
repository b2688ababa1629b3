"""What a reviewer writes before deciding: kept for nobody but them, without history, until they decide."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.folding import clean
from accounts.models import User
from reports.editions import in_place_of
from reports.kinds import LONGEST, too_long
from reports.models import QuarterlyReport, ReviewDraft
from reports.questions import Key, field_name


class StaleReview(Exception):
    """The same person has saved other words on another page since; nothing of this save was kept."""

    def __init__(self, standing: ReviewDraft | None) -> None:
        super().__init__()
        self.standing = standing  # None: that person has decided since


@transaction.atomic
def keep_review(
    *, report: QuarterlyReport, reason: str, remarks: Mapping[Key, str], by: User, now: datetime, seen: int, seen_draft: int
) -> ReviewDraft | None:
    """Keep what was written about the version that waits, for the one who wrote it. `seen`: the version of the report that was
    shown (StaleVersion if it has moved); `seen_draft`: that of what had been kept (0: nothing; StaleReview if it has moved)."""
    report.lock_seen(seen)
    if report.state != QuarterlyReport.State.SUBMITTED:
        raise ValidationError(_("Only a report that has been submitted can be decided on."))
    version = report.latest()
    said = {field_name(key): text for key, words in remarks.items() if (text := clean(words).strip())}
    because = clean(reason).strip()
    if errors := {"reason" if text == because else "": too_long(text) for text in (because, *said.values()) if len(text) > LONGEST}:
        raise ValidationError(errors)
    own = ReviewDraft.objects.filter(by=by).about(in_place_of(version, report.versions.order_by("number")))
    standing = own.first()
    if (standing.version if standing else 0) != seen_draft:
        raise StaleReview(standing)
    kept = {"reason": because, "remarks": said, "at": now}
    if standing is None:
        return ReviewDraft.objects.create(report_version=version, by=by, **kept) if because or said else None
    if standing.report_version_id == version.pk:
        standing.save_seen(standing.version, kept)
        return standing
    own.delete()  # shown with this version, and goes on as part of it
    return ReviewDraft.objects.create(report_version=version, by=by, version=standing.version + 1, **kept)


@transaction.atomic
def forget_review(*, report: QuarterlyReport, by: User, seen_draft: int) -> None:
    """Once a person has decided. Words that they saved on another page since, and did not see when they decided, stay to be
    read."""
    rows = ReviewDraft.objects.filter(report_version__report=report, by=by).order_by("-report_version__number")
    if (last := rows.first()) and last.version == seen_draft:
        rows.delete()
