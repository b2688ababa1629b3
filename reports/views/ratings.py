"""Ratings of the ministry's support: the form of a mission, and the results by department."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission
from plan.views.saving import posted, save
from reports import access, services
from reports.forms.rating import SHORT, RatingForm, RatingsFilter
from reports.models.rating import QUESTIONS
from reports.rating_register import quarters
from reports.ratings import LEAST
from reports.services.rating import can_be_rated, closes_at
from reports.views.opened import open_for


@require_safe
def ratings(request: HttpRequest) -> HttpResponse:
    """Of the quarter that is asked for, else of the last one closed; those before it below."""
    found = quarters(timezone.localdate(), access.departments_rated(request.user))
    form = RatingsFilter(request.GET or None, periods=[(one.period.code, one.period.name) for one in found])
    unread = bool(request.GET.get("period")) and not form.is_valid()
    asked = next((one for one in found if one.period.code == request.GET.get("period")), found[0] if found else None)
    context = {
        "form": form,
        "quarters": found,
        "asked": None if unread else asked,
        "questions": [SHORT[name] for name in QUESTIONS],
        "least": LEAST,
        "reads_all": access.departments_rated(request.user) is None,
    }
    return render(request, "reports/ratings.html", context, status=422 if unread else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: HttpRequest, period: str, unit: str) -> HttpResponse:
    """What the mission itself rated; nobody else is ever shown it."""
    opened = open_for(request, period, unit, Permission.SUPPORT_RATE)
    try:
        can_be_rated(opened.obligation, opened.now)
    except ValidationError as error:
        if request.method != "POST":
            messages.info(request, " ".join(error.messages))
            return opened.to()
    before = access.own_rating(request.user, opened.obligation)
    kept = {name: getattr(before, name) for name in (*QUESTIONS, "word")} if before else {}
    form = RatingForm(posted(request), initial={"version": before.version if before else 0, **kept})
    context = {
        "opened": opened,
        "before": before,
        "until": opened.both_clocks(closes_at(opened.period)) if opened.period.kind == "quarter" else "",
        "least": LEAST,
        "back": reverse("reports:quarterly", args=[period, unit]),
    }
    act = partial(services.rate_support, obligation=opened.obligation, by=request.user, now=opened.now)
    done = _("Thank you. The rating is kept; you can change it until it is closed.")
    return save(request, form, act, done=done, context=context, template="reports/rating_form.html")
