from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.apps import apps
from django.db import models
from django.db.models import Case, Count, Exists, F, FilteredRelation, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.changing import Changing, Column, Kept, Told
from accounts.models import Unit, User
from accounts.versions import Versioned
from plan.models import Period
from reports.completeness import CAME_BACK, GROUPS, UNSENT, Completeness, Department, Review, Standing, by_department, by_key
from reports.grouping import EXPRESSIONS, NOBODY, condition, key_of, names
from reports.models.questionnaire import Questionnaire
from reports.review_times import Decided


class ObligationQuerySet(Changing, models.QuerySet["Obligation"]):
    changed_by = (
        Told("reports.obligation"),
        Told("reports.quarterlyreport", "report"),
        Told("plan.period", "period"),  # whose due time may be moved
        Column("added_at"),
        Kept("reports.ReportVersion", "report__obligation", "opened_at"),  # a draft is begun without history
    )

    def of_units(self, unit_ids: Iterable[int] | None) -> ObligationQuerySet:
        """None: of all units."""
        return self if unit_ids is None else self.filter(unit_id__in=unit_ids)

    def for_page(self) -> ObligationQuerySet:
        """With what the pages of one report say around it: its period, its unit and where that stands, who reviews."""
        return self.select_related("period", "unit__lead_unit", "unit__mission", "questionnaire", "report")

    def in_force(self) -> ObligationQuerySet:
        """Owed or waived; a void one was never owed."""
        return self.exclude(state=Obligation.State.VOID)

    def withdrawn(self, period: Period) -> Obligation | None:
        """One that says who withdrew the ad hoc report and why; None while it is asked for."""
        if not period.is_ad_hoc or period.obligations.in_force().exists():
            return None
        return self.filter(period=period, state=Obligation.State.VOID).select_related("decided_by").first()

    def of_period(self, period: Period) -> ObligationQuerySet:
        return self.filter(period=period)

    def of_periods(self, periods: Iterable[Period]) -> ObligationQuerySet:
        return self.filter(period__in=periods)

    def begun(self, on: date) -> ObligationQuerySet:
        """Of periods whose first day has come: nothing is owed before."""
        return self.filter(period__starts_on__lte=on)

    def standing(self, at: datetime, known: datetime | None = None, *, void: bool = False) -> ObligationQuerySet:
        """Annotates due_then, version_then (the version sent last), `standing`, `is_late` and `review`, as they were at
        the instant `at` (reports.completeness); `known`: only what had been recorded as owed by then.

        The row keeps the latest decision alone: before it the due time is the period's. What had been submitted by then
        is judged by the due time as it was at its first submission (`Obligation.due_known_at`, the same in Python). A row
        that is void now was never owed and is left out; with `void` it is included, and its `standing` has no meaning.
        """
        rows: Any = self if void else self.in_force()
        rows = rows if known is None else rows.filter(added_at__lte=known)
        sent = _versions().filter(report__obligation=OuterRef("pk"), submitted_at__lte=at).order_by("-number")
        rows = rows.alias(
            sent_then=FilteredRelation("report__versions", condition=Q(report__versions__pk=Subquery(sent.values("pk")[:1]))),
        ).annotate(
            due_then=Case(When(_decided_in_time(at), then=Coalesce("extended_to", F("period__due_at"))), default=F("period__due_at")),
            version_then=F("sent_then__pk"),
        )
        late = Q(sent_then__isnull=False, report__first_submitted_at__gt=F("due_then"))
        rows = rows.annotate(
            is_late=Case(When(late, then=Value(True)), default=Value(False), output_field=models.BooleanField()),
            review=_review(at),
        )
        return rows.annotate(standing=_standing(at))

    def with_counted(self, at: datetime) -> ObligationQuerySet:
        """Annotates `is_counted`: whether a version was accepted by then. It counts until a later one is accepted, whatever has
        been sent, returned or taken back since the report was reopened."""
        accepted = _versions().accepted(at).filter(report__obligation=OuterRef("pk"))
        return self.annotate(is_counted=Exists(accepted))

    def in_group(self, group: str) -> ObligationQuerySet:
        """After `standing`: those of one standing, or of a sum of them ("owed", "received")."""
        return self.filter(standing__in=GROUPS[group]) if group else self

    def in_review(self, review: str) -> ObligationQuerySet:
        """After `standing`."""
        return self.filter(review=review) if review else self

    def to_write(self) -> ObligationQuerySet:
        """After `standing`: what the unit still has to write, or to put right; the first to be due first."""
        return self.filter(_TO_WRITE).order_by("due_then", "unit__sort_key")

    def to_remind(self, at: datetime, span: timedelta) -> ObligationQuerySet:
        """After `standing`: the obligations of which a unit is reminded.

        These are reports not sent that fall due within `span` before or after `at`, and reports that are to be sent again because
        they were returned, taken back or reopened. Annotates returned_at, returned_by and return_reason for the latter.
        """
        near = Q(standing__in=UNSENT, due_then__gt=at - span, due_then__lt=at + span)
        latest = _versions().filter(report=OuterRef("report")).order_by("-number")
        because = Subquery(latest.values("reopened_because")[:1])
        return self.filter(near | Q(review__in=CAME_BACK)).annotate(
            returned_at=Subquery(latest.values("opened_at")[:1]),
            returned_by=Subquery(latest.values("opened_by__name")[:1]),
            return_reason=Case(When(review=Review.REOPENED, then=because), default=F("sent_then__decision_reason")),
        )

    def by_waiting(self) -> ObligationQuerySet:
        """After `standing`: annotates `sent_at`, when the version sent last was sent; the longest ago first."""
        return self.annotate(sent_at=F("sent_then__submitted_at")).select_related("period", "unit").order_by("sent_at")

    def waits_for(self, user: User) -> ObligationQuerySet:
        """After `standing`: what was sent, by somebody else, and is not decided on; the longest ago first."""
        return self.filter(_waits_for(user)).by_waiting()

    def at_hand(self, *, drafts: Iterable[int], reviews: Iterable[int], user: User) -> ObligationQuerySet:
        """After `standing`: what units of `drafts` still have to write or to put right, and what waits for a review of units
        of `reviews` and was not sent by the person. One query for both."""
        review = Q(unit__in=reviews) & _waits_for(user)
        return self.filter((Q(unit__in=drafts) & _TO_WRITE) | review).by_waiting().for_page()

    def followed_by(self, department: str) -> ObligationQuerySet:
        """Of the units that the department with this code follows; "none": of those that nobody follows."""
        if department == NOBODY:
            return self.filter(unit__lead_unit__isnull=True)
        return self.filter(unit__lead_unit__code=department) if department else self

    def departments(self) -> list[Department]:
        """After `standing`: how many stand where, by the department that follows the unit. One query."""
        return by_department(self._counted(*(f"unit__lead_unit__{name}" for name in ("code", "name_vi", "name_en", "sort_key"))))

    def grouped(self, by: str) -> list[Department]:
        """After `standing`: how many stand where, by "department", "region" or "kind". One query."""
        if by == "department":
            return self.departments()
        rows = self.annotate(part=EXPRESSIONS[by])._counted("part")
        return by_key(((key_of(by, value), *counted) for value, *counted in rows), names(by))

    def decisions(self, by: str, at: datetime) -> list[Decided]:
        """What had been accepted or returned by then of what was sent, by group; what a unit took back nobody decided on. One
        query."""
        by_then = Q(report__versions__decided_at__lte=at, report__versions__decision__in=["accepted", "returned"])
        decided = FilteredRelation("report__versions", condition=by_then)
        rows: Any = self.order_by().alias(decided=decided).filter(decided__isnull=False).annotate(part=EXPRESSIONS[by])
        found = rows.values_list("unit_id", "part", "decided__submitted_at", "decided__decided_at")
        return [Decided(unit, key_of(by, part), *times) for unit, part, *times in found]

    def in_part(self, by: str, key: str) -> ObligationQuerySet:
        """Of the units of one group, by "region" or "kind"; "none": of those in no group."""
        return self.filter(condition(by, key)) if key else self

    def by_period(self) -> dict[Period, Completeness]:
        """After `standing`: the counts of each period, the periods newest first. One query."""
        columns = [column.attname for column in Period._meta.concrete_fields]
        found: dict[Period, list[Any]] = {}
        for row in self._counted(*(f"period__{column}" for column in columns)):
            found.setdefault(Period.from_db(None, columns, row[: len(columns)]), []).append(row[len(columns) :])
        listed = {period: Completeness.of(rows) for period, rows in found.items()}
        return dict(sorted(listed.items(), key=lambda one: one[0].starts_on, reverse=True))

    def only_unit(self) -> int | None:
        """The id of the unit where all rows are of one."""
        units = list(self.order_by().values_list("unit_id", flat=True).distinct()[:2])
        return units[0] if len(units) == 1 else None

    def newest(self, count: int) -> list[Obligation]:
        """After `standing`, of one unit: what it owed for the last periods, the latest first."""
        return list(self.for_list().order_by("-period__starts_on")[:count])

    def histories(self) -> Iterable[tuple[int, int, str, bool]]:
        """After `standing`: rows of (unit id, period id, standing, is late). One query."""
        rows: Any = self.order_by()
        return rows.values_list("unit_id", "period_id", "standing", "is_late")

    def _counted(self, *keys: str) -> Iterable[tuple[Any, ...]]:
        names = (*keys, "standing", "is_late", "review")
        return self.order_by().values_list(*names).annotate(number=Count("pk")).values_list(*names, "number")

    def for_list(self) -> ObligationQuerySet:
        """With what a list shows, departments together."""
        rows = self.select_related("period", "unit__lead_unit", "unit__mission", "report")
        return rows.order_by(F("unit__lead_unit__sort_key").asc(nulls_last=True), "unit__sort_key")


