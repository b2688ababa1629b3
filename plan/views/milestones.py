"""The steps of a measure: the list and its keeping, and that one is reached."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from plan import access, services
from plan.forms.steps import MilestoneForm, ReachForm, RemoveMilestoneForm
from plan.models import Measure, Milestone
from plan.moment import Moment
from plan.services import gates
from plan.views.acts import SECRETS, about
from plan.views.saving import posted, save


def keep(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    """The list, and a new step."""
    measure = access.measure_for(request.user, plan, code, to=Permission.MILESTONES_KEEP)
    steps = list(measure.milestones.standing())
    form = MilestoneForm(posted(request), initial={"version": measure.version}, places=len(steps), adds=True)
    act = partial(services.add_milestone, measure=measure, by=request.user, now=timezone.now())
    context = about(
        measure, _("Milestones of the measure"), _("Add the milestone"), _("What is taken off the list stays in the history."), steps=steps
    )
    return save(
        request,
        form,
        act,
        done=_("The milestone has been added."),
        to=_list(measure),
        context=context,
        gate=partial(gates.milestones_can_be_kept, measure),
        template="plan/milestones.html",
    )


def edit(request: HttpRequest, plan: str, code: str, pk: int) -> HttpResponse:
    found = access.milestone_for(request.user, plan, code, pk, to=Permission.MILESTONES_KEEP)
    names = ("kind", "title", "planned_on", "position", "version")
    initial = {name: getattr(found, name) for name in names}
    form = MilestoneForm(posted(request), initial=initial, places=found.measure.milestones.standing().count(), adds=False)
    act = partial(services.edit_milestone, milestone=found, by=request.user, now=timezone.now())
    return save(
        request,
        form,
        act,
        done=_("The milestone has been saved."),
        context=_about(found, _("Change the milestone"), _("Save the milestone")),
    )


def remove(request: HttpRequest, plan: str, code: str, pk: int) -> HttpResponse:
    found = access.milestone_for(request.user, plan, code, pk, to=Permission.MILESTONES_KEEP)
    form = RemoveMilestoneForm(posted(request), initial={"version": found.version})
    act = partial(services.remove_milestone, milestone=found, by=request.user, now=timezone.now())
    context = _about(found, _("Take the milestone off the list"), _("Take off the list"))
    return save(request, form, act, done=_("The milestone has been taken off the list."), context=context)


def reach(request: HttpRequest, plan: str, code: str, pk: int) -> HttpResponse:
    found = access.milestone_for(request.user, plan, code, pk, to=Permission.MEASURE_UPDATE)
    now = timezone.now()
    initial = {"version": found.version, "reached_on": found.reached_on or Moment.now(now).today, "note": found.note}
    form = ReachForm(posted(request), initial=initial)
    act = partial(services.reach_milestone, milestone=found, by=request.user, now=now)
    context = {**about(found.measure, _("Record a milestone as reached"), _("Save the day"), SECRETS), "milestone": found}
    return save(request, form, act, done=_("The milestone has been recorded."), context=context)


def _about(found: Milestone, title: str | Promise, submit: str | Promise) -> dict[str, Any]:
    return {**about(found.measure, title, submit), "milestone": found, "back": _list(found.measure)}


def _list(measure: Measure) -> str:
    return reverse("plan:milestones", args=[measure.plan.code, measure.code])
