from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.folding import fold
from accounts.models import Unit
from accounts.versions import Versioned
from missions.models.country import Country
from plan.models.plan import Bilingual


class MissionQuerySet(models.QuerySet["Mission"]):
    def open_on(self, day: date, known: datetime | None = None) -> MissionQuerySet:
        """Open at the end of the day, as recorded by `known` (None: as known now).

        The latest opening, suspension, reopening or closing dated by then decides; a mission with no dated opening is
        not counted, an intention never.
        """
        decisive = MissionEvent.objects.standing(known).filter(mission=OuterRef("pk"), kind__in=MissionEvent.DECISIVE, on__lte=day)
        latest = decisive.order_by("-on", "-id").values("kind")[:1]
        return self.filter(is_intention=False).alias(latest=Subquery(latest)).filter(latest__in=MissionEvent.STARTS)

    def of_kind(self, kind: str) -> MissionQuerySet:
        return self.filter(kind=kind) if kind else self

    def followed_by(self, department: str) -> MissionQuerySet:
        """Those that the department with this code follows."""
        return self.filter(unit__lead_unit__code=department) if department else self

    def for_list(self) -> MissionQuerySet:
        return self.select_related("unit__lead_unit", "host_country")

    def matching(self, words: str) -> MissionQuerySet:
        rows = self
        for word in fold(words).split():
            rows = rows.filter(Q(search_text__contains=word) | Q(unit__search_text__contains=word))
        return rows


class Mission(Bilingual, Versioned):
    """Cơ quan đại diện. The department that follows it is its unit's `lead_unit`."""

    class Kind(models.TextChoices):
        EMBASSY = "embassy", _("Embassy")
        CONSULATE_GENERAL = "consulate_general", _("Consulate General")
        CONSULATE = "consulate", _("Consulate")
        PERMANENT_MISSION = "permanent_mission", _("Permanent mission")
        DELEGATION = "delegation", _("Delegation")
        PERMANENT_OBSERVER_MISSION = "permanent_observer_mission", _("Permanent observer mission")
        ECONOMIC_CULTURAL_OFFICE = "economic_cultural_office", _("Economic and cultural office")

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="mission")
    kind = models.CharField(_("kind"), max_length=30, choices=Kind.choices)
    is_intention = models.BooleanField(default=False)  # said in public, not decided: never an opening
    host_country = models.ForeignKey(Country, models.PROTECT, null=True, related_name="missions")
    organisation = models.CharField(max_length=200, blank=True)
    host_vi = models.CharField(max_length=200, blank=True)  # the label to show for the post
    host_en = models.CharField(max_length=200, blank=True)
    city_vi = models.CharField(max_length=120, blank=True)
    city_en = models.CharField(max_length=120, blank=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    time_zone = models.CharField(max_length=50)
    region = models.CharField(max_length=60, blank=True)
    region_broad = models.CharField(max_length=60, blank=True)
    accredited_to = models.ManyToManyField(Country, blank=True, related_name="accreditations")
    accredited_organisations = models.CharField(max_length=200, blank=True)  # parted by a semicolon
    basis = models.TextField(blank=True)
    confidence = models.CharField(max_length=10, blank=True)
    coordinate_basis = models.TextField(blank=True)
    notes = models.TextField(blank=True)
    search_text = models.TextField(editable=False, default="")

    objects = MissionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["unit__sort_key"]

    def __str__(self) -> str:
        return self.unit.name

    def unit_ids(self) -> set[int]:
        return {self.unit_id}


class MissionEventQuerySet(models.QuerySet["MissionEvent"]):
    def standing(self, known: datetime | None = None) -> MissionEventQuerySet:
        """The rows believed at the moment `known` (None: now): recorded by then and not yet corrected."""
        if known is None:
            return self.filter(corrected_at__isnull=True)
        return self.filter(Q(recorded_at__lte=known), Q(corrected_at__isnull=True) | Q(corrected_at__gt=known))


class MissionEvent(models.Model):
    """Something that happened to a mission. The network on any day is counted from these rows alone.

    A correction is a new row; the one it takes the place of keeps the moment until which it was believed.
    """

    class Kind(models.TextChoices):
        OPENED = "opened", _("Opened")
        SUSPENDED = "suspended", _("Suspended")
        REOPENED = "reopened", _("Reopened")
        CLOSED = "closed", _("Closed")
        UPGRADED = "upgraded", _("Upgraded")
        MOVED = "moved", _("Moved")

    class Precision(models.TextChoices):
        DAY = "day", _("To the day")
        MONTH = "month", _("To the month")
        YEAR = "year", _("To the year")
        NOT_LATER_THAN = "not_later_than", _("Not later than")
        NOT_EARLIER_THAN = "not_earlier_than", _("Not earlier than")
        UNKNOWN = "unknown", _("Not known")

    STARTS: ClassVar = [Kind.OPENED, Kind.REOPENED]
    ENDS: ClassVar = [Kind.CLOSED, Kind.SUSPENDED]
    DECISIVE: ClassVar = [*STARTS, *ENDS]

    mission = models.ForeignKey(Mission, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    on = models.DateField(null=True)  # the last day of a month or year known only so far
    precision = models.CharField(max_length=20, choices=Precision.choices)
    decision_number = models.CharField(max_length=100, blank=True)
    basis = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    corrected_at = models.DateTimeField(null=True)

    objects = MissionEventQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(precision="unknown", on__isnull=True) | (~Q(precision="unknown") & Q(on__isnull=False)), name="event_date_or_unknown"),
        ]
        indexes: ClassVar = [models.Index(fields=["mission", "kind", "on"], name="event_by_mission")]
