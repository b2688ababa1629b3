"""Reminders: one press for those who have sent nothing, and the steps by which the house reminds of itself."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from accounts.models import Event
from plan.views.saving import posted, save
from reports import access, services
from reports.forms.reminding import PolicyForm, policy_as_typed
from reports.models import ReminderPolicy
from reports.reminding_rows import lines_of
from reports.services import reminding


@require_http_methods(["GET", "HEAD", "POST"])
def remind(request: HttpRequest, period: str) -> HttpResponse:
    """Who would be written to, who is left out and why; the press sends to those that are still missing then."""
    found, owed = access.period_to_remind(request.user, period)
    now = timezone.now()
    if request.method == "POST":
        chosen = set(request.POST.getlist("unit"))
        if chosen:
            _say(request, services.remind_missing(owed=owed, chosen=chosen, by=request.user, now=now))
            return redirect("reports:period", found.code)
    lines = lines_of(reminding.candidates(owed, now), now)
    context = {
        "period": found,
        "lines": lines,
        "to": [line for line in lines if not line.skipped],
        "left_out": [line for line in lines if line.skipped],
        "none_chosen": request.method == "POST",
        "back": reverse("reports:period", args=[found.code]),
    }
    return render(request, "reports/remind.html", context, status=422 if request.method == "POST" else 200)


def _say(request: HttpRequest, pressed: reminding.Pressed) -> None:
    said = ngettext("%(n)s unit has been reminded.", "%(n)s units have been reminded.", pressed.units) % {"n": pressed.units}
    if pressed.skipped:
        left = ngettext(
            "%(n)s unit was left out: it has sent its report or been reminded meanwhile.",
            "%(n)s units were left out: they have sent their reports or been reminded meanwhile.",
            pressed.skipped,
        )
        said = f"{said} {left % {'n': pressed.skipped}}"
    messages.success(request, said)


@require_http_methods(["GET", "HEAD", "POST"])
def policy(request: HttpRequest) -> HttpResponse:
    access.must_manage_periods(request.user)
    kept = ReminderPolicy.in_force()
    form = PolicyForm(posted(request), initial=policy_as_typed(kept))
    act = partial(services.set_policy, by=request.user, now=timezone.now())
    events = Event.objects.about_any(ReminderPolicy)[:20]
    context = {"events": events, "back": request.path}
    done = gettext_lazy("The steps of reminding are saved.")
    saved = partial(_as_saved)
    return save(request, form, act, done=done, to=request.path, context=context, saved=saved, template="reports/reminder_policy.html")


def _as_saved() -> dict[str, object]:
    return policy_as_typed(ReminderPolicy.in_force())
