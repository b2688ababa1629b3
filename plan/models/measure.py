from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from accounts.prepared import prepared
from accounts.roles import Permission
from accounts.versions import Versioned
from plan.bilingual import Bilingual
from plan.models.measures import STANDING, MeasureQuerySet
from plan.models.plan import Plan, Source, Task
from plan.moment import Moment
from plan.progress import Health, Standing, State, Term, cell


@prepared
def _leading(measure: int) -> QuerySet[Unit]:
    """There is one at a time."""
    return Unit.objects.filter(assignments__measure=measure, assignments__role="lead", assignments__until_on=None)


class Measure(Bilingual, Versioned):
    """Giải pháp. `state` to `completed_on` say how it stands now; the rows behind them say how it stood on any day."""

    class OutputKind(models.TextChoices):
        LEGAL_TEXT = "legal_text", _("Legal text")
        PRODUCT = "product", _("Product")
        ONGOING = "ongoing", _("Ongoing work")
        UNKNOWN = "unknown", _("Not stated")

    wording_basis = "title_basis"
    read_with = ("plan",)

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="measures")
    task = models.ForeignKey(Task, models.PROTECT, related_name="measures")
    code = models.CharField(max_length=20)
    position = models.PositiveIntegerField()
    title_vi = models.TextField(_("title in Vietnamese"))
    title_en = models.TextField(_("title in English"))
    title_basis = models.TextField(blank=True)
    output_vi = models.TextField(_("output in Vietnamese"), blank=True)
    output_en = models.TextField(_("output in English"), blank=True)
    output_basis = models.TextField(blank=True)
    output_kind = models.CharField(_("kind of output"), max_length=12, choices=OutputKind.choices, default=OutputKind.UNKNOWN)
    is_key = models.BooleanField(_("key measure"), default=False)
    in_plan_from = models.DateField(null=True)  # the plan's date, or the day of adoption; null: only found elsewhere
    in_plan_recorded_at = models.DateTimeField(null=True)
    superseded_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="supersedes")
    superseded_from = models.DateField(null=True, blank=True)
    superseded_recorded_at = models.DateTimeField(null=True)
    superseded_decision = models.CharField(max_length=300, blank=True)  # number and day of the decision
    source = models.ForeignKey(Source, models.PROTECT, null=True, verbose_name=_("source"))
    source_scope = models.CharField(max_length=40, blank=True)
    source_sentence = models.TextField(_("sentence in the source"), blank=True)
    note = models.TextField(blank=True)
    search_text = models.TextField(editable=False, default="")

    # How it stands now. Kept by plan.services alone, equal to the latest rows (a test holds them together).
    state = models.CharField(_("status"), max_length=20, choices=State.choices, default=State.NOT_STARTED)
    health = models.CharField(_("health"), max_length=10, choices=Health.choices, blank=True)
    percent = models.PositiveSmallIntegerField(_("percent"), null=True)
    term = models.CharField(_("term"), max_length=10, choices=Term.choices, default=Term.NONE)
    due_on = models.DateField(_("deadline"), null=True)
    completed_on = models.DateField(null=True)
    due_at_completion = models.DateField(null=True)  # in force on the day of completion, decided by when it was confirmed
    updated_on = models.DateField(null=True)  # last update by a person

    objects = MeasureQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["plan", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "code"], name="one_measure_a_code"),
            models.CheckConstraint(
                condition=Q(term="dated", due_on__isnull=False) | (~Q(term="dated") & Q(due_on__isnull=True)), name="dated_means_a_date"
            ),
            models.CheckConstraint(condition=Q(percent__isnull=True) | Q(percent__lte=100), name="percent_up_to_100"),
            models.CheckConstraint(
                condition=Q(state="done", completed_on__isnull=False) | (~Q(state="done") & Q(completed_on__isnull=True)),
                name="done_means_a_day",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["plan", "state", "due_on"], name="measure_by_standing"),
            models.Index(fields=["plan", "position"], name="measure_by_position"),
            # The few that the pages of the plan show apart, found without reading all the others.
            models.Index(fields=["plan"], condition=Q(in_plan_from__isnull=True), name="measure_outside_the_plan"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def title(self) -> str:
        return self.text("title")

    held: list[Any]  # the assignments in force, where a list has fetched them (`plan.views.listing.with_units`)

    @property
    def leading(self) -> list[Any]:
        return [row for row in self.held if row.role == "lead"]

    @property
    def coordinating(self) -> list[Any]:
        return [row for row in self.held if row.role == "coordinating"]

    def unit_ids(self) -> Iterable[int]:
        """The unit that leads it: its officers update it, its head confirms it."""
        if "_lead_ids" not in self.__dict__:
            self.lead_unit()
        return self._lead_ids

    def stand(self, moment: Moment) -> None:
        """Sets what `standing` annotates, at a moment for which the current columns answer: the row has been read already."""
        if not moment.as_it_stands:
            raise ValueError("how it stood then is read from the rows behind the columns, by `standing`")
        for name in STANDING:
            setattr(self, f"at_{name}", getattr(self, name))
        told = {name: getattr(self, name) for name in STANDING if name not in {"health", "percent"}}
        self.cell = cell(Standing(**told, superseded=self.was_superseded(moment)), moment.on)

    def was_in_plan(self, moment: Moment) -> bool:
        if self.in_plan_from is None or self.in_plan_from > moment.on:
            return False
        return moment.known is None or (self.in_plan_recorded_at is not None and moment.knows(self.in_plan_recorded_at))

    def was_superseded(self, moment: Moment) -> bool:
        if self.superseded_from is None or self.superseded_from > moment.on:
            return False
        return moment.known is None or (self.superseded_recorded_at is not None and moment.knows(self.superseded_recorded_at))

    def lead_unit(self) -> Unit | None:
        leading = _leading(measure=self.pk)
        self._lead_ids = [unit.pk for unit in leading]
        return leading[0] if leading else None

    def deadline_permission(self) -> Permission:
        return Permission.DEADLINE_DECIDE_KEY if self.is_key else Permission.DEADLINE_DECIDE

    def completion_permission(self) -> Permission:
        """Whose word makes it done: the head of the unit that leads it, of a key measure the secretariat."""
        return Permission.COMPLETION_CONFIRM_KEY if self.is_key else Permission.COMPLETION_CONFIRM
