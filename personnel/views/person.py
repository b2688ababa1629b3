"""What the system holds on the person who asks, and what they want put right."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from office.installation import is_demo
from office.tables import xlsx_response
from personnel import held
from personnel.access import people as access
from personnel.forms import person as forms
from personnel.models import Correction, Officer
from personnel.services import correction as services
from personnel.views.officers import FORM, today
from plan.views.saving import posted, save


def _must_be_held(request: HttpRequest) -> Officer:
    if (found := access.own_row(request.user)) is None:
        raise Http404
    return found


@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """For everybody who has signed in: of whom nothing is held learns that."""
    found = access.own_row(request.user)
    if found is None:
        return render(request, "personnel/me.html", {"officer": None})
    context = {
        "officer": found,
        "skills": found.skills.select_related("language"),
        "postings": found.postings.select_related("unit").order_by("-from_on"),
        "teams": found.teams.select_related("team"),
        "enrolments": found.enrolments.with_place().select_related("course__programme"),
        "corrections": held.with_due(found.corrections.all()),
        "readings": held.readings(found)[: held.READINGS],
        "today": today(),
    }
    return render(request, "personnel/me.html", context)


@require_safe
def me_xlsx(request: HttpRequest) -> HttpResponse:
    rows = [[fact.part, fact.what, fact.value] for fact in held.facts(_must_be_held(request))]
    return xlsx_response(held.TABLE, rows, "du-lieu-ve-toi")


@require_safe
def me_json(request: HttpRequest) -> HttpResponse:
    rows = [asdict(fact) for fact in held.facts(_must_be_held(request))]
    answer = JsonResponse({"held": rows, "demo": is_demo()}, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = 'attachment; filename="du-lieu-ve-toi.json"'
    answer["Cache-Control"] = "no-store"
    return answer


def correct(request: HttpRequest) -> HttpResponse:
    found = _must_be_held(request)
    form = forms.CorrectionForm(posted(request))
    act = partial(services.ask_for_correction, officer=found, by=request.user, now=timezone.now())
    lead = _("The personnel department answers within two working days.")
    context = _about(_("Ask for a correction"), _("Send the request"), reverse("personnel:me"), _("What the system holds on me"), lead)
    return save(request, form, act, done=_("Your request has been sent."), context=context, template=FORM)


@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    access.must_keep(request.user)
    rows = Correction.objects.select_related("officer", "answered_by").order_by("answered_at", "asked_at")
    shown = list(rows.filter(state="asked")), list(rows.exclude(state="asked").order_by("-answered_at")[:50])
    context = {"open": held.with_due(shown[0]), "answered": shown[1], "today": today()}
    return render(request, "personnel/corrections.html", context)


def answer(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.correction_to_answer(request.user, pk)
    form = forms.AnswerForm(posted(request), initial={"version": found.version})
    act = partial(services.answer_correction, correction=found, by=request.user, now=timezone.now())
    back = reverse("personnel:corrections")
    context = _about(_("Answer a request"), _("Send the answer"), back, _("Corrections asked for"), found.officer.name)
    return save(request, form, act, done=_("The answer has been sent."), context={**context, "note": found.text}, template=FORM)


def _about(title: Any, submit: Any, back: str, above: Any, lead: Any) -> dict[str, Any]:
    return {"title": title, "submit": submit, "back": back, "path": [(above, back)], "lead": lead}
