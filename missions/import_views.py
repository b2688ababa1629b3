"""The register that comes back: send it, look at the dry run, confirm. Nothing is written before the last step."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission, can
from missions import access
from missions.imports import Register
from missions.keeping_forms import RegisterFileForm
from office import drafts
from office.models import ImportDraft
from office.tables import grid_of_file, grid_of_text, read
from office.tables.importing import Outcome, Result, error_file, run
from office.tables.writing import XLSX, file_response
from plan.views.saving import chosen, posted

KIND, SHOWN = "missions", 200  # lines of each outcome on the page; the file has them all


def _may(request: HttpRequest) -> None:
    access.missions_for(request.user)
    if not can(request.user, Permission.PLAN_EDIT):
        raise PermissionDenied


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    _may(request)
    form = RegisterFileForm(posted(request), chosen(request))
    if request.method == "POST" and form.is_valid():
        file, pasted = form.cleaned_data["file"], form.cleaned_data["pasted"]
        try:
            grid = grid_of_file(file) if file else grid_of_text(pasted)
        except ValidationError as error:
            form.add_error("file" if file else "pasted", error)
        else:
            draft = drafts.keep(
                by=request.user, kind=KIND, subject="register", grid=grid, name=file.name if file else "", now=timezone.now()
            )
            return redirect("missions:import-check", draft=draft.pk)
    return render(request, "missions/import.html", {"form": form}, status=422 if form.errors else 200)


def _draft(request: HttpRequest, pk: UUID) -> ImportDraft:
    """One's own, while it lives."""
    _may(request)
    return get_object_or_404(ImportDraft.objects.living(timezone.now()).filter(by=request.user, kind=KIND), pk=pk)


def _result(request: HttpRequest, draft: ImportDraft, **how: Any) -> Result:
    importer = Register(request.user, timezone.now())
    return run(importer, read(importer.table, drafts.grid_of(draft)), **how)


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, draft: UUID) -> HttpResponse:
    kept = _draft(request, draft)
    if request.method != "POST":
        return _shown(request, kept, _result(request, kept, keep=False))
    if request.POST.get("act") == "discard":
        drafts.discard(kept)
        messages.success(request, _("Nothing was imported."))
        return redirect("missions:import")
    result = _result(request, kept, keep=True, skip_bad=request.POST.get("skip") == "yes", seen=request.POST.get("seen", ""))
    if not result.written:
        # What was to be written has changed in the meantime: the person looks again, at how it is now.
        return _shown(request, kept, _result(request, kept, keep=False), refused=True)
    return _written(request, kept, result)


def _shown(request: HttpRequest, draft: ImportDraft, result: Result, *, refused: bool = False) -> HttpResponse:
    lines = {outcome.value: result.of(outcome)[:SHOWN] for outcome in Outcome}
    context = {"draft": draft, "result": result, "lines": lines, "refused": refused}
    return render(request, "missions/import_check.html", context, status=409 if refused else 200)


def _written(request: HttpRequest, draft: ImportDraft, result: Result) -> HttpResponse:
    count = len(result.to_write)
    messages.success(request, ngettext("%(n)d row was imported.", "%(n)d rows were imported.", count) % {"n": count})
    left = {line.number for line in result.of(Outcome.FAULTY)}
    if not left:
        drafts.discard(draft)
        return redirect("missions:index")
    drafts.keep_only(draft, left)
    return redirect("missions:import-check", draft=draft.pk)


@require_safe
def faults(request: HttpRequest, draft: UUID) -> HttpResponse:
    """The rows that wait, with the reasons in their cells."""
    result = _result(request, _draft(request, draft), keep=False)
    if result.faults:
        raise Http404
    return file_response(error_file(result), "co-quan-dai-dien-can-sua.xlsx", XLSX)
