"""What every page of a measure asks of the plan, compiled once (`accounts.prepared`). All but the first are about how it
stands as known now; another moment is asked of the same QuerySet methods."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from accounts.models import Event
from accounts.prepared import prepared
from plan.models import Assignment, Completion, DeadlineChange, DirectiveLink, Indicator, Measure, StatusUpdate
from plan.moment import Moment

LATEST = 20


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
