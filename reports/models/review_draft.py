"""What a reviewer has written before deciding."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from django.db import models

from accounts.models import User
from accounts.versions import Versioned
from reports.models.quarterly import ReportVersion


class ReviewDraftQuerySet(models.QuerySet["ReviewDraft"]):
    def about(self, versions: Iterable[ReportVersion]) -> ReviewDraftQuerySet:
        """About one of these versions, the latest first."""
        return self.filter(report_version__in=versions).select_related("report_version").order_by("-report_version__number")


class ReviewDraft(Versioned):
    """Reason and remarks on one version, saved to go on later: of the one who wrote them and read by nobody else. Nothing of
    the report; it is gone once that person decides."""

    report_version = models.ForeignKey(ReportVersion, models.PROTECT, related_name="review_drafts")
    by = models.ForeignKey(User, models.CASCADE, related_name="review_drafts")
    reason = models.TextField(blank=True)
    remarks = models.JSONField(default=dict)  # by the name of the field
    at = models.DateTimeField()

    objects = ReviewDraftQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["report_version", "by"], name="one_review_draft_a_person")]

    def __str__(self) -> str:
        return str(self.report_version_id)
