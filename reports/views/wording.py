"""The standing sentences of progress reports, in the browser: read, reworded, looked at before they are saved."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from reports import access, services
from reports.forms.wording import WordingForm
from reports.models import Wording
from reports.wording import LANGUAGES, Standing, sentences

VERSIONS = 20


@require_safe
def wording(request: HttpRequest) -> HttpResponse:
    access.must_word_reports(request.user)
    in_force = services.wording_in_force()
    rows = [(one, in_force[key][request.LANGUAGE_CODE], in_force[key]["number"]) for key, one in sentences().items()]
    return render(request, "reports/wording.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """Saved, or with the button of the preview only looked at."""
    access.must_word_reports(request.user)
    sentence = sentences().get(key)
    if sentence is None:
        raise Http404
    in_force = services.wording_in_force()[key]
    form = WordingForm(request.POST if request.method == "POST" else None, sentence=sentence, initial=in_force)
    if request.method == "POST" and form.is_valid():
        return _answer(request, sentence, form)
    return _page(request, sentence, form, in_force, status=422 if form.errors else 200)


def _answer(request: HttpRequest, sentence: Standing, form: WordingForm) -> HttpResponse:
    try:
        services.check_wording(sentence, form.texts())
        if "preview" in request.POST:
            return _page(request, sentence, form, form.texts())
        row = services.save_wording(
            sentence=sentence, **form.texts(), by=request.user, now=timezone.now(), seen=form.cleaned_data["number"]
        )  # fmt: skip
    except ValidationError as error:
        form.refuse(error)
        return _page(request, sentence, form, None, status=422)
    except services.OtherWords as other:
        form.data = form.data.copy()
        form.data["number"] = str(other.current.number)
        return _page(request, sentence, form, form.texts(), other=other.current, status=409)
    if row:
        messages.success(request, _("Version %(n)s is in force for reports that are compiled from now on.") % {"n": row.number})
    else:
        messages.info(request, _("The sentence says this already."))
    return redirect("reports:wording-edit", key=sentence.key)


def _page(
    request: HttpRequest,
    sentence: Standing,
    form: WordingForm,
    shown: dict[str, str] | None,
    other: Wording | None = None,
    status: int = 200,
) -> HttpResponse:
    previews = [(language, sentence.preview(str(shown[language]), language)) for language in LANGUAGES] if shown else []
    versions = Wording.objects.filter(key=sentence.key).select_related("by").order_by("-number")[:VERSIONS]
    context = {"sentence": sentence, "form": form, "previews": previews, "versions": versions, "other": other}
    return render(request, "reports/wording_edit.html", context, status=status)
