"""Chương trình, khóa, ghi danh: training programmes, their courses, and who takes part."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, Count, F, IntegerField, OuterRef, Prefetch, Q, Subquery, Sum, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.folding import fold
from accounts.models import Unit, User
from accounts.versions import Versioned
from personnel.counting import Cell
from personnel.models.officer import Officer
from plan.bilingual import Bilingual
from plan.models import Measure


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def matching(self, words: str) -> ProgrammeQuerySet:
        rows = self
        for word in fold(words).split():
            rows = rows.filter(search_text__contains=word)
        return rows

    def narrowed(self, *, audience: str = "", unit: str = "", year: int | None = None, state: str = "") -> ProgrammeQuerySet:
        """`unit`: the code of the one that leads it. `year`: those that run, aim at something or hold a course in it."""
        rows = self.filter(audience=audience) if audience else self
        rows = rows.filter(lead_unit__code=unit) if unit else rows
        if state:
            rows = rows.filter(closed_on__isnull=state == "open")
        if year is None:
            return rows
        first, last = date(year, 1, 1), date(year, 12, 31)
        runs = Q(from_on__isnull=False, from_on__lte=last) & (Q(until_on__isnull=True) | Q(until_on__gte=first))
        aimed = ProgrammeTarget.objects.standing().filter(programme=OuterRef("pk"), year=year)
        held = Course.objects.standing().filter(programme=OuterRef("pk"), starts_on__lte=last, ends_on__gte=first)
        return rows.filter(runs | models.Exists(aimed) | models.Exists(held))

    def for_list(self) -> ProgrammeQuerySet:
        aims = Prefetch("targets", ProgrammeTarget.objects.standing(), to_attr="aims")
        return self.select_related("lead_unit").prefetch_related(aims, "measures")


class Programme(Bilingual, Versioned):
    """Chương trình, đề án, kế hoạch đào tạo, bồi dưỡng that somebody competent has approved, with its legal basis."""

    class Audience(models.TextChoices):
        CENTRAL = "central", _("Central level")
        LOCALITY = "locality", _("Localities")
        MISSION = "mission", _("Missions")

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name_vi = models.CharField(_("name in Vietnamese"), max_length=250)
    name_en = models.CharField(_("name in English"), max_length=250, blank=True)
    audience = models.CharField(_("audience"), max_length=10, choices=Audience.choices)
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    approved_by = models.CharField(_("approved by"), max_length=200, blank=True)
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    from_on = models.DateField(_("from"), null=True, blank=True)
    until_on = models.DateField(_("until"), null=True, blank=True)
    lead_unit = models.ForeignKey(Unit, models.PROTECT, related_name="programmes", verbose_name=_("lead unit"))
    measures = models.ManyToManyField(Measure, blank=True, related_name="programmes", verbose_name=_("measures"))
    budget = models.PositiveBigIntegerField(_("budget in đồng"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    recorded_at = models.DateTimeField()
    search_text = models.TextField(editable=False, default="")

    objects = ProgrammeQuerySet.as_manager()

    aims: list[ProgrammeTarget]  # set by `for_list`: the targets that stand

    class Meta:
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(code="") & ~Q(name_vi=""), name="programme_has_code_and_name"),
            models.CheckConstraint(
                condition=Q(from_on__isnull=True) | Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="programme_days_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.text("name")

    @property
    def name(self) -> str:
        return self.text("name")

    def unit_ids(self) -> set[int]:
        return {self.lead_unit_id}


class ProgrammeTargetQuerySet(models.QuerySet["ProgrammeTarget"]):
    def standing(self, known: datetime | None = None) -> ProgrammeTargetQuerySet:
        """Targets in force; with `known`, those that were by then."""
        if known is None:
            return self.filter(withdrawn_at__isnull=True)
        there = Q(recorded_at__isnull=True) | Q(recorded_at__lte=known)
        return self.filter(there, Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=known))


class ProgrammeTarget(Versioned):
    """How many people are to complete a course of the programme within a year. Never edited: another number is a new row,
    and the one before is withdrawn at the same instant, so that a report still says what was known."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="targets")
    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)])
    people = models.PositiveIntegerField(_("people"))
    recorded_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = ProgrammeTargetQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["programme", "year"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme", "year"], condition=Q(withdrawn_at__isnull=True), name="one_target_a_programme_and_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.year}: {self.people}"


def _heads(state: str, value: str, of: Q | None = None) -> Any:
    """How many people of a course are in the state: a subquery, for a join would multiply the rows."""
    rows = Enrolment.objects.filter(of or Q(), course=OuterRef("pk"), state=state).order_by().values("course")
    return Coalesce(Subquery(rows.annotate(n=Sum(value)).values("n"), output_field=IntegerField()), 0)


COUNTED = {"enrolled": ("enrolled", "heads"), "waiting": ("waiting", "heads"), "completed": ("enrolled", "completed_heads")}


