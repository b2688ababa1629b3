"""Files that show what a report says."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.models import User
from office.models import StoredFile
from reports.models.quarterly import ReportVersion
from reports.questions import Key


class Attachment(models.Model):
    """Tệp đính kèm: a file with one version, beside one of its answers or (`question` empty) beside a section as a whole. The
    version after it begins with the same files: a row of its own, the bytes once."""

    report_version = models.ForeignKey(ReportVersion, models.PROTECT, related_name="attachments")
    section = models.CharField(max_length=60)
    question = models.CharField(max_length=60, blank=True)
    row = models.CharField(max_length=20, blank=True)  # code of a measure, where the question is asked of each
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="attachments")
    by = models.ForeignKey(User, models.PROTECT, related_name="attachments")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(section=""), name="an_attachment_belongs_to_a_section"),
            models.CheckConstraint(condition=Q(row="") | ~Q(question=""), name="a_row_belongs_to_a_question"),
        ]

    def __str__(self) -> str:
        return self.file.name

    @property
    def key(self) -> Key:
        return self.question, self.row

    @property
    def said(self) -> list[str]:
        """What it adds to the fingerprint of its version."""
        return [self.section, self.question, self.row, self.file.name, self.file.sha256]
