"""A report written away from the line: a blank form to print, the form as a workbook, and the workbook back with a dry run."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission
from office import drafts
from office.dry_run import draft_of
from office.models import ImportDraft
from office.tables import grid_of_file, xlsx_response
from reports import services
from reports.away import TABLE, Brought, lines_of, read_back
from reports.forms.away import FormFile
from reports.sheet import lay_out
from reports.views.opened import Opened, open_for

KIND = "answers"


@require_safe
def printed(request: HttpRequest, period: str, unit: str) -> HttpResponse:
    opened = open_for(request, period, unit)
    sheet = lay_out(opened.obligation.questionnaire.form, opened.measures)
    return render(request, "reports/quarterly_print.html", {"opened": opened, "sheet": sheet, "blank": range(4)})


@require_safe
def workbook(request: HttpRequest, period: str, unit: str) -> HttpResponseBase:
    opened = open_for(request, period, unit, Permission.QUARTERLY_DRAFT)
    about = [
        opened.title,
        opened.unit.name,
        opened.obligation.questionnaire.title,
        _("Write in the column “Answer” only. A table has one line a cell; lines that you leave as they are change nothing."),
        _("Then send the file on the page of the report. What has been saved there meanwhile is shown beside yours first."),
        _("Only public and internal information. Never enter or upload state secrets."),
    ]
    name = f"bao-cao-{opened.period.code}-{opened.unit.code}"
    return xlsx_response(TABLE, lines_of(opened.draft_sheet(), _mark(opened), f"{opened.title}, {opened.unit.name}"), name, about=about)


def _mark(opened: Opened) -> str:
    return f"{opened.period.code} {opened.unit.code} {opened.obligation.questionnaire}"


@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest, period: str, unit: str) -> HttpResponse:
    opened = open_for(request, period, unit, Permission.QUARTERLY_DRAFT)
    form = FormFile(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            _must_be_writable(opened)
            grid = grid_of_file(form.cleaned_data["file"])
            read_back(grid, opened.draft_sheet(), _mark(opened))
        except ValidationError as error:
            form.add_error("file", error)
        else:
            told = {"kind": KIND, "subject": _subject(opened), "name": form.cleaned_data["file"].name}
            draft = drafts.keep(by=request.user, grid=grid, now=opened.now, **told)
            return opened.to("bring-check", draft=draft.pk)
    return render(request, "reports/quarterly_bring.html", {"opened": opened, "form": form}, status=422 if form.errors else 200)


def _subject(opened: Opened) -> str:
    return opened.obligation.code[:40]


def _must_be_writable(opened: Opened) -> None:
    if not opened.is_owed:
        raise ValidationError(_("No report is owed for this period."))
    if opened.report and not opened.report.is_writable:
        raise ValidationError(services.SUBMITTED)


@require_http_methods(["GET", "HEAD", "POST"])
def bring_check(request: HttpRequest, period: str, unit: str, draft: UUID) -> HttpResponse:
    opened = open_for(request, period, unit, Permission.QUARTERLY_DRAFT)
    kept = draft_of(request, draft, kinds=[KIND], subject=_subject(opened))
    if request.method == "POST" and request.POST.get("act") == "discard":
        drafts.discard(kept)
        messages.success(request, _("Nothing was saved."))
        return opened.to()
    try:
        _must_be_writable(opened)
        brought = read_back(drafts.grid_of(kept), opened.draft_sheet(), _mark(opened))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return opened.to()
    if request.method == "POST":
        return _save(request, opened, kept, brought)
    return _shown(request, opened, kept, brought)


def _shown(request: HttpRequest, opened: Opened, kept: ImportDraft, brought: Brought, *, refused: bool = False) -> HttpResponse:
    context = {"opened": opened, "draft": kept, "brought": brought, "refused": refused, "seen": _seen(brought)}
    return render(request, "reports/quarterly_bring_check.html", context, status=409 if refused else 200)


def _seen(brought: Brought) -> str:
    """What the person looks at: whatever is saved meanwhile makes it another."""
    return " ".join(f"{line.field.name}={line.field.seen}" for line in brought.lines)


def _save(request: HttpRequest, opened: Opened, kept: ImportDraft, brought: Brought) -> HttpResponse:
    if request.POST.get("seen", "") != _seen(brought):
        return _shown(request, opened, kept, brought, refused=True)
    theirs = {line.field.name for line in brought.stale if request.POST.get(f"take-{line.field.name}") != "mine"}
    values, seen = brought.values(theirs)
    try:
        services.bring_answers(obligation=opened.obligation, values=values, seen=seen, by=request.user, now=opened.now)
    except services.StaleAnswers:
        return redirect(request.path)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(request.path)
    n = len(values)
    messages.success(request, ngettext("%(n)d answer was saved from the file.", "%(n)d answers were saved from the file.", n) % {"n": n})
    if not brought.wrong:
        drafts.discard(kept)
    return opened.to("check") if not brought.wrong else redirect(request.path)
