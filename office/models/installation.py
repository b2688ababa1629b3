from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Installation(models.Model):
    """The one row that says what this database is: real, or an illustration that marks every page."""

    class Kind(models.TextChoices):
        REAL = "real", _("Real data")
        DEMO = "demo", _("Illustrative data")

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.REAL)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(id=1), name="one_installation")]

    def __str__(self) -> str:
        return self.get_kind_display()
