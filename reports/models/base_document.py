"""The .docx below the Word files of progress reports."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.models import User
from office.models import StoredFile


class BaseDocumentQuerySet(models.QuerySet["BaseDocument"]):
    def current(self) -> BaseDocument | None:
        """The one that reports are drawn on from now on; None: the built-in one."""
        return self.filter(in_use=True).select_related("file", "by").first()

    def with_sha(self, sha: str) -> BaseDocument | None:
        """One that reports have been drawn on, whether in force still or not."""
        return self.filter(file__sha256=sha).select_related("file").first()


class BaseDocument(models.Model):
    """Tệp nền: its styles and letterhead are those of the Word file (`office.base_document`). Never changed: another file is
    another row, and what a report was drawn on stays."""

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="base_documents")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    in_use = models.BooleanField(default=True)

    objects = BaseDocumentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["in_use"], condition=Q(in_use=True), name="one_base_in_use"),
        ]

    def __str__(self) -> str:
        return self.file.name

    def unit_ids(self) -> Iterable[int]:
        return ()
