"""What came of an enrolment: who was present, and what was recorded of the result, on both clocks."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from personnel.models.training import CourseSession, Enrolment


class Attendance(models.Model):
    """How many of an enrolment came to a session: 0 or 1 for a named officer."""

    session = models.ForeignKey(CourseSession, models.CASCADE, related_name="attendances")
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="attendances")
    heads = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["session", "enrolment"], name="one_attendance_a_session")]

    def __str__(self) -> str:
        return f"{self.session}: {self.heads}"


class ResultRecordQuerySet(models.QuerySet["ResultRecord"]):
    def standing(self, known: datetime | None = None) -> ResultRecordQuerySet:
        if known is None:
            return self.filter(replaced_at__isnull=True)
        return self.filter(recorded_at__lte=known).filter(Q(replaced_at__isnull=True) | Q(replaced_at__gt=known))

    def completed(self, on: date, known: datetime | None = None) -> ResultRecordQuerySet:
        """The people who had completed a course by the day, as it was recorded by `known`: both clocks (design part 4, rule 2)."""
        return self.standing(known).filter(result=Enrolment.Result.COMPLETED, completed_on__lte=on)


class ResultRecord(models.Model):
    """What was recorded of an enrolment, at every time that it was: `Enrolment.result` is the one that stands. A correction
    is a new row, and the one before stops to stand at the same instant."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="records")
    result = models.CharField(max_length=10, choices=Enrolment.Result.choices, blank=True)
    completed_on = models.DateField(null=True)
    heads = models.PositiveSmallIntegerField(null=True)
    recorded_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    objects = ResultRecordQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["enrolment", "recorded_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enrolment"], condition=Q(replaced_at__isnull=True), name="one_result_of_an_enrolment_stands"),
            models.CheckConstraint(
                condition=Q(result="completed", completed_on__isnull=False, heads__isnull=False)
                | (~Q(result="completed") & Q(completed_on__isnull=True, heads__isnull=True)),
                name="record_of_completion_is_whole",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["completed_on"])]

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.result}"
