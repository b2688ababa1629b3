"""Who serves where until when, and how many posts each mission has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.folding import fold
from accounts.models import Unit
from accounts.versions import Versioned
from personnel.models.officer import Officer
from personnel.rotation import add_months


class PostingQuerySet(models.QuerySet["Posting"]):
    def on(self, day: date) -> PostingQuerySet:
        """Those that run on the day: begun, and neither ended nor cut short by then."""
        return self.filter(from_on__lte=day).filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day))

    def not_over(self, day: date) -> PostingQuerySet:
        """Those that run on the day or are still to begin."""
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day))

    def chosen(self, asked: Mapping[str, Any], day: date) -> PostingQuerySet:
        """By the name of the officer, the kind of place, the unit, and how many months from the day they are to end."""
        rows = self
        for word in fold(asked["q"]).split():
            rows = rows.filter(officer__search_text__contains=word)
        rows = rows.filter(destination=asked["destination"]) if asked["destination"] else rows
        rows = rows.filter(unit__code=asked["unit"]) if asked["unit"] else rows
        return rows.filter(until_on__lt=add_months(day, asked["within"])) if asked["within"] else rows

    def within(self, units: Iterable[int] | None) -> PostingQuerySet:
        """Of officers who belong to one of the units, or at one of them; None: all."""
        rows = self.filter(officer__merged_into__isnull=True)
        return rows if units is None else rows.filter(Q(officer__unit__in=units) | Q(unit__in=units))


class Posting(Versioned):
    """One officer at one place. `until_on` is when the term is to end, `ended_on` the first day on which it no longer ran.

    A mission is a unit; a locality (biệt phái) is the unit of a province; an organisation is named in words. A membership
    signs for a unit, a posting records where somebody is: the page warns where the two differ (design part 3).
    """

    class Destination(models.TextChoices):
        MISSION = "mission", _("Mission")
        LOCALITY = "locality", _("Locality")
        ORGANISATION = "organisation", _("International organisation")
        MINISTRY = "ministry", _("Ministry")

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="postings")
    destination = models.CharField(_("kind of place"), max_length=15, choices=Destination.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="postings", verbose_name=_("unit"))
    organisation = models.CharField(_("international organisation"), max_length=200, blank=True)
    post = models.CharField(_("post"), max_length=150, blank=True)
    decision = models.CharField(_("decision number"), max_length=100, blank=True)
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    recorded_at = models.DateTimeField()

    objects = PostingQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["until_on", "officer__sort_key", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(Q(destination="organisation", unit__isnull=True) & ~Q(organisation=""))
                | (~Q(destination="organisation") & Q(unit__isnull=False, organisation="")),
                name="posting_has_one_place",
            ),
            models.CheckConstraint(condition=Q(until_on__isnull=True) | Q(until_on__gt=F("from_on")), name="posting_has_a_term"),
            models.CheckConstraint(condition=Q(ended_on__isnull=True) | Q(ended_on__gt=F("from_on")), name="posting_ends_after_it_began"),
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "from_on"]), models.Index(fields=["until_on"])]

    def __str__(self) -> str:
        return f"{self.officer} · {self.place}"

    @property
    def place(self) -> str:
        return str(self.unit) if self.unit_id else self.organisation

    def unit_ids(self) -> set[int]:
        """Both the unit to which the officer belongs and the one at which they serve."""
        return {self.officer.unit_id, *({self.unit_id} if self.unit_id else ())}


class EstablishmentQuerySet(models.QuerySet["Establishment"]):
    def in_force(self, year: int) -> EstablishmentQuerySet:
        """For each unit the latest that was approved for the year or a year before it."""
        later = Establishment.objects.filter(unit=models.OuterRef("unit"), year__lte=year).order_by("-year").values("year")[:1]
        return self.filter(year=models.Subquery(later))


class Establishment(Versioned):
    """Biên chế: the posts approved for a unit, from a year on, with the decision that says so."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="establishments", verbose_name=_("unit"))
    year = models.PositiveSmallIntegerField(_("year"))
    posts = models.PositiveSmallIntegerField(_("posts approved"))
    decision = models.CharField(_("decision number"), max_length=100, blank=True)
    recorded_at = models.DateTimeField()

    objects = EstablishmentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["unit__sort_key", "-year"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "year"], name="one_establishment_a_unit_and_year"),
            models.CheckConstraint(condition=Q(year__gte=1945, year__lte=2100), name="establishment_of_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.year}: {self.posts}"

    def unit_ids(self) -> set[int]:
        return {self.unit_id}


class RotationTerm(Versioned):
    """Nhiệm kỳ công tác: how long a posting lasts. One row: three years today, four as studied under the plan (domain (a))."""

    months = models.PositiveSmallIntegerField(_("term in months"), default=36, validators=[MinValueValidator(6), MaxValueValidator(120)])
    studied_months = models.PositiveSmallIntegerField(
        _("term under study, in months"), default=48, validators=[MinValueValidator(6), MaxValueValidator(120)]
    )
    retention_years = models.PositiveSmallIntegerField(
        _("years for which the data of who has left are kept"), default=5, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(pk=1), name="one_rotation_term")]

    def __str__(self) -> str:
        return str(self.months)
