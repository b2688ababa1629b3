from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from plan.bilingual import Bilingual
from plan.models.measure import Measure
from plan.models.period import Period
from plan.models.plan import Plan


class Indicator(Bilingual, models.Model):
    """Chỉ số. Values are whole numbers of 10^-`decimals` units (a scaled integer)."""

    class Direction(models.TextChoices):
        UP = "up", _("Should rise")
        DOWN = "down", _("Should fall")
        KEEP = "keep", _("Should stay")

    class SourceKind(models.TextChoices):
        COMPUTED = "computed", _("Computed")
        REPORTED = "reported", _("Reported by units")
        TYPED = "typed", _("Entered by hand")

    class Across(models.TextChoices):
        """How the values of several units become one."""

        SUM = "sum", _("Sum over the units")
        MEAN = "mean", _("Mean of the units")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="indicators")
    code = models.SlugField(max_length=40)
    name_vi = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300)
    unit_vi = models.CharField(max_length=60)
    unit_en = models.CharField(max_length=60, blank=True)
    direction = models.CharField(max_length=6, choices=Direction.choices, default=Direction.UP)
    source_kind = models.CharField(max_length=10, choices=SourceKind.choices)
    across_units = models.CharField(max_length=5, choices=Across.choices, default=Across.SUM)
    decimals = models.PositiveSmallIntegerField(default=0)
    baseline = models.BigIntegerField(null=True)
    baseline_on = models.DateField(null=True)
    basis = models.TextField(blank=True)
    measures = models.ManyToManyField(Measure, related_name="indicators")

    class Meta:
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "code"], name="one_indicator_a_code")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.text("name")


class Target(Bilingual, models.Model):
    """Chỉ tiêu: the value an indicator should have by a day."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="targets")
    code = models.CharField(max_length=20)
    due_on = models.DateField()
    value = models.BigIntegerField()
    about = models.BooleanField(default=False)  # khoảng
    nature = models.CharField(max_length=200, blank=True)
    nature_vi = models.CharField(max_length=200, blank=True)  # phấn đấu, tầm nhìn

    class Meta:
        ordering: ClassVar = ["due_on"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["indicator", "code"], name="one_target_a_code")]

    def __str__(self) -> str:
        return self.code


class ObservationQuerySet(models.QuerySet["Observation"]):
    def standing(self, known: datetime | None = None) -> ObservationQuerySet:
        """Rows that no later row has replaced; with `known`, as they were recorded by then."""
        if known is None:
            return self.filter(replaced_by__isnull=True)
        return self.filter(Q(replaced_by__isnull=True) | Q(replaced_by__recorded_at__gt=known), recorded_at__lte=known)

    def valued(self) -> ObservationQuerySet:
        """Without the rows that take a value back."""
        return self.filter(value__isnull=False)


class Observation(models.Model):
    """One value of an indicator on a day, of a unit or of the whole. Never edited: a correction is a new row that
    names the one it replaces. The source is kept as text, for it belongs to an app above."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="observations")
    on = models.DateField(_("as of"))
    value = models.BigIntegerField(_("value"), null=True)  # whole number of 10^-decimals units; null: taken back
    period = models.ForeignKey(Period, models.PROTECT, null=True, related_name="observations")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="observations")
    source_kind = models.CharField(max_length=40)  # "reports.reportversion", "typed"
    source_code = models.CharField(max_length=80, blank=True)
    source_address = models.CharField(max_length=200, blank=True)
    note = models.TextField(_("note"), blank=True)
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="observations")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")

    objects = ObservationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-on", "-recorded_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["indicator", "period", "unit"], name="observation_by_period")]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.on}: {self.value}"
