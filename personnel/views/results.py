"""Attendance, completion, result and certificate of everybody in a course, typed in one table."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from personnel.access import training as access
from personnel.forms.results import ResultsForm
from personnel.models import Attendance, Course
from personnel.services.results import Recorded, record_results
from personnel.views.courses import about, address_of
from plan.views.saving import posted

PAGE = 36  # lines of the table: with twenty sessions, fewer fields than the thousand that a form may have


@require_http_methods(["GET", "HEAD", "POST"])
def results(request: HttpRequest, pk: int) -> HttpResponse:
    course = access.kept_course(request.user, pk)
    page = Paginator(course.enrolments.enrolled().for_list(), PAGE).get_page(request.GET.get("page"))
    form, status = _form(request, course, page), 200
    if request.method == "POST":
        recorded = _recorded(request, course, form)
        if recorded and not recorded.stale:
            return _saved(request, course, page, recorded)
        status = 409 if recorded else 422
        if recorded:
            form.outdate(recorded.stale)
    context = about(course, gettext_lazy("Attendance and results"), gettext_lazy("Save attendance and results"))
    return render(request, "personnel/course_results.html", context | {"form": form, "page": page, "course": course}, status=status)


def _form(request: HttpRequest, course: Course, page: Page) -> ResultsForm:
    sessions = list(course.sessions.order_by("on", "begins_at", "pk"))
    rows = Attendance.objects.filter(enrolment__in=[row.pk for row in page.object_list])
    present = {(row.enrolment_id, row.session_id): row.heads for row in rows}
    return ResultsForm(posted(request), rows=list(page.object_list), sessions=sessions, present=present, last=course.ends_on)


def _recorded(request: HttpRequest, course: Course, form: ResultsForm) -> Recorded | None:
    """None where something cannot be read or a rule refuses it: it is said beside its field."""
    if not form.is_valid():
        return None
    try:
        return record_results(course=course, by=request.user, now=timezone.now(), **form.values())
    except ValidationError as error:
        form.refuse(error)
        return None


def _saved(request: HttpRequest, course: Course, page: Page, recorded: Recorded) -> Any:
    changed = recorded.changed
    if changed:
        messages.success(request, ngettext("%(n)d row is saved.", "%(n)d rows are saved.", changed) % {"n": changed})
    else:
        messages.success(request, _("Nothing differs from what stands."))
    if page.has_next():
        return redirect(reverse("personnel:course-results", args=[course.pk]) + f"?page={page.next_page_number()}")
    return redirect(address_of(course))
