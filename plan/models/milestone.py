from __future__ import annotations

from copy import copy
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.versions import Versioned
from plan.models.measure import Measure
from plan.moment import Moment
from plan.progress import Step


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    def standing(self) -> MilestoneQuerySet:
        """Those on the list now."""
        return self.filter(removed_at__isnull=True)

    def left(self) -> MilestoneQuerySet:
        """Those on the list that nobody has said to be reached."""
        return self.standing().filter(reached_on__isnull=True)

    def told(self, moment: Moment) -> list[Milestone]:
        """The list as it stood at the moment, each step as it was then. To be read, never to be saved."""
        return [row for milestone in self.all() if (row := milestone.as_of(moment))]


class Milestone(Versioned):
    """A step on the way of a measure (mốc): planned for a day, reached on a day. What is taken off the list stays on record."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="milestones")
    position = models.PositiveSmallIntegerField(_("place in the list"))
    kind = models.CharField(_("step"), max_length=10, choices=Step.choices)
    title = models.CharField(_("name of the step"), max_length=200, blank=True)
    planned_on = models.DateField(_("planned on"), null=True)
    reached_on = models.DateField(_("reached on"), null=True)
    reached_recorded_at = models.DateTimeField(null=True)
    reached_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="milestones_reached")
    note = models.TextField(_("note"), blank=True)
    recorded_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(kind="other") | ~Q(title=""), name="another_step_has_a_name"),
            models.CheckConstraint(
                condition=Q(reached_on__isnull=True, reached_recorded_at__isnull=True)
                | Q(reached_on__isnull=False, reached_recorded_at__isnull=False),
                name="reached_means_recorded",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.title or str(self.get_kind_display())

    def as_of(self, moment: Moment) -> Milestone | None:
        """The step without what was not yet so, or not yet known, at the moment; None where it was not on the list."""
        if not moment.knows(self.recorded_at) or (self.removed_at and moment.has_seen(self.removed_at)):
            return None
        row = copy(self)
        if row.reached_on and (row.reached_on > moment.on or not moment.knows(row.reached_recorded_at)):  # type: ignore[arg-type]
            row.reached_on = row.reached_recorded_at = row.reached_by = None
        return row

    def is_late(self, on: date) -> bool:
        """Reached after the day planned, or on the day `on` still to be reached after it."""
        return self.planned_on is not None and (self.reached_on or on) > self.planned_on

    @property
    def days_late(self) -> int | None:
        """For a step that was reached late."""
        if self.reached_on and self.planned_on and self.reached_on > self.planned_on:
            return (self.reached_on - self.planned_on).days
        return None

    def unit_ids(self) -> object:
        return self.measure.unit_ids()
