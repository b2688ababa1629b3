from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.versions import Versioned
from plan.calendar import Kind

AD_HOC = "DX"  # of đột xuất, in codes: 2026-DX1


class PeriodQuerySet(models.QuerySet["Period"]):
    def quarters(self) -> PeriodQuerySet:
        return self.filter(kind=Kind.QUARTER)

    def ruled(self) -> PeriodQuerySet:
        """Made from the rule; an ad hoc report has a period of its own, which no calendar knows."""
        return self.exclude(kind=Period.Kind.AD_HOC)

    def ad_hoc(self) -> PeriodQuerySet:
        return self.filter(kind=Period.Kind.AD_HOC)

    def still_to_come(self, now: datetime) -> PeriodQuerySet:
        """Whose due time has not passed."""
        return self.filter(due_at__gt=now)

    def begun(self, on: date) -> PeriodQuerySet:
        """Periods whose first day has come."""
        return self.filter(starts_on__lte=on)

    def closed(self, on: date) -> PeriodQuerySet:
        """Periods whose data is complete: the cut-off has passed."""
        return self.filter(cut_off_on__lt=on)

    def latest_first(self) -> PeriodQuerySet:
        return self.order_by("-starts_on", "cut_off_on")

    def within(self, period: Period) -> PeriodQuerySet:
        """The period itself and those that lie in it: of a year its halves and quarters. What was asked ad hoc meanwhile
        counts in none of them."""
        if period.is_ad_hoc:
            return self.filter(pk=period.pk)
        return self.ruled().filter(starts_on__gte=period.starts_on, cut_off_on__lte=period.cut_off_on)

    def between(self, starts_on: date, ends_on: date) -> PeriodQuerySet:
        """Those of the rule that lie wholly between two days."""
        return self.ruled().filter(starts_on__gte=starts_on, cut_off_on__lte=ends_on)

    def before(self, period: Period) -> PeriodQuerySet:
        """Earlier periods of the same kind, the latest first; an ad hoc report has nothing before it."""
        return self.ruled().filter(kind=period.kind, starts_on__lt=period.starts_on).order_by("-starts_on")

    def up_to(self, period: Period) -> PeriodQuerySet:
        """The period and those before it of the same kind, the latest first; beside an ad hoc report the quarters till then."""
        kind = Period.Kind.QUARTER if period.is_ad_hoc else period.kind
        return self.filter(kind=kind, starts_on__lte=period.starts_on).order_by("-starts_on")


class Period(Versioned):
    """Kỳ báo cáo: made from the rule of Decree 09/2019 (`plan.calendar`), then the ministry's own to edit.

    A unit owes its report by `due_at`, an instant; the ministry reports to the Government by `government_due_on`. What is
    asked ad hoc [đột xuất] is a period of its own, with a title and without a day for the Government.
    """

    class Kind(models.TextChoices):
        QUARTER = "quarter", gettext_lazy("Quarter")
        HALF_YEAR = "half_year", gettext_lazy("Half-year")
        YEAR = "year", gettext_lazy("Year")
        AD_HOC = "ad_hoc", gettext_lazy("Ad hoc")

    code = models.SlugField(max_length=10, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    starts_on = models.DateField(gettext_lazy("first day"))
    cut_off_on = models.DateField(gettext_lazy("cut-off"))
    due_at = models.DateTimeField(gettext_lazy("reports due at"))
    government_due_on = models.DateField(gettext_lazy("to the Government by"), null=True)
    title = models.CharField(gettext_lazy("title"), max_length=200, blank=True)  # of an ad hoc report, as it was written

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["starts_on", "-cut_off_on"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(cut_off_on__gt=F("starts_on")) | Q(kind="ad_hoc", cut_off_on=F("starts_on")), name="period_ends_after_it_starts"
            ),
            models.UniqueConstraint(fields=["kind", "starts_on"], condition=~Q(kind="ad_hoc"), name="one_period_a_start"),
            models.CheckConstraint(
                condition=Q(kind="ad_hoc", government_due_on__isnull=True) & ~Q(title="")
                | ~Q(kind="ad_hoc") & Q(government_due_on__isnull=False, title=""),
                name="an_ad_hoc_report_has_a_title",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Quý IV/2026, 6 tháng đầu năm 2026, năm 2026, đột xuất 1/2026; in English Q4 2026, first half of 2026, 2026."""
        year, _dash, part = self.code.partition("-")
        if self.is_ad_hoc:
            return _("Ad hoc request %(number)s/%(year)s") % {"number": part.removeprefix(AD_HOC), "year": year}
        names = {
            "Q1": _("Quarter I/%(year)s"),
            "Q2": _("Quarter II/%(year)s"),
            "Q3": _("Quarter III/%(year)s"),
            "Q4": _("Quarter IV/%(year)s"),
            "H1": _("First half of %(year)s"),
            "H2": _("Second half of %(year)s"),
        }
        return names.get(part, _("Year %(year)s")) % {"year": year}

    @property
    def is_ad_hoc(self) -> bool:
        return self.kind == Period.Kind.AD_HOC

    def has_begun(self, on: date) -> bool:
        return self.starts_on <= on

    def is_closed(self, on: date) -> bool:
        return self.cut_off_on < on

    def is_due(self, now: datetime) -> bool:
        return self.due_at < now
