"""What the secretariat grants a unit: no report for a period, or more time for it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from plan.views.saving import posted, save
from reports import access, services
from reports.chasing import situation
from reports.forms.obligation import ExtendForm, WaiveForm
from reports.models import Obligation


@require_http_methods(["GET", "HEAD", "POST"])
def waive(request: HttpRequest, period: str, unit: str) -> HttpResponse:
    owed = access.obligation_for(request.user, period, unit, to=Permission.PERIOD_MANAGE)
    form = WaiveForm(posted(request), initial={"version": owed.version})
    act = partial(services.waive, obligation=owed, by=request.user, now=timezone.now())
    return _save(request, form, act, owed, _("Waive the report"), _("Waive"), _("The unit has been waived from the report."))


@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: HttpRequest, period: str, unit: str) -> HttpResponse:
    owed = access.obligation_for(request.user, period, unit, to=Permission.PERIOD_MANAGE)
    form = ExtendForm(posted(request), initial={"version": owed.version})
    act = partial(services.extend, obligation=owed, by=request.user, now=timezone.now())
    return _save(request, form, act, owed, _("Extend the deadline of the report"), _("Extend"), _("The deadline has been extended."))


def _save(
    request: HttpRequest, form: Any, act: Any, owed: Obligation, title: str | Promise, submit: str | Promise, done: str | Promise
) -> HttpResponse:
    now, back = timezone.now(), reverse("reports:period", args=[owed.period.code])
    row = Obligation.objects.standing(now).for_list().filter(pk=owed.pk).first()
    context = {
        "owed": owed,
        "situation": situation(row, now, is_now=True) if row else None,
        "title": title,
        "submit": submit,
        "back": back,
    }
    return save(request, form, act, done=done, to=back, context=context, template="reports/obligation_form.html")
