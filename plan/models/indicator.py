from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Case, Count, Max, Prefetch, Q, Sum, When
from django.utils.translation import gettext_lazy as _

from accounts.changing import Changing, Kept, Told, ToldOfEach
from accounts.models import Unit, User
from accounts.versions import Versioned
from plan.bilingual import Bilingual
from plan.indicators import COMPUTED
from plan.models.measure import Measure
from plan.models.period import Period
from plan.models.plan import Plan
from plan.moment import Moment
from plan.reckoning import Direction, Rough


class IndicatorQuerySet(Changing, models.QuerySet["Indicator"]):
    # A value that comes with an accepted report has no line of its own.
    changed_by = (Told("plan.indicator"), ToldOfEach("plan.Comparison", "indicator"), Kept("plan.Observation", "indicator", "recorded_at"))
    reckoned = Q(source_kind="computed")

    def with_way(self, known: datetime | None = None) -> IndicatorQuerySet:
        """With what a reading needs beside the values: the plan, and the targets as they stood by then."""
        return self.select_related("plan").prefetch_related(Prefetch("targets", Target.objects.standing(known)))


class Indicator(Bilingual, Versioned):
    """Chỉ số. Values are whole numbers of 10^-`decimals` units (a scaled integer). Its version goes up with each value
    entered by hand."""

    Direction = Direction

    class SourceKind(models.TextChoices):
        COMPUTED = "computed", _("Computed")
        REPORTED = "reported", _("Reported by units")
        TYPED = "typed", _("Entered by hand")

    class Across(models.TextChoices):
        """How the values of several units become one."""

        SUM = "sum", _("Sum over the units")
        MEAN = "mean", _("Mean of the units")

    class OverTime(models.TextChoices):
        """How the values of several days or periods become the one that is held against the path."""

        LATEST = "latest", _("The latest value counts")
        SUM = "sum", _("Values add up")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="indicators")
    code = models.SlugField(max_length=40)
    name_vi = models.CharField(_("name in Vietnamese"), max_length=300)
    name_en = models.CharField(_("name in English"), max_length=300)
    unit_vi = models.CharField(_("unit of the values in Vietnamese"), max_length=60)
    unit_en = models.CharField(_("unit of the values in English"), max_length=60, blank=True)
    direction = models.CharField(_("direction"), max_length=6, choices=Direction.choices, default=Direction.UP)
    source_kind = models.CharField(_("where its values come from"), max_length=10, choices=SourceKind.choices)
    across_units = models.CharField(_("of several units"), max_length=5, choices=Across.choices, default=Across.SUM)
    over_time = models.CharField(_("of several days or periods"), max_length=6, choices=OverTime.choices, default=OverTime.LATEST)
    decimals = models.PositiveSmallIntegerField(_("digits after the decimal mark"), default=0)
    baseline = models.BigIntegerField(_("baseline"), null=True)
    baseline_on = models.DateField(_("day of the baseline"), null=True)
    basis = models.TextField(_("source of the baseline"), blank=True)
    measures = models.ManyToManyField(Measure, related_name="indicators")

    changed_at: datetime | None  # set by `with_change`

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "code"], name="one_indicator_a_code")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.text("name")

    @property
    def is_computed(self) -> bool:
        return self.source_kind == self.SourceKind.COMPUTED

    @property
    def is_reported(self) -> bool:
        return self.source_kind == self.SourceKind.REPORTED

    @property
    def is_typed(self) -> bool:
        return self.source_kind == self.SourceKind.TYPED

    @property
    def adds_up(self) -> bool:
        return self.over_time == self.OverTime.SUM

    @property
    def finer(self) -> int:
        """How many more digits a reckoned value is shown with: one where values are whole, as half a mission is a pace."""
        told = COMPUTED.get(self.code) if self.is_computed else None
        return 0 if self.decimals or (told and told.rough) else 1

    @property
    def rough(self) -> Rough | None:
        """Of rounded values: between which numbers one may lie (docs/decisions/0050)."""
        told = COMPUTED.get(self.code) if self.is_computed else None
        return told.rough if told else None


class TargetQuerySet(models.QuerySet["Target"]):
    def standing(self, known: datetime | None = None) -> TargetQuerySet:
        """Targets in force; with `known`, those that were by then."""
        if known is None:
            return self.filter(withdrawn_at__isnull=True)
        there = Q(recorded_at__isnull=True) | Q(recorded_at__lte=known)
        return self.filter(there, Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=known))


class Target(Bilingual, models.Model):
    """Chỉ tiêu: the value an indicator should have by a day. Never edited by hand: another value is a new row of the same
    code, and the one before is withdrawn at the same instant."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="targets")
    code = models.CharField(max_length=20)
    due_on = models.DateField()
    value = models.BigIntegerField()
    about = models.BooleanField(default=False)  # khoảng
    nature = models.CharField(max_length=200, blank=True)
    nature_vi = models.CharField(max_length=200, blank=True)  # phấn đấu, tầm nhìn
    recorded_at = models.DateTimeField(null=True)  # null: with the plan
    withdrawn_at = models.DateTimeField(null=True)

    objects = TargetQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["due_on"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["indicator", "code"], condition=Q(withdrawn_at__isnull=True), name="one_target_a_code")
        ]

    def __str__(self) -> str:
        return self.code


class ObservationQuerySet(models.QuerySet["Observation"]):
    def standing(self, known: datetime | None = None) -> ObservationQuerySet:
        """Rows that no later row has replaced; with `known`, as they were recorded by then."""
        if known is None:
            return self.filter(replaced_by__isnull=True)
        return self.filter(Q(replaced_by__isnull=True) | Q(replaced_by__recorded_at__gt=known), recorded_at__lte=known)

    def at(self, moment: Moment) -> ObservationQuerySet:
        """The values of days up to the moment, as recorded by then."""
        return self.standing(moment.known).valued().filter(on__lte=moment.on)

    def put_together(self) -> models.QuerySet[Observation, dict[str, Any]]:
        """A row for each indicator and period, or day where there is no period, oldest first: the sum of the values, how
        many there are, of how many units, and their last day."""
        day = Case(When(period__isnull=True, then="on"), default=None)
        rows = self.order_by().values("indicator", "period__code", day=day)
        sums = rows.annotate(total=Sum("value"), rows=Count("pk"), units=Count("unit", distinct=True), last_on=Max("on"))
        return sums.order_by("indicator", "last_on", "period__code")

    def by_unit(self) -> ObservationQuerySet:
        """With what a list of single values shows, in the order of the names of the units."""
        return self.select_related("unit", "period", "by").order_by("unit__sort_key", "-on", "-pk")

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

    def standing_row(self) -> Observation:
        """The row that stands in its place now: itself, or the last of its corrections."""
        row = self
        while hasattr(row, "replaced_by"):
            row = row.replaced_by
        return row
