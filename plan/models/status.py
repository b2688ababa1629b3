from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from plan.models.measure import Measure
from plan.moment import Moment
from plan.progress import Health, State


class StatusUpdateQuerySet(models.QuerySet["StatusUpdate"]):
    def standing(self, known: datetime | None = None) -> StatusUpdateQuerySet:
        """Rows that no later row has replaced; with `known`, as they were recorded by then."""
        if known is None:
            return self.filter(replaced_by__isnull=True)
        return self.filter(Q(replaced_by__isnull=True) | Q(replaced_by__recorded_at__gt=known), recorded_at__lte=known)

    def in_force(self, moment: Moment) -> StatusUpdateQuerySet:
        """The first of them says how a measure stood at the moment."""
        return self.standing(moment.known).filter(effective_on__lte=moment.on).order_by("-effective_on", "-recorded_at", "-id")

    def said_last(self) -> dict[str, Any]:
        """What the next update begins with: the last row, with the results and difficulties that were told last. The rows of
        refusals and reopenings tell none, and the page of the measure goes on showing those before."""
        rows = self.standing().order_by("-effective_on", "-recorded_at", "-id")
        last, told = rows.first(), rows.exclude(narrative="", difficulties="").first()
        said = {name: getattr(last, name) for name in ("reason", "percent", "health")} if last else {}
        return said | ({name: getattr(told, name) for name in ("narrative", "difficulties")} if told else {})


class StatusUpdate(models.Model):
    """How a measure stood from a day on, as somebody recorded it. Never edited: a correction is a new row that
    names the one it replaces. Confirming, refusing, pausing and reopening write such rows too."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="updates")
    state = models.CharField(_("status"), max_length=20, choices=State.choices)
    percent = models.PositiveSmallIntegerField(_("percent"), null=True)
    health = models.CharField(_("health"), max_length=10, choices=Health.choices, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    narrative = models.TextField(_("results"), blank=True)
    difficulties = models.TextField(_("difficulties and obstacles"), blank=True)
    language = models.CharField(max_length=5, default="vi")
    effective_on = models.DateField(_("effective on"))
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="status_updates")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")

    objects = StatusUpdateQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-effective_on", "-recorded_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["measure", "-effective_on", "-recorded_at", "-id"], name="update_by_measure")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(percent__isnull=True) | Q(percent__lte=100), name="update_percent_up_to_100"),
            models.CheckConstraint(condition=Q(health__in=["", "on_track"]) | ~Q(reason=""), name="reason_unless_on_track"),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.effective_on}: {self.state}"

    @property
    def tells(self) -> bool:
        """Whether it says what was done or what stands in the way; the rows of refusals and reopenings do not."""
        return bool(self.narrative or self.difficulties)
