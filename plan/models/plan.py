from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.apps import apps
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.versions import Versioned
from plan.bilingual import Bilingual

STEP = 1000  # places of measures between two tasks, so that a new measure moves only its own task


class PlanQuerySet(models.QuerySet["Plan"]):
    def counted(self, today: date) -> PlanQuerySet:
        """With how much there is of what people keep: measures_n, directives_n, indicators_n, inspections_n, overdue_n."""
        # Each is counted by itself: joined in one question, every row of one would be met by every row of the others.
        inspections = _of_plan("Inspection").filter(withdrawn_at__isnull=True)
        waiting = inspections.filter(followed_up_on__isnull=True, follow_up_due__lt=today).exclude(follow_up="")
        return self.annotate(
            measures_n=_number(_of_plan("Measure").filter(in_plan_from__isnull=False)),
            directives_n=_number(_of_plan("Directive").filter(withdrawn_at__isnull=True)),
            occasions_n=_number(_of_plan("Occasion")),
            indicators_n=_number(_of_plan("Indicator")),
            inspections_n=_number(inspections),
            overdue_n=_number(waiting),
        )


def _of_plan(model: str) -> models.QuerySet[Any, Any]:
    return apps.get_model("plan", model)._default_manager.filter(plan=OuterRef("pk")).order_by()


def _number(rows: models.QuerySet[Any, Any]) -> Coalesce:
    """How many rows; none is 0."""
    return Coalesce(Subquery(rows.values("plan").annotate(n=Count("pk")).values("n")), 0)


class Plan(Bilingual, models.Model):
    """Kế hoạch: a resolution and what it asks for. Several live side by side."""

    code = models.SlugField(max_length=20, unique=True)
    number = models.CharField(_("number and symbol"), max_length=60)
    kind_vi = models.CharField(max_length=100)
    kind_en = models.CharField(max_length=100)
    title_vi = models.TextField()
    title_en = models.TextField()
    issued_by_vi = models.CharField(max_length=200)
    issued_by_en = models.CharField(max_length=200, blank=True)
    signed_by_vi = models.CharField(max_length=200)
    signed_by_en = models.CharField(max_length=200, blank=True)
    issued_on = models.DateField(_("issued on"))
    effective_on = models.DateField(_("in force from"))
    horizon = models.PositiveSmallIntegerField(_("horizon"))
    vision = models.PositiveSmallIntegerField(_("vision"))
    basis = models.TextField(blank=True)
    unknown = models.JSONField(default=list)  # what the ministry must supply

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.number

    @property
    def title(self) -> str:
        return self.text("title")


class Source(Bilingual, models.Model):
    """A published text from which the plan was read."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="sources")
    key = models.CharField(max_length=20)
    title = models.TextField()  # in English, as that of all source articles
    publisher = models.CharField(max_length=200)
    publisher_vi = models.CharField(max_length=200, blank=True)
    dated = models.CharField(max_length=10)  # ISO, sometimes only to the month

    class Meta:
        ordering: ClassVar = ["key"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "key"], name="one_source_a_key")]

    def __str__(self) -> str:
        return f"{self.text('publisher')}, {'/'.join(reversed(self.dated.split('-')))}"


class Objective(Bilingual, models.Model):
    """Mục tiêu."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="objectives")
    code = models.CharField(max_length=20)
    text_vi = models.TextField()
    text_en = models.TextField()
    basis = models.TextField(blank=True)
    source = models.ForeignKey(Source, models.PROTECT, null=True)
    source_sentence = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "code"], name="one_objective_a_code")]

    def __str__(self) -> str:
        return self.code


class Fact(Bilingual, models.Model):
    """A figure that the sources give beside the plan: shown, never counted."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="facts")
    code = models.CharField(max_length=20)
    text_vi = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    value = models.IntegerField(null=True)
    note = models.TextField(blank=True)
    note_vi = models.TextField(blank=True)
    source = models.ForeignKey(Source, models.PROTECT, null=True)
    source_sentence = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "code"], name="one_fact_a_code")]

    def __str__(self) -> str:
        return self.code


class TaskQuerySet(models.QuerySet["Task"]):
    def with_number_of_measures(self) -> TaskQuerySet:
        return self.annotate(measures_n=Count("measures", filter=Q(measures__in_plan_from__isnull=False)))


class Task(Bilingual, Versioned):
    """Nhiệm vụ: one of the groups of measures of a plan."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="tasks")
    code = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField()
    title_vi = models.TextField(_("title in Vietnamese"))
    title_en = models.TextField(_("title in English"))
    basis = models.TextField(blank=True)
    source = models.ForeignKey(Source, models.PROTECT, null=True)
    source_sentence = models.TextField(_("sentence in the source"), blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "code"], name="one_task_a_code")]

    def __str__(self) -> str:
        return f"{self.code}. {self.title}"

    @property
    def title(self) -> str:
        return self.text("title")
