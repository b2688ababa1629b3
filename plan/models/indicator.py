from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from plan.models.measure import Measure
from plan.models.plan import Bilingual, Plan


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

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="indicators")
    code = models.SlugField(max_length=40)
    name_vi = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300)
    unit_vi = models.CharField(max_length=60)
    unit_en = models.CharField(max_length=60, blank=True)
    direction = models.CharField(max_length=6, choices=Direction.choices, default=Direction.UP)
    source_kind = models.CharField(max_length=10, choices=SourceKind.choices)
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


class Target(models.Model):
    """Chỉ tiêu: the value an indicator should have by a day."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="targets")
    code = models.CharField(max_length=20)
    due_on = models.DateField()
    value = models.BigIntegerField()
    about = models.BooleanField(default=False)  # khoảng
    nature = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["due_on"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["indicator", "code"], name="one_target_a_code")]

    def __str__(self) -> str:
        return self.code
