"""Who sees and changes what of the plan. Every object is fetched through the user (design rule 14):
404 for a stranger or where there is no such thing, 403 for a reader who may not write."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.folding import clean
from accounts.models import Unit, User
from accounts.permissions import BelongsToUnits, Permission, can, units_for
from office.models import Comment, StoredFile
from plan.asked import measure_coded, plan_coded
from plan.models import (
    Comparison,
    Completion,
    DeadlineChange,
    Directive,
    DirectiveLink,
    Edit,
    Evidence,
    Indicator,
    Inspection,
    Measure,
    Milestone,
    MovedDay,
    Observation,
    Occasion,
    Period,
    Plan,
    Project,
    Target,
    Task,
)
from plan.models.directive import DirectiveQuerySet
from plan.models.indicator import IndicatorQuerySet, ObservationQuerySet
from plan.models.inspection import InspectionQuerySet
from plan.models.money import ProjectQuerySet
from plan.moment import Moment

Visitor = User | AnonymousUser
Asked = TypeVar("Asked", Completion, DeadlineChange)


def plans_for(user: Visitor, *, on: date | None = None) -> list[Plan]:
    """With a day, each knows as `quiet` how many of its measures are stale on it, in the same question."""
    _must_read(user)
    if on is None:
        return list(Plan.objects.all())
    stale = Measure.objects.stale(on).filter(plan=OuterRef("pk")).order_by().values("plan").annotate(n=Count("pk")).values("n")
    return list(Plan.objects.annotate(quiet=Coalesce(Subquery(stale), 0)))


def plan_for(user: Visitor, code: str, to: Permission = Permission.PLAN_READ) -> Plan:
    _must_read(user)
    found = plan_coded(code=code)
    if not found:
        raise Http404
    _may(user, to)
    return found[0]


def task_for(user: Visitor, plan: Plan | str, task: str, to: Permission = Permission.PLAN_READ) -> Task:
    found = get_object_or_404(Task.objects.select_related("plan", "source"), plan=_plan(user, plan), code=_code(task))
    _may(user, to)
    return found


def measure_for(user: Visitor, plan: Plan | str, code: str, to: Permission = Permission.PLAN_READ) -> Measure:
    _must_read(user)
    found = measure_coded(plan=plan if isinstance(plan, str) else plan.code, code=_code(code), user=user.pk)
    if not found:
        raise Http404
    _may(user, to, found[0])
    return found[0]


def measure_for_term(user: Visitor, plan: Plan | str, code: str) -> Measure:
    """To set its term at once: the secretariat, for a key measure leadership."""
    measure = measure_for(user, plan, code)
    _may(user, measure.deadline_permission(), measure)
    return measure


def completion_for(user: Visitor, plan: Plan | str, code: str, pk: int) -> Completion:
    """To decide on it: the head of the lead unit, for a key measure the secretariat."""
    measure = measure_for(user, plan, code)
    _may(user, measure.completion_permission(), measure)
    return _completion(measure, pk)


def completion_to_view(user: Visitor, plan: Plan | str, code: str, pk: int, unit: str) -> tuple[Completion, Unit]:
    """The proposal on which the person may speak for the unit."""
    measure = measure_for(user, plan, code)
    speaker = get_object_or_404(Unit, code=_code(unit))
    _may(user, Permission.COMPLETION_VIEW, speaker)
    return _completion(measure, pk), speaker


def milestone_for(user: Visitor, plan: Plan | str, code: str, pk: int, to: Permission) -> Milestone:
    measure = measure_for(user, plan, code, to)
    milestone = get_object_or_404(Milestone.objects.standing(), measure=measure, pk=pk)
    milestone.measure = measure
    return milestone


def comment_for(user: Visitor, plan: Plan | str, code: str, pk: int, *, own: bool = False) -> tuple[Measure, Comment]:
    """To change what one has said oneself; unless `own`, the secretariat may too: it withdraws what should not stand."""
    measure = measure_for(user, plan, code, Permission.COMMENT_WRITE)
    comment = get_object_or_404(Comment, object_kind=measure._meta.label_lower, object_code=f"{measure.plan.code}/{measure.code}", pk=pk)
    if comment.author_id != user.pk and (own or not can(user, Permission.PLAN_EDIT)):
        raise PermissionDenied
    return measure, comment


def own_completion_for(user: Visitor, plan: Plan | str, code: str, pk: int) -> Completion:
    """To take it back: who proposed it, as long as they may update the measure."""
    return _own(user, _completion(measure_for(user, plan, code, Permission.MEASURE_UPDATE), pk))


def _completion(measure: Measure, pk: int) -> Completion:
    completion = get_object_or_404(Completion.objects.select_related("proposed_by", "decided_by"), measure=measure, pk=pk)
    completion.measure = measure
    return completion


def deadline_change_for(user: Visitor, plan: Plan | str, code: str, pk: int, to: Permission | None = None) -> DeadlineChange:
    """`to` None: to decide on it, which for a key measure belongs to leadership. Give DEADLINE_ENDORSE to endorse it."""
    measure = measure_for(user, plan, code)
    _may(user, to or measure.deadline_permission(), measure)
    return _deadline_change(measure, pk)


def own_deadline_change_for(user: Visitor, plan: Plan | str, code: str, pk: int) -> DeadlineChange:
    """To take it back: who asked, as long as they may update the measure."""
    return _own(user, _deadline_change(measure_for(user, plan, code, Permission.MEASURE_UPDATE), pk))


def _own(user: Visitor, asked: Asked) -> Asked:
    if asked.asker != user:
        raise PermissionDenied
    return asked


def _deadline_change(measure: Measure, pk: int) -> DeadlineChange:
    change = get_object_or_404(DeadlineChange.objects.select_related("asked_by", "endorsed_by", "decided_by"), measure=measure, pk=pk)
    change.measure = measure
    return change


def evidence_for(user: Visitor, plan: Plan | str, code: str, pk: int, to: Permission = Permission.MEASURE_UPDATE) -> Evidence:
    measure = measure_for(user, plan, code, to)
    evidence = get_object_or_404(Evidence.objects.select_related("file", "added_by", "withdrawn_by"), measure=measure, pk=pk)
    evidence.measure = measure
    return evidence


def evidence_file_for(user: Visitor, plan: Plan | str, code: str, pk: int) -> StoredFile:
    """For all who read the plan; what has been withdrawn only for those who could withdraw it."""
    evidence = evidence_for(user, plan, code, pk, Permission.PLAN_READ)
    if evidence.file is None or not may_open(user, evidence):
        raise Http404
    return evidence.file


def may_open(user: Visitor, evidence: Evidence) -> bool:
    return evidence.stands or can(user, Permission.MEASURE_UPDATE, evidence.measure)


def link_for(user: Visitor, plan: Plan | str, pk: int, to: Permission = Permission.PLAN_EDIT) -> DirectiveLink:
    rows = DirectiveLink.objects.select_related("directive__plan", "measure__plan", "decided_by")
    link = get_object_or_404(rows, directive__plan=_plan(user, plan), pk=pk)
    _may(user, to)
    return link


def directives_for(user: Visitor, plan: Plan | str, moment: Moment | None = None, *, withdrawn: bool = False) -> DirectiveQuerySet:
    """Those of the plan; with a moment as they stood then (`DirectiveQuerySet.at`). `withdrawn`: those too that were entered by
    mistake, for who keeps a copy and must drop them; their words are told to nobody."""
    rows = Directive.objects.filter(plan=_plan(user, plan))
    if not withdrawn:
        rows = rows.at(moment) if moment else rows.standing()
    links = DirectiveLink.objects.at(moment) if moment else DirectiveLink.objects.all()
    return rows.select_related("occasion", "source").prefetch_related(Prefetch("links", links.select_related("measure", "decided_by")))


def plans_to_keep(user: Visitor, today: date) -> list[Plan]:
    """All plans with how much there is in each, for who keeps them."""
    _must_read(user)
    _may(user, Permission.PLAN_EDIT)
    return list(Plan.objects.counted(today))


def directive_for(user: Visitor, plan: Plan | str, code: str, to: Permission = Permission.PLAN_EDIT) -> Directive:
    directive = get_object_or_404(directives_for(user, plan).select_related("plan"), code=_code(code))
    _may(user, to)
    return directive


def occasion_for(user: Visitor, plan: Plan | str, code: str, to: Permission = Permission.PLAN_EDIT) -> Occasion:
    occasion = get_object_or_404(Occasion.objects.select_related("plan"), plan=_plan(user, plan), code=_code(code))
    _may(user, to)
    return occasion


def inspections_for(user: Visitor, plan: Plan | str) -> InspectionQuerySet:
    rows = Inspection.objects.standing().filter(plan=_plan(user, plan)).select_related("plan", "unit", "by")
    return rows.prefetch_related("measures")


def inspection_for(user: Visitor, plan: Plan | str, pk: int, to: Permission = Permission.PLAN_EDIT) -> Inspection:
    inspection = get_object_or_404(inspections_for(user, plan), pk=pk)
    _may(user, to)
    return inspection


def target_for(user: Visitor, plan: Plan | str, code: str, target: str) -> Target:
    """A target in force, to change or withdraw it."""
    indicator = indicator_for(user, plan, code, to=Permission.PLAN_EDIT)
    found = get_object_or_404(indicator.targets.standing(), code=_code(target))
    found.indicator = indicator
    return found


def comparison_for(user: Visitor, plan: Plan | str, code: str, pk: int) -> Comparison:
    indicator = indicator_for(user, plan, code, to=Permission.PLAN_EDIT)
    found = get_object_or_404(indicator.comparisons.filter(withdrawn_at__isnull=True), pk=pk)
    found.indicator = indicator
    return found


def indicators_for(user: Visitor, plan: Plan | str, known: datetime | None = None) -> IndicatorQuerySet:
    return Indicator.objects.filter(plan=_plan(user, plan)).with_way(known)


def indicator_for(
    user: Visitor, plan: Plan | str, code: str, to: Permission = Permission.PLAN_READ, *, known: datetime | None = None
) -> Indicator:
    indicator = get_object_or_404(indicators_for(user, plan, known).prefetch_related("measures"), code=code)
    _may(user, to)
    return indicator


def observations_for(user: Visitor, indicator: Indicator) -> ObservationQuerySet:
    """The single values that the user may see: those of the whole, and those of units whose quarterly reports they read,
    write or review. What all units come to together, everybody reads who reads the plan."""
    return _seen_by(user, indicator.observations.all())


def observations_of(user: Visitor, plan: Plan | str) -> ObservationQuerySet:
    """The same of all indicators of a plan."""
    return _seen_by(user, Observation.objects.filter(indicator__plan=_plan(user, plan)))


def _seen_by(user: Visitor, rows: ObservationQuerySet) -> ObservationQuerySet:
    reach: set[int] = set()
    for permission in (Permission.QUARTERLY_READ, Permission.QUARTERLY_DRAFT, Permission.QUARTERLY_REVIEW):
        units = units_for(user, permission)
        if units is None:
            return rows
        reach |= units
    return rows.filter(Q(unit__isnull=True) | Q(unit__in=reach))


def edit_for(user: Visitor, plan: Plan | str, act: UUID) -> Edit:
    """One's own act, to be undone; that of somebody else is not found."""
    mine = Edit.objects.filter(act=act, by_id=user.pk, measure__plan=_plan(user, plan)).select_related("measure")
    edit = mine.first()
    if edit is None:
        raise Http404
    return edit