_TO_WRITE = Q(review__in=CAME_BACK) | Q(standing__in=[Standing.NOT_DUE, Standing.MISSING])


def _waits_for(user: User) -> Q:
    """For a decision by somebody else than sent it."""
    return Q(review=Review.WAITING) & ~Q(sent_then__submitted_by=user)


def _decided_in_time(at: datetime) -> Q:
    """Decided by the instant, and not after a first submission that lies before it."""
    sent: Any = Q(report__first_submitted_at__lte=at)
    return Q(decided_at__lte=at) & (Q(report__first_submitted_at__isnull=True) | ~sent | Q(decided_at__lte=F("report__first_submitted_at")))


def _review(at: datetime) -> Case:
    decided = Q(sent_then__decided_at__lte=at)
    again = _versions().filter(report=OuterRef("report"), number__gt=OuterRef("sent_then__number"), opened_at__lte=at)
    accepted = decided & Q(sent_then__decision="accepted")
    return Case(
        When(sent_then__isnull=True, then=Value(Review.NONE)),
        When(accepted & Exists(again), then=Value(Review.REOPENED)),
        When(accepted, then=Value(Review.ACCEPTED)),
        When(decided & Q(sent_then__decision="withdrawn"), then=Value(Review.WITHDRAWN)),
        When(decided, then=Value(Review.RETURNED)),
        default=Value(Review.WAITING),
        output_field=models.CharField(),
    )


