"""Money of the plan: /plan/292/money/, by budget year, source and measure; one project with its amounts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.folding import clean
from accounts.models import Event, Unit, User
from accounts.permissions import Permission, can
from office.filtered import file_name, only
from office.tables import csv_response, xlsx_response
from plan import access, forms, services
from plan.drawing import as_of
from plan.models import Funding, Measure, Plan, Project
from plan.models.money import FundingQuerySet
from plan.moment import Moment
from plan.money import Amounts, FundingSource, total
from plan.readings import readings_of
from plan.tables.money import money_rows, money_table
from plan.views.acts import SECRETS, number_in_address
from plan.views.asof import read_moment
from plan.views.indicators import Line as IndicatorLine
from plan.views.indicators import line_of
from plan.views.saving import posted, save

LATEST = 20
PAGE = 100


@dataclass(frozen=True)
class Line:
    """A row of a table of money: what it is, its amounts, where it leads."""

    name: Any
    amounts: Amounts
    address: str = ""


@require_safe
def index(request: HttpRequest, plan: str) -> HttpResponse:
    found = access.plan_for(request.user, plan)
    asked = read_moment(request)
    rows = Funding.objects.of_plan(found).in_force(asked.moment)
    by_year = rows.put_together("year")
    form = forms.MoneyFilter(request.GET, years=[year for (year,), _sum in by_year], units=units_of(found, request.GET.get("unit", "")))
    chosen = form.cleaned_data if form.is_valid() else {"year": "", "source": "", "unit": ""}
    query = urlencode({name: value for name, value in chosen.items() if value})
    context = {
        "plan": found,
        "as_of": asked,
        "form": form,
        "years": [Line(str(year), amounts, year_address(found, year, asked.moment)) for (year,), amounts in by_year],
        "year": chosen["year"],
        "query": "?" + "&".join(filter(None, [query, asked.moment.query])),
        "readings": norms(request.user, found, asked.moment),
        "may_edit": can(request.user, Permission.PLAN_EDIT),
        **narrowed(request, found, rows.narrowed(**chosen), asked.moment, chosen["unit"]),
    }
    return render(request, "plan/money.html", context, status=422 if form.errors else asked.status)


def norms(user: User, plan: Plan, moment: Moment) -> list[IndicatorLine]:
    """What the money is for: the indicators of the measures that have projects, as they stand."""
    paid_for = access.indicators_for(user, plan, moment.known).filter(measures__in=Project.objects.filter(plan=plan).values("measure"))
    return [line_of(reading, moment) for reading in readings_of(paid_for.distinct(), moment)]


@require_safe
def file(request: HttpRequest, plan: str, form: str) -> HttpResponseBase:
    """The amounts behind the page's sums, with its filter and its moment; a filter that cannot be read is shown on the page."""
    if form not in {"xlsx", "csv"}:
        raise Http404
    found = access.plan_for(request.user, plan)
    asked = read_moment(request)
    rows = Funding.objects.of_plan(found).in_force(asked.moment)
    years = sorted(set(rows.values_list("year", flat=True).order_by()))
    filled = forms.MoneyFilter(request.GET, years=years, units=units_of(found, request.GET.get("unit", "")))
    if asked.errors or not filled.is_valid():
        return index(request, plan=plan)
    chosen = filled.cleaned_data
    projects = access.projects_for(request.user, found).known(asked.moment.known)
    projects = projects.of_unit(chosen["unit"]) if chosen["unit"] else projects
    table, listed = money_table(), money_rows(projects, rows.narrowed(**chosen))
    said = only(filled)
    name = file_name(f"kinh-phi-{found.code}-{asked.moment.on:%Y-%m-%d}", said)
    if form == "csv":
        return csv_response(table, listed, name)
    return xlsx_response(table, listed, name, about=[f"{found.number}. {as_of(asked.moment)}.", *said])


def narrowed(request: HttpRequest, plan: Plan, rows: FundingQuerySet, moment: Moment, unit: str) -> dict[str, Any]:
    """What the filter leaves: by source, by measure, and a page of projects, each with its amounts."""
    sources = [Line(FundingSource(source).label, amounts) for (source,), amounts in rows.put_together("source")]
    projects = access.projects_for(request.user, plan).known(moment.known)
    page = Paginator(projects.of_unit(unit) if unit else projects, PAGE).get_page(request.GET.get("page"))
    of_project = {pk: amounts for (pk,), amounts in rows.put_together("project")}
    return {
        "sources": sources,
        "total": total(line.amounts for line in sources),
        "measures": measure_lines(plan, rows),
        "page": page,
        "lines": [(project, of_project.get(project.pk, Amounts())) for project in page.object_list],
    }


def units_of(plan: Plan, asked: str) -> list[Unit]:
    """Units that carry out a project, and the one that the address names: an address stays good."""
    return list(Unit.objects.filter(Q(pk__in=plan.projects.values("unit")) | Q(code=clean(asked))))


