from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.changing import Changing, Told, ToldOfEach
from accounts.folding import fold
from accounts.versions import Versioned


class UnitQuerySet(Changing, models.QuerySet["Unit"]):
    # Its end is told of itself alone, and shows at those that take its place. An app above may add to these (`also_changed_by`).
    changed_by = (Told("accounts.unit"), ToldOfEach("accounts.Unit", "successors"))

    def active(self, on: date) -> UnitQuerySet:
        """Units that exist on the day: in being, and not closed, merged or split away by then."""
        return self.filter(models.Q(until__isnull=True) | models.Q(until__gt=on), is_planned=False)

    def reporting(self) -> UnitQuerySet:
        """Units that can owe something: groupings such as `cqdd` only hold others together."""
        return self.exclude(kind=Unit.Kind.GROUP)

    def without_missions(self) -> UnitQuerySet:
        """Units at home: those of the ministry, and what stands beside it."""
        return self.exclude(kind=Unit.Kind.MISSION)

    def matching(self, words: str) -> UnitQuerySet:
        rows = self
        for word in fold(words).split():
            rows = rows.filter(search_text__contains=word)
        return rows


class Unit(Versioned):
    """Đơn vị: a department of the ministry, a mission, another ministry or a province."""

    class Kind(models.TextChoices):
        DEPARTMENT = "department", _("Department")
        BUREAU = "bureau", _("Bureau")
        OFFICE = "office", _("Office")
        INSPECTORATE = "inspectorate", _("Inspectorate")
        LOCAL_DEPARTMENT = "local_department", _("Local department")
        COMMISSION = "commission", _("Commission")
        SCHOOL = "school", _("School")
        NEWSPAPER = "newspaper", _("Newspaper")
        GROUP = "group", _("Group of units")
        LEADERSHIP = "leadership", _("Ministry leadership")
        MINISTRY = "ministry", _("Ministry")
        MINISTERIAL_AGENCY = "ministerial_agency", _("Ministerial agency")
        PROVINCE = "province", _("Province or city")
        MISSION = "mission", _("Representative mission")

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name_vi = models.CharField(_("name in Vietnamese"), max_length=250)
    name_en = models.CharField(_("name in English"), max_length=250)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    lead_unit = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="led_units",
        help_text=_("The geographic department that follows this mission."),
    )
    until = models.DateField(_("until"), null=True, blank=True, help_text=_("First day on which the unit no longer exists."))
    is_planned = models.BooleanField(default=False)  # a mission only spoken of: holds nothing, has no members, owes nothing
    successors = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="predecessors")
    basis = models.TextField(blank=True)
    search_text = models.TextField(editable=False, default="")
    sort_key = models.CharField(max_length=250, editable=False, default="", db_index=True)

    changed_at: datetime | None  # set by `with_change`

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(code=""), name="unit_has_a_code"),
            models.UniqueConstraint(Lower("code"), name="unit_code_in_any_case"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_en if get_language() == "en" and self.name_en else self.name_vi

    def is_active(self, on: date) -> bool:
        return not self.is_planned and (self.until is None or self.until > on)

    def unit_ids(self) -> set[int]:
        return {self.pk}
