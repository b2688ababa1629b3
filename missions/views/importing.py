"""The register that comes back: send it, look at the dry run, confirm (`office.dry_run`)."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission, can
from missions import access
from missions.forms.keeping import RegisterFileForm
from missions.imports import Register
from office import dry_run
from office.models import ImportDraft
from plan.views.saving import chosen, posted

KIND, SUBJECT = "missions", "register"


def _may(request: HttpRequest) -> None:
    access.missions_for(request.user)
    if not can(request.user, Permission.PLAN_EDIT):
        raise PermissionDenied


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    _may(request)
    form = RegisterFileForm(posted(request), chosen(request))
    sent = dry_run.begin(request, form, kind=KIND, subject=SUBJECT, to=_page_of)
    return sent or render(request, "missions/import.html", {"form": form}, status=422 if form.errors else 200)


def _page_of(draft: ImportDraft) -> str:
    return reverse("missions:import-check", args=[draft.pk])


def _draft(request: HttpRequest, pk: UUID) -> ImportDraft:
    """One's own, while it lives."""
    _may(request)
    return dry_run.draft_of(request, pk, kinds=[KIND], subject=SUBJECT)


def _importer(request: HttpRequest) -> Register:
    return Register(request.user, timezone.now())


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, draft: UUID) -> HttpResponse:
    kept = _draft(request, draft)
    places = {"again": reverse("missions:import"), "here": _page_of(kept), "done": reverse("missions:index")}
    return dry_run.check(request, kept, lambda: _importer(request), template="missions/import_check.html", context={}, **places)


@require_safe
def faults(request: HttpRequest, draft: UUID) -> HttpResponse:
    """The rows that wait, with the reasons in their cells."""
    kept = _draft(request, draft)
    return dry_run.faults(kept, _importer(request), name="co-quan-dai-dien-can-sua.xlsx")
