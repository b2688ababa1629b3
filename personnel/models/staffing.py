"""What a new mission would need: posts by rank and language, as an editable norm and the languages of each opening."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.versions import Versioned
from missions.models import Opening
from missions.network import PostKind
from personnel.models.officer import Language
from personnel.ranks import LanguageLevel, RankLevel


class NormPost(Versioned):
    """Định mức: how many posts of a level a new mission of a kind has, and how well they are to speak its language
    (None: no language asked)."""

    kind = models.CharField(_("kind"), max_length=30, choices=PostKind.choices)
    rank_level = models.CharField(_("level of rank"), max_length=10, choices=RankLevel.choices)
    posts = models.PositiveSmallIntegerField(_("posts"), validators=[MaxValueValidator(200)])
    language_level = models.PositiveSmallIntegerField(_("level of language"), choices=LanguageLevel.choices, null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["kind", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "rank_level"], name="one_norm_a_kind_and_level")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.get_rank_level_display()}: {self.posts}"


class LanguageNeed(models.Model):
    """A language in which an opening in preparation will have to work; any one of them will do for a post.

    Without an opening it is one that missions not yet named are taken to work in, with their share in per cent.
    """

    opening = models.ForeignKey(Opening, models.CASCADE, null=True, blank=True, related_name="language_needs")
    language = models.ForeignKey(Language, models.PROTECT, related_name="needs")
    share = models.PositiveSmallIntegerField(_("share in per cent"), null=True, blank=True, validators=[MaxValueValidator(100)])

    class Meta:
        ordering: ClassVar = ["opening__code", "language__position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["opening", "language"], name="one_need_a_language"),
            models.UniqueConstraint(fields=["language"], condition=Q(opening__isnull=True), name="one_share_a_language"),
            models.CheckConstraint(
                condition=Q(opening__isnull=False, share__isnull=True) | Q(opening__isnull=True, share__isnull=False, share__lte=100),
                name="need_of_an_opening_or_a_share",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opening or '–'}: {self.language}"
