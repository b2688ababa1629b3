"""The pages of a table that comes back: send it, look at the dry run, confirm. Nothing is written before the last step.

An app says who may, which importer reads the rows, and its templates; the three steps are the same everywhere:

    begin(request, form, kind=…, subject=…, to=lambda draft: address)   # None: the page is to be shown, with what was wrong
    draft_of(request, pk, kinds=…, subject=…)                           # one's own, while it lives
    check(request, draft, importer, template=…, context=…, again=…, here=…)
    faults(draft, importer, name=…)                                      # the rows that wait, with the reasons in their cells
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from office import drafts
from office.models import ImportDraft
from office.tables import grid_of_file, grid_of_text, read
from office.tables.importing import Importer, Outcome, Result, error_file, run
from office.tables.writing import XLSX, file_response

SHOWN = 200  # lines of each outcome on the page; the file has them all


def begin(request: HttpRequest, form: Form, *, kind: str, subject: str, to: Callable[[ImportDraft], str]) -> HttpResponse | None:
    """Keep what was sent by a form with `file` and `pasted` and go to its dry run."""
    if request.method != "POST" or not form.is_valid():
        return None
    file, pasted = form.cleaned_data["file"], form.cleaned_data["pasted"]
    try:
        grid = grid_of_file(file) if file else grid_of_text(pasted)
    except ValidationError as error:
        form.add_error("file" if file else "pasted", error)
        return None
    name, now = file.name if file else "", timezone.now()
    draft = drafts.keep(by=request.user, kind=kind, subject=subject, grid=grid, name=name, now=now)  # type: ignore[arg-type]
    return redirect(to(draft))


def draft_of(request: HttpRequest, pk: UUID, *, kinds: Collection[str], subject: str) -> ImportDraft:
    """One's own, as long as it is kept."""
    rows = ImportDraft.objects.living(timezone.now()).filter(by=request.user, subject=subject, kind__in=kinds)  # type: ignore[misc]
    return get_object_or_404(rows, pk=pk)


def result_of(draft: ImportDraft, importer: Importer, **how: Any) -> Result:
    return run(importer, read(importer.table, drafts.grid_of(draft)), **how)


def check(
    request: HttpRequest,
    draft: ImportDraft,
    importer: Callable[[], Importer],
    *,
    template: str,
    context: dict[str, Any],
    again: str,
    here: str,
    done: str = "",
) -> HttpResponse:
    """The dry run, and what a person decides on it. `again`: where another table is sent; `here`: this page; `done`: where
    somebody goes when nothing waits any more (else `again`)."""
    if request.method != "POST":
        return _shown(request, draft, result_of(draft, importer(), keep=False), template, context)
    if request.POST.get("act") == "discard":
        drafts.discard(draft)
        messages.success(request, _("Nothing was imported."))
        return redirect(again)
    skips = request.POST.get("skip") == "yes"
    result = result_of(draft, importer(), keep=True, skip_bad=skips, seen=request.POST.get("seen", ""))
    if not result.written:
        # What was to be written has changed in the meantime: the person looks again, at how it is now.
        return _shown(request, draft, result_of(draft, importer(), keep=False), template, context, refused=True)
    count = len(result.to_write)
    messages.success(request, ngettext("%(n)d row was imported.", "%(n)d rows were imported.", count) % {"n": count})
    left = {line.number for line in result.of(Outcome.FAULTY)}
    if not left:
        drafts.discard(draft)
        return redirect(done or again)
    doubled = [(row.number, row.doubles) for row in result.reading.rows if row.number in left and row.doubles is not None]
    drafts.keep_only(draft, left, doubled, heading=result.reading.heading)
    return redirect(here)


def _shown(
    request: HttpRequest, draft: ImportDraft, result: Result, template: str, context: dict[str, Any], *, refused: bool = False
) -> HttpResponse:
    lines = {outcome.value: result.of(outcome)[:SHOWN] for outcome in Outcome}
    told = {**context, "draft": draft, "result": result, "lines": lines, "refused": refused}
    return render(request, template, told, status=409 if refused else 200)


def faults(draft: ImportDraft, importer: Importer, *, name: str) -> HttpResponse:
    result = result_of(draft, importer, keep=False)
    if result.faults:
        raise Http404
    return file_response(error_file(result), name, XLSX)
