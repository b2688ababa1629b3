from typing import ClassVar

from django.db import models

from accounts.models import User


class Visit(models.Model):
    """When a person last opened the page of an object, and when before that. Kept for their own use alone: no history."""

    user = models.ForeignKey(User, models.CASCADE, related_name="visits")
    object_kind = models.CharField(max_length=60)
    object_code = models.CharField(max_length=120)
    at = models.DateTimeField(db_index=True)
    before = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "object_kind", "object_code"], name="one_visit_an_object")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.object_kind} {self.object_code}"
