"""What the plan says: its overview, its tasks, its measures, its directives."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, can
from plan import access
from plan.forms import DirectiveFilter, MeasureFilter
from plan.models import Directive, Indicator, Measure, Plan, Target
from plan.views.asof import read_moment
from plan.views.counting import scoreboard
from plan.views.listing import Counted, chosen_directives, chosen_measures, leading_units, with_units

PAGE = 50


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "plan/index.html", {"plans": access.plans_for(request.user)})


@require_safe
def plan(request: HttpRequest, plan: str) -> HttpResponse:
    found = access.plan_for(request.user, plan)
    asked = read_moment(request)
    context = {
        "plan": found,
        "as_of": asked,
        "board": scoreboard(found, found.tasks.all(), asked.moment),
        "targets": targets_of(found),
        "objectives": found.objectives.select_related("source"),
        "facts": found.facts.select_related("source"),
        "sources": found.sources.all(),
        "supplementary": found.measures.proposed().select_related("task"),
        "may_edit": can(request.user, Permission.PLAN_EDIT),
    }
    return render(request, "plan/plan.html", context, status=asked.status)


def targets_of(plan: Plan) -> QuerySet[Target]:
    """Of the plan's own measures; what a measure outside it asks for stands on its page."""
    own = plan.measures.adopted()
    rows = Target.objects.standing().filter(indicator__in=Indicator.objects.filter(measures__in=own))
    return rows.select_related("indicator").prefetch_related(Prefetch("indicator__measures", own)).order_by("indicator__code", "due_on")


@require_safe
def task(request: HttpRequest, plan: str, task: str) -> HttpResponse:
    found = access.task_for(request.user, plan, task)
    asked = read_moment(request)
    measures = with_units(Measure.objects.filter(task=found).in_plan(asked.moment).standing(asked.moment), asked.moment)
    maintains = can(request.user, Permission.PLAN_EDIT)
    context = {"plan": found.plan, "task": found, "as_of": asked, "measures": measures, "maintains": maintains}
    return render(request, "plan/task.html", context, status=asked.status)


@require_safe
def measures(request: HttpRequest, plan: str) -> HttpResponse:
    found = access.plan_for(request.user, plan)
    asked = read_moment(request)
    form = MeasureFilter(request.GET, tasks=found.tasks.all(), units=leading_units(found, request.GET.get("unit", "")), errors=asked.errors)
    chosen = chosen_measures(found, asked.moment, form)
    page = Paginator(chosen, PAGE).get_page(request.GET.get("page"))
    context = {"plan": found, "as_of": asked, "form": form, "page": page}
    if form.errors:  # beside the fields, so the whole page, also where the rows alone were asked for
        answer = render(request, "plan/measures.html", context, status=422)
        answer["HX-Retarget"] = "body"
        return answer
    return render(request, "plan/measures.html#rows" if request.htmx else "plan/measures.html", context)


@require_safe
def directives(request: HttpRequest, plan: str) -> HttpResponse:
    found = access.plan_for(request.user, plan)
    form = DirectiveFilter(request.GET)
    lines = chosen_directives(request.user, found, form)
    later = [line for line in lines if line.directive.origin == Directive.Origin.FOUND_LATER]
    own = [line for line in lines if line not in later]
    context = {
        "plan": found,
        "form": form,
        "lines": lines,
        "links": sum(len(line.links) for line in lines),
        "own": Counted.of(own),
        "later": Counted.of(later),
        "occasions": [] if form.has_changed() else found.occasions.with_number_of_directives(),
        "may_edit": can(request.user, Permission.PLAN_EDIT),
    }
    return render(request, "plan/directives.html", context, status=422 if form.errors else 200)
