from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.changing import Changing, Told
from accounts.folding import fold
from accounts.models import Unit, User
from accounts.versions import Versioned
from missions.models.country import Country
from missions.models.total import NetworkTotal
from missions.network import (
    ENDS,
    GROUPS,
    STARTS,
    EventKind,
    Happened,
    Happening,
    Network,
    PostKind,
    Precision,
    known_from,
    network,
    sizes,
    with_kinds,
)
from missions.regions import REGIONS
from plan.bilingual import Bilingual


def _latest(day: date, known: datetime | None) -> Subquery:
    """The kind of the latest event by the day that decides whether a mission is open."""
    decisive = MissionEvent.objects.standing(known).filter(mission=OuterRef("pk"), kind__in=MissionEvent.DECISIVE, on__lte=day)
    return Subquery(decisive.order_by("-on", "-id").values("kind")[:1])


def _kind_on(day: date, known: datetime | None) -> Coalesce:
    """The kind of a mission on the day: what it last became by then; else what it was before it first became another; else what
    the register says, or said at the moment `known`. `missions.network.with_kinds` says the same of rows in hand."""
    changes = MissionEvent.objects.standing(known).changes_of_kind().filter(mission=OuterRef("pk"))
    became = changes.filter(on__lte=day).order_by("-on", "-id").values("to_kind")[:1]
    was = changes.filter(on__gt=day).order_by("on", "id").values("from_kind")[:1]
    return Coalesce(Subquery(became), Subquery(was), _said(OuterRef("pk"), F("kind"), known))


def _said(mission: OuterRef, now: F, known: datetime | None) -> Coalesce | F:
    """The kind as the register said it at the moment, where `now` is what it says now."""
    if known is None:
        return now
    former = FormerKind.objects.filter(mission=mission, until__gt=known).order_by("until", "id")
    return Coalesce(Subquery(former.values("kind")[:1]), now)


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
        return network(events.happenings(known), NetworkTotal.objects.officials(), on)

    def sizes(self, until: date, known: datetime | None = None) -> list[tuple[date, int]]:
        """Each day on which their number became another, with the new number, from the first day on which it is known."""
        events = MissionEvent.objects.standing(known).filter(mission__in=self)
        return sizes(events.happenings(known), NetworkTotal.objects.officials(), until)

    def with_kind_on(self, day: date, known: datetime | None = None) -> MissionQuerySet:
        """Each knowing the kind that it had at the end of the day (`kind_then`), as recorded by `known`."""
        return self.annotate(kind_then=_kind_on(day, known))

    def of_kind_then(self, kind: str) -> MissionQuerySet:
        """Of rows of `with_kind_on`: those of the kind on that day; all where none is asked for."""
        return self.filter(kind_then=kind) if kind else self

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
    kind = models.CharField(_("kind"), max_length=30, choices=Kind.choices)  # today's; of a day: `with_kind_on`
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
    notes_vi = models.TextField(blank=True)
    search_text = models.TextField(editable=False, default="")

    events_known: list[MissionEvent]  # set by `for_list`
    latest: str | None  # set by `standing_on`
    changed_at: datetime | None  # set by `with_change`
    kind_then: str  # set by `with_kind_on`

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
    def kind_shown(self) -> str:
        """The kind on the day asked about, of a row of `with_kind_on`; else that of today."""
        return str(self.__dict__.get("kind_then", self.kind))

    @property
    def kind_label(self) -> str:
        return str(PostKind(self.kind_shown).label)

    @property
    def group(self) -> str:
        return str(GROUPS.get(self.kind_shown, ""))

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

    def changes_of_kind(self) -> MissionEventQuerySet:
        """Those by which a mission became of another kind; an upgrade of which the kinds are not recorded is none."""
        return self.filter(kind=EventKind.UPGRADED).exclude(to_kind="")

    def happenings(self, known: datetime | None = None) -> list[Happening]:
        """What decides whether a mission is open and of which kind, in the order in which it counts; intentions never do.
        Of rows of `standing(known)`, with the kinds as the register said them at that moment."""
        rows = self.filter(Q(kind__in=MissionEvent.DECISIVE) | Q(kind=EventKind.UPGRADED) & ~Q(to_kind=""), mission__is_intention=False)
        told = rows.annotate(said=_said(OuterRef("mission"), F("mission__kind"), known)).order_by("on", "id")
        names = ("mission_id", "said", "kind", "on", "precision", "from_kind", "to_kind")
        return with_kinds([Happened(*row) for row in told.values_list(*names)])

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
    from_kind = models.CharField(_("kind before"), max_length=30, choices=PostKind.choices, blank=True, default="")  # of an upgrade
    to_kind = models.CharField(_("kind after"), max_length=30, choices=PostKind.choices, blank=True, default="")
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
            models.CheckConstraint(
                condition=Q(from_kind="", to_kind="")
                | (Q(kind="upgraded", on__isnull=False) & ~Q(from_kind="") & ~Q(to_kind="") & ~Q(from_kind=F("to_kind"))),
                name="an_upgrade_has_two_kinds_and_a_day",
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


class FormerKind(models.Model):
    """What the register said of the kind of a mission until it was corrected or the mission became of another: so that what was
    known at a moment can still be asked for."""

    mission = models.ForeignKey(Mission, models.CASCADE, related_name="former_kinds")
    kind = models.CharField(max_length=30, choices=PostKind.choices)
    until = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["until", "id"]
        indexes: ClassVar = [models.Index(fields=["mission", "until"], name="former_kind_by_mission")]

    def __str__(self) -> str:
        return f"{self.kind} until {self.until}"
