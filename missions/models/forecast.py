"""What a forecast assumes, and the forecasts that were kept so that they can be judged later."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Min, Q
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _

from accounts.models import User

DECIMALS = 2  # a value of 1,25 is kept as 125


class AssumptionKey(models.TextChoices):
    OPENING_RATE = "opening_rate", _("Openings not yet in preparation")
    CLOSURE_RATE = "closure_rate", _("Closures")
    UNNAMED_AFTER = "unnamed_after", _("Lead time of openings not yet in preparation")
    SHARED_DELAY = "shared_delay", _("Delay that all openings share")
    CHANCE_FACTOR = "chance_factor", _("Chance of openings against what was assessed")


class AssumptionQuerySet(models.QuerySet["Assumption"]):
    def in_force(self, key: str) -> Assumption | None:
        """The row that holds; None while nobody has set the value."""
        return self.filter(key=key, replaced_by__isnull=True).first()

    def standing(self) -> dict[str, Assumption]:
        """The latest row of each key."""
        return {row.key: row for row in self.select_related("by").order_by("recorded_at", "pk")}


class Assumption(models.Model):
    """Giả định: one value that the forecast rests on, with who set it and why. A change is a new row; an empty value goes
    back to what is learnt from the history or taken by the house."""

    Key = AssumptionKey

    key = models.CharField(_("assumption"), max_length=20, choices=AssumptionKey.choices)
    value = models.IntegerField(_("value"), null=True)  # hundredths of the unit of its key
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="assumptions")
    recorded_at = models.DateTimeField()
    # The row that it takes the place of: of two who change the same value at once, only one can.
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")

    objects = AssumptionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-recorded_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(value__isnull=True) | Q(value__gte=0), name="assumption_not_negative"),
            models.CheckConstraint(condition=~Q(reason=""), name="assumption_says_why"),
            models.UniqueConstraint(fields=["key"], condition=Q(replaces__isnull=True), name="one_first_assumption_of_a_key"),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.value}"

    @property
    def version(self) -> int:
        """What a form has seen: rows are never changed, so the row itself is the version."""
        return self.pk or 0

    @property
    def number(self) -> float | None:
        """In the unit of its key."""
        return None if self.value is None else self.value / 10**DECIMALS


class ForecastRunQuerySet(models.QuerySet["ForecastRun"]):
    def before(self, day: date) -> ForecastRunQuerySet:
        return self.filter(on__lt=day)

    def monthly(self) -> ForecastRunQuerySet:
        """The first that was kept in each month."""
        months = ForecastRun.objects.annotate(month=TruncMonth("on")).order_by().values("month")
        return self.filter(pk__in=months.annotate(first=Min("pk")).values("first"))


class ForecastRun(models.Model):
    """A forecast as it was made, with everything it rested on; never changed. `sha256` is that of both texts, so that a row
    altered behind the house's back is seen."""

    on = models.DateField()
    seed = models.PositiveIntegerField()
    draws = models.PositiveIntegerField()
    inputs = models.JSONField()
    outputs = models.JSONField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="forecasts")  # null: the nightly job

    objects = ForecastRunQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-on", "-made_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["on"], condition=Q(by__isnull=True), name="one_nightly_forecast_a_day"),
            models.UniqueConstraint(fields=["on", "sha256"], name="one_forecast_of_the_same_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.on:%d/%m/%Y}"
