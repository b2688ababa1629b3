"""What the secretariat grants a unit: no report for a period, or more time for it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from plan.views.saving import posted, save
from reports import access, services
from reports.chasing import situation
from reports.due import due_of
from reports.forms.obligation import AskExtensionForm, DecideExtensionForm, ExtendForm, WaiveForm, as_asked
from reports.models import ExtensionRequest, Obligation


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


@require_http_methods(["GET", "HEAD", "POST"])
def ask_extension(request: HttpRequest, period: str, unit: str) -> HttpResponse:
    """The unit asks for more time; whoever manages the periods decides."""
    owed = access.obligation_for(request.user, period, unit, to=Permission.QUARTERLY_DRAFT)
    form = AskExtensionForm(posted(request), initial={"version": owed.version})
    act = partial(services.ask_extension, obligation=owed, by=request.user, now=timezone.now())
    back = reverse("reports:quarterly", args=[period, unit])
    if request.method != "POST":
        try:
            services.extension_can_be_asked(owed)
        except ValidationError as error:
            messages.info(request, error.messages[0])
            return redirect(back)
    done = _("The request has been sent; the secretariat decides on it.")
    return _save(request, form, act, owed, _("Ask for more time"), _("Send the request"), done, back)


@require_http_methods(["GET", "HEAD", "POST"])
def decide_extension(request: HttpRequest, period: str, unit: str) -> HttpResponse:
    asked = access.extension_to_decide(request.user, period, unit)
    form = DecideExtensionForm(posted(request), initial=as_asked(asked.until, asked.version))
    service = services.refuse_extension if form.is_bound and form.is_valid() and form.is_refused else services.grant_extension
    act = partial(service, request=asked, by=request.user, now=timezone.now())
    done = _("The request has been decided; the unit sees it on its report.")
    return _save(request, form, act, asked.obligation, _("Decide on a request for more time"), _("Decide"), done, asked=asked)


def _save(
    request: HttpRequest,
    form: Any,
    act: Any,
    owed: Obligation,
    title: str | Promise,
    submit: str | Promise,
    done: str | Promise,
    back: str = "",
    asked: ExtensionRequest | None = None,
) -> HttpResponse:
    now, back = timezone.now(), back or reverse("reports:period", args=[owed.period.code])
    row = Obligation.objects.standing(now).with_counted(now).for_list().filter(pk=owed.pk).first()
    context = {
        "owed": owed,
        "asked": asked,
        "situation": situation(row, now, is_now=True) if row else None,
        "due": due_of(owed.unit, owed.due_at, now),
        "title": title,
        "submit": submit,
        "back": back,
    }
    return save(request, form, act, done=done, to=back, context=context, template="reports/obligation_form.html")
