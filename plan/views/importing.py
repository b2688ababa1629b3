"""Tables that come back: choose and send, look at the dry run, confirm. Nothing is written before the last step."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from office import drafts
from office.models import ImportDraft
from office.tables import csv_response, grid_of_file, grid_of_text, read, xlsx_response
from office.tables.importing import Outcome, Result, error_file, run
from office.tables.writing import XLSX, file_response
from plan import access
from plan.imports import KINDS, Importing, rows_to_export
from plan.imports.form import ImportForm
from plan.models import Plan

SHOWN = 200  # lines of each outcome on the page; the file has them all


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
    if request.method == "POST" and form.is_valid():
        try:
            grid = grid_of_file(form.cleaned_data["file"]) if form.cleaned_data["file"] else grid_of_text(form.cleaned_data["pasted"])
        except ValidationError as error:
            form.add_error("file" if form.cleaned_data["file"] else "pasted", error)
        else:
            name = form.cleaned_data["file"].name if form.cleaned_data["file"] else ""
            told = {"kind": form.cleaned_data["kind"], "subject": found.code, "name": name}
            draft = drafts.keep(by=request.user, grid=grid, now=timezone.now(), **told)
            return redirect("plan:import-check", plan=found.code, draft=draft.pk)
    return render(request, "plan/import.html", {"plan": found, "form": form, "kinds": kinds}, status=422 if form.errors else 200)


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
    rows = ImportDraft.objects.living(timezone.now()).filter(by=request.user, subject=plan, kind__in=KINDS)
    draft = get_object_or_404(rows, pk=pk)
    return access.may_import(request.user, plan, draft.kind), draft


def _result(request: HttpRequest, plan: Plan, draft: ImportDraft, **how: Any) -> Result:
    importer = KINDS[draft.kind].importer(plan, request.user, timezone.now())
    return run(importer, read(importer.table, drafts.grid_of(draft)), **how)


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, plan: str, draft: UUID) -> HttpResponse:
    found, kept = _draft(request, plan, draft)
    if request.method != "POST":
        return _shown(request, found, kept, _result(request, found, kept, keep=False))
    if request.POST.get("act") == "discard":
        drafts.discard(kept)
        messages.success(request, _("Nothing was imported."))
        return redirect("plan:import", plan=found.code)
    skips = request.POST.get("skip") == "yes"
    result = _result(request, found, kept, keep=True, skip_bad=skips, seen=request.POST.get("seen", ""))
    if not result.written:
        # What was to be written has changed in the meantime: the person looks again, at how it is now.
        return _shown(request, found, kept, _result(request, found, kept, keep=False), refused=True)
    return _written(request, found, kept, result)


def _shown(request: HttpRequest, plan: Plan, draft: ImportDraft, result: Result, *, refused: bool = False) -> HttpResponse:
    lines = {outcome.value: result.of(outcome)[:SHOWN] for outcome in Outcome}
    context = {"plan": plan, "draft": draft, "kind": KINDS[draft.kind], "result": result, "lines": lines, "refused": refused}
    return render(request, "plan/import_check.html", context, status=409 if refused else 200)


def _written(request: HttpRequest, plan: Plan, draft: ImportDraft, result: Result) -> HttpResponse:
    count = len(result.to_write)
    messages.success(request, ngettext("%(n)d row was imported.", "%(n)d rows were imported.", count) % {"n": count})
    left = {line.number for line in result.of(Outcome.FAULTY)}
    if not left:
        drafts.discard(draft)
        return redirect("plan:import", plan=plan.code)
    drafts.keep_only(draft, left)
    return redirect("plan:import-check", plan=plan.code, draft=draft.pk)


@require_safe
def faults(request: HttpRequest, plan: str, draft: UUID) -> HttpResponse:
    """The rows that wait, with the reasons in their cells."""
    found, kept = _draft(request, plan, draft)
    result = _result(request, found, kept, keep=False)
    if result.faults:
        raise Http404
    return file_response(error_file(result), f"{KINDS[kept.kind].file}-can-sua.xlsx", XLSX)
