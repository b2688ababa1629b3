"""Inspections: the list, and how one is added, edited, followed up, withdrawn."""

from __future__ import annotations

from functools import partial

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.models import Unit
from accounts.permissions import Permission, can
from plan import access, services
from plan.forms import InspectionFilter
from plan.forms import keeping as forms
from plan.models import Inspection
from plan.services.inspection import can_be_closed
from plan.views.acts import SECRETS
from plan.views.keeping import at, lately, measures_of, page
from plan.views.saving import posted, save

PAGE = 50
SAID = ("on", "conclusion", "follow_up", "follow_up_due", "version")


@require_safe
def inspections(request: HttpRequest, plan: str) -> HttpResponse:
    found = access.plan_for(request.user, plan)
    today, everything = timezone.localdate(), access.inspections_for(request.user, found)
    form = InspectionFilter(request.GET, units=Unit.objects.filter(inspections__in=everything).distinct())
    rows = form.chosen(everything, today)
    context = {
        "plan": found,
        "form": form,
        "today": today,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        **everything.follow_ups(today),
        "may_edit": can(request.user, Permission.PLAN_EDIT),
    }
    return render(request, "plan/inspections.html", context, status=422 if form.errors else 200)


def add_inspection(request: HttpRequest, plan: str) -> HttpResponse:
    found = access.plan_for(request.user, plan, to=Permission.PLAN_EDIT)
    today = timezone.localdate()
    form = forms.InspectionForm(posted(request), plan=found, units=Unit.objects.active(today).reporting(), initial={"on": today})
    by = {"by": request.user, "now": timezone.now(), "language": request.LANGUAGE_CODE}
    context = page(found, _("Add an inspection"), _("Add the inspection"), at("inspections", plan), SECRETS)
    return save(
        request,
        form,
        partial(services.add_inspection, plan=found, **by),
        done=_("The inspection has been added."),
        to=anchor,
        context=context,
    )


def edit_inspection(request: HttpRequest, plan: str, pk: int) -> HttpResponse:
    found = access.inspection_for(request.user, plan, pk)
    units = Unit.objects.active(timezone.localdate()).reporting() | Unit.objects.filter(pk=found.unit_id)
    initial = {**{name: getattr(found, name) for name in SAID}, "unit": found.unit.code, "measures": measures_of(found)}
    form = forms.InspectionForm(posted(request), plan=found.plan, units=units, initial=initial)
    act = partial(services.edit_inspection, inspection=found, by=request.user, now=timezone.now())
    more = {"kicker": str(found), "events": lately(found)}
    context = page(found.plan, _("Edit the inspection"), _("Save the inspection"), anchor(found), SECRETS, **more)
    return save(request, form, act, done=_("The inspection has been saved."), context=context)


def close_follow_up(request: HttpRequest, plan: str, pk: int) -> HttpResponse:
    found = access.inspection_for(request.user, plan, pk)
    form = forms.CloseForm(posted(request), initial={"version": found.version, "on": timezone.localdate()})
    act = partial(services.close_follow_up, inspection=found, by=request.user, now=timezone.now())
    context = page(found.plan, _("Close the follow-up"), _("Close it"), anchor(found), SECRETS, kicker=str(found), inspection=found)
    return save(request, form, act, done=_("The follow-up is closed."), context=context, gate=partial(can_be_closed, found))


def withdraw_inspection(request: HttpRequest, plan: str, pk: int) -> HttpResponse:
    found = access.inspection_for(request.user, plan, pk)
    form = forms.WithdrawForm(posted(request), initial={"version": found.version})
    act = partial(services.withdraw_inspection, inspection=found, by=request.user, now=timezone.now())
    lead = _("For what was entered by mistake: it is shown no more, and stays on record.")
    more = {"kicker": str(found), "inspection": found, "danger": True}
    context = page(found.plan, _("Withdraw the inspection"), _("Withdraw the inspection"), anchor(found), lead, **more)
    return save(request, form, act, done=_("The inspection has been withdrawn."), to=at("inspections", plan), context=context)


def anchor(inspection: Inspection) -> str:
    return f"{reverse('plan:inspections', args=[inspection.plan.code])}#i{inspection.pk}"