def year_address(plan: Plan, year: int, moment: Moment) -> str:
    return reverse("plan:money", args=[plan.code]) + f"?year={year}" + (f"&{moment.query}" if moment.query else "")


def measure_lines(plan: Plan, rows: FundingQuerySet) -> list[Line]:
    """The amounts of each measure that has a project, in the order of the plan."""
    sums = rows.put_together("project__measure__position", "project__measure")
    measures = Measure.objects.in_bulk([pk for (_position, pk), _amounts in sums])
    return [Line(measures[pk], amounts, reverse("plan:measure", args=[plan.code, measures[pk].code])) for (_position, pk), amounts in sums]


@require_safe
def project(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    found = access.project_for(request.user, plan, code)
    asked = read_moment(request)
    in_force = list(found.funding.in_force(asked.moment).select_related("by"))
    context = {
        "plan": found.plan,
        "project": found,
        "as_of": asked,
        "known": asked.moment.knows(found.recorded_at),
        "rows": in_force,
        "total": total(row.amounts for row in in_force),
        "may_edit": asked.moment.is_now and can(request.user, Permission.PLAN_EDIT),
        "may_enter": asked.moment.is_now and can(request.user, Permission.MEASURE_UPDATE, found),
        "events": list(Event.objects.about(found).select_related("body")[:LATEST]),
    }
    return render(request, "plan/project.html", context, status=asked.status)


def add(request: HttpRequest, plan: str) -> HttpResponse:
    found = access.plan_for(request.user, plan, to=Permission.PLAN_EDIT)
    now = timezone.now()
    form = forms.ProjectForm(posted(request), initial={"measure": request.GET.get("measure", "")}, **choices(found, now))
    act = partial(services.add_project, plan=found, by=request.user, now=now)
    context = {
        "plan": found,
        "title": _("Add a project"),
        "submit": _("Add the project"),
        "lead": SECRETS,
        "back": page_of(found),
        "money": True,
    }
    return save(request, form, act, done=_("The project has been added."), context=context)


def edit(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    found = access.project_for(request.user, plan, code, to=Permission.PLAN_EDIT)
    now = timezone.now()
    form = forms.EditedProjectForm(posted(request), initial=forms.project_as_typed(found), **choices(found.plan, now))
    act = partial(services.edit_project, project=found, by=request.user, now=now)
    context = about(found, _("Edit the project"), _("Save the project"))
    return save(request, form, act, done=_("The project is saved."), context=context, saved=partial(as_saved, found))


def record(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    """The amounts of a budget year; with ?replaces= the correction of an earlier entry, which stays on record."""
    found = access.project_for(request.user, plan, code, to=Permission.MEASURE_UPDATE)
    now = timezone.now()
    corrected = corrected_row(found, request.GET["replaces"]) if "replaces" in request.GET else None
    initial = {"version": found.version, **initial_amounts(found, corrected, Moment.now(now))}
    form = forms.FundingForm(posted(request), initial=initial, corrects=corrected is not None)
    act = partial(services.record_funding, project=found, by=request.user, now=now, replaces=corrected)
    title, submit = (_("Correct the amounts"), _("Save the correction")) if corrected else (_("Enter amounts"), _("Save the amounts"))
    context = about(found, title, submit)
    return save(request, form, act, done=_("The amounts have been recorded."), context=context, saved=partial(last_entered, found))


def choices(plan: Plan, now: Any) -> dict[str, Iterable[Any]]:
    moment = Moment.now(now)
    return {"measures": plan.measures.in_plan(moment), "units": Unit.objects.active(moment.on).exclude(kind=Unit.Kind.GROUP)}


def about(project: Project, title: Any, submit: Any) -> dict[str, Any]:
    back = page_of(project.plan, project)
    return {"plan": project.plan, "project": project, "title": title, "submit": submit, "lead": SECRETS, "back": back, "money": True}


def page_of(plan: Plan, project: Project | None = None) -> str:
    return reverse("plan:project", args=[plan.code, project.code]) if project else reverse("plan:money", args=[plan.code])


def initial_amounts(project: Project, corrected: Funding | None, moment: Moment) -> dict[str, Any]:
    """What stands, so that only what has changed is typed: of the row to correct, else of this year's latest."""
    row = corrected or project.funding.in_force(moment).filter(year=moment.on.year).first()
    given = {name: getattr(row, name) for name in ("year", "source", "planned", "allocated", "disbursed")} if row else {}
    return {"year": moment.on.year, **given, "effective_on": corrected.effective_on if corrected else moment.today}


def corrected_row(project: Project, pk: str) -> Funding:
    row = get_object_or_404(project.funding, pk=number_in_address(pk))
    while hasattr(row, "replaced_by"):
        row = row.replaced_by
    return row


def last_entered(project: Project) -> dict[str, Any]:
    names = ("year", "source", "planned", "allocated", "disbursed", "effective_on", "note")
    return project.funding.standing().order_by("-pk").values(*names).first() or {}


def as_saved(project: Project) -> dict[str, Any]:
    return forms.project_as_typed(Project.objects.select_related("measure", "unit").get(pk=project.pk))
