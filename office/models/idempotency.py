from typing import ClassVar

from django.db import models

from accounts.models import User


class RememberedAnswer(models.Model):
    """The answer given to an API call with an Idempotency-Key, or that a form was done (`office.once`), so that what is sent again
    changes nothing twice; for as long as `office.once.KEPT`."""

    user = models.ForeignKey(User, models.CASCADE)
    key = models.CharField(max_length=200)
    request_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.JSONField(null=True)
    location = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "key"], name="one_answer_a_key")]

    def __str__(self) -> str:
        return self.key