class CourseQuerySet(models.QuerySet["Course"]):
    def standing(self) -> CourseQuerySet:
        """Those that were not cancelled."""
        return self.filter(cancelled_on__isnull=True)

    def matching(self, words: str) -> CourseQuerySet:
        rows = self
        for word in fold(words).split():
            rows = rows.filter(search_text__contains=word)
        return rows

    def narrowed(self, *, audience: str = "", unit: str = "", year: int | None = None) -> CourseQuerySet:
        """`unit`: the code of the one that leads its programme; `year`: in which it begins."""
        rows = self.filter(programme__audience=audience) if audience else self
        rows = rows.filter(programme__lead_unit__code=unit) if unit else rows
        return rows if year is None else rows.filter(starts_on__year=year)

    def in_state(self, state: str, on: date) -> CourseQuerySet:
        """A course is open for enrolment, full or not, until its last day for it; then to come, running, held, or cancelled."""
        rows = self.filter(cancelled_on__isnull=state != "cancelled") if state else self
        if state == "open":
            return rows.annotate(closes_on=Coalesce("enrol_until", "starts_on")).filter(closes_on__gte=on)
        if state == "running":
            return rows.filter(starts_on__lte=on, ends_on__gte=on)
        return rows.filter(ends_on__lt=on) if state == "held" else rows

    def with_people(self, own: Q | None = None) -> CourseQuerySet:
        """With how many are enrolled, wait, and have completed; `own`: which enrolments are counted apart too (`own_enrolled` …).
        All in one question, whatever the number of courses."""
        counts = {name: _heads(*asked) for name, asked in COUNTED.items()}
        if own is not None:
            counts |= {f"own_{name}": _heads(*asked, own) for name, asked in COUNTED.items()}
        return self.select_related("programme__lead_unit").annotate(**counts)


class Course(Versioned):
    """Khóa đào tạo, bồi dưỡng: held once, with so many seats."""

    class Mode(models.TextChoices):
        IN_PERSON = "in_person", _("In person")
        ONLINE = "online", _("Online")
        MIXED = "mixed", _("In person and online")

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="courses", verbose_name=_("programme"))
    title = models.CharField(_("title"), max_length=250)
    language = models.CharField(max_length=2, default="vi")  # in which the title was written
    provider = models.CharField(_("provider"), max_length=200, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    mode = models.CharField(_("mode"), max_length=10, choices=Mode.choices, default=Mode.IN_PERSON)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    enrol_until = models.DateField(_("enrolment until"), null=True, blank=True)
    capacity = models.PositiveSmallIntegerField(_("seats"), validators=[MinValueValidator(1), MaxValueValidator(5000)])
    cancelled_on = models.DateField(_("cancelled on"), null=True, blank=True)
    cancelled_reason = models.TextField(_("reason"), blank=True)
    recorded_at = models.DateTimeField()
    search_text = models.TextField(editable=False, default="")

    objects = CourseQuerySet.as_manager()

    # Set by `with_people`.
    enrolled: int
    waiting: int
    completed: int
    # Set by `personnel.seats.for_reader`.
    told: dict[str, Cell]
    is_full: bool

    class Meta:
        ordering: ClassVar = ["-starts_on", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="course_days_in_order"),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="course_has_seats"),
            models.CheckConstraint(
                condition=Q(cancelled_on__isnull=True, cancelled_reason="") | (Q(cancelled_on__isnull=False) & ~Q(cancelled_reason="")),
                name="course_cancelled_says_why",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["starts_on"])]

    def __str__(self) -> str:
        return self.title

    def unit_ids(self) -> set[int]:
        return {self.programme.lead_unit_id}

    @property
    def enrols_until(self) -> date:
        """The last day on which a unit enrols its people."""
        return self.enrol_until or self.starts_on

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_on is not None

    def takes(self, on: date) -> bool:
        return not self.is_cancelled and on <= self.enrols_until

    def seats_taken(self) -> int:
        """What is enrolled now, added up; ask it while the row of the course is held."""
        return self.enrolments.filter(state=Enrolment.State.ENROLLED).aggregate(n=Coalesce(Sum("heads"), 0))["n"]

    def is_full_for(self, heads: int) -> bool:
        """Whether so many more must wait: too few seats are free, or others were there before."""
        return self.enrolments.waiting().exists() or self.seats_taken() + heads > self.capacity