def _standing(at: datetime) -> Case:
    return Case(
        When(state=Obligation.State.WAIVED, decided_at__lte=at, then=Value(Standing.WAIVED)),
        When(sent_then__is_nil=True, then=Value(Standing.NIL)),
        When(sent_then__isnull=False, is_late=True, then=Value(Standing.LATE)),
        When(sent_then__isnull=False, then=Value(Standing.ON_TIME)),
        When(due_then__lt=at, then=Value(Standing.MISSING)),
        default=Value(Standing.NOT_DUE),
        output_field=models.CharField(),
    )


def _versions() -> Any:
    """The rows of a model that holds a key to this one and so cannot be imported here."""
    return apps.get_model("reports", "ReportVersion")._default_manager


class Obligation(Versioned):
    """Nghĩa vụ báo cáo: a unit owes a report for a period (design rule 8). Made when the period opens, reconciled at
    its cut-off, never removed."""

    class State(models.TextChoices):
        DUE = "due", _("Owed")
        WAIVED = "waived", _("Waived")
        VOID = "void", _("No longer owed")

    period = models.ForeignKey(Period, models.PROTECT, related_name="obligations")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="obligations")
    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="obligations")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DUE)
    reason = models.TextField(_("reason"), blank=True)  # of the waiver or the extension
    extended_to = models.DateTimeField(_("extended to"), null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="obligations_decided")
    decided_at = models.DateTimeField(null=True)
    added_at = models.DateTimeField()

    due_then: datetime  # these are set by `standing`
    version_then: int | None
    is_late: bool
    review: str
    standing: str
    sent_at: datetime  # set by `by_waiting`
    is_counted: bool = False  # set by `with_counted`
    returned_at: datetime | None  # these are set by `to_remind`: when, by whom and why it was returned, taken back or reopened
    returned_by: str | None
    return_reason: str

    objects = ObligationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["period", "unit__sort_key"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["period", "unit", "questionnaire"], name="a_unit_owes_once_a_period"),
            models.CheckConstraint(condition=~Q(state="waived") | ~Q(reason=""), name="a_waiver_has_a_reason"),
            models.CheckConstraint(condition=Q(extended_to__isnull=True) | ~Q(reason=""), name="an_extension_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.period.code} {self.unit.code}"

    @property
    def code(self) -> str:
        """As the history and the addresses name it: 2026-Q4/emb-fr."""
        return f"{self.period.code}/{self.unit.code}"

    @property
    def due_at(self) -> datetime:
        """When the report is owed, as decided up to now; one that has been submitted, as decided up to its first submission."""
        report = getattr(self, "report", None)
        return self.due_known_at(report.first_submitted_at if report else None)

    def due_known_at(self, at: datetime | None) -> datetime:
        """When the report was owed, as decided up to the instant (None: up to now). On time is judged by it as of the first
        submission, so that an extension decided later never turns a late report into one on time (design rule 3)."""
        extended = self.extended_to is not None and (at is None or (self.decided_at is not None and self.decided_at <= at))
        return self.extended_to if extended and self.extended_to else self.period.due_at

    def unit_ids(self) -> set[int]:
        return {self.unit_id}
