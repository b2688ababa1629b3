from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from django.db import models
from django.db.models import OuterRef, Prefetch, Q, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.changing import Changing, Told
from accounts.folding import fold
from accounts.models import Unit, User
from accounts.versions import Versioned
from missions.models.country import Country
from missions.models.total import NetworkTotal
from missions.network import ENDS, GROUPS, STARTS, EventKind, Happening, Network, PostKind, Precision, known_from, network, sizes
from missions.regions import REGIONS
from plan.bilingual import Bilingual


def _latest(day: date, known: datetime | None) -> Subquery:
    """The kind of the latest event by the day that decides whether a mission is open."""
    decisive = MissionEvent.objects.standing(known).filter(mission=OuterRef("pk"), kind__in=MissionEvent.DECISIVE, on__lte=day)
    return Subquery(decisive.order_by("-on", "-id").values("kind")[:1])


class MissionQuerySet(Changing, models.QuerySet["Mission"]):
    changed_by = (Told("missions.mission"), Told("accounts.unit", "unit"))

    def open_on(self, day: date, known: datetime | None = None) -> MissionQuerySet:
        """Open at the end of the day, as recorded by `known` (None: as known now).

        The latest opening, suspension, reopening or closing dated by then decides; a mission with no dated opening is
        not counted, an intention never.
        """
        return self.filter(is_intention=False).alias(latest=_latest(day, known)).filter(latest__in=MissionEvent.STARTS)

    def standing_on(self, day: date, known: datetime | None = None) -> MissionQuerySet:
        """All of them, each knowing whether it is open at the end of the day (`was_open`); for lists that show both."""
        return self.annotate(latest=_latest(day, known))

    def network(self, on: date, known: datetime | None = None) -> Network:
        """The network of these missions on a day, with what is known of it and the official totals beside it."""
        events = MissionEvent.objects.standing(known).filter(mission__in=self)
        return network(events.happenings(), NetworkTotal.objects.officials(), on)

    def sizes(self, until: date, known: datetime | None = None) -> list[tuple[date, int]]:
        """Each day on which their number became another, with the new number, from the first day on which it is known."""
        events = MissionEvent.objects.standing(known).filter(mission__in=self)
        return sizes(events.happenings(), NetworkTotal.objects.officials(), until)

    def of_kind(self, kind: str) -> MissionQuerySet:
        return self.filter(kind=kind) if kind else self

    def followed_by(self, department: str) -> MissionQuerySet:
        """Those that the department with this code follows."""
        return self.filter(unit__lead_unit__code=department) if department else self

    def in_region(self, region: str) -> MissionQuerySet:
        """Those of a part of the world (`missions.regions`)."""
        asked = REGIONS.get(region)
        return self.filter(**{f"{asked.field}__in": sorted(asked.values)}) if asked else self

    def for_list(self, known: datetime | None = None) -> MissionQuerySet:
        """With what a list shows, departments together; `events_known` are the events believed at the moment."""
        events = Prefetch("events", MissionEvent.objects.standing(known), to_attr="events_known")
        rows = self.select_related("unit__lead_unit", "host_country").prefetch_related(events)
        return rows.order_by("unit__lead_unit__sort_key", "unit__sort_key")

    def matching(self, words: str) -> MissionQuerySet:
        rows = self
        for word in fold(words).split():
            rows = rows.filter(Q(search_text__contains=word) | Q(unit__search_text__contains=word))
        return rows


