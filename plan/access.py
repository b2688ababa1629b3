"""Who sees and changes what of the plan. Every object is fetched through the user (design rule 14):
404 for a stranger or where there is no such thing, 403 for a reader who may not write."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.folding import clean
from accounts.models import User
from accounts.permissions import BelongsToUnits, Permission, can, units_for
from office.models import StoredFile
from plan.models import Completion, DeadlineChange, Directive, DirectiveLink, Evidence, Indicator, Measure, Period, Plan, Project, Task
from plan.models.directive import DirectiveQuerySet
from plan.models.indicator import IndicatorQuerySet, ObservationQuerySet
from plan.models.money import ProjectQuerySet

Visitor = User | AnonymousUser


def plans_for(user: Visitor) -> list[Plan]:
    _must_read(user)
    return list(Plan.objects.all())


def plan_for(user: Visitor, code: str, to: Permission = Permission.PLAN_READ) -> Plan:
    _must_read(user)
    plan = get_object_or_404(Plan, code=code)
    _may(user, to)
    return plan


def task_for(user: Visitor, plan: Plan | str, task: str) -> Task:
    return get_object_or_404(Task.objects.select_related("plan", "source"), plan=_plan(user, plan), code=_code(task))


def measure_for(user: Visitor, plan: Plan | str, code: str, to: Permission = Permission.PLAN_READ) -> Measure:
    _must_read(user)
    which = {"plan__code": plan} if isinstance(plan, str) else {"plan": plan}
    measure = get_object_or_404(Measure.objects.select_related("plan", "task", "source"), code=_code(code), **which)
    _may(user, to, measure)
    return measure


def measure_for_term(user: Visitor, plan: Plan | str, code: str) -> Measure:
    """To set its term at once: the secretariat, for a key measure leadership."""
    measure = measure_for(user, plan, code)
    _may(user, measure.deadline_permission(), measure)
    return measure


def completion_for(user: Visitor, plan: Plan | str, code: str, pk: int, to: Permission = Permission.COMPLETION_CONFIRM) -> Completion:
    measure = measure_for(user, plan, code, to)
    completion = get_object_or_404(Completion.objects.select_related("proposed_by", "decided_by"), measure=measure, pk=pk)
    completion.measure = measure
    return completion


def deadline_change_for(user: Visitor, plan: Plan | str, code: str, pk: int, to: Permission | None = None) -> DeadlineChange:
    """`to` None: to decide on it, which for a key measure belongs to leadership. Give DEADLINE_ENDORSE to endorse it."""
    measure = measure_for(user, plan, code)
    _may(user, to or measure.deadline_permission(), measure)
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


def directives_for(user: Visitor, plan: Plan | str) -> DirectiveQuerySet:
    rows = Directive.objects.filter(plan=_plan(user, plan)).select_related("occasion", "source")
    return rows.prefetch_related("links__measure", "links__decided_by")


def indicators_for(user: Visitor, plan: Plan | str) -> IndicatorQuerySet:
    return Indicator.objects.filter(plan=_plan(user, plan)).with_way()


def indicator_for(user: Visitor, plan: Plan | str, code: str, to: Permission = Permission.PLAN_READ) -> Indicator:
    indicator = get_object_or_404(indicators_for(user, plan).prefetch_related("measures"), code=code)
    _may(user, to)
    return indicator


def observations_for(user: Visitor, indicator: Indicator) -> ObservationQuerySet:
    """The single values that the user may see: those of the whole, and those of units whose quarterly reports they read,
    write or review. What all units come to together, everybody reads who reads the plan."""
    rows = indicator.observations.all()
    reach: set[int] = set()
    for permission in (Permission.QUARTERLY_READ, Permission.QUARTERLY_DRAFT, Permission.QUARTERLY_REVIEW):
        units = units_for(user, permission)
        if units is None:
            return rows
        reach |= units
    return rows.filter(Q(unit__isnull=True) | Q(unit__in=reach))


def projects_for(user: Visitor, plan: Plan | str) -> ProjectQuerySet:
    return Project.objects.filter(plan=_plan(user, plan)).select_related("plan", "measure", "unit")


def project_for(user: Visitor, plan: Plan | str, code: str, to: Permission = Permission.PLAN_READ) -> Project:
    """MEASURE_UPDATE: to enter its amounts, which belongs to the unit that carries it out; PLAN_EDIT: to edit it."""
    project = get_object_or_404(projects_for(user, plan), code=code)
    _may(user, to, project)
    return project


def periods_to_manage(user: Visitor) -> list[Period]:
    """All periods, those of one kind together, the latest first."""
    _must_read(user)
    _may(user, Permission.PERIOD_MANAGE)
    return list(Period.objects.order_by("kind", "-starts_on"))


def period_to_manage(user: Visitor, code: str) -> Period:
    _must_read(user)
    period = get_object_or_404(Period, code=code)
    _may(user, Permission.PERIOD_MANAGE)
    return period


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
