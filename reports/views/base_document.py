"""The .docx below the Word files of progress reports: looked at, replaced, given up."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Event
from office import files
from plan.views.saving import chosen, posted, save
from reports import access, services
from reports.drawing import TYPES
from reports.forms.base_document import BaseForm
from reports.models import BaseDocument


@require_http_methods(["GET", "HEAD", "POST"])
def base_document(request: HttpRequest) -> HttpResponse:
    access.must_keep_letterhead(request.user)
    form = BaseForm(posted(request), chosen(request))
    act = partial(services.replace_base, by=request.user, now=timezone.now())
    events = Event.objects.about_any(BaseDocument)[:20]
    context = {"base": BaseDocument.objects.current(), "events": events, "back": request.path}
    done = gettext_lazy("Reports compiled from now on have the styles and the letterhead of this file.")
    return save(request, form, act, done=done, to=request.path, context=context, template="reports/base_document.html")


@require_POST
def base_document_drop(request: HttpRequest) -> HttpResponse:
    access.must_keep_letterhead(request.user)
    services.drop_base(by=request.user, now=timezone.now())
    messages.success(request, _("Reports compiled from now on have the built-in styles."))
    return redirect(reverse("letterhead:base-document"))


@require_safe
def base_document_file(request: HttpRequest, which: str) -> HttpResponse:
    """The file in use, or the built-in styles as a file to begin with."""
    access.must_keep_letterhead(request.user)
    if which == "current":
        if base := BaseDocument.objects.current():
            return files.serve(base.file)
        raise Http404
    from office.documents import plain_base  # with python-docx, only where a document is drawn

    answer = HttpResponse(plain_base(), content_type=TYPES["docx"])
    answer["Content-Disposition"] = content_disposition_header(True, "tep-nen-bao-cao.docx")
    return answer
