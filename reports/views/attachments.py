"""Files that go with a quarterly report: chosen beside a section, taken away while it is written, opened by who reads it."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission
from office import files
from office.once import act_once, key_of
from plan.views.saving import chosen, posted
from reports import access, services
from reports.enclosures import enclosed
from reports.forms.attachments import AttachForm
from reports.sheet import Part
from reports.views.opened import Opened, open_for


@require_http_methods(["GET", "HEAD", "POST"])
def attachments(request: HttpRequest, period: str, unit: str, key: str) -> HttpResponse:
    """The files of one section; a POST adds one, or takes one away (`remove`)."""
    opened = open_for(request, period, unit, Permission.QUARTERLY_DRAFT)
    part = opened.draft_sheet().part(key)
    if part is None:
        raise Http404
    if opened.draft is None and request.method != "POST":
        return opened.to()
    if request.method == "POST" and "remove" in request.POST:
        return _remove(request, opened, part)
    form = AttachForm(posted(request), chosen(request), part=part, initial={"about": request.GET.get("about", "")})
    if request.method == "POST" and form.is_valid():
        try:
            _attach(request, opened, part, form)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The file has been added."))
            return redirect(opened.page("files", key=key))
    context = {"opened": opened, "part": part, "form": form, "enclosed": enclosed(part), "most": services.MOST_FILES}
    return render(request, "reports/quarterly_files.html", context, status=422 if form.errors else 200)


def _attach(request: HttpRequest, opened: Opened, part: Part, form: AttachForm) -> None:
    if opened.report is None:
        raise ValidationError(services.NOT_BEGUN)
    given = {"report": opened.report, "section": part.section.key, "by": request.user, "now": opened.now, "seen": None, **form.values()}
    act_once(request.user, key_of(request, form.cleaned_data["once"]), partial(services.attach, **given))


def _remove(request: HttpRequest, opened: Opened, part: Part) -> HttpResponse:
    found = next((one.attachment for one in enclosed(part) if str(one.attachment.pk) == request.POST["remove"]), None)
    if found is not None:  # otherwise somebody has just done it
        try:
            services.detach(attachment=found, by=request.user, now=opened.now, seen=None)
            messages.success(request, _("The file has been taken away."))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    return redirect(opened.page("files", key=part.section.key))


@require_safe
def file(request: HttpRequest, period: str, unit: str, pk: int) -> HttpResponse:
    return files.serve(access.attachment_for(request.user, period, unit, pk).file)
