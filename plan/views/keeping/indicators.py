"""What an indicator is, its targets, and the series it is held against."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from plan import access, services
from plan.forms import keeping as forms
from plan.models import Comparison, Indicator
from plan.views.acts import SECRETS, number_in_address
from plan.views.indicators import page_of
from plan.views.keeping import at, page
from plan.views.saving import posted, save

TEXTS = ("name_vi", "name_en", "unit_vi", "unit_en", "direction", "source_kind", "across_units", "over_time", "decimals", "basis")
SAID = (*TEXTS, "baseline", "baseline_on", "version")
AIM = ("due_on", "value", "about", "nature_vi", "nature")


def add_indicator(request: HttpRequest, plan: str) -> HttpResponse:
    found = access.plan_for(request.user, plan, to=Permission.PLAN_EDIT)
    initial = {"source_kind": Indicator.SourceKind.TYPED, "decimals": 0}
    form = forms.NewIndicatorForm(posted(request), plan=found, initial=initial)
    act = partial(services.add_indicator, plan=found, by=request.user, now=timezone.now())
    context = page(found, _("Add an indicator"), _("Add the indicator"), at("indicators", plan))
    return save(request, form, act, done=_("The indicator has been added."), to=page_of, context=context)


def edit_indicator(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    found = access.indicator_for(request.user, plan, code, to=Permission.PLAN_EDIT)
    measures = list(found.measures.all())
    form = forms.IndicatorForm(
        posted(request), plan=found.plan, initial={**{name: getattr(found, name) for name in SAID}, "measures": measures}
    )
    act = partial(services.edit_indicator, indicator=found, by=request.user, now=timezone.now())
    context = _about(found, _("Edit the indicator"), _("Save the indicator"))
    return save(request, form, act, done=_("The indicator has been saved."), context=context)


def add_target(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    found = access.indicator_for(request.user, plan, code, to=Permission.PLAN_EDIT)
    form = forms.NewTargetForm(posted(request), indicator=found, initial={"version": found.version})
    act = partial(services.set_target, indicator=found, by=request.user, now=timezone.now())
    return save(request, form, act, done=_("The target has been set."), context=_about(found, _("Add a target"), _("Add the target")))


def edit_target(request: HttpRequest, plan: str, code: str, target: str) -> HttpResponse:
    """Another value or day: a new row, and the one before stays on record."""
    found = access.target_for(request.user, plan, code, target)
    indicator = found.indicator
    initial = {"version": indicator.version, **{name: getattr(found, name) for name in AIM}}
    form = forms.TargetForm(posted(request), indicator=indicator, initial=initial)
    change = partial(services.set_target, indicator=indicator, by=request.user, now=timezone.now(), replaces=found, code=found.code)
    lead = _("As known before, the earlier target still stands.")
    context = _about(indicator, _("Change a target"), _("Save the target"), lead)
    return save(request, form, change, done=_("The target has been set."), context=context)


def withdraw_target(request: HttpRequest, plan: str, code: str, target: str) -> HttpResponse:
    found = access.target_for(request.user, plan, code, target)
    form = forms.WithdrawForm(posted(request), initial={"version": found.indicator.version})
    act = partial(services.withdraw_target, target=found, by=request.user, now=timezone.now())
    lead = _("The path no longer leads to it. As known before, it still does.")
    context = _about(found.indicator, _("Withdraw a target"), _("Withdraw the target"), lead, target=found, danger=True)
    return save(request, form, act, done=_("The target has been withdrawn."), context=context)


def add_comparison(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    found = access.indicator_for(request.user, plan, code, to=Permission.PLAN_EDIT)
    form = forms.ComparisonForm(posted(request), initial={"version": found.version})
    act = partial(services.add_comparison, indicator=found, by=request.user, now=timezone.now())
    lead = _("What the indicator is held against, in its own unit, such as the level of the countries of ASEAN.")
    context = _about(found, _("Add a series to compare with"), _("Add the series"), lead)
    return save(request, form, act, done=_("The series has been added."), to=f"{page_of(found)}#compared", context=context)


def edit_comparison(request: HttpRequest, plan: str, code: str, pk: int) -> HttpResponse:
    found = access.comparison_for(request.user, plan, code, pk)
    form = forms.ComparisonForm(
        posted(request), initial={name: getattr(found, name) for name in ("name_vi", "name_en", "source", "version")}
    )
    act = partial(services.edit_comparison, comparison=found, by=request.user, now=timezone.now())
    context = _about(found.indicator, _("Edit the series"), _("Save the series"), comparison=found)
    return save(request, form, act, done=_("The series has been saved."), to=series(found), context=context)


def withdraw_comparison(request: HttpRequest, plan: str, code: str, pk: int) -> HttpResponse:
    found = access.comparison_for(request.user, plan, code, pk)
    form = forms.WithdrawForm(posted(request), initial={"version": found.version})
    act = partial(services.withdraw_comparison, comparison=found, by=request.user, now=timezone.now())
    context = _about(found.indicator, _("Withdraw the series"), _("Withdraw the series"), comparison=found, danger=True)
    return save(request, form, act, done=_("The series has been withdrawn."), to=page_of(found.indicator), context=context)


def compare(request: HttpRequest, plan: str, code: str, pk: int) -> HttpResponse:
    """A value of the series; with ?replaces= the correction of an earlier one, which stays on record."""
    found = access.comparison_for(request.user, plan, code, pk)
    number = request.GET.get("replaces")
    corrected = get_object_or_404(found.values, pk=number_in_address(number)).standing_row() if number is not None else None
    initial = {"version": found.version, "on": corrected.on if corrected else None, "value": corrected.value if corrected else None}
    form = forms.ComparedForm(posted(request), initial=initial, indicator=found.indicator, corrects=corrected is not None)
    act = partial(services.compare, comparison=found, by=request.user, now=timezone.now(), replaces=corrected)
    title, submit = (_("Correct a value"), _("Save the correction")) if corrected else (_("Enter a value"), _("Save the value"))
    context = _about(found.indicator, title, submit, SECRETS, comparison=found, replaced=corrected)
    return save(request, form, act, done=_("The value has been recorded."), to=series(found), context=context)


def _about(indicator: Indicator, title: object, submit: object, lead: object = "", **more: object) -> dict[str, object]:
    return page(indicator.plan, title, submit, page_of(indicator), lead, indicator=indicator, aims=indicator.targets.standing(), **more)


def series(comparison: Comparison) -> str:
    return f"{page_of(comparison.indicator)}#compared"
