"""Who sees and changes what of the plan. Every object is fetched through the user (design rule 14):
404 for a stranger or where there is no such thing, 403 for a reader who may not write."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.folding import clean
from accounts.models import Unit, User
from accounts.permissions import BelongsToUnits, Permission, can, units_for
from office.models import Comment
from plan.models import Completion, DeadlineChange, Directive, DirectiveLink, Indicator, Measure, Milestone, Period, Plan, Task
from plan.models.directive import DirectiveQuerySet
from plan.models.indicator import IndicatorQuerySet, ObservationQuerySet
from plan.models.measures import MeasureQuerySet

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


def measure_for(
    user: Visitor, plan: Plan | str, code: str, to: Permission = Permission.PLAN_READ, *, rows: MeasureQuerySet | None = None
) -> Measure:
    """`rows`: with what a page wants to know besides, in the one query."""
    _must_read(user)
    which = {"plan__code": plan} if isinstance(plan, str) else {"plan": plan}
    found = Measure.objects.all() if rows is None else rows
    measure = get_object_or_404(found.select_related("plan", "task", "source"), code=_code(code), **which)
    _may(user, to, measure)
    return measure


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


def _completion(measure: Measure, pk: int) -> Completion:
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
