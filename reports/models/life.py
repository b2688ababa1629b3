"""What happens around a progress report: the occasions at which one is compiled, what leadership notes on it, who receives
it by mail."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from plan.models import Period, Plan
from reports.models.progress import ProgressReport


class ScheduledReportQuerySet(models.QuerySet["ScheduledReport"]):
    def answered(self, plan: Plan, periods: list[Period]) -> set[tuple[int, str, datetime]]:
        """What has been compiled already: (period, occasion, instant counted from)."""
        rows: Any = self.filter(plan=plan, period__in=periods)
        return set(rows.values_list("period_id", "occasion", "counted_from"))

    def for_calendar(self) -> ScheduledReportQuerySet:
        return self.select_related("plan", "period", "report__run").order_by("-at", "-pk")


class ScheduledReport(models.Model):
    """One line of the ledger: that a report was compiled at this occasion. Unique, so that a run repeated, two runs at once
    and one that was missed and caught up compile it once."""

    class Occasion(models.TextChoices):
        CUT_OFF = "cut_off", _("At the cut-off")
        DUE = "due", _("When reports are due")
        NIGHT = "night", _("Every night")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="+")
    period = models.ForeignKey(Period, models.PROTECT, related_name="scheduled_reports")
    occasion = models.CharField(max_length=10, choices=Occasion.choices)
    counted_from = models.DateTimeField()  # when it was to be done
    at = models.DateTimeField()  # when it was done
    report = models.ForeignKey(ProgressReport, models.SET_NULL, null=True, related_name="occasions")  # None: replaced since

    objects = ScheduledReportQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "period", "occasion", "counted_from"], name="an_occasion_is_answered_once")
        ]
        indexes: ClassVar = [models.Index(fields=["-at"], name="scheduled_by_age")]

    def __str__(self) -> str:
        return f"{self.occasion} {self.period_id} {self.counted_from:%Y-%m-%d}"


class ReportNoteQuerySet(models.QuerySet["ReportNote"]):
    def standing(self) -> ReportNoteQuerySet:
        return self.filter(withdrawn_at__isnull=True).select_related("by")


class ReportNote(models.Model):
    """What leadership notes on a report. It stands beside the report and never in it: what is frozen stays as it is."""

    report = models.ForeignKey(ProgressReport, models.PROTECT, related_name="notes")
    text = models.TextField(pgettext_lazy("of leadership on a report", "note"))
    language = models.CharField(max_length=5, default="vi")
    by = models.ForeignKey(User, models.PROTECT, related_name="report_notes")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    objects = ReportNoteQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.by_id}"


class Subscription(models.Model):
    """Who receives word of progress reports by mail, and what of them."""

    user = models.OneToOneField(User, models.CASCADE, related_name="report_subscription")
    is_on = models.BooleanField(_("receives it"), default=True)
    drafts = models.BooleanField(_("also drafts compiled at the cut-off and when reports are due"), default=False)
    with_file = models.BooleanField(_("with the Word file"), default=False)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id}"

    def unit_ids(self) -> Iterable[int]:
        return ()


class Wording(models.Model):
    """One version of a standing sentence of the report, in both languages. What was written first stands in the data file
    (`reports/data/wording.yaml`) and is version 0; a version never changes."""

    key = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    vi = models.TextField()
    en = models.TextField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="wordings")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["key", "-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["key", "number"], name="one_wording_a_version")]

    def __str__(self) -> str:
        return f"{self.key} {self.number}"

    def unit_ids(self) -> Iterable[int]:
        return ()