class CourseSession(Versioned):
    """Buổi học: one sitting of a course; times are those of Hà Nội."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="sessions")
    on = models.DateField(_("day"))
    begins_at = models.TimeField(_("begins at"), null=True, blank=True)
    ends_at = models.TimeField(_("ends at"), null=True, blank=True)
    topic = models.CharField(_("topic"), max_length=250, blank=True)

    class Meta:
        ordering: ClassVar = ["course", "on", "begins_at", "pk"]

    def __str__(self) -> str:
        return f"{self.on:%d/%m/%Y} {self.topic}".strip()


def named(officers: models.QuerySet[Officer], units: Iterable[int] | None) -> Q:
    """Enrolments of these officers, and enrolments that give only a number of people, of these units (None: of every unit)."""
    counted = Q(officer__isnull=True) if units is None else Q(officer__isnull=True, unit__in=list(units))
    return Q(officer__in=officers.order_by().values("pk")) | counted


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def standing(self) -> EnrolmentQuerySet:
        """Those that hold a seat or wait for one."""
        return self.exclude(state=Enrolment.State.WITHDRAWN)

    def enrolled(self) -> EnrolmentQuerySet:
        return self.filter(state=Enrolment.State.ENROLLED)

    def waiting(self) -> EnrolmentQuerySet:
        """In the order in which they are served."""
        return self.filter(state=Enrolment.State.WAITING).order_by("asked_at", "pk")

    def with_place(self) -> EnrolmentQuerySet:
        """With the place on the waiting list of its course, from 1; None for who does not wait."""
        before = Q(asked_at__lt=OuterRef("asked_at")) | Q(asked_at=OuterRef("asked_at"), pk__lte=OuterRef("pk"))
        waiting = Enrolment.objects.filter(before, course=OuterRef("course"), state=Enrolment.State.WAITING).order_by()
        counted = Subquery(waiting.values("course").annotate(n=Count("pk")).values("n"), output_field=IntegerField())
        return self.annotate(place=Case(When(state=Enrolment.State.WAITING, then=counted), default=None, output_field=IntegerField()))

    def named_for(self, officers: models.QuerySet[Officer], units: Iterable[int] | None) -> EnrolmentQuerySet:
        """What somebody may read who may read these officers: see `named`."""
        return self.filter(named(officers, units))

    def for_list(self) -> EnrolmentQuerySet:
        """By unit and name; those who wait come last, in the order in which they are served."""
        since, then = (Case(When(state=Enrolment.State.WAITING, then=of), default=None) for of in ("asked_at", "pk"))
        order = (since.asc(nulls_first=True), then.asc(nulls_first=True), "unit__sort_key", "officer__sort_key", "asked_at", "pk")
        return self.select_related("officer__unit", "unit").order_by(*order)


class Enrolment(Versioned):
    """A seat for a named officer, or so many for people of a unit who are not named (`heads`).

    `unit` is the unit for which the seats are, as it was on enrolment. Those who wait are served in the order of `asked_at`.
    """

    class State(models.TextChoices):
        ENROLLED = "enrolled", _("Enrolled")
        WAITING = "waiting", _("On the waiting list")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Result(models.TextChoices):
        COMPLETED = "completed", _("Completed")
        FAILED = "failed", _("Not passed")
        ABSENT = "absent", _("Did not attend")

    course = models.ForeignKey(Course, models.CASCADE, related_name="enrolments")
    officer = models.ForeignKey(Officer, models.CASCADE, null=True, blank=True, related_name="enrolments", verbose_name=_("officer"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="enrolments", verbose_name=_("unit"))
    heads = models.PositiveSmallIntegerField(_("people"), default=1)
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    result = models.CharField(_("result"), max_length=10, choices=Result.choices, blank=True)
    completed_on = models.DateField(_("completed on"), null=True, blank=True)
    completed_heads = models.PositiveSmallIntegerField(_("people who completed"), null=True, blank=True)
    certificate = models.CharField(_("certificate"), max_length=100, blank=True)
    recorded_at = models.DateTimeField()

    objects = EnrolmentQuerySet.as_manager()

    place: int | None  # set by `with_place`

    class Meta:
        ordering: ClassVar = ["course", "asked_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["course", "officer"], condition=~Q(state="withdrawn"), name="one_seat_an_officer_and_course"),
            models.CheckConstraint(condition=Q(officer__isnull=True) | Q(heads=1), name="a_named_officer_is_one"),
            models.CheckConstraint(condition=Q(heads__gte=1), name="a_seat_is_for_somebody"),
            models.CheckConstraint(
                condition=Q(result="completed", completed_on__isnull=False, completed_heads__isnull=False)
                | (~Q(result="completed") & Q(completed_on__isnull=True, completed_heads__isnull=True)),
                name="completed_says_when_and_how_many",
            ),
            models.CheckConstraint(
                condition=Q(completed_heads__isnull=True) | Q(completed_heads__gte=1, completed_heads__lte=F("heads")),
                name="no_more_complete_than_enrolled",
            ),
            models.CheckConstraint(condition=Q(result="") | Q(state="enrolled"), name="only_who_is_enrolled_has_a_result"),
        ]
        indexes: ClassVar = [models.Index(fields=["completed_on"])]

    def __str__(self) -> str:
        return f"{self.course}: {self.officer or self.unit}"

    def unit_ids(self) -> set[int]:
        return {self.unit_id}
