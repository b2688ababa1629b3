"""Báo cáo đột xuất: the secretariat opens one for chosen units, and withdraws what was asked by mistake."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from plan.models import Period
from plan.views.saving import posted, save
from reports import access, services
from reports.forms.ad_hoc import AdHocForm, WithdrawAdHocForm
from reports.models import Questionnaire


@require_http_methods(["GET", "HEAD", "POST"])
def open_ad_hoc(request: HttpRequest) -> HttpResponse:
    units = access.units_to_ask(request.user, timezone.localdate())
    form = AdHocForm(posted(request), units=units, questionnaires=Questionnaire.objects.latest_editions())
    act = partial(services.open_ad_hoc, by=request.user, now=timezone.now())
    context = {"submit": _("Open the report"), "back": reverse("reports:periods"), "nothing": not form.forms}
    done = _("The ad hoc report is open: the chosen units find it among what they owe.")
    return save(request, form, act, done=done, to=_page, context=context, template="reports/ad_hoc.html")


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_ad_hoc(request: HttpRequest, period: str) -> HttpResponse:
    found = access.ad_hoc_to_manage(request.user, period)
    if request.method != "POST":
        try:
            services.can_be_withdrawn(found)
        except ValidationError as error:
            messages.info(request, error.messages[0])
            return redirect(_page(found))
    form = WithdrawAdHocForm(posted(request))
    act = partial(services.withdraw_ad_hoc, period=found, by=request.user, now=timezone.now())
    owed = found.obligations.in_force().for_list()
    context = {"period": found, "owed": owed, "submit": _("Withdraw the request"), "back": _page(found), "danger": True}
    return save(request, form, act, done=_("The ad hoc report is withdrawn."), context=context, template="reports/ad_hoc_withdraw.html")


def _page(period: Period) -> str:
    return reverse("reports:period", args=[period.code])