def may_import(user: Visitor, plan: str, kind: str) -> Plan:
    """A whole table is brought in by those who keep the plan; status updates and steps also by those who update measures of a
    unit, and then row by row."""
    to = Permission.MEASURE_UPDATE if kind in {"updates", "milestones"} else Permission.PLAN_EDIT
    return plan_for(user, plan, to=to)


def projects_for(user: Visitor, plan: Plan | str) -> ProjectQuerySet:
    return Project.objects.filter(plan=_plan(user, plan)).select_related("plan", "measure", "unit")


def project_for(user: Visitor, plan: Plan | str, code: str, to: Permission = Permission.PLAN_READ) -> Project:
    """MEASURE_UPDATE: to enter its amounts, which belongs to the unit that carries it out; PLAN_EDIT: to edit it."""
    project = get_object_or_404(projects_for(user, plan), code=code)
    _may(user, to, project)
    return project


def periods_to_manage(user: Visitor) -> list[Period]:
    """All periods of the calendar, those of one kind together, the latest first."""
    must_manage_periods(user)
    return list(Period.objects.ruled().order_by("kind", "-starts_on"))


def period_to_manage(user: Visitor, code: str) -> Period:
    _must_read(user)
    period = get_object_or_404(Period.objects.ruled(), code=code)
    _may(user, Permission.PERIOD_MANAGE)
    return period


def must_manage_periods(user: Visitor) -> None:
    _must_read(user)
    _may(user, Permission.PERIOD_MANAGE)


def moved_day_for(user: Visitor, pk: int) -> MovedDay:
    _must_read(user)
    day = get_object_or_404(MovedDay, pk=pk)
    _may(user, Permission.PERIOD_MANAGE)
    return day


def _plan(user: Visitor, plan: Plan | str) -> Plan:
    if isinstance(plan, str):
        return plan_for(user, plan)
    _must_read(user)
    return plan


def _code(text: str) -> str:
    """A code out of an address: what no row can hold is not found, instead of an error of the database."""
    if clean(text) != text:
        raise Http404
    return text


def _must_read(user: Visitor) -> None:
    if not can(user, Permission.PLAN_READ):
        raise Http404


def _may(user: Visitor, to: Permission, obj: BelongsToUnits | None = None) -> None:
    if not can(user, to, obj):
        raise PermissionDenied
