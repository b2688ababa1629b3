"""Compiled progress reports."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.versions import Versioned
from office.models import Run
from plan.models import Plan


class ProgressReport(Versioned):
    """Báo cáo tiến độ: what the plan had come to by a day, frozen when it is compiled (design rules 2 and 11)."""

    class State(models.TextChoices):
        COMPILING = "compiling", _("Being compiled")
        DRAFT = "draft", _("Draft")
        FAILED = "failed", _("Failed")
        APPROVED = "approved", _("Approved")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="progress_reports")
    on = models.DateField(_("as of"))
    known_at = models.DateTimeField(null=True)  # the moment of the consistent read; links carry it
    language = models.CharField(_("language"), max_length=5, choices=[("vi", "Tiếng Việt"), ("en", "English")], default="vi")
    revision = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.COMPILING)
    run = models.OneToOneField(Run, models.PROTECT, null=True, related_name="progress_report")
    figures = models.JSONField(null=True)
    figures_digest = models.CharField(max_length=64, blank=True)
    inputs_digest = models.CharField(max_length=64, blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="progress_reports_asked")
    asked_at = models.DateTimeField()
    compiled_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-asked_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "on", "language", "revision"], name="one_report_a_revision"),
            models.CheckConstraint(
                condition=~Q(state__in=["draft", "approved"]) | Q(figures__isnull=False, known_at__isnull=False, compiled_at__isnull=False),
                name="compiled_means_figures",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan.code} {self.on:%d/%m/%Y} {self.language} {self.revision}"


class ReportFile(models.Model):
    """One drawn file of a compiled report; written once."""

    class Kind(models.TextChoices):
        DOCX = "docx", "Word"

    report = models.ForeignKey(ProgressReport, models.PROTECT, related_name="files")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    file = models.FileField(upload_to="progress-reports")
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["report", "kind"], name="one_file_a_kind")]
