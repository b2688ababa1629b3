"""The pages of courses: the list, one of them with who takes part, and the forms that change it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.models import Unit
from office.filtered import file_name
from office.tables import csv_response, xlsx_response
from personnel import seats, trained
from personnel.access import people as people_access
from personnel.access import training as access
from personnel.forms import training as forms
from personnel.models import Course
from personnel.models.training import CourseQuerySet
from personnel.services import courses as services
from personnel.services.reading import note_listed
from personnel.training_tables import course_rows, courses_table
from personnel.views import programmes
from personnel.views.programmes import FORM, today
from plan.views.saving import posted, save

PAGE = 50


@dataclass
class Asked:
    form: forms.CourseFilter
    rows: CourseQuerySet

    @property
    def is_read(self) -> bool:
        return not self.form.errors


def asked_for(request: HttpRequest) -> Asked:
    rows = access.courses_for(request.user)
    units = Unit.objects.filter(pk__in=rows.order_by().values("programme__lead_unit"))
    form = forms.CourseFilter(request.GET, units=units, years=trained.years_held())
    if not form.is_valid():
        return Asked(form, rows.none())
    asked = form.cleaned_data
    found = rows.matching(asked["q"]).narrowed(audience=asked["audience"], unit=asked["unit"], year=form.chosen_year)
    return Asked(form, found.in_state(asked["state"], today()))


@require_safe
def courses(request: HttpRequest) -> HttpResponse:
    asked = asked_for(request)
    page = Paginator(access.counted(request.user, asked.rows), PAGE).get_page(request.GET.get("page"))
    exact = access.counts_exactly(request.user)
    page.object_list = access.told(request.user, page.object_list)
    context = {
        "form": asked.form,
        "page": page,
        "exact": exact,
        "own": bool(access.names_read(request.user)),
        "words": asked.form.words if asked.is_read else [],
        "today": today(),
    }
    return render(request, "personnel/courses.html", context, status=200 if asked.is_read else 422)


@require_safe
def courses_file(request: HttpRequest, form: str) -> HttpResponseBase:
    if form not in {"xlsx", "csv"}:
        raise Http404
    asked = asked_for(request)
    if not asked.is_read:
        return courses(request)
    found = access.told(request.user, access.counted(request.user, asked.rows))
    table, rows = courses_table(), course_rows(found)
    name = file_name(f"khoa-dao-tao-{today():%Y-%m-%d}", asked.form.words)
    return csv_response(table, rows, name) if form == "csv" else xlsx_response(table, rows, name, about=asked.form.words)


@require_safe
def course(request: HttpRequest, pk: int) -> HttpResponse:
    exact = access.counts_exactly(request.user)
    found = access.course_for(request.user, pk)
    named = access.enrolments_named(request.user, found, today())
    keeps, enrols = access.keeps(request.user), access.enrols(request.user)
    context = {
        "course": found,
        "page": _shown(request, named),
        "exact": exact,
        "own": bool(access.names_read(request.user)),
        "sessions": found.sessions.order_by("on", "begins_at", "pk"),
        "free": max(0, found.capacity - found.enrolled),
        "today": today(),
        "keeps": keeps,
        "may_enrol": enrols and not found.is_cancelled and (keeps or found.takes(today())),
        "may_file": not people_access.is_noted(request.user) and access.names_read(request.user) != frozenset(),
        "units": access.units_to_enrol(request.user),
        "events": access.history_of(request.user, found),
    }
    return render(request, "personnel/course.html", context)


def _shown(request: HttpRequest, named: Any) -> Page:
    """Those who are named; an auditor's reading of them is written down."""
    page = Paginator(seats.with_presence(named.for_list().with_place()), PAGE).get_page(request.GET.get("page"))
    if people_access.is_noted(request.user):
        officers = [row.officer for row in page.object_list if row.officer]
        note_listed(officers=officers, by=request.user, now=timezone.now())
    return page


def add(request: HttpRequest, code: str) -> HttpResponse:
    found = access.kept_programme(request.user, code)
    form = forms.CourseForm(posted(request), initial={"language": request.LANGUAGE_CODE})
    context = programmes.about(found, _("Open a course"), _("Open the course"))
    act = partial(services.add_course, programme=found, by=request.user, now=timezone.now())
    return save(request, form, act, done=_("The course has been opened."), context=context, to=address_of, template=FORM)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.kept_course(request.user, pk)
    form = forms.CourseForm(posted(request), initial=forms.course_as_typed(found))
    context = about(found, _("Edit the course"), _("Save the course"))
    act = acting(services.edit_course, request, found)
    return save(request, form, act, done=_("The course is saved."), context=context, template=FORM)


def sessions(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.kept_course(request.user, pk)
    form = forms.SessionsForm(posted(request), course=found)
    context = about(found, _("Sessions of the course"), _("Save the sessions"))
    act = acting(services.set_sessions, request, found)
    return save(request, form, act, done=_("The sessions are saved."), context=context, template="personnel/course_sessions.html")


def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.kept_course(request.user, pk)
    form = forms.ReasonForm(posted(request), initial={"version": found.version})
    context = about(found, _("Cancel the course"), _("Cancel the course"), danger=True)
    act = acting(services.cancel_course, request, found)
    return save(request, form, act, done=_("The course has been cancelled."), context=context, template=FORM)


def acting(service: Any, request: HttpRequest, found: Course) -> Any:
    return partial(service, course=found, by=request.user, now=timezone.now())


def address_of(found: Course) -> str:
    return reverse("personnel:course", args=[found.pk])


def about(found: Course, title: Any, submit: Any, lead: Any = "", **more: Any) -> dict[str, Any]:
    base = programmes.about(found.programme, title, submit, lead, **more)
    path = [*base["path"], (found.title, address_of(found))]
    return {**base, "course": found, "path": path, "back": path[-1][1]}
