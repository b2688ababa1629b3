from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import OuterRef, Q, Subquery, Sum
from django.utils.translation import gettext_lazy as _

from accounts.changing import Changing, Told
from accounts.models import Unit, User
from accounts.versions import Versioned
from plan.models.measure import Measure
from plan.models.plan import Plan
from plan.moment import Moment
from plan.money import Amounts, FundingSource

FIRST_YEAR, LAST_YEAR = 2000, 2100
AMOUNTS = ("planned", "allocated", "disbursed")


class ProjectQuerySet(Changing, models.QuerySet["Project"]):
    changed_by = (Told("plan.project"),)

    def known(self, at: datetime | None) -> ProjectQuerySet:
        """Those that were on record at the instant (None: now)."""
        return self if at is None else self.filter(recorded_at__lte=at)

    def with_amounts(self, moment: Moment) -> ProjectQuerySet:
        """Each with what is given for it at the moment, all years and sources together (`Project.amounts`)."""
        in_force = Q(funding__in=Funding.objects.in_force(moment).values("pk"))
        return self.annotate(**{f"sum_{name}": Sum(f"funding__{name}", filter=in_force) for name in AMOUNTS})

    def of_unit(self, code: str) -> ProjectQuerySet:
        return self.filter(unit__code=code)


class Project(Versioned):
    """Dự án: what money is given for, under a measure. Its amounts are `Funding` rows."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="projects")
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="projects")
    code = models.SlugField(_("code"), max_length=40)
    title = models.CharField(_("title of the project"), max_length=500)
    language = models.CharField(max_length=5, default="vi")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="projects")
    decision_number = models.CharField(_("number of the decision"), max_length=100, blank=True)
    decided_on = models.DateField(_("day of the decision"), null=True, blank=True)
    total = models.BigIntegerField(_("total approved"), null=True, blank=True)  # đồng
    starts_year = models.PositiveSmallIntegerField(_("first year"), null=True, blank=True)
    ends_year = models.PositiveSmallIntegerField(_("last year"), null=True, blank=True)
    recorded_at = models.DateTimeField()

    changed_at: datetime | None  # set by `with_change`

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["measure__position", "code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "code"], name="one_project_a_code"),
            models.CheckConstraint(condition=Q(total__isnull=True) | Q(total__gte=0), name="project_total_not_negative"),
            models.CheckConstraint(
                condition=Q(starts_year__isnull=True) | Q(ends_year__isnull=True) | Q(ends_year__gte=models.F("starts_year")),
                name="project_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def amounts(self) -> Amounts:
        """Of a row that was asked for `with_amounts`."""
        return Amounts(*(getattr(self, f"sum_{name}") for name in AMOUNTS))

    def unit_ids(self) -> Iterable[int]:
        """The unit that carries it out: its officers enter the amounts."""
        return (self.unit_id,)


class FundingQuerySet(models.QuerySet["Funding"]):
    def standing(self, known: datetime | None = None) -> FundingQuerySet:
        """Rows that no later row has replaced; with `known`, as they were recorded by then."""
        if known is None:
            return self.filter(replaced_by__isnull=True)
        return self.filter(Q(replaced_by__isnull=True) | Q(replaced_by__recorded_at__gt=known), recorded_at__lte=known)

    def valued(self) -> FundingQuerySet:
        """Without the rows that take figures back."""
        return self.exclude(**{f"{name}__isnull": True for name in AMOUNTS})

    def in_force(self, moment: Moment) -> FundingQuerySet:
        """Of each project, year and source the one row that says how it stood at the moment; where the latest figures were
        taken back, those before them."""
        said = (
            Funding.objects.standing(moment.known)
            .valued()
            .filter(project=OuterRef("project"), year=OuterRef("year"), source=OuterRef("source"), effective_on__lte=moment.on)
        )
        latest = said.order_by("-effective_on", "-recorded_at", "-pk").values("pk")[:1]
        return self.filter(pk=Subquery(latest))

    def of_plan(self, plan: Plan) -> FundingQuerySet:
        return self.filter(project__plan=plan)

    def narrowed(self, *, year: str = "", source: str = "", unit: str = "") -> FundingQuerySet:
        wanted = {"year": year, "source": source, "project__unit__code": unit}
        return self.filter(**{column: value for column, value in wanted.items() if value})

    def put_together(self, *columns: str) -> list[tuple[tuple[Any, ...], Amounts]]:
        """The sums for each combination of the columns, in their order."""
        rows = self.order_by().values(*columns).annotate(**{f"sum_{name}": Sum(name) for name in AMOUNTS}).order_by(*columns)
        return [(tuple(row[column] for column in columns), Amounts(*(row[f"sum_{name}"] for name in AMOUNTS))) for row in rows]


class Funding(models.Model):
    """Vốn: what is planned, allocated and disbursed of a project in a budget year out of one source, as it stood from a day
    on. Never edited: the next figure is a new row, a correction names the row it replaces. Amounts in đồng, of the year so
    far."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="funding")
    year = models.PositiveSmallIntegerField(_("budget year"), validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)])
    source = models.CharField(_("source of money"), max_length=12, choices=FundingSource.choices)
    planned = models.BigIntegerField(_("planned"), null=True)
    allocated = models.BigIntegerField(_("allocated"), null=True)
    disbursed = models.BigIntegerField(_("disbursed"), null=True)
    note = models.TextField(_("note"), blank=True)
    effective_on = models.DateField(_("as of"))
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="funding")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")

    objects = FundingQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-year", "source", "-effective_on", "-recorded_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["project", "year", "source", "-effective_on"], name="funding_by_project")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": 0}), name=f"funding_{name}_not_negative")
            for name in AMOUNTS
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.year} {self.source}"

    @property
    def amounts(self) -> Amounts:
        return Amounts(self.planned, self.allocated, self.disbursed)
