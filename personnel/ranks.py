"""Diplomatic ranks and levels of language as the texts have them; pure, without a query."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Rank(models.TextChoices):
    """Hàm ngoại giao: Ordinance on diplomatic ranks of 1995, Article 5, the highest first. A rank is not a post."""

    AMBASSADOR = "dai_su", _("Ambassador")
    MINISTER = "cong_su", _("Minister")
    COUNSELLOR = "tham_tan", _("Counsellor")
    FIRST_SECRETARY = "bi_thu_1", _("First Secretary")
    SECOND_SECRETARY = "bi_thu_2", _("Second Secretary")
    THIRD_SECRETARY = "bi_thu_3", _("Third Secretary")
    ATTACHE = "tuy_vien", _("Attaché")


class RankLevel(models.TextChoices):
    """Cấp ngoại giao: the three levels of Article 5, the highest first."""

    SENIOR = "senior", _("Senior")
    MIDDLE = "middle", _("Middle")
    JUNIOR = "junior", _("Junior")


RANKS_OF: dict[str, tuple[Rank, ...]] = {
    RankLevel.SENIOR: (Rank.AMBASSADOR, Rank.MINISTER, Rank.COUNSELLOR),
    RankLevel.MIDDLE: (Rank.FIRST_SECRETARY, Rank.SECOND_SECRETARY),
    RankLevel.JUNIOR: (Rank.THIRD_SECRETARY, Rank.ATTACHE),
}
LEVEL_OF: dict[str, str] = {rank: level for level, ranks in RANKS_OF.items() for rank in ranks}


class LanguageLevel(models.IntegerChoices):
    """Bậc of the six-level frame, Circular 01/2014/TT-BGDĐT, with its equal in the European one."""

    ONE = 1, _("Level 1 (A1)")
    TWO = 2, _("Level 2 (A2)")
    THREE = 3, _("Level 3 (B1)")
    FOUR = 4, _("Level 4 (B2)")
    FIVE = 5, _("Level 5 (C1)")
    SIX = 6, _("Level 6 (C2)")

    @property
    def european(self) -> str:
        """B2"""
        return ("A1", "A2", "B1", "B2", "C1", "C2")[self.value - 1]
