"""Writing a quarterly report: its list of sections, and one section with its questions."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.adapter import speak
from accounts.permissions import Permission
from plan.models import Measure
from reports import services
from reports.forms.quarterly import Written, read_section, typed_texts
from reports.sheet import Part, Sheet
from reports.views.opened import Opened, open_for


@require_http_methods(["GET", "HEAD", "POST"])
def quarterly(request: HttpRequest, period: str, unit: str) -> HttpResponse:
    """The sections and how far each has come; a POST begins the report."""
    opened = open_for(request, period, unit, Permission.QUARTERLY_DRAFT if request.method == "POST" else None)
    if request.method == "POST":
        return _start(request, opened)
    return render(request, "reports/quarterly.html", {"opened": opened, "sheet": opened.draft_sheet(files=False)})


def _start(request: HttpRequest, opened: Opened) -> HttpResponse:
    try:
        services.start_report(obligation=opened.obligation, by=request.user, now=opened.now)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return opened.to()
    return opened.to("section", key=opened.obligation.questionnaire.form.sections[0].key)


@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, period: str, unit: str, key: str) -> HttpResponse:
    opened = open_for(request, period, unit, Permission.QUARTERLY_DRAFT)
    sheet = opened.draft_sheet()
    part = sheet.part(key)
    if part is None:
        raise Http404
    if opened.draft is None:
        return _handed_back(request, opened, part)
    if request.method == "POST":
        return _save(request, opened, sheet, part)
    return _form(request, opened, sheet, Written(part, part.called_done))


def _save(request: HttpRequest, opened: Opened, sheet: Sheet, part: Part) -> HttpResponse:
    language = _language(request)
    written = read_section(part, request.POST, confirms=not language)
    done = None if written.wrong or written.lost else {part.section.key: written.done}
    sent = {"values": written.answers, "replies": written.replies, "seen": written.seen, "done": done}
    try:
        unsaved = services.merge_answers(report=opened.report, by=request.user, now=opened.now, **sent)
    except ValidationError:  # it was submitted, or waived, while this was written
        return _handed_back(request, open_for(request, opened.period.code, opened.unit.code), part)
    written.refuse(unsaved.refused)
    if written.wrong or written.lost or unsaved.clashes:
        return _asked_again(request, opened.period.code, opened.unit.code, written, unsaved.clashes)
    with override(language or get_language()):
        _tell_saved(request, written)
    response = redirect(_next(request, opened, sheet, written))
    if language:
        speak(response, language)
    return response


def _language(request: HttpRequest) -> str:
    """The other language, where somebody goes on in it: the page is the same, and what was typed is saved first. They have
    not said that they have done with it, so that what was carried over stays to be confirmed."""
    language = request.POST.get("then", "").removeprefix("language-")
    return language if language in dict(settings.LANGUAGES) else ""


def _asked_again(request: HttpRequest, period: str, unit: str, written: Written, clashes: list[services.Clash]) -> HttpResponse:
    """The rest has been saved: the page shows it so, and asks about the fields that are wrong or that clash."""
    opened = open_for(request, period, unit, Permission.QUARTERLY_DRAFT)
    sheet = opened.draft_sheet()
    part = sheet.part(written.part.section.key)
    if part is None or opened.draft is None:
        return _handed_back(request, opened, written.part)
    asked = written.over(part)
    asked.clash(clashes, {one.key: one.typed for one in written.fields})
    return _form(request, opened, sheet, asked, 422 if asked.wrong or asked.lost else 409)


def _tell_saved(request: HttpRequest, written: Written) -> None:
    """A section called finished is saved as it is; what it still lacks is said at once, not only on the last page."""
    for one in written.fallen:
        told = {"number": one.question.number, "before": one.before}
        messages.warning(request, _("%(number)s is below last period (%(before)s). It has been saved; say why in a word.") % told)
    said, n = {"number": written.part.section.number}, len(written.lacking)
    if not written.falls_short:
        messages.success(request, _("Section %(number)s has been saved.") % said)
        return
    words = ngettext(
        "Section %(number)s has been saved; %(n)s required answer is still lacking.",
        "Section %(number)s has been saved; %(n)s required answers are still lacking.",
        n,
    )
    messages.warning(request, words % {**said, "n": n})


def _next(request: HttpRequest, opened: Opened, sheet: Sheet, written: Written) -> str:
    """Where the person goes on: the same section (more rows of a table, a figure that wants a word), the page of all answers
    they came from, or the next section."""
    then, part, fallen = request.POST.get("then", ""), written.part, written.fallen
    rows = next((one for one in part.fields if then == f"rows-{one.name}"), None)
    if then == "stay" or rows or fallen or _language(request):
        mark = f"#{(rows or fallen[0]).anchor}" if rows or fallen else ""
        return opened.page("section", key=part.section.key) + ("?back=check" if _came_from_check(request) else "") + mark
    if then.startswith("files"):
        about = then.removeprefix("files").removeprefix("-")
        return opened.page("files", key=part.section.key) + (f"?{urlencode({'about': about})}" if about else "")
    following = sheet.after(part)
    if _came_from_check(request) or following is None:
        return opened.page("check")
    mark = "" if written.falls_short else "#part"  # past the list of sections, unless the top of the page says what is lacking
    return opened.page("section", key=following.section.key) + mark


def _came_from_check(request: HttpRequest) -> bool:
    return request.GET.get("back") == "check"


def _form(request: HttpRequest, opened: Opened, sheet: Sheet, written: Written, status: int = 200) -> HttpResponse:
    part = written.part
    context = {
        "opened": opened,
        "sheet": sheet,
        "part": part,
        "written": written,
        "following": sheet.after(part),
        "typed": written.lost,
        "back_to_check": _came_from_check(request),
        "writing": "writing",  # the form that the language of the page is changed with
        "related": services.asking_plan(Measure.objects.coded(part.section.measures)).select_related("plan"),
    }
    return render(request, "reports/quarterly_section.html", context, status=status)


def _handed_back(request: HttpRequest, opened: Opened, part: Part) -> HttpResponse:
    """The report cannot be written any more; what was typed is given back, to be copied."""
    typed = typed_texts(part, request.POST)
    if request.method != "POST":
        return opened.to()
    return render(request, "reports/quarterly_typed.html", {"opened": opened, "part": part, "typed": typed}, status=409)
