"""What the plan says: its overview, its tasks, its measures, its directives."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, can
from plan import access, asked
from plan.forms import DirectiveFilter, MeasureFilter
from plan.models import Directive, Indicator, Measure, Plan, Target
from plan.views.asof import read_moment
from plan.views.counting import scoreboard
from plan.views.listing import Counted, chosen_directives, chosen_measures, leading_units, stood, with_units

PAGE = 50


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "plan/index.html", {"plans": access.plans_for(request.user)})


@require_safe
def plan(request: HttpRequest, plan: str) -> HttpResponse:
    found = access.plan_for(request.user, plan)
    as_of = read_moment(request)
    context = {
        "plan": found,
        "as_of": as_of,
        "board": scoreboard(found, asked.tasks_of(plan=found.pk), as_of.moment),
        "aims": aims(found),
        "objectives": asked.objectives_of(plan=found.pk),
        "facts": asked.facts_of(plan=found.pk),
        "sources": asked.sources_of(plan=found.pk),
        "supplementary": asked.proposed_of(plan=found.pk),
        "may_edit": can(request.user, Permission.PLAN_EDIT),
    }
    return render(request, "plan/plan.html", context, status=as_of.status)


@dataclass
class Aim:
    """An indicator with its targets and the codes of the plan's own measures that it follows."""

    indicator: Indicator
    targets: list[Target]
    measures: list[str]


def aims(plan: Plan) -> list[Aim]:
    codes: dict[int, list[str]] = {}
    for indicator, code in asked.codes_by_indicator(plan=plan.pk):
        codes.setdefault(indicator, []).append(code)
    rows = groupby(asked.targets_of(plan=plan.pk), key=lambda target: target.indicator)
    return [Aim(indicator, list(targets), codes.get(indicator.pk, [])) for indicator, targets in rows]


@require_safe
def task(request: HttpRequest, plan: str, task: str) -> HttpResponse:
    found = access.task_for(request.user, plan, task)
    as_of = read_moment(request)
    moment = as_of.moment
    rows = Measure.objects.filter(plan=found.plan_id).of_task(found.code, moment).in_plan(moment).standing(moment)
    measures = with_units(rows, moment)
    maintains = can(request.user, Permission.PLAN_EDIT)
    context = {"plan": found.plan, "task": found, "as_of": as_of, "measures": measures, "maintains": maintains}
    return render(request, "plan/task.html", context, status=as_of.status)


@require_safe
def measures(request: HttpRequest, plan: str) -> HttpResponse:
    found = access.plan_for(request.user, plan)
    as_of, tasks = read_moment(request), asked.tasks_of(plan=found.pk)
    form = MeasureFilter(request.GET, tasks=tasks, units=leading_units(found, request.GET.get("unit", "")), errors=as_of.errors)
    chosen = chosen_measures(found, as_of.moment, form)
    page = Paginator(chosen, PAGE).get_page(request.GET.get("page"))
    imports = can(request.user, Permission.MEASURE_UPDATE)  # status updates of own measures at the least
    page.object_list = stood(page.object_list, as_of.moment)
    named = {task.pk: task for task in tasks}
    context = {"plan": found, "as_of": as_of, "form": form, "page": page, "tasks": named, "imports": imports}
    if form.errors:  # beside the fields, so the whole page, also where the rows alone were asked for
        answer = render(request, "plan/measures.html", context, status=422)
        answer["HX-Retarget"] = "body"
        return answer
    return render(request, "plan/measures.html#rows" if request.htmx else "plan/measures.html", context)


@require_safe
def directives(request: HttpRequest, plan: str) -> HttpResponse:
    found = access.plan_for(request.user, plan)
    form, as_of = DirectiveFilter(request.GET), read_moment(request)
    lines = chosen_directives(request.user, found, form, as_of.moment)
    later = [line for line in lines if line.directive.origin == Directive.Origin.FOUND_LATER]
    own = [line for line in lines if line not in later]
    context = {
        "plan": found,
        "as_of": as_of,
        "form": form,
        "lines": lines,
        "own": Counted.of(own),
        "later": Counted.of(later),
        "occasions": [] if form.has_changed() else found.occasions.with_number_of_directives(),
        "may_edit": as_of.moment.is_now and can(request.user, Permission.PLAN_EDIT),
    }
    return render(request, "plan/directives.html", context, status=422 if form.errors else as_of.status)
