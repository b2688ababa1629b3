"""Sending a quarterly report: all answers once more, nothing to report, the receipt; taking it back."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission
from accounts.versions import StaleVersion
from plan.forms.evidence import WithdrawForm
from reports import services
from reports.forms.quarterly import seen_version
from reports.models import ReportVersion
from reports.replies import unreplied
from reports.resubmitted import unsettled
from reports.since import marks_of, written_since
from reports.views.opened import Opened, open_for

MOST_NAMED = 10  # of the answers that were written since the page was read
CHECK, NIL = "reports/quarterly_check.html", "reports/quarterly_nil.html"


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, period: str, unit: str) -> HttpResponse:
    """Every answer before it goes; a POST submits them as they were read."""
    opened = open_for(request, period, unit, Permission.QUARTERLY_SUBMIT if request.method == "POST" else Permission.QUARTERLY_DRAFT)
    if request.method == "POST" and opened.report is not None:
        return _submit(request, opened, CHECK, read=request.POST.get("read", ""))
    if opened.draft is None:
        return opened.to("receipt") if opened.submitted else opened.to()
    return _page(request, opened, CHECK)


@require_http_methods(["GET", "HEAD", "POST"])
def nil(request: HttpRequest, period: str, unit: str) -> HttpResponse:
    """Không phát sinh: nothing to report in the period; confirmed by who submits."""
    opened = open_for(request, period, unit, Permission.QUARTERLY_SUBMIT)
    if not opened.is_owed:
        return opened.to()
    if request.method == "POST":
        if opened.report is None:
            try:
                services.start_report(obligation=opened.obligation, by=request.user, now=opened.now)
            except ValidationError:  # waived or voided while the page stood open: the report's own page says which
                return opened.to()
            opened = open_for(request, period, unit, Permission.QUARTERLY_SUBMIT)
            return _submit(request, opened, NIL, nil=True)
        return _submit(request, opened, NIL, read=request.POST.get("read", ""), nil=True)
    if opened.report is not None and opened.draft is None:
        return opened.to("receipt")
    return _page(request, opened, NIL)


def _submit(request: HttpRequest, opened: Opened, template: str, *, read: str | None = None, nil: bool = False) -> HttpResponse:
    seen, unchanged = seen_version(request.POST) if read is not None else None, "unchanged" in request.POST
    try:
        doing = {"report": opened.report, "by": request.user, "now": opened.now, "seen": seen}
        version = services.submit(**doing, nil=nil, read=read, unchanged=unchanged)
    except StaleVersion:
        return _page(request, _afresh(request, opened), template, 409)
    except ValidationError as error:
        return _page(request, _afresh(request, opened), template, 422, "unchanged" in getattr(error, "error_dict", ()))
    return redirect(f"{opened.page('receipt')}?version={version.number}")


def _afresh(request: HttpRequest, opened: Opened) -> Opened:
    return open_for(request, opened.period.code, opened.unit.code)


def _page(request: HttpRequest, opened: Opened, template: str, status: int = 200, unticked: bool = False) -> HttpResponse:
    """`unticked`: it was refused because it says the same as the version that came back, and nobody owned to it."""
    sheet, draft = opened.draft_sheet(), opened.draft
    same = services.said_before(draft, opened.versions, nil=template == NIL) if draft else None
    since = written_since(request.POST.get("marks", ""), draft, sheet) if draft and status == 409 else []
    context = {
        "opened": opened,
        "sheet": sheet,
        "read": services.digest_of(draft) if draft else "",
        "marks": marks_of(draft, sheet) if draft else "",
        "refused": status == 422,
        "stale": status == 409,
        "since": since[:MOST_NAMED],
        "more_since": len(since[MOST_NAMED:]),
        "same": same,
        "disagreements": opened.disagreements(sheet) if template == CHECK else [],
        "unsettled": unsettled(sheet, opened.returned.values()) if opened.returned else [],
        "explained": unsettled(sheet, opened.returned.values(), explained=True) if opened.returned else [],
        "unreplied": unreplied(sheet) if opened.returned else [],
        "unticked": unticked,
    }
    return render(request, template, context, status=status)


@require_safe
def receipt(request: HttpRequest, period: str, unit: str) -> HttpResponse:
    """Valid for ever: the address of a version keeps saying what was received and when."""
    opened = open_for(request, period, unit)
    version = opened.version(request.GET.get("version"))
    context = {"opened": opened, "version": version, "first": _first(opened), "at": opened.both_clocks(version.submitted_at)}
    return render(request, "reports/quarterly_receipt.html", context)


def _first(opened: Opened) -> ReportVersion:
    return opened.submitted[0]


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, period: str, unit: str) -> HttpResponse:
    """Rút lại: what nobody has decided on yet goes back to the unit."""
    opened = open_for(request, period, unit, Permission.QUARTERLY_SUBMIT)
    if opened.report is None or (request.method != "POST" and not opened.may_withdraw):
        messages.info(request, _("Only a report that waits for review can be taken back."))
        return opened.to()
    form = WithdrawForm(request.POST if request.method == "POST" else None, initial={"version": opened.report.version})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw_report(report=opened.report, by=request.user, now=opened.now, **form.values())
        except StaleVersion:
            opened = _afresh(request, opened)
            form.add_error(None, _("The report has changed since you opened this page. Look at it again first."))
            status = 409
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The report has been taken back; you can go on writing, and submit it again."))
            return opened.to()
    status = 422 if form.errors and status == 200 else status
    return render(request, "reports/quarterly_withdraw.html", {"opened": opened, "form": form}, status=status)
