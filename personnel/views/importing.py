"""Sheets of a course that come back, and the file in which they do (`office.dry_run`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from office import dry_run
from office.models import ImportDraft
from office.tables import xlsx_response
from office.tables.importing import Importer
from personnel import training_imports as sheets
from personnel.access import people as people_access
from personnel.access import training as access
from personnel.models import Course
from personnel.views.courses import about, address_of
from personnel.views.programmes import today
from plan.imports.form import ImportForm
from plan.views.saving import chosen, posted


@dataclass(frozen=True)
class Sheet:
    key: str
    name: Promise
    told: Promise
    file: str
    importer: Callable[..., Importer]
    for_keepers: bool = False

    @property
    def kind(self) -> str:
        """As a draft has it."""
        return f"course-{self.key}"


SHEETS = {
    sheet.key: sheet
    for sheet in (
        Sheet(
            "enrolments",
            _("Enrolments"),
            _(
                "A row is somebody who is to take part, by name and unit. The seat is for the unit where the person serves today. "
                "Those already enrolled are left as they are."
            ),
            "ghi-danh",
            sheets.Enrolments,
        ),
        Sheet(
            "results",
            _("Attendance and results"),
            _("A row is what came of one enrolment: who was present at which session, the result, the certificate."),
            "ket-qua",
            sheets.Results,
            for_keepers=True,
        ),
    )
}


def _open_to(request: HttpRequest) -> list[Sheet]:
    return [sheet for sheet in SHEETS.values() if access.keeps(request.user) or not sheet.for_keepers]


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    course = access.course_to_enrol(request.user, pk)
    kinds = _open_to(request)
    asked = request.GET.get("kind", "enrolments")
    form = ImportForm(posted(request), chosen(request), kinds=kinds, initial={"kind": asked})
    kind = SHEETS[form.cleaned_data["kind"]].kind if request.method == "POST" and form.is_valid() else ""
    sent = dry_run.begin(request, form, kind=kind, subject=str(course.pk), to=partial(_page_of, course))
    context = about(course, _("Import a sheet"), _("Check the table")) | {"form": form, "kinds": kinds}
    return sent or render(request, "personnel/course_import.html", context, status=422 if form.errors else 200)


def _page_of(course: Course, draft: ImportDraft) -> str:
    return reverse("personnel:course-import-check", args=[course.pk, draft.pk])


def _draft(request: HttpRequest, pk: int, draft: UUID) -> tuple[Course, ImportDraft, Sheet]:
    """One's own, while it lives; whoever has lost the right to it since is refused."""
    course = access.course_to_enrol(request.user, pk)
    kept = dry_run.draft_of(request, draft, kinds=[sheet.kind for sheet in SHEETS.values()], subject=str(course.pk))
    sheet = next(sheet for sheet in SHEETS.values() if sheet.kind == kept.kind)
    if sheet not in _open_to(request):
        raise PermissionDenied
    return course, kept, sheet


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, pk: int, draft: UUID) -> HttpResponse:
    course, kept, sheet = _draft(request, pk, draft)
    context = about(course, _("Check before importing"), "") | {"kind": sheet}
    context["path"] += [(_("Import a sheet"), reverse("personnel:course-import", args=[course.pk]))]
    places = {"again": context["path"][-1][1], "here": _page_of(course, kept), "done": address_of(course)}
    importer = partial(sheet.importer, course, request.user, timezone.now())
    return dry_run.check(request, kept, importer, template="personnel/course_import_check.html", context=context, **places)


@require_safe
def faults(request: HttpRequest, pk: int, draft: UUID) -> HttpResponse:
    """The rows that wait, with the reasons in their cells."""
    course, kept, sheet = _draft(request, pk, draft)
    return dry_run.faults(kept, sheet.importer(course, request.user, timezone.now()), name=f"{sheet.file}-can-sua.xlsx")


@require_safe
def course_file(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """Who takes part and what came of it, those whom the reader may read; or the empty form of an enrolment sheet."""
    if kind not in SHEETS:
        raise Http404
    course = access.course_for(request.user, pk)
    if people_access.is_noted(request.user) or access.names_read(request.user) == frozenset():
        raise PermissionDenied
    units, rows = sheets.units_named(), list[Any]()
    if kind == "enrolments":
        table = sheets.enrolments_table(units)
    else:
        sessions = list(course.sessions.order_by("on", "begins_at", "pk"))
        table = sheets.results_table(units, sessions)
        rows = sheets.result_rows(access.enrolments_named(request.user, course, today()).for_list(), sessions)
    return xlsx_response(table, rows, f"{SHEETS[kind].file}-{course.pk}", about=[course.title])
