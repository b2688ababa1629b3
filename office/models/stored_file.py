from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models

from accounts.models import User


def place_for(_stored: StoredFile, _name: str) -> str:
    """A place that nobody can guess and that says nothing of what lies there."""
    key = uuid.uuid4().hex
    return f"{StoredFile.FOLDER}/{key[:2]}/{key}"


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def orphans(self, before: datetime) -> StoredFileQuerySet:
        """Kept before `before` and belonging to nothing, in whichever table: what was being made with them was not made."""
        rows = self.filter(stored_at__lt=before)
        for relation in self.model._meta.related_objects:
            rows = rows.filter(**{f"{relation.name}__isnull": True})
        return rows


class StoredFile(models.Model):
    """A file that somebody uploaded, checked (office.inspection) and kept outside the web root. It is written once: another
    file is another row. Who may have it is said by the row that it belongs to."""

    FOLDER = "files"

    content = models.FileField(max_length=100, upload_to=place_for)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10)  # a code of office.inspection.KINDS
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="stored_files")
    stored_at = models.DateTimeField(db_index=True)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(size__gt=0), name="stored_file_is_not_empty")]

    def __str__(self) -> str:
        return self.name
