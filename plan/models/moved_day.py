from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.versions import Versioned
from plan.working_days import WorkingDays


class MovedDayQuerySet(models.QuerySet["MovedDay"]):
    def as_working_days(self) -> WorkingDays:
        """The days by law with these decisions on top. One question."""
        worked: dict[bool, set[date]] = {True: set(), False: set()}
        for day, is_worked in self.values_list("on", "is_worked"):
            worked[is_worked].add(day)
        return WorkingDays(off=frozenset(worked[False]), worked=frozenset(worked[True]))


class MovedDay(Versioned):
    """Ngày nghỉ hoán đổi, ngày làm bù: what a decision of the Government makes of a day, otherwise than the law."""

    on = models.DateField(gettext_lazy("day"), unique=True)
    is_worked = models.BooleanField()
    decision = models.CharField(gettext_lazy("by which decision"), max_length=300)
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="days_moved")

    objects = MovedDayQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["on"]
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(decision=""), name="a_moved_day_has_a_decision")]

    def __str__(self) -> str:
        return f"{self.on:%d/%m/}{self.on.year:04d}"

    @property
    def kind(self) -> str:
        return _("Working day") if self.is_worked else _("Day off")
