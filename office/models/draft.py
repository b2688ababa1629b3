from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models

from accounts.models import User

KEPT = timedelta(days=1)


class ImportDraftQuerySet(models.QuerySet["ImportDraft"]):
    def living(self, now: datetime) -> ImportDraftQuerySet:
        return self.filter(made_at__gt=now - KEPT)

    def expired(self, now: datetime) -> ImportDraftQuerySet:
        return self.filter(made_at__lte=now - KEPT)


class ImportDraft(models.Model):
    """A table that somebody has sent and not yet confirmed: nothing of it counts. Forgotten after a day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(User, models.CASCADE, related_name="import_drafts")
    kind = models.CharField(max_length=40)  # what the rows are: "updates"
    subject = models.CharField(max_length=40)  # of what: the code of a plan
    name = models.CharField(max_length=200, blank=True)  # of the file
    grid = models.JSONField()
    made_at = models.DateTimeField()

    objects = ImportDraftQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["made_at"], name="import_draft_by_age")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
