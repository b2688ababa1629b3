"""Tables that come back: choose and send, look at the dry run, confirm (`office.dry_run`)."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from office import dry_run
from office.models import ImportDraft
from office.tables import csv_response, xlsx_response
from office.tables.importing import Importer
from plan import access
from plan.imports import KINDS, Importing, rows_to_export
from plan.imports.form import ImportForm
from plan.models import Plan


@require_safe
def table(request: HttpRequest, plan: str, kind: str, form: str) -> HttpResponseBase:
    """What stands, in the form in which it can come back."""
    if kind not in KINDS or form not in {"xlsx", "csv"}:
        raise Http404
    found = access.plan_for(request.user, plan)
    made, rows = rows_to_export(kind, found, request.user, timezone.now())
    name = f"{KINDS[kind].file}-{found.code}-{timezone.localdate():%Y-%m-%d}"
    return csv_response(made, rows, name) if form == "csv" else xlsx_response(made, rows, name, about=[found.number])


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, plan: str) -> HttpResponse:
    found = access.may_import(request.user, plan, "updates")
    kinds = _kinds(request, plan)
    form = ImportForm(request.POST or None, request.FILES or None, kinds=kinds, initial={"kind": request.GET.get("kind", "updates")})
    kind = form.cleaned_data.get("kind", "") if form.is_valid() else ""
    sent = dry_run.begin(request, form, kind=kind, subject=found.code, to=lambda draft: _page_of(found, draft))
    context = {"plan": found, "form": form, "kinds": kinds}
    return sent or render(request, "plan/import.html", context, status=422 if form.errors else 200)


def _page_of(plan: Plan, draft: ImportDraft) -> str:
    return reverse("plan:import-check", args=[plan.code, draft.pk])


def _kinds(request: HttpRequest, plan: str) -> list[Importing]:
    """Those that the person may bring in."""
    allowed = []
    for kind in KINDS.values():
        try:
            access.may_import(request.user, plan, kind.key)
        except PermissionDenied:
            continue
        allowed.append(kind)
    return allowed


def _draft(request: HttpRequest, plan: str, pk: UUID) -> tuple[Plan, ImportDraft]:
    """One's own, while it lives; whoever has lost the right to it since is refused."""
    access.plan_for(request.user, plan)
    draft = dry_run.draft_of(request, pk, kinds=KINDS, subject=plan)
    return access.may_import(request.user, plan, draft.kind), draft


def _importer(request: HttpRequest, plan: Plan, draft: ImportDraft) -> Importer:
    return KINDS[draft.kind].importer(plan, request.user, timezone.now())


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, plan: str, draft: UUID) -> HttpResponse:
    found, kept = _draft(request, plan, draft)
    context = {"plan": found, "kind": KINDS[kept.kind]}
    places = {"again": reverse("plan:import", args=[found.code]), "here": _page_of(found, kept)}
    importer = partial(_importer, request, found, kept)
    return dry_run.check(request, kept, importer, template="plan/import_check.html", context=context, **places)


@require_safe
def faults(request: HttpRequest, plan: str, draft: UUID) -> HttpResponse:
    """The rows that wait, with the reasons in their cells."""
    found, kept = _draft(request, plan, draft)
    return dry_run.faults(kept, _importer(request, found, kept), name=f"{KINDS[kept.kind].file}-can-sua.xlsx")
