"""When units are reminded, as the ministry has set it, and the ledger of what has been said to whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Count, Max, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.versions import Versioned
from office.models import Mail
from plan.models import Period
from reports.models.obligation import Obligation
from reports.reminders import Cause, Policy, Why, written_days


def _around_due() -> list[int]:
    return list(Policy.around_due)


def _after_return() -> list[int]:
    return list(Policy.after_return)


class ReminderPolicy(Versioned):
    """The one row of the steps; without it those of `reports.reminders.Policy` hold."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    is_on = models.BooleanField(_("reminders are sent"), default=True)
    tells_reviewers = models.BooleanField(_("reviewers are told what waits"), default=True)
    around_due = models.JSONField(_("days around the due day"), default=_around_due)
    after_return = models.JSONField(_("days after a return"), default=_after_return)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="one_reminder_policy")]

    def __str__(self) -> str:
        return written_days(self.around_due)

    @classmethod
    def in_force(cls) -> ReminderPolicy:
        return cls.objects.first() or cls(version=1)

    @property
    def steps(self) -> Policy:
        return Policy(tuple(self.around_due), tuple(self.after_return))

    def unit_ids(self) -> Iterable[int]:
        return ()


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def of_period(self, period: Period) -> ReminderQuerySet:
        return self.filter(obligation__period=period).exclude(cause=Cause.REVIEW)

    def of_units(self, unit_ids: Iterable[int] | None) -> ReminderQuerySet:
        return self if unit_ids is None else self.filter(obligation__unit_id__in=unit_ids)

    def since(self, at: datetime) -> ReminderQuerySet:
        return self.filter(at__gt=at)

    def said_of(self, obligations: Iterable[int]) -> set[tuple[int, str, int, datetime, int]]:
        """What has been said already: (obligation, cause, step, counted from, person)."""
        rows: Any = self.filter(obligation_id__in=list(obligations))
        return set(rows.values_list("obligation_id", "cause", "step", "counted_from", "user_id"))

    def summed(self) -> dict[str, Any]:
        """How many units have been reminded, how often, and when last. One query."""
        return self.aggregate(units=Count("obligation", distinct=True), rows=Count("pk"), last=Max("at"))


class Reminder(models.Model):
    """One line of the ledger: that this person was reminded of this report for this window. Unique, so that two runs at
    once and a run repeated say it once."""

    class Cause(models.TextChoices):
        DUE = "due", _("By the steps before and after the due day")
        RETURNED = "returned", _("After a return")
        HAND = "hand", _("By hand")
        REVIEW = "review", _("Waits for review")

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="reminders")
    cause = models.CharField(max_length=10, choices=Cause.choices)
    step = models.SmallIntegerField()  # days from `counted_from`
    counted_from = models.DateTimeField()  # the due time, the return, the sending; by hand the beginning of the day
    user = models.ForeignKey(User, models.PROTECT, related_name="reminders")
    why = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Why])
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="reminders_sent")  # by hand
    mail = models.ForeignKey(Mail, models.SET_NULL, null=True, related_name="reminders")  # None: switched off, or made up
    at = models.DateTimeField()

    objects = ReminderQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["obligation", "cause", "step", "counted_from", "user"], name="a_reminder_is_sent_once")
        ]
        indexes: ClassVar = [models.Index(fields=["obligation", "-at"], name="reminder_by_obligation")]

    def __str__(self) -> str:
        return f"{self.obligation_id} {self.cause} {self.step} {self.user_id}"