class Mission(Bilingual, Versioned):
    """Cơ quan đại diện. The department that follows it is its unit's `lead_unit`."""

    Kind = PostKind

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
    source_vi = models.TextField(blank=True)  # the basis as it is told to readers
    source_en = models.TextField(blank=True)
    confidence = models.CharField(max_length=10, blank=True)
    coordinate_basis = models.TextField(blank=True)
    notes = models.TextField(blank=True)
    search_text = models.TextField(editable=False, default="")

    events_known: list[MissionEvent]  # set by `for_list`
    latest: str | None  # set by `standing_on`
    changed_at: datetime | None  # set by `with_change`

    objects = MissionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["unit__sort_key"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False, latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="mission_coordinates_together",
            ),
            models.CheckConstraint(condition=~Q(time_zone=""), name="mission_has_a_time_zone"),
        ]

    def __str__(self) -> str:
        return self.unit.name

    def is_open(self, on: date) -> bool:
        return Mission.objects.filter(pk=self.pk).open_on(on).exists()

    @property
    def was_open(self) -> bool:
        """As `open_on` would say, of a row of `standing_on`."""
        return not self.is_intention and self.latest in MissionEvent.STARTS

    @property
    def place(self) -> str:
        """City and host; a city is never named without its host, and not twice where both are one."""
        city, host = self.text("city"), self.text("host")
        return host if host.startswith(city) else f"{city}, {host}"

    @property
    def group(self) -> str:
        return str(GROUPS.get(self.kind, ""))

    def unit_ids(self) -> set[int]:
        return {self.unit_id}


class MissionEventQuerySet(models.QuerySet["MissionEvent"]):
    def standing(self, known: datetime | None = None) -> MissionEventQuerySet:
        """The rows believed at the moment `known` (None: now): recorded by then and not yet corrected."""
        if known is None:
            return self.filter(corrected_at__isnull=True)
        return self.filter(Q(recorded_at__lte=known), Q(corrected_at__isnull=True) | Q(corrected_at__gt=known))

    def parted(self) -> tuple[list[MissionEvent], list[MissionEvent]]:
        """What is believed now, and what has been corrected since. One query."""
        rows = list(self)
        return [row for row in rows if row.corrected_at is None], [row for row in rows if row.corrected_at]

    def happenings(self) -> list[Happening]:
        """What decides whether a mission is open, in the order in which it counts; intentions never do."""
        rows = self.filter(kind__in=MissionEvent.DECISIVE, mission__is_intention=False).order_by("on", "id")
        return [Happening(*row) for row in rows.values_list("mission_id", "mission__kind", "kind", "on", "precision")]

    def known_from(self) -> date | None:
        """The first day on which the whole network is known; before it there is no number."""
        return known_from(self.happenings(), NetworkTotal.objects.officials())


class MissionEvent(models.Model):
    """Something that happened to a mission. The network on any day is counted from these rows alone.

    A correction is a new row; the one it takes the place of keeps the moment until which it was believed.
    """

    Kind = EventKind
    Precision = Precision
    STARTS: ClassVar = list(STARTS)
    ENDS: ClassVar = list(ENDS)
    DECISIVE: ClassVar = [*STARTS, *ENDS]

    mission = models.ForeignKey(Mission, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    on = models.DateField(null=True)  # the last day of a month or year known only so far
    precision = models.CharField(_("precision"), max_length=20, choices=Precision.choices)
    decision_number = models.CharField(max_length=100, blank=True)
    basis = models.TextField(blank=True)
    note = models.TextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    corrected_at = models.DateTimeField(null=True)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="corrected_by")

    objects = MissionEventQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(precision="unknown", on__isnull=True) | (~Q(precision="unknown") & Q(on__isnull=False)),
                name="event_date_or_unknown",
            ),
            models.UniqueConstraint(fields=["mission", "kind", "on"], condition=Q(corrected_at__isnull=True), name="one_such_event_a_day"),
            models.UniqueConstraint(
                fields=["mission"], condition=Q(corrected_at__isnull=True, kind="opened"), name="a_mission_is_opened_once"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["closed", "suspended", "reopened"]) | Q(on__isnull=False), name="an_end_has_a_day"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["mission", "kind", "on"], name="event_by_mission")]

    def newest(self) -> MissionEvent:
        """Itself, or the row that has taken its place at last."""
        event = self
        while event.corrected_at is not None and (after := MissionEvent.objects.filter(corrects=event).first()):
            event = after
        return event

    def __str__(self) -> str:
        return f"{self.kind} {self.on or '?'} ({self.precision})"
