"""Changing many measures at once: choose, see what will happen, confirm."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.models import Unit
from accounts.words import value
from plan import access, services
from plan.board import BulkForm, asked
from plan.models import Measure, Plan
from plan.moment import Moment
from plan.progress import Term
from plan.services import Outcome, Wanted
from plan.views.boarding import Reach, board_filter, bulk_form
from plan.views.undoing import undo_address

_SEEN = re.compile(r"(\d{1,15}):(\d{1,9})", re.ASCII)


@require_POST
def bulk(request: HttpRequest, plan: str) -> HttpResponse:
    """The preview; with `confirm` what it showed, for the measures at the versions that it showed."""
    found, now = access.plan_for(request.user, plan), timezone.now()
    reach = Reach.of(request.user)
    if not reach.anything:
        raise PermissionDenied
    form = bulk_form(reach, request.POST, Moment.now(now))
    seen = {int(pk): int(version) for pk, version in _SEEN.findall(request.POST.get("seen", ""))}
    chosen = list(seen) if "confirm" in request.POST else _chosen(request, found, Moment.now(now))
    outcome = None
    if form.is_valid():
        try:
            asked_for = {"plan": found, "measures": chosen, "wanted": Wanted(**_values(form)), "by": request.user, "now": now}
            if "confirm" in request.POST:
                return _confirmed(request, found, services.edit_many(**asked_for, seen=seen))
            outcome = services.rehearse_edit(**asked_for)
        except ValidationError as error:
            form.refuse(error)
    context = {
        "plan": found,
        "form": form,
        "outcome": outcome,
        "lists": _lists(form, outcome) if outcome else [],
        "chosen": chosen,
        "seen": ",".join(f"{measure.pk}:{measure.version}" for measure in outcome.changed) if outcome else "",
        "back": _back(request, found),
        "back_query": request.POST.get("back", "")[:2000],
    }
    return render(request, "plan/bulk.html", context, status=422 if form.errors else 200)


def _lists(form: BulkForm, outcome: Outcome) -> list[tuple[str, str, str, list[tuple[Measure, str]]]]:
    """What becomes of the measures: each list with its id, its title, the look of its notes, and its measures each with a note."""
    changing = [(measure, _note(form, outcome, measure.pk)) for measure in outcome.changed]
    lists = [
        ("changed", _("Will change"), "meta", changing),
        ("refused", _("Cannot be changed in this way"), "late", outcome.refused),
        ("closed", _("Not yours to change in this way"), "meta", outcome.closed),
        ("same", _("Already so"), "", [(measure, "") for measure in outcome.same]),
    ]
    return [one for one in lists if one[-1]]


def _note(form: BulkForm, outcome: Outcome, pk: int) -> str:
    """What becomes another, and until when where a later status stands."""
    told = _steps(form, outcome.steps[pk])
    if later := outcome.until.get(pk):
        told += " " + _("(holds until the later status of %(day)s)") % {"day": f"{later:%d/%m/%Y}"}
    return told


def _steps(form: BulkForm, steps: dict[str, tuple[Any, Any]]) -> str:
    """Status: In progress → Paused; Progress, %: none → 40."""
    told = [(form.fields[name].label, *(_shown(name, value) for value in pair)) for name, pair in steps.items()]
    return "; ".join(f"{label}: {old} → {new}" for label, old, new in told)


def _shown(name: str, raw: Any) -> str:
    if raw is None or raw == "":
        return _("none given")
    if isinstance(raw, Unit):
        return raw.name
    if name == "due_on" and not isinstance(raw, date):
        return str(Term(raw).label)
    return value(raw.isoformat() if isinstance(raw, date) else raw, Measure._meta.get_field(name))


def _values(form: BulkForm) -> dict[str, Any]:
    return {name: given for name, given in form.cleaned_data.items() if given not in {None, ""} and name != "version"}


def _chosen(request: HttpRequest, plan: Plan, moment: Moment) -> list[int]:
    """The rows that were ticked, or all that the filter of the address found."""
    if "all" in request.POST:
        form = board_filter(plan, QueryDict(request.POST.get("back", "")))
        return list(asked(plan, form, moment).values_list("pk", flat=True))
    if codes := request.POST.getlist("pick"):
        return list(Measure.objects.filter(plan=plan).coded(codes).values_list("pk", flat=True))
    return _numbers(request.POST.get("chosen", "").split(","))


def _numbers(texts: Iterable[str]) -> list[int]:
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) <= 15]


def _confirmed(request: HttpRequest, plan: Plan, outcome: Outcome) -> HttpResponse:
    if outcome.changed:
        done = ngettext("%(n)s measure has been changed.", "%(n)s measures have been changed.", len(outcome.changed))
        messages.success(request, done % {"n": len(outcome.changed)}, extra_tags=undo_address(plan, outcome.act))
    if outcome.stale:
        said = _("Not overwritten, since somebody has changed them since the preview: %(codes)s.")
        messages.warning(request, said % {"codes": services.codes_of(outcome.stale)})
    others = [*outcome.same, *(measure for measure, _why in (*outcome.closed, *outcome.refused))]
    if others:
        messages.warning(request, _("Left as they are: %(codes)s.") % {"codes": services.codes_of(others)})
    return redirect(_back(request, plan))


def _back(request: HttpRequest, plan: Plan) -> str:
    query = QueryDict(request.POST.get("back", "")[:2000]).urlencode()
    return reverse("plan:board", args=[plan.code]) + (f"?{query}" if query else "")
