from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.versions import Versioned
from plan.calendar import Kind


class PeriodQuerySet(models.QuerySet["Period"]):
    def quarters(self) -> PeriodQuerySet:
        return self.filter(kind=Kind.QUARTER)

    def begun(self, on: date) -> PeriodQuerySet:
        """Periods whose first day has come."""
        return self.filter(starts_on__lte=on)

    def closed(self, on: date) -> PeriodQuerySet:
        """Periods whose data is complete: the cut-off has passed."""
        return self.filter(cut_off_on__lt=on)

    def containing(self, on: date, kind: Kind = Kind.QUARTER) -> PeriodQuerySet:
        """The period of the kind in which the day falls; one row, or none where the calendar has not been made."""
        return self.filter(kind=kind, starts_on__lte=on, cut_off_on__gte=on)

    def latest_first(self) -> PeriodQuerySet:
        return self.order_by("-starts_on", "cut_off_on")

    def within(self, period: Period) -> PeriodQuerySet:
        """The period itself and those that lie in it: of a year its halves and quarters."""
        return self.filter(starts_on__gte=period.starts_on, cut_off_on__lte=period.cut_off_on)

    def before(self, period: Period) -> PeriodQuerySet:
        """Earlier periods of the same kind, the latest first."""
        return self.filter(kind=period.kind, starts_on__lt=period.starts_on).order_by("-starts_on")

    def up_to(self, period: Period) -> PeriodQuerySet:
        """The period and those before it of the same kind, the latest first."""
        return self.filter(kind=period.kind, starts_on__lte=period.starts_on).order_by("-starts_on")


class Period(Versioned):
    """Kỳ báo cáo: made from the rule of Decree 09/2019 (`plan.calendar`), then the ministry's own to edit.

    A unit owes its report by `due_at`, an instant; the ministry reports to the Government by `government_due_on`.
    """

    class Kind(models.TextChoices):
        QUARTER = "quarter", gettext_lazy("Quarter")
        HALF_YEAR = "half_year", gettext_lazy("Half-year")
        YEAR = "year", gettext_lazy("Year")

    code = models.SlugField(max_length=10, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    starts_on = models.DateField(gettext_lazy("first day"))
    cut_off_on = models.DateField(gettext_lazy("cut-off"))
    due_at = models.DateTimeField(gettext_lazy("reports due at"))
    government_due_on = models.DateField(gettext_lazy("to the Government by"))

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["starts_on", "-cut_off_on"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(cut_off_on__gt=F("starts_on")), name="period_ends_after_it_starts"),
            models.UniqueConstraint(fields=["kind", "starts_on"], name="one_period_a_start"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Quý IV/2026, 6 tháng đầu năm 2026, năm 2026; in English Q4 2026, first half of 2026, 2026."""
        year, _dash, part = self.code.partition("-")
        names = {
            "Q1": _("Quarter I/%(year)s"),
            "Q2": _("Quarter II/%(year)s"),
            "Q3": _("Quarter III/%(year)s"),
            "Q4": _("Quarter IV/%(year)s"),
            "H1": _("First half of %(year)s"),
            "H2": _("Second half of %(year)s"),
        }
        return names.get(part, _("Year %(year)s")) % {"year": year}

    def has_begun(self, on: date) -> bool:
        return self.starts_on <= on

    def is_closed(self, on: date) -> bool:
        return self.cut_off_on < on

    def is_due(self, now: datetime) -> bool:
        return self.due_at < now
