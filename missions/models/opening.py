"""Cơ quan đại diện dự kiến mở: openings in preparation, the stages each goes through, and every date that was ever given.

Private by permission: an opening that is not announced is sensitive (domain (g)). Nothing here is ever counted in the
network; only the events of a mission are.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, IntegerField, OuterRef, Prefetch, Q, Subquery, Sum
from django.db.models.functions import Coalesce, Lower
from django.utils.translation import gettext_lazy as _

from accounts.changing import Changing, Told
from accounts.folding import fold
from accounts.models import Unit, User
from accounts.versions import Versioned
from missions.models.mission import Mission
from missions.network import PostKind
from plan.bilingual import Bilingual

POINTS = ("earliest", "likely", "latest")


class Stage(Bilingual, models.Model):
    """A step of preparing an opening, in the order in which they are taken; both are data (data/stages.csv)."""

    code = models.SlugField(max_length=40, unique=True)
    position = models.PositiveSmallIntegerField()
    name_vi = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)

    class Meta:
        ordering: ClassVar = ["position", "code"]

    def __str__(self) -> str:
        return self.text("name")


class OpeningQuerySet(Changing, models.QuerySet["Opening"]):
    changed_by = (Told("missions.opening"),)

    def of_units(self, units: Iterable[int] | None) -> OpeningQuerySet:
        """Those that one of these units leads; None: all."""
        return self if units is None else self.filter(lead_unit__in=units)

    def in_preparation(self) -> OpeningQuerySet:
        return self.filter(state=Opening.State.PREPARED)

    def became(self) -> set[int]:
        """The missions that were openings in preparation, by their keys."""
        return set(self.filter(mission__isnull=False).values_list("mission_id", flat=True))

    def matching(self, words: str) -> OpeningQuerySet:
        rows = self
        for word in fold(words).split():
            rows = rows.filter(search_text__contains=word)
        return rows

    def with_course(self) -> OpeningQuerySet:
        """With what a list shows: stages in their order, how often and by how many days the opening itself was moved."""
        moves = DateMove.objects.filter(
            step__opening=OuterRef("pk"), step__stage=Subquery(Stage.objects.order_by("-position").values("pk")[:1])
        )
        by_opening = moves.filter(days__isnull=False).exclude(days=0).order_by().values("step__opening")
        return (
            self.select_related("lead_unit", "mission__unit")
            .prefetch_related(Prefetch("steps", OpeningStage.objects.select_related("stage")))
            .annotate(
                moves=Coalesce(Subquery(by_opening.annotate(n=Count("pk")).values("n")), 0),
                days_moved=Coalesce(Subquery(by_opening.annotate(n=Sum("days")).values("n"), output_field=IntegerField()), 0),
            )
        )


class Region(models.TextChoices):
    AFRICA = "africa", _("Africa")
    AMERICAS = "americas", _("Americas")
    ASIA_PACIFIC = "asia_pacific", _("Asia-Pacific")
    EUROPE = "europe", _("Europe")
    MIDDLE_EAST = "middle_east", _("Middle East")


class Opening(Bilingual, Versioned):
    """A mission that is to be opened. When it has opened, `mission` is the mission that it became."""

    Kind = PostKind
    Region = Region

    class State(models.TextChoices):
        PREPARED = "prepared", _("In preparation")
        OPENED = "opened", _("Has opened")
        ABANDONED = "abandoned", _("Given up")

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name_vi = models.CharField(_("name in Vietnamese"), max_length=250)
    name_en = models.CharField(_("name in English"), max_length=250, blank=True)
    kind = models.CharField(_("kind"), max_length=30, choices=PostKind.choices)
    lead_unit = models.ForeignKey(Unit, models.PROTECT, related_name="openings", verbose_name=_("department that leads it"))
    region = models.CharField(_("region"), max_length=20, choices=Region.choices, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5, null=True)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5, null=True)
    note = models.TextField(_("note"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PREPARED)
    abandoned_reason = models.TextField(_("reason"), blank=True)
    mission = models.OneToOneField(Mission, models.PROTECT, null=True, related_name="opening")
    recorded_at = models.DateTimeField()
    search_text = models.TextField(editable=False, default="")

    changed_at: datetime | None  # set by `with_change`

    objects = OpeningQuerySet.as_manager()

    # Set by `with_course`: how often the day of the opening was moved, and by how many days in all.
    moves: int
    days_moved: int

    class Meta:
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(code="") & ~Q(name_vi=""), name="opening_has_code_and_name"),
            models.UniqueConstraint(Lower("code"), name="opening_code_in_any_case"),
            models.CheckConstraint(
                condition=Q(state="opened", mission__isnull=False) | (~Q(state="opened") & Q(mission__isnull=True)),
                name="opening_opened_is_a_mission",
            ),
            models.CheckConstraint(
                condition=(Q(state="abandoned") & ~Q(abandoned_reason="")) | (~Q(state="abandoned") & Q(abandoned_reason="")),
                name="opening_given_up_says_why",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__gte=-90,
                    latitude__lte=90,
                    longitude__gte=-180,
                    longitude__lte=180,
                ),
                name="opening_lies_on_the_globe",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.text("name") or self.name_vi

    @property
    def is_prepared(self) -> bool:
        return self.state == self.State.PREPARED

    def unit_ids(self) -> set[int]:
        return {self.lead_unit_id}

    @property
    def course(self) -> list[OpeningStage]:
        """Its stages in their order. Where `with_course` has not read them, in one question: what locks the row forgets them."""
        there = "steps" in getattr(self, "_prefetched_objects_cache", {})
        steps = self.steps.all() if there else self.steps.select_related("stage")
        return sorted(steps, key=lambda step: step.stage.position)

    @property
    def to_come(self) -> list[OpeningStage]:
        if not self.is_prepared:
            return []
        return [step for step in self.course if step.reached_on is None]

    @property
    def at(self) -> OpeningStage | None:
        """The stage that is worked on: the first that is not reached; None when all are."""
        return next(iter(self.to_come), None)

    @property
    def is_begun(self) -> bool:
        """Whether a stage was reached, so that one can be taken back."""
        return any(step.reached_on for step in self.course)

    @property
    def last(self) -> OpeningStage | None:
        """The stage that is the opening itself."""
        return next(iter(self.course[::-1]), None)

    @property
    def chance(self) -> float | None:
        """That it opens: of every stage still to come, one after the other; None where one has not been assessed."""
        share = 1.0
        for step in self.to_come:
            if step.chance is None:
                return None
            share *= step.chance / 100
        return share


class OpeningStage(Versioned):
    """One stage of one opening: three dates and the chance that it is passed, or the day on which it was."""

    opening = models.ForeignKey(Opening, models.CASCADE, related_name="steps")
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="steps")
    earliest = models.DateField(_("at the earliest"), null=True)
    likely = models.DateField(_("most likely"), null=True)
    latest = models.DateField(_("at the latest"), null=True)
    chance = models.PositiveSmallIntegerField(  # per cent
        _("chance"), null=True, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    reached_on = models.DateField(_("reached on"), null=True)
    evidence = models.TextField(_("evidence"), blank=True)
    address = models.CharField(_("address"), max_length=2000, blank=True)

    class Meta:
        ordering: ClassVar = ["stage__position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["opening", "stage"], name="one_row_a_stage_of_an_opening"),
            models.CheckConstraint(condition=Q(chance__isnull=True) | Q(chance__gte=0, chance__lte=100), name="stage_chance_is_a_share"),
            models.CheckConstraint(
                condition=Q(earliest__isnull=True, likely__isnull=True, latest__isnull=True)
                | Q(earliest__isnull=False, likely__isnull=False, latest__isnull=False, likely__gte=F("earliest"), latest__gte=F("likely")),
                name="stage_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return str(self.stage)

    @property
    def dates(self) -> tuple[date | None, date | None, date | None]:
        return self.earliest, self.likely, self.latest

    def is_past_due(self, on: date) -> bool:
        """Whether even the latest date has gone by."""
        return self.reached_on is None and self.latest is not None and self.latest < on


class DateMoveQuerySet(models.QuerySet["DateMove"]):
    def of(self, opening: Opening) -> DateMoveQuerySet:
        """The moves of dates that had been given before, the latest first, stage by stage."""
        rows = self.filter(step__opening=opening, old_likely__isnull=False).select_related("by", "step__stage")
        return rows.order_by("-recorded_at", "step__stage__position")


class DateMove(models.Model):
    """One change of the dates of a stage; the rows are kept, so that slippage can be counted. `days`: by how much the most
    likely date was moved; null where there was none before, or is none now."""

    step = models.ForeignKey(OpeningStage, models.CASCADE, related_name="moves")
    old_earliest = models.DateField(null=True)
    old_likely = models.DateField(null=True)
    old_latest = models.DateField(null=True)
    earliest = models.DateField(null=True)
    likely = models.DateField(null=True)
    latest = models.DateField(null=True)
    days = models.IntegerField(null=True)
    reason = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="date_moves")
    recorded_at = models.DateTimeField()

    objects = DateMoveQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-recorded_at", "-id"]

    def __str__(self) -> str:
        return f"{self.step_id}: {self.old_likely} → {self.likely}"
