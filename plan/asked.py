"""What the pages of the plan ask each time, compiled once (`accounts.prepared`). Of a measure it is how things stand as
known now; another moment is asked of the same QuerySet methods."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Event, Unit
from accounts.prepared import prepared
from plan.models import Assignment, Completion, DeadlineChange, DirectiveLink, Indicator, Measure, Plan, StatusUpdate, Task
from plan.moment import Moment

LATEST = 20


@prepared
def plan_coded(code: str) -> QuerySet[Plan]:
    """With `is_alone`: whether it is the only one of the house."""
    return Plan.objects.filter(code=code).annotate(is_alone=~Exists(Plan.objects.exclude(pk=OuterRef("pk"))))


@prepared
def tasks_of(plan: int) -> QuerySet[Task]:
    return Task.objects.filter(plan=plan)


@prepared
def leading_units(plan: int, code: str) -> QuerySet[Unit]:
    """Units that lead a measure of the plan, and the one of the code."""
    leading = Assignment.objects.current().filter(measure__plan=plan, role=Assignment.Role.LEAD)
    return Unit.objects.filter(Q(pk__in=leading.values("unit")) | Q(code=code))


@prepared
def leading_units_of_all(code: str) -> QuerySet[Unit]:
    """The same where there is one plan: without looking up the plan of each of ten thousand measures."""
    leading = Assignment.objects.current().filter(role=Assignment.Role.LEAD)
    return Unit.objects.filter(Q(pk__in=leading.values("unit")) | Q(code=code))


@prepared
def measure_coded(plan: str, code: str) -> QuerySet[Measure]:
    return Measure.objects.filter(plan__code=plan, code=code).select_related("plan", "task", "source")


@prepared
def updates_of(measure: int, day: date) -> QuerySet[StatusUpdate]:
    return StatusUpdate.objects.filter(measure=measure).in_force(Moment(on=day, known=None, today=day)).select_related("by")


@prepared
def assignments_of(measure: int) -> QuerySet[Assignment]:
    return Assignment.objects.filter(measure=measure).current().select_related("unit")


@prepared
def changes_of(measure: int) -> QuerySet[DeadlineChange]:
    return DeadlineChange.objects.filter(measure=measure).with_people()


@prepared
def completions_of(measure: int) -> QuerySet[Completion]:
    return Completion.objects.filter(measure=measure).with_people()


@prepared
def indicators_of(measure: int) -> QuerySet[Indicator]:
    return Indicator.objects.filter(measures=measure).with_way()


@prepared
def links_of(measure: int) -> QuerySet[DirectiveLink]:
    rows = DirectiveLink.objects.filter(measure=measure)
    return rows.select_related("directive__occasion", "directive__source", "decided_by")


@prepared
def latest_events(kind: str, about: str) -> QuerySet[Event]:
    """One more than is shown, to say whether there is more."""
    rows = Event.objects.filter(object_kind=kind, object_id=about).order_by("-id")
    return rows.select_related("body")[: LATEST + 1]
