from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.versions import Versioned
from plan.bilingual import Bilingual
from plan.models.indicator import Indicator
from plan.moment import Moment


class ComparisonQuerySet(models.QuerySet["Comparison"]):
    def at(self, moment: Moment) -> ComparisonQuerySet:
        """Those not withdrawn, each with `standing`: its values of days up to the moment, as recorded by then, oldest first."""
        rows = self.filter(withdrawn_at__isnull=True)
        if moment.known is not None:
            rows = self.filter(Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=moment.known), recorded_at__lte=moment.known)
        values = ComparisonValue.objects.standing(moment.known).filter(on__lte=moment.on).select_related("by").order_by("on")
        return rows.prefetch_related(Prefetch("values", values, to_attr="standing"))


class Comparison(Bilingual, Versioned):
    """Chuỗi so sánh: what an indicator is held against, in its unit, such as the level of the countries of ASEAN."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="comparisons")
    name_vi = models.CharField(_("name in Vietnamese"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    source = models.TextField(_("source"))
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, editable=False)

    objects = ComparisonQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["indicator", "name_vi"], condition=Q(withdrawn_at__isnull=True), name="one_comparison_a_name")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.text("name")


class ComparisonValueQuerySet(models.QuerySet["ComparisonValue"]):
    def standing(self, known: datetime | None = None) -> ComparisonValueQuerySet:
        """Values that no later row has replaced; with `known`, as they were recorded by then."""
        rows = self.filter(replaced_by__isnull=True)
        if known is not None:
            rows = self.filter(Q(replaced_by__isnull=True) | Q(replaced_by__recorded_at__gt=known), recorded_at__lte=known)
        return rows.filter(value__isnull=False)


class ComparisonValue(models.Model):
    """One value on a day. Never edited: a correction is a new row that names the one it replaces."""

    comparison = models.ForeignKey(Comparison, models.CASCADE, related_name="values")
    on = models.DateField(_("as of"))
    value = models.BigIntegerField(_("value"), null=True)  # whole number of 10^-decimals units of the indicator; null: taken back
    note = models.TextField(_("note"), blank=True)
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="comparison_values")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")

    objects = ComparisonValueQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-on", "-recorded_at", "-id"]

    def __str__(self) -> str:
        return f"{self.comparison_id} {self.on}: {self.value}"

    def standing_row(self) -> ComparisonValue:
        row = self
        while hasattr(row, "replaced_by"):
            row = row.replaced_by
        return row
