"""What the pages of the plan ask each time, compiled once (`accounts.prepared`). Of a measure it is how things stand as
known now; another moment is asked of the same QuerySet methods."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat

from accounts.models import Event, Unit
from accounts.prepared import prepared
from office import panels
from office.comments import said_of
from office.visits import visited
from plan.models import (
    Assignment,
    Completion,
    DeadlineChange,
    DirectiveLink,
    Edit,
    Evidence,
    Fact,
    Indicator,
    Measure,
    Milestone,
    Objective,
    Plan,
    Project,
    Source,
    StatusUpdate,
    Target,
    Task,
)
from plan.moment import Moment

LATEST = 20
MEASURE = "plan.measure"  # under which comments and visits know a measure, and by which name
NAMED = Concat(OuterRef("plan__code"), Value("/"), OuterRef("code"))


def _today(day: date) -> Moment:
    return Moment(on=day, known=None, today=day)


@prepared
def plan_coded(code: str) -> QuerySet[Plan]:
    """With `is_alone`: whether it is the only one of the house."""
    return Plan.objects.filter(code=code).annotate(is_alone=~Exists(Plan.objects.exclude(pk=OuterRef("pk"))))


@prepared
def tasks_of(plan: int) -> QuerySet[Task]:
    return Task.objects.filter(plan=plan)


@prepared
def cells_by_task(plan: int, day: date) -> QuerySet[Measure, tuple[int, str, int, int]]:
    """Rows of (id of the task, cell, 0, how many)."""
    return Measure.objects.filter(plan=plan).counted(0, _today(day), "task_id")


@prepared
def targets_of(plan: int) -> QuerySet[Target]:
    """Of the plan's own measures; what a measure outside it asks for stands on its page."""
    own = Measure.objects.filter(plan=plan).adopted()
    rows = Target.objects.standing().filter(indicator__in=Indicator.objects.filter(measures__in=own))
    return rows.select_related("indicator").order_by("indicator__code", "due_on")


@prepared
def codes_by_indicator(plan: int) -> QuerySet[Measure, tuple[int, str]]:
    """The plan's own measures that have an indicator: (its id, their code)."""
    rows = Measure.objects.filter(plan=plan, indicators__isnull=False).adopted()
    return rows.order_by("position").values_list("indicators", "code")


@prepared
def proposed_of(plan: int) -> QuerySet[Measure]:
    return Measure.objects.filter(plan=plan).proposed().select_related("task")


@prepared
def facts_of(plan: int) -> QuerySet[Fact]:
    return Fact.objects.filter(plan=plan).select_related("source")


@prepared
def objectives_of(plan: int) -> QuerySet[Objective]:
    return Objective.objects.filter(plan=plan).select_related("source")


@prepared
def sources_of(plan: int) -> QuerySet[Source]:
    return Source.objects.filter(plan=plan)


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
def measure_coded(plan: str, code: str, user: int) -> QuerySet[Measure]:
    """With what the page of the measure need not ask: whether anything was ever proposed for it, linked to it, follows it,
    and when the user was last there (`office.visits`)."""
    of_it = {"measure": OuterRef("pk")}
    rows = Measure.objects.filter(plan__code=plan, code=code).select_related("plan", "task", "source")
    return rows.annotate(
        has_completions=Exists(Completion.objects.filter(**of_it)),
        has_evidence=Exists(Evidence.objects.filter(**of_it)),
        has_links=Exists(DirectiveLink.objects.filter(**of_it)),
        has_indicators=Exists(Indicator.measures.through.objects.filter(**of_it)),
        has_projects=Exists(Project.objects.filter(**of_it)),
        has_steps=Exists(Milestone.objects.filter(**of_it)),
        has_comments=said_of(MEASURE, NAMED),
        **panels.there("measure"),
        **visited(user, MEASURE, NAMED),
    )


@prepared
def updates_of(measure: int, day: date) -> QuerySet[StatusUpdate]:
    return StatusUpdate.objects.filter(measure=measure).in_force(_today(day)).select_related("by")


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
def steps_of(measure: int) -> QuerySet[Milestone]:
    return Milestone.objects.filter(measure=measure)


@prepared
def indicators_of(measure: int) -> QuerySet[Indicator]:
    return Indicator.objects.filter(measures=measure).with_way()


@prepared
def links_of(measure: int) -> QuerySet[DirectiveLink]:
    rows = DirectiveLink.objects.of_standing().filter(measure=measure)
    return rows.select_related("directive__occasion", "directive__source", "decided_by")


@prepared
def undoable_of(measure: int, by: int, since: datetime) -> QuerySet[Edit]:
    return Edit.objects.undoable(by, since).filter(measure=measure)[:1]


@prepared
def latest_events(kind: str, about: str) -> QuerySet[Event]:
    """One more than is shown, to say whether there is more."""
    rows = Event.objects.filter(object_kind=kind, object_id=about).order_by("-id")
    return rows.select_related("body")[: LATEST + 1]
