"""How missions rate the support that the ministry gives them; what is shown of it is worked out in `reports.ratings`."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from accounts.versions import Versioned
from plan.models import Period

QUESTIONS = ("timely", "useful", "enough")


def _is_a_score(name: str) -> Q:
    return Q(**{f"{name}__gte": 1, f"{name}__lte": 5})


class Rating(Versioned):
    """Three scores from 1 to 5, and a word. Whose it is, only that unit is ever told; the illustration leaves it empty
    (design rule 15)."""

    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="ratings_given")
    period = models.ForeignKey(Period, models.PROTECT, related_name="ratings")
    department = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="ratings")  # that followed the unit then
    timely = models.PositiveSmallIntegerField()
    useful = models.PositiveSmallIntegerField()
    enough = models.PositiveSmallIntegerField()
    word = models.TextField(_("word"), blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["period", "unit"], name="one_rating_a_unit_and_period"),
            *(models.CheckConstraint(condition=_is_a_score(name), name=f"rating_{name}_from_one_to_five") for name in QUESTIONS),
        ]

    def __str__(self) -> str:
        return f"{self.period}"

    def unit_ids(self) -> set[int]:
        return {self.unit_id} if self.unit_id else set()
