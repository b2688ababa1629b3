"""What a unit answers to the remarks of a review."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from accounts.models import User
from accounts.versions import Versioned
from reports.models.quarterly import Remark, ReportVersion


class Reply(Versioned):
    """Giải trình: what was done about a remark. It belongs to the version that answers the remark, is written until that is
    submitted and never changes afterwards; what is taken back goes on with the same ones. One emptied again is none. Its own
    version guards against a lost update."""

    report_version = models.ForeignKey(ReportVersion, models.PROTECT, related_name="replies")
    remark = models.ForeignKey(Remark, models.PROTECT, related_name="replies")
    text = models.TextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="replies")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["report_version", "remark"], name="one_reply_a_remark_and_version")]

    def __str__(self) -> str:
        return self.text
