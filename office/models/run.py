from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class RunQuerySet(models.QuerySet["Run"]):
    def unfinished(self) -> RunQuerySet:
        return self.filter(state__in=[Run.State.QUEUED, Run.State.RUNNING])

    def claimable(self, at: datetime) -> RunQuerySet:
        """Queued, or running under a lease that has run out: its worker is gone."""
        return self.filter(Q(state=Run.State.QUEUED) | Q(state=Run.State.RUNNING, lease_until__lt=at))

    def abandoned(self, at: datetime) -> RunQuerySet:
        """Running, says the row, but nobody has kept the lease."""
        return self.filter(state=Run.State.RUNNING, lease_until__lt=at)

    def unheard(self, since: datetime) -> RunQuerySet:
        """Queued, and the last message that told a worker so was sent before `since`: it may be lost."""
        return self.filter(Q(state=Run.State.QUEUED), Q(woken_at__lt=since) | Q(woken_at__isnull=True, created_at__lt=since))

    def held_by(self, run: Run) -> RunQuerySet:
        """The row, if it still belongs to this attempt. Every write of a running job goes through here."""
        return self.filter(pk=run.pk, owner=run.owner, state=Run.State.RUNNING)


class Run(models.Model):
    """The row behind a job (design rule 12): Celery's message is only a wake-up, this row is the truth."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    job = models.CharField(max_length=120)  # dotted name of the Celery job that performs it
    key = models.CharField(max_length=200, unique=True)  # what is asked for; the same question is the same run
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    owner = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    steps_done = models.PositiveIntegerField(default=0)
    steps_total = models.PositiveIntegerField(default=0)
    step = models.CharField(max_length=200, blank=True)  # msgid of what is being done, translated when shown
    error = models.TextField(blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="runs")
    created_at = models.DateTimeField()  # when it was last asked for
    woken_at = models.DateTimeField(null=True)  # when the last message was sent
    started_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "lease_until"], name="run_to_sweep")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state="running") | Q(owner__isnull=False, lease_until__isnull=False), name="running_means_owned"
            )
        ]

    def __str__(self) -> str:
        return f"{self.job} {self.key}: {self.state}"

    def unit_ids(self) -> Any:
        return ()

    @property
    def is_over(self) -> bool:
        return self.state in {self.State.DONE, self.State.FAILED, self.State.CANCELLED}


class Heartbeat(models.Model):
    """When a part of the house (worker, beat) last said that it is alive."""

    part = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.part
