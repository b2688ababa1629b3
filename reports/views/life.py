"""Beside a progress report: what leadership notes on it, two of them side by side, who receives word of them."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission
from office.once import act_once, key_of
from office.outbox import KINDS, switched_off
from office.templatetags.house import day
from reports import access, services
from reports.compared import numbers, texts
from reports.forms.life import CompareForm, NoteForm, SubscriptionForm
from reports.models import ProgressReport, ReportNote, Subscription
from reports.report_mail import KIND
from reports.words_kept import both

MOST_CHOICES = 100


@require_http_methods(["GET", "HEAD", "POST"])
def progress_note(request: HttpRequest, pk: int) -> HttpResponse:
    report = access.progress_report_for(request.user, pk, to=Permission.PROGRESS_REPORT_APPROVE)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            key, text = key_of(request, form.cleaned_data["once"]), form.cleaned_data["text"]
            act_once(request.user, key, partial(services.note, report=report, by=request.user, now=timezone.now(), text=text))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The note stands beside the report."))
            return redirect("reports:progress-report", pk=pk)
    return render(request, "reports/note.html", {"report": report, "form": form}, status=422 if form.errors else 200)


@require_POST
def progress_note_withdraw(request: HttpRequest, pk: int, note: int) -> HttpResponse:
    report = access.progress_report_for(request.user, pk, to=Permission.PROGRESS_REPORT_APPROVE)
    row = get_object_or_404(ReportNote.objects.select_related("report__plan", "report__period"), pk=note, report=report, by=request.user)
    if services.withdraw_note(row=row, by=request.user, now=timezone.now()):
        messages.success(request, _("The note is withdrawn."))
    return redirect("reports:progress-report", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def progress_subscription(request: HttpRequest) -> HttpResponse:
    """Which mail about progress reports the person wants."""
    access.progress_reports_for(request.user)
    row = Subscription.objects.filter(user=request.user).first()
    initial = {name: bool(row and getattr(row, name)) for name in ("is_on", "drafts", "with_file")}
    form = SubscriptionForm(request.POST if request.method == "POST" else None, initial=initial)
    if not access.reads_all(request.user):
        del form.fields["drafts"]
    if request.method == "POST" and form.is_valid():
        services.subscribe(user=request.user, now=timezone.now(), **{"drafts": False, **form.cleaned_data})
        messages.success(request, _("Your choice of mail is saved."))
        return redirect("reports:progress-subscription")
    is_off = bool(row and row.is_on and KIND in switched_off(request.user))
    return render(request, "reports/subscription.html", {"form": form, "is_off": is_off, "kind": KINDS[KIND]})


@require_safe
def progress_compare(request: HttpRequest) -> HttpResponse:
    """Two reports side by side, by ?a= and ?b=; without them the question which."""
    choices = list(access.progress_reports_for(request.user).compiled().listed()[:MOST_CHOICES])
    chosen = [_chosen(request, name) for name in ("a", "b")]
    form = CompareForm(initial={"a": request.GET.get("a"), "b": request.GET.get("b")}, reports=choices)
    context: dict[str, object] = {"form": form, "choices": choices}
    if all(chosen):
        context |= compared(*chosen, request.LANGUAGE_CODE, only_differences=request.GET.get("only") == "differences")
    return render(request, "reports/compare.html", context)


def _chosen(request: HttpRequest, name: str) -> ProgressReport | None:
    typed = request.GET.get(name, "")
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit() and len(typed) < 18):
        raise Http404
    report = access.progress_report_for(request.user, int(typed))
    if not report.is_compiled:
        raise Http404
    return report


def _named(report: ProgressReport, other: ProgressReport) -> str:
    """Where a narrow screen has no head of a column: two revisions of one question differ in their number alone, two reports of
    one period in their language."""
    told = _("%(what)s, revision %(n)d") % {"what": report.period.name if report.period else day(report.on), "n": report.revision}
    return told if report.language == other.language else f"{told}, {report.get_language_display()}"


def compared(before: ProgressReport, after: ProgressReport, language: str, *, only_differences: bool) -> dict[str, object]:
    """Numbers always, in the language of the reader; words only where both are in one language."""
    found: dict[str, object] = {
        "before": before,
        "after": after,
        "sides": (before, after),
        "names": (_named(before, after), _named(after, before)),
    }
    groups = numbers(before.figures or {}, after.figures or {}, language)
    if only_differences:
        groups = [short for group in groups if (short := group.differing()).pairs]
    found |= {"groups": groups, "only_differences": only_differences}
    if before.language == after.language:
        found["passages"] = texts(*both(before, after))
    return found
