"""The register kept true in the browser: the facts of a mission, what happened to it, a correction."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from missions import access, services
from missions.forms.keeping import EventForm, MissionForm, as_typed, event_as_typed
from missions.models import Country, Mission, MissionEvent
from plan.views.saving import posted, save

FORM = "missions/form.html"


def edit(request: HttpRequest, code: str) -> HttpResponse:
    mission = access.kept_mission(request.user, code)
    departments = Unit.objects.active(timezone.localdate()).reporting().without_missions()
    initial = as_typed(mission)
    form = MissionForm(posted(request), departments=departments, countries=Country.objects.all(), initial=initial)
    form.fields["kind"].help_text = _kind_is_corrected(mission)
    act = partial(services.edit_mission, mission=mission, by=request.user, now=timezone.now())
    context = _page(mission, _("Edit the facts"), _("Save the facts"), _("What they were before stays in the history."))
    done = _("The facts have been saved.")
    return save(request, form, act, done=done, context=context, saved=lambda: as_typed(_now(mission)), template=FORM)


def add_event(request: HttpRequest, code: str) -> HttpResponse:
    mission = access.kept_mission(request.user, code)
    form = EventForm(posted(request), initial={"version": mission.version, "kind": request.GET.get("kind", "")})
    act = partial(services.record_event, mission=mission, by=request.user, now=timezone.now())
    lead = _("The network is counted from these events. A month or a year counts from its last day.")
    context = _page(mission, _("Record what happened"), _("Record the event"), lead)
    saved = partial(_latest_event, mission)
    return save(request, form, act, done=_("The event has been recorded."), context=context, saved=saved, template=FORM)


def correct_event(request: HttpRequest, code: str, event: int) -> HttpResponse:
    mission = access.kept_mission(request.user, code)
    found = get_object_or_404(mission.events.all(), pk=event).newest()
    form = EventForm(posted(request), initial={**event_as_typed(found), "version": mission.version})
    act = partial(services.record_event, mission=mission, corrects=found, by=request.user, now=timezone.now())
    lead = _("What was recorded before stays as a row, with the moment until which it was believed.")
    context = _page(mission, _("Correct the event"), _("Record the correction"), lead) | {"corrected": found}
    saved = partial(_event_now, found)
    return save(request, form, act, done=_("The correction has been recorded."), context=context, saved=saved, template=FORM)


def _kind_is_corrected(mission: Mission) -> str:
    """What another kind means on this form, and where to say instead that it has become of another."""
    address = f"{reverse('missions:event-add', kwargs={'code': mission.unit.code})}?kind={MissionEvent.Kind.UPGRADED}"
    meant = _("Another kind here is a correction: the mission is then counted as of that kind on every day.")
    instead = _("It was upgraded or changed in kind: record that, with its day")
    return format_html('{} <a href="{}">{}</a>', meant, address, instead)


def _page(mission: Mission, title: str | Promise, submit: str | Promise, lead: str | Promise) -> dict[str, Any]:
    back = reverse("missions:mission", kwargs={"code": mission.unit.code})
    return {"mission": mission, "title": title, "submit": submit, "lead": lead, "back": back}


def _event_now(event: MissionEvent) -> dict[str, Any]:
    """As it is believed now: somebody else may have corrected it meanwhile."""
    return _typed(event.newest())


def _latest_event(mission: Mission) -> dict[str, Any]:
    """What was recorded last: by somebody else meanwhile, if the version has moved for an event."""
    latest = mission.events.standing().order_by("recorded_at", "pk").last()
    return _typed(latest) if latest else {}


def _typed(event: MissionEvent) -> dict[str, Any]:
    typed = event_as_typed(event)
    del typed["version"]
    return {**typed, "note": event.note}


def _now(mission: Mission) -> Mission:
    return Mission.objects.select_related("unit__lead_unit", "host_country").get(pk=mission.pk)
