from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from django.db import models

from accounts.models import User
from plan.models.deadline import DeadlineChange
from plan.models.measure import Measure
from plan.models.status import StatusUpdate

# Long enough to notice a slip, short enough that nobody has built on it.
UNDO_WITHIN = timedelta(minutes=10)


class EditQuerySet(models.QuerySet["Edit"]):
    def of_act(self, act: UUID, by: User) -> EditQuerySet:
        """The rows of one act, for the person who did it."""
        return self.filter(act=act, by=by).order_by("measure_id")

    def undoable(self, by: User | int, since: datetime) -> EditQuerySet:
        """What the person may still take back: their own, done after `since`, which is `UNDO_WITHIN` ago, not undone, and nothing
        has happened to the measure since."""
        mine = self.filter(by=by, at__gt=since, undone_at__isnull=True)
        return mine.filter(version=models.F("measure__version")).order_by("-at")


class Edit(models.Model):
    """What one person changed of one measure in one act, kept so that the act can be undone as one.

    Rows with the same `act` were one act: one row for an update of one measure, many for a bulk edit. What was changed
    stands in the rows it points to; `version` is the measure's after the act, and any later change makes it another.
    """

    act = models.UUIDField()
    by = models.ForeignKey(User, models.PROTECT, related_name="edits")
    at = models.DateTimeField()
    measure = models.ForeignKey(Measure, models.CASCADE, related_name="edits")
    version = models.PositiveIntegerField()
    update = models.OneToOneField(StatusUpdate, models.PROTECT, null=True, related_name="edit")
    change = models.OneToOneField(DeadlineChange, models.PROTECT, null=True, related_name="edit")
    assigned = models.BooleanField(default=False)  # the assignments begun and ended at `at` belong to the act
    updated_before = models.DateField(null=True)  # the measure's last update by a person until then
    undone_at = models.DateTimeField(null=True)

    objects = EditQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["act", "measure"], name="one_edit_a_measure_in_an_act")]

    def __str__(self) -> str:
        return f"{self.act} {self.measure_id}"
