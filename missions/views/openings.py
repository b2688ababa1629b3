"""The pages of openings in preparation: the board, one opening, and the forms that change it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, can
from missions import access, services
from missions.forecasting import planned_of
from missions.forms import opening as forms
from missions.models import DateMove, Opening, Stage
from plan.moment import Moment, day_of
from plan.views.saving import posted, save

SECRETS = _("Public and internal information only: never enter a state secret.")


@dataclass
class Lane:
    """A column of the board: the openings whose next stage it is."""

    stage: Stage
    openings: list[Opening] = field(default_factory=list)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    openings = list(access.openings_for(request.user).with_course())
    lanes = {stage.pk: Lane(stage) for stage in Stage.objects.all()}
    for opening in openings:
        if opening.is_prepared and opening.at:
            lanes[opening.at.stage_id].openings.append(opening)
    for lane in lanes.values():
        lane.openings.sort(key=lambda row: (row.last is None or row.last.likely is None, row.last and row.last.likely, row.code))
    context = {
        "lanes": list(lanes.values()),
        "prepared": [row for row in openings if row.is_prepared],
        "moved": [row for row in openings if row.is_prepared and row.days_moved > 0],
        "opened": [row for row in openings if row.state == Opening.State.OPENED],
        "abandoned": [row for row in openings if row.state == Opening.State.ABANDONED],
        "today": timezone.localdate(),
        "decides": access.decides(request.user),
    }
    return render(request, "missions/openings.html", context)


@require_safe
def opening(request: HttpRequest, code: str) -> HttpResponse:
    found = access.opening_for(request.user, code)
    today = timezone.localdate()
    counted, why = planned_of(found, today) if found.is_prepared else (None, "")
    context = {
        "opening": found,
        "today": today,
        "moves": DateMove.objects.of(found),
        "counted": counted,
        "why_not": "" if counted else why,
        "may_edit": found.is_prepared and can(request.user, Permission.OPENINGS_EDIT, found),
        "decides": access.decides(request.user),
        "events": access.opening_history(request.user, found),
    }
    return render(request, "missions/opening.html", context)


def add(request: HttpRequest) -> HttpResponse:
    access.must_decide(request.user)
    form = forms.OpeningForm(posted(request), **choices(request))
    act = partial(services.add_opening, by=request.user, now=timezone.now())
    context = about(None, _("Add an opening"), _("Add the opening"))
    return save(request, form, act, done=_("The opening has been added."), context=context, template=FORM)


def edit(request: HttpRequest, code: str) -> HttpResponse:
    found = access.opening_for(request.user, code, to=Permission.OPENINGS_EDIT)
    form = forms.EditedOpeningForm(posted(request), initial=forms.opening_as_typed(found), **choices(request))
    context = about(found, _("Edit the opening"), _("Save the opening"))
    saved = partial(as_saved, found, forms.opening_as_typed)
    return save(
        request,
        form,
        acting(services.edit_opening, request, found),
        done=_("The opening is saved."),
        context=context,
        saved=saved,
        template=FORM,
    )


def dates(request: HttpRequest, code: str) -> HttpResponse:
    found = access.opening_for(request.user, code, to=Permission.OPENINGS_EDIT)
    form = forms.CourseForm(posted(request), opening=found)
    context = about(found, _("Dates and chances"), _("Save dates and chances"))
    saved = partial(as_saved, found, forms.course_as_typed)
    act = acting(services.date_opening, request, found)
    return save(request, form, act, done=_("The dates are saved."), context=context, saved=saved, template="missions/opening_dates.html")


def reach(request: HttpRequest, code: str) -> HttpResponse:
    found = access.opening_for(request.user, code, to=Permission.OPENINGS_EDIT)
    initial = {"version": found.version, "reached_on": Moment.now(timezone.now()).today}
    form = forms.ReachForm(posted(request), initial=initial)
    context = about(found, _("Stage reached"), _("Record the stage"), lead=found.at)
    return save(
        request, form, acting(services.reach_stage, request, found), done=_("The stage has been recorded."), context=context, template=FORM
    )


def take_back(request: HttpRequest, code: str) -> HttpResponse:
    found = access.opening_for(request.user, code, to=Permission.OPENINGS_EDIT)
    context = about(found, _("Take back the latest stage"), _("Take back the stage"))
    return because(request, found, services.return_stage, _("The stage has been taken back."), context)


def abandon(request: HttpRequest, code: str) -> HttpResponse:
    found = access.opening_to_decide(request.user, code)
    context = about(found, _("Give up the opening"), _("Give up the opening"), danger=True)
    return because(request, found, services.abandon_opening, _("The opening has been given up."), context)


def resume(request: HttpRequest, code: str) -> HttpResponse:
    found = access.opening_to_decide(request.user, code)
    context = about(found, _("Take up the opening again"), _("Take it up again"))
    return because(request, found, services.resume_opening, _("The opening is in preparation again."), context)


def open_mission(request: HttpRequest, code: str) -> HttpResponse:
    """Makes the mission, its unit and its event in one act."""
    found = access.opening_to_decide(request.user, code)
    initial = {name: getattr(found, name) for name in ("version", "name_vi", "name_en", "latitude", "longitude")}
    form = forms.OpenForm(posted(request), initial=initial)
    lead = _("One act makes the unit, the mission and its opening with the number of the decision; nothing is made unless all of it is.")
    context = about(found, _("Open the mission"), _("Open the mission"), lead=lead)
    return save(
        request, form, acting(services.open_mission, request, found), done=_("The mission has been opened."), context=context, template=FORM
    )


FORM = "missions/opening_form.html"


def acting(service: Any, request: HttpRequest, found: Opening) -> Any:
    return partial(service, opening=found, by=request.user, now=timezone.now())


def because(request: HttpRequest, found: Opening, service: Any, done: Any, context: dict[str, Any]) -> HttpResponse:
    """An act that asks for nothing but its reason."""
    form = forms.ReasonForm(posted(request), initial={"version": found.version})
    return save(request, form, acting(service, request, found), done=done, context=context, template=FORM)


def about(found: Opening | None, title: Any, submit: Any, lead: Any = "", **more: Any) -> dict[str, Any]:
    back = reverse("missions:opening", args=[found.code]) if found else reverse("missions:openings")
    return {"opening": found, "title": title, "submit": submit, "lead": lead, "secrets": SECRETS, "back": back, **more}


def choices(request: HttpRequest) -> dict[str, Any]:
    return {"units": access.units_to_lead(request.user).active(day_of(timezone.now())), "all_units": access.decides(request.user)}


def as_saved(found: Opening, typed: Any) -> dict[str, Any]:
    return typed(Opening.objects.with_course().get(pk=found.pk))
