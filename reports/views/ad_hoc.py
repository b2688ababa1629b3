"""Báo cáo đột xuất: the secretariat opens one for chosen units."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from plan.models import Period
from plan.views.saving import posted, save
from reports import access, services
from reports.forms.ad_hoc import AdHocForm
from reports.models import Questionnaire


@require_http_methods(["GET", "HEAD", "POST"])
def open_ad_hoc(request: HttpRequest) -> HttpResponse:
    units = access.units_to_ask(request.user, timezone.localdate())
    form = AdHocForm(posted(request), units=units, questionnaires=Questionnaire.objects.latest_editions())
    act = partial(services.open_ad_hoc, by=request.user, now=timezone.now())
    context = {"submit": _("Open the report"), "back": reverse("reports:periods"), "nothing": not form.forms}
    done = _("The ad hoc report is open: the chosen units find it among what they owe.")
    return save(request, form, act, done=done, to=_page, context=context, template="reports/ad_hoc.html")


def _page(period: Period) -> str:
    return reverse("reports:period", args=[period.code])
