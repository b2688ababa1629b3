"""Cán bộ: who they are, as little as the work needs (domain (g) 5: name, unit, rank, post, languages, courses)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.folding import fold
from accounts.models import Unit, User
from accounts.versions import Versioned
from personnel.ranks import LEVEL_OF, RANKS_OF, LanguageLevel, Rank, RankLevel
from plan.bilingual import Bilingual


class Language(Bilingual, models.Model):
    """A language that somebody may speak or a post may need; data (data/languages.csv)."""

    code = models.SlugField(max_length=10, unique=True)
    position = models.PositiveSmallIntegerField()
    name_vi = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)

    class Meta:
        ordering: ClassVar = ["position", "code"]

    def __str__(self) -> str:
        return self.text("name")


class OfficerQuerySet(models.QuerySet["Officer"]):
    def serving(self) -> OfficerQuerySet:
        """Those who are still with the service and have not been merged into another row."""
        return self.filter(left_on__isnull=True, merged_into__isnull=True)

    def who_left(self) -> OfficerQuerySet:
        return self.filter(left_on__isnull=False, merged_into__isnull=True)

    def within(self, units: Iterable[int] | None, on: date) -> OfficerQuerySet:
        """Those who belong to one of the units or serve there on the day; None: all."""
        if units is None:
            return self
        postings = apps.get_model("personnel", "Posting").objects.on(on).filter(unit__in=units)
        return self.filter(Q(unit__in=units) | Q(pk__in=postings.values("officer")))

    def of(self, *, unit: str = "", rank: str = "", level: str = "") -> OfficerQuerySet:
        """By the code of the unit, the rank and its level; empty: any."""
        rows = self.filter(unit__code=unit) if unit else self
        rows = rows.filter(rank=rank) if rank else rows
        return rows.filter(rank__in=RANKS_OF[level]) if level else rows

    def standing(self, standing: str) -> OfficerQuerySet:
        """Who serves (""), who has left ("left"), or all."""
        return self if standing == "all" else self.filter(left_on__isnull=standing != "left")

    def speaking(self, language: str, level: int) -> OfficerQuerySet:
        """Those who speak the language at the level or better."""
        return self.filter(Exists(LanguageSkill.objects.filter(officer=OuterRef("pk"), language__code=language, level__gte=level)))

    def named(self, name: str) -> OfficerQuerySet:
        """Those of just this name, with or without its marks; nobody where there is none."""
        folded = fold(name)
        wanted = [pk for pk, other in self.matching(name).values_list("pk", "name") if fold(other) == folded] if folded else []
        return self.filter(pk__in=wanted)

    def matching(self, words: str) -> OfficerQuerySet:
        rows = self
        for word in fold(words).split():
            rows = rows.filter(search_text__contains=word)
        return rows


class Officer(Versioned):
    """A person who serves. `unit` is the unit to which the person belongs; where they are posted is a `Posting`.

    `user` is the account by which the person reads what is held on them. A row found to be a double keeps its number and
    names the row into which it was merged. Who has left is erased after the time of retention: the name goes, the counts stay.
    """

    Rank = Rank

    name = models.CharField(_("name"), max_length=150)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="officers", verbose_name=_("unit"))
    rank = models.CharField(_("diplomatic rank"), max_length=20, choices=Rank.choices, blank=True)
    post = models.CharField(_("post"), max_length=150, blank=True)
    user = models.OneToOneField(User, models.SET_NULL, null=True, blank=True, related_name="officer")
    left_on = models.DateField(_("left the service on"), null=True, blank=True)
    left_recorded_at = models.DateTimeField(null=True)  # when the day of leaving was said: retention runs from the later of both
    erased_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    recorded_at = models.DateTimeField()
    search_text = models.TextField(editable=False, default="")
    sort_key = models.CharField(max_length=250, editable=False, default="", db_index=True)

    objects = OfficerQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["sort_key", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(name="") | Q(erased_at__isnull=False), name="officer_has_a_name"),
            models.CheckConstraint(condition=Q(erased_at__isnull=True) | Q(left_on__isnull=False), name="only_who_has_left_is_erased"),
            models.CheckConstraint(condition=Q(rank__in=["", *Rank.values]), name="officer_has_a_known_rank"),
        ]

    def __str__(self) -> str:
        return self.name or gettext("name erased")

    @property
    def level(self) -> str:
        """Cấp of the rank; empty without a rank."""
        return LEVEL_OF.get(self.rank, "")

    @property
    def level_word(self) -> str:
        return str(RankLevel(self.level).label) if self.level else ""

    @property
    def label(self) -> str:
        """What the history calls the person, so that a name that is to go stands in nothing that stays."""
        return f"Cán bộ số {self.pk}"

    @property
    def languages(self) -> list[LanguageSkill]:
        """The best of each language, of the skills that were fetched."""
        best: dict[int, LanguageSkill] = {}
        for skill in self.skills.all():
            if skill.language_id not in best or best[skill.language_id].level < skill.level:
                best[skill.language_id] = skill
        return list(best.values())

    @property
    def open_account(self) -> User | None:
        """The account by which the person still signs in: leaving the service does not close it."""
        return self.user if self.user is not None and self.user.is_active else None

    def unit_ids(self) -> set[int]:
        return {self.unit_id}


class LanguageSkill(Versioned):
    """What an officer speaks, by the certificate of a day; the best that is valid counts. At most one row a language and day."""

    Level = LanguageLevel

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="skills")
    language = models.ForeignKey(Language, models.PROTECT, related_name="skills", verbose_name=_("language"))
    level = models.PositiveSmallIntegerField(_("level"), choices=LanguageLevel.choices)
    dated_on = models.DateField(_("certificate of"), null=True, blank=True)
    certificate = models.CharField(_("certificate"), max_length=150, blank=True)

    class Meta:
        ordering: ClassVar = ["language__position", "-level"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["officer", "language", "dated_on"], name="one_skill_a_language_and_day"),
            models.UniqueConstraint(fields=["officer", "language"], condition=Q(dated_on__isnull=True), name="one_skill_without_a_day"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=6), name="skill_on_the_six_level_frame"),
        ]

    def __str__(self) -> str:
        return f"{self.language} {self.level}"


class Correction(Versioned):
    """What a person asks to have put right of what is held on them; to be answered within two working days
    (Law 91/2025/QH15, Decree 356/2025/NĐ-CP as told in domain (g) 5)."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked")
        MADE = "made", _("Put right")
        REFUSED = "refused", _("Refused")

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="corrections")
    text = models.TextField(_("what is to be put right"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-asked_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="asked", answered_at__isnull=True)
                | (~Q(state="asked") & Q(answered_at__isnull=False) & (Q(state="made") | ~Q(answer=""))),
                name="correction_answered_or_open",
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]
