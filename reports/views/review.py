"""Reading a submitted report and deciding on it; opening an accepted one again; all its versions."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Event
from accounts.permissions import Permission, is_second
from accounts.versions import StaleVersion
from reports import access, services
from reports.enclosures import moved
from reports.forms.quarterly import Judged, ReopenForm, read_review, review_kept
from reports.models import QuarterlyReport, ReportVersion
from reports.resubmitted import changed
from reports.sheet import Sheet
from reports.timeline import timeline
from reports.views.opened import Opened, open_for, read_answers

State = QuarterlyReport.State


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, period: str, unit: str) -> HttpResponse:
    """A version as it was submitted; a POST returns or accepts the last one."""
    opened = open_for(request, period, unit, Permission.QUARTERLY_REVIEW if request.method == "POST" else None)
    if not opened.submitted:
        return render(request, "reports/quarterly_review.html", {"opened": opened}, status=409 if request.method == "POST" else 200)
    version = opened.version(request.GET.get("version") if request.method != "POST" else None)
    if request.method == "POST":
        return _judge(request, opened, version)
    return _page(request, opened, version)


def _judge(request: HttpRequest, opened: Opened, version: ReportVersion) -> HttpResponse:
    judged = read_review(_sheet(opened, version), request.POST)
    if judged.errors:  # of a page that is no longer true: first what has happened since
        return _page(request, opened, version, judged, 422 if opened.report.state == State.SUBMITTED else 409)
    doing = {"report": opened.report, "by": request.user, "now": opened.now, "seen": judged.seen}
    try:
        if judged.act == "keep":
            services.keep_review(**doing, reason=judged.reason, remarks=judged.remarks, seen_draft=judged.seen_draft)
            messages.success(request, _("What you wrote has been saved. Nobody but you sees it; nothing has been decided."))
            return opened.to("review")
        if judged.act == "accept":
            services.accept(**doing)
            messages.success(request, _("The report has been accepted; its figures count from now on."))
        else:
            services.return_report(**doing, reason=judged.reason, remarks=judged.remarks)
            messages.success(request, _("The report has been returned to the unit with your reason."))
        services.forget_review(report=opened.report, by=request.user, seen_draft=judged.seen_draft)
    except services.StaleReview as stale:
        judged.beside(stale.standing)
        return _page(request, opened, version, judged, 409)
    except StaleVersion:
        opened = open_for(request, opened.period.code, opened.unit.code)
        judged.seen = opened.report.version  # what stands below is seen now, and can be decided on with the words that are kept
        return _page(request, opened, opened.version(None), judged, 409)
    except ValidationError as error:
        judged.refuse(error)
        return _page(request, opened, version, judged, 422)
    return opened.to("review")


def _sheet(opened: Opened, version: ReportVersion) -> Sheet:
    read_answers(version, opened.before(version), opened.earlier)
    return opened.sheet_of(version, list(version.remarks.all()))


def _page(request: HttpRequest, opened: Opened, version: ReportVersion, judged: Judged | None = None, status: int = 200) -> HttpResponse:
    """For a resubmission first what differs from the version before, with the remarks it answers and those it was given itself,
    then the rest folded."""
    sheet, before = _sheet(opened, version), opened.before(version)
    changes = changed(opened.sheet_of(version, list(before.remarks.all())), before.values(), sheet) if before else []
    judge = opened.may_review and version is opened.latest and opened.report.state == State.SUBMITTED
    second = judge and is_second(request.user, Permission.QUARTERLY_REVIEW, opened.report, version.submitters())
    decided = opened.may_review and version is opened.submitted[-1] and not opened.to_review
    set_apart = {change.field.name for change in changes}
    context = {
        "opened": opened,
        "version": version,
        "before": before,
        "changes": changes,
        "moved": moved(sheet, version.attachments.all(), before.attachments.all()) if before else [],
        "sheet": sheet,
        "disagreements": [] if version.is_nil else opened.disagreements(sheet),
        "quarter_before": sheet.before,
        "parts": [(part, [field for field in part.shown if field.name not in set_apart]) for part in sheet.parts],
        "judge": judge and second,
        "following": access.next_to_review(request.user, opened.now) if decided else None,
        "own": judge and not second,
        "judged": judged or review_kept(sheet, opened.own_review(version), opened.report.version),
        "stale": status == 409 and not (judged and judged.is_elsewhere),
        "at": opened.both_clocks(version.submitted_at),
    }
    return render(request, "reports/quarterly_review.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: HttpRequest, period: str, unit: str) -> HttpResponse:
    opened = open_for(request, period, unit, Permission.QUARTERLY_REVIEW)
    if opened.report is None or (request.method != "POST" and opened.report.state != State.ACCEPTED):
        messages.info(request, _("Only an accepted report can be reopened."))
        return opened.to("review")
    form = ReopenForm(request.POST if request.method == "POST" else None, initial={"version": opened.report.version})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            services.reopen(report=opened.report, by=request.user, now=opened.now, **form.values())
        except StaleVersion:
            form.add_error(None, _("The report has changed since you opened this page. Look at it again first."))
            status = 409
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The report is open again; the accepted version counts until the next one is accepted."))
            return opened.to("review")
    status = 422 if form.errors and status == 200 else status
    return render(request, "reports/quarterly_reopen.html", {"opened": opened, "form": form}, status=status)


@require_safe
def history(request: HttpRequest, period: str, unit: str) -> HttpResponse:
    """What both sides did, with the time each took, then every change on record."""
    opened = open_for(request, period, unit)
    prefetch_related_objects(opened.versions, "remarks", "replies")
    context = {"opened": opened, "timeline": timeline(opened.versions, opened.now), "events": _events(opened)}
    return render(request, "reports/quarterly_history.html", context)


def _events(opened: Opened) -> list[Event]:
    """What was done to the report and to what was owed, newest first."""
    rows = Event.objects.about(opened.obligation)
    if opened.report is not None:
        rows |= Event.objects.about(opened.report)
    return list(rows.select_related("body"))
