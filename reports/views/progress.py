"""Pages of compiled progress reports: ask, watch, read, take the files along."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission
from accounts.versions import StaleVersion
from office import runs
from office.conflicts import conflict
from plan.models import Period, Plan
from reports import access, files, services
from reports.forms.progress import ApproveForm, AskForm
from reports.models import ProgressReport, ReportNote
from reports.revisions import changed_inputs, come_since, gap_addresses, gaps, later_revision, since_words
from reports.scoping import choices
from reports.words_kept import title_of, words_of

PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
def progress(request: HttpRequest) -> HttpResponse:
    """The reports there are, and the question for another."""
    if request.method == "POST":
        return _ask(request)
    return _list(request, _form(request) if access.may_compile(request.user) else None)


def _form(request: HttpRequest) -> AskForm:
    """Begins with the period that a link names (?period=), else with the quarter closed last: that is the one to report on."""
    periods = list(Period.objects.ruled().begun(timezone.localdate()).latest_first())
    closed = next((one.code for one in periods if one.kind == Period.Kind.QUARTER and one.is_closed(timezone.localdate())), "")
    initial = {"period": request.GET.get("period", closed), "language": request.LANGUAGE_CODE}
    plans = list(Plan.objects.prefetch_related("tasks"))
    scopes = choices(plans, foresees=access.foresees(request.user))
    return AskForm(request.POST or None, plans=plans, periods=periods, scopes=scopes, initial=initial)


def _list(request: HttpRequest, form: AskForm | None) -> HttpResponse:
    reports = access.progress_reports_for(request.user).listed()
    page = Paginator(reports, PAGE).get_page(request.GET.get("page"))
    status = 422 if form is not None and form.errors else 200
    return render(
        request,
        "reports/progress.html",
        {"page": page, "form": form, "changed": set(changed_inputs(page, access.units_known(request.user)))},
        status=status,
    )


def _ask(request: HttpRequest) -> HttpResponse:
    access.must_compile(request.user)
    form = _form(request)
    if not form.is_valid():
        return _list(request, form)
    try:
        report, created = services.ask_for_report(
            **form.cleaned_data, by=request.user, now=timezone.now(), address=request.build_absolute_uri("/")
        )
    except ValidationError as error:
        form.refuse(error)
        return _list(request, form)
    if not created and report.is_compiled:
        messages.info(request, _("Nothing has changed since this report was compiled, so it still holds."))
    elif not created:
        messages.info(request, _("This report is being compiled already."))
    return redirect("reports:progress-report", pk=report.pk)


@require_safe
def progress_report(request: HttpRequest, pk: int) -> HttpResponse:
    report = access.progress_report_for(request.user, pk)
    if not report.is_compiled:
        return _answer(render(request, "reports/compiling.html", _watched(request, report)))
    revisions = list(ProgressReport.objects.of_same_question(report).listed().order_by("-on", "-revision"))
    words = words_of(report)
    context = {
        "report": report,
        "blocks": access.reachable(request.user, words.blocks),
        "abstract": words.title,
        "words_are_kept": words.are_kept,
        "changed": changed_inputs([report], access.units_known(request.user)).get(report.pk, []),
        "revisions": revisions,
        "later": later_revision(report, revisions),
        **_since(request, report),
        "may_approve": access.may_approve(request.user),
        "may_compile": access.may_compile(request.user),
        "notes": _notes(request, report),
        "reads_notes": access.reads_all(request.user),
    }
    return _answer(render(request, "reports/report.html", context))


def _since(request: HttpRequest, report: ProgressReport) -> dict[str, object]:
    """What has come since, in words; for those who may read it, which reports these are."""
    may = {"compiles": access.may_compile(request.user), "approves": access.may_approve(request.user)}
    found = come_since(report, timezone.now())
    return {"since": since_words(found, **may), "came": found.rows if access.reads_all(request.user) else ()}


def _notes(request: HttpRequest, report: ProgressReport) -> list[ReportNote]:
    """For those who read the reports that go into it."""
    return list(report.notes.standing()) if access.reads_all(request.user) else []


@require_http_methods(["GET", "HEAD", "POST"])
def progress_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """What is missing is said before it is approved."""
    report = access.progress_report_for(request.user, pk, to=Permission.PROGRESS_REPORT_APPROVE)
    found = gaps(report)
    form = ApproveForm(request.POST if request.method == "POST" else None, complete=not found, initial={"version": report.version})
    if request.method == "POST" and form.is_valid():
        try:
            services.approve(report=report, by=request.user, now=timezone.now(), **form.values())
        except StaleVersion as stale:
            return conflict(
                request, form, stale.current, {"note": _("Note for the history")}, back=reverse("reports:progress-report", args=[pk])
            )
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The report is approved and will not change any more."))
            return redirect("reports:progress-report", pk=pk)
    context = {
        "report": report,
        "form": form,
        "gaps": found,
        **_since(request, report),
        "addresses": gap_addresses(report),
        "may_compile": access.may_compile(request.user),
        "abstract": title_of(report) if report.is_compiled else "",
    }
    return render(request, "reports/approve.html", context, status=422 if form.errors else 200)


@require_safe
def progress_status(request: HttpRequest, pk: int) -> HttpResponse:
    """What the page asks every two seconds; once there is a report, or will be none, the page is opened again and says so."""
    report = access.progress_report_for(request.user, pk)
    if report.is_compiled or report.is_given_up:
        if not request.htmx:
            return redirect("reports:progress-report", pk=pk)
        if report.is_compiled and not _is_told(request):
            messages.success(request, _("The report is compiled."))
        return HttpResponse(headers={"HX-Refresh": "true"})
    return _answer(render(request, "reports/compiling.html#status", _watched(request, report)))


def _is_told(request: HttpRequest) -> bool:
    """Whether a message waits already: a slow page asks once more while it is being opened again."""
    waiting = messages.get_messages(request)
    found = any(str(message) == _("The report is compiled.") for message in waiting)
    waiting.used = False  # it is still to be shown
    return found


@require_POST
def progress_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    report = access.report_to_cancel(request.user, pk)
    try:
        services.cancel_report(report=report, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.info(request, error.messages[0])
    else:
        messages.success(request, _("The compiling is cancelled. Nothing was stored."))
    return redirect("reports:progress-report", pk=pk)


def _watched(request: HttpRequest, report: ProgressReport) -> dict[str, object]:
    shown = runs.shown(report.run, timezone.now()) if report.run else None
    return {
        "report": report,
        "shown": shown,
        "given_up": report.is_given_up,
        "may_compile": access.may_compile(request.user),
        "may_cancel": access.may_cancel(request.user, report),
    }


def _answer(response: HttpResponse) -> HttpResponse:
    """What is being compiled must not be read from a cache."""
    patch_cache_control(response, private=True, no_cache=True)
    return response


@require_safe
def progress_file(request: HttpRequest, pk: int, kind: str) -> FileResponse:
    return files.serve(access.progress_report_for(request.user, pk), kind)
