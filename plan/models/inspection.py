from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.folding import fold
from accounts.models import Unit, User
from accounts.versions import Versioned
from plan.models.measure import Measure
from plan.models.plan import Plan


class InspectionQuerySet(models.QuerySet["Inspection"]):
    def matching(self, words: str) -> InspectionQuerySet:
        rows = self
        for word in fold(words).split():
            rows = rows.filter(search_text__contains=word)
        return rows

    def standing(self) -> InspectionQuerySet:
        """Those that nobody has withdrawn as entered by mistake."""
        return self.filter(withdrawn_at__isnull=True)

    def waiting(self) -> InspectionQuerySet:
        """Something was asked of the unit, and it has not been seen to."""
        return self.standing().exclude(follow_up="").filter(followed_up_on__isnull=True)

    def overdue(self, on: date) -> InspectionQuerySet:
        return self.waiting().filter(follow_up_due__lt=on)

    def follow_ups(self, on: date) -> dict[str, int]:
        """How many wait, and how many of them are overdue, in one question."""
        waiting = self.waiting()
        return waiting.aggregate(waiting=models.Count("pk"), overdue=models.Count("pk", filter=Q(follow_up_due__lt=on)))

    def of_units(self, unit_ids: Iterable[int]) -> InspectionQuerySet:
        return self.filter(unit_id__in=list(unit_ids))


class Inspection(Versioned):
    """Kiểm tra: that somebody looked at how a unit carries out the plan, what was found, and what is to follow."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="inspections")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="inspections", verbose_name=_("unit inspected"))
    on = models.DateField(_("day of the inspection"))
    conclusion = models.TextField(_("conclusion"))
    follow_up = models.TextField(_("follow-up asked for"), blank=True)
    follow_up_due = models.DateField(_("follow-up due"), null=True, blank=True)
    followed_up_on = models.DateField(_("followed up on"), null=True, blank=True)
    outcome = models.TextField(_("what was done"), blank=True)
    language = models.CharField(max_length=5, default="vi")
    measures = models.ManyToManyField(Measure, blank=True, related_name="inspections", verbose_name=_("measures"))
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="inspections")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, editable=False)
    search_text = models.TextField(editable=False, default="")

    objects = InspectionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-on", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(follow_up_due__isnull=True) | (Q(follow_up_due__gte=F("on")) & ~Q(follow_up="")),
                name="follow_up_due_after_the_inspection",
            ),
            models.CheckConstraint(
                condition=Q(followed_up_on__isnull=True) | (Q(followed_up_on__gte=F("on")) & ~Q(follow_up="")),
                name="followed_up_after_the_inspection",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["plan", "-on"], name="inspection_by_day")]

    def __str__(self) -> str:
        return f"{self.unit}, {self.on:%d/%m/%Y}"

    @property
    def is_waiting(self) -> bool:
        return bool(self.follow_up) and self.followed_up_on is None

    def is_overdue(self, on: date) -> bool:
        return self.is_waiting and self.follow_up_due is not None and self.follow_up_due < on
