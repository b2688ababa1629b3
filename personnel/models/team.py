"""Đội ngũ chuyên gia: experts in the priority areas of the diplomatic sector (measure 3.1)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.folding import fold
from accounts.models import Unit
from accounts.versions import Versioned
from personnel.models.officer import Officer
from plan.bilingual import Bilingual


class ExpertTeamQuerySet(models.QuerySet["ExpertTeam"]):
    def matching(self, words: str) -> ExpertTeamQuerySet:
        rows = self
        for word in fold(words).split():
            rows = rows.filter(search_text__contains=word)
        return rows


class ExpertTeam(Bilingual, Versioned):
    """A team for one priority area: how many experts it is to have, and which unit leads it."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name_vi = models.CharField(_("name in Vietnamese"), max_length=250)
    name_en = models.CharField(_("name in English"), max_length=250, blank=True)
    area_vi = models.CharField(_("priority area in Vietnamese"), max_length=250, blank=True)
    area_en = models.CharField(_("priority area in English"), max_length=250, blank=True)
    lead_unit = models.ForeignKey(Unit, models.PROTECT, related_name="teams", verbose_name=_("lead unit"))
    wanted = models.PositiveSmallIntegerField(_("experts wanted"), default=0)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    recorded_at = models.DateTimeField()
    search_text = models.TextField(editable=False, default="")

    objects = ExpertTeamQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(code="") & ~Q(name_vi=""), name="team_has_code_and_name")]

    def __str__(self) -> str:
        return self.text("name")

    @property
    def area(self) -> str:
        return self.text("area")

    def unit_ids(self) -> set[int]:
        return {self.lead_unit_id}


class TeamMemberQuerySet(models.QuerySet["TeamMember"]):
    def on(self, day: date) -> TeamMemberQuerySet:
        return self.filter(from_on__lte=day).filter(Q(until_on__isnull=True) | Q(until_on__gt=day))


class TeamMember(Versioned):
    team = models.ForeignKey(ExpertTeam, models.CASCADE, related_name="members")
    officer = models.ForeignKey(Officer, models.CASCADE, related_name="teams", verbose_name=_("officer"))
    role = models.CharField(_("part in the team"), max_length=150, blank=True)
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)

    objects = TeamMemberQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["team", "officer__sort_key"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "officer", "from_on"], name="one_membership_of_a_team_and_day"),
            models.CheckConstraint(condition=Q(until_on__isnull=True) | Q(until_on__gt=F("from_on")), name="team_member_has_a_term"),
        ]

    def __str__(self) -> str:
        return f"{self.team}: {self.officer}"
