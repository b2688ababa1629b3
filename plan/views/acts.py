"""The forms that change a measure: fetch it for the act, ask, perform one service, answer."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from accounts.permissions import Permission, can
from plan import access, forms, services
from plan.forms.evidence import CompletionForm
from plan.forms.status import ReopenForm, StatusForm
from plan.models import Assignment, DeadlineChange, Measure, can_hold
from plan.moment import Moment
from plan.progress import Act, State, next_states
from plan.services import gates
from plan.views.saving import chosen, posted, save
from plan.views.undoing import undo_address

SECRETS = _("Public and internal information only: never enter a state secret.")


def page_of(measure: Measure) -> str:
    return reverse("plan:measure", args=[measure.plan.code, measure.code])


def about(measure: Measure, title: str | Promise, submit: str | Promise, lead: str | Promise = "", **more: Any) -> dict[str, Any]:
    """What the page of a form says around the form."""
    return {"measure": measure, "plan": measure.plan, "title": title, "submit": submit, "lead": lead, "back": page_of(measure), **more}


def update(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    """A status update; with ?replaces= the correction of an earlier one, which stays on record."""
    measure = access.measure_for(request.user, plan, code, to=Permission.MEASURE_UPDATE)
    now = timezone.now()
    standing = measure.updates.standing().select_related("by")
    corrected = get_object_or_404(standing, pk=number_in_address(request.GET["replaces"])) if "replaces" in request.GET else None
    decides = can(request.user, Permission.PLAN_EDIT)
    states = next_states(Act.RECORD, measure.state, may_decide=decides)
    names = ("reason", "narrative", "difficulties", "percent", "health")
    said = {name: getattr(corrected, name) for name in names} if corrected else measure.updates.said_last()
    initial = {
        **said,
        "version": measure.version,
        "state": corrected.state if corrected else State.IN_PROGRESS if State.IN_PROGRESS in states else measure.state,
        "effective_on": corrected.effective_on if corrected else Moment.now(now).today,
    }
    states = dict.fromkeys([*states, State(corrected.state)] if corrected else states)
    form = StatusForm(posted(request), initial=initial, states=states)
    act = partial(services.record_status, measure=measure, by=request.user, now=now, replaces=corrected, language=request.LANGUAGE_CODE)
    title, submit = (_("Correct an update"), _("Save the correction")) if corrected else (_("Update progress"), _("Save the update"))
    context = about(measure, title, submit, SECRETS, corrected=corrected)
    return save(
        request,
        form,
        act,
        done=_("The update has been recorded."),
        context=context,
        saved=partial(last_said, measure),
        undo=lambda update: undo_address(measure.plan, update.edit.act),
        gate=None if corrected else partial(gates.can_be_updated, measure, may_decide=decides),
    )


def last_said(measure: Measure) -> dict[str, Any]:
    names = ("reason", "narrative", "difficulties", "effective_on")
    return measure.updates.standing().values(*names).first() or {}


def number_in_address(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        raise Http404
    return int(text)


def complete(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    measure = access.measure_for(request.user, plan, code, to=Permission.MEASURE_UPDATE)
    now = timezone.now()
    standing = list(measure.evidence.standing())
    initial = {"version": measure.version, "effective_on": Moment.now(now).today, "evidence": [row.pk for row in standing]}
    form = CompletionForm(posted(request), chosen(request), initial=initial, standing=standing)
    act = partial(services.propose_completion, measure=measure, by=request.user, now=now)
    context = about(
        measure,
        _("Propose as completed"),
        _("Send for confirmation"),
        _("The secretariat confirms a key measure. On time is judged by the day of completion.")
        if measure.is_key
        else _("A second person, the head of the unit, confirms it. On time is judged by the day of completion."),
        missing=measure.milestones.left(),
    )
    return save(
        request,
        form,
        act,
        done=_("The proposal is waiting for confirmation."),
        context=context,
        gate=partial(gates.can_be_proposed, measure),
        template="plan/complete.html",
    )


def ask_for_deadline(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    measure = access.measure_for(request.user, plan, code, to=Permission.MEASURE_UPDATE)
    form = forms.DeadlineForm(posted(request), initial={"version": measure.version, "term": "dated"})
    act = partial(services.ask_for_deadline, measure=measure, by=request.user, now=timezone.now())
    context = about(
        measure,
        _("Ask for a new deadline"),
        _("Send the request"),
        _("The head of the unit endorses the request, then it is decided. The first deadline stays in the record."),
    )
    return save(
        request,
        form,
        act,
        done=_who_is_next,
        context=context,
        gate=partial(gates.can_have_another_term, measure),
    )


def _who_is_next(change: DeadlineChange) -> str:
    """A head who asks has endorsed by that."""
    if change.endorsed_at is None:
        return str(_("The request has been sent to the head of the unit."))
    if change.measure.is_key:
        return str(_("The request has been sent; the ministry's leadership decides on it."))
    return str(_("The request has been sent; the secretariat decides on it."))


def set_term(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    measure = access.measure_for_term(request.user, plan, code)
    now = timezone.now()
    initial = {
        "version": measure.version,
        "term": measure.term if measure.term != "none" else "dated",
        "due_on": measure.due_on,
        "effective_on": Moment.now(now).today,
    }
    form = forms.TermForm(posted(request), initial=initial)
    act = partial(services.set_deadline, measure=measure, by=request.user, now=now)
    context = about(measure, _("Set the deadline"), _("Save the deadline"))
    return save(request, form, act, done=_("The deadline has been set."), context=context, gate=partial(gates.can_be_arranged, measure))


def assign(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    measure = access.measure_for(request.user, plan, code, to=Permission.PLAN_EDIT)
    now = timezone.now()
    today = Moment.now(now).today
    held = _held(measure)
    initial = {
        "version": measure.version,
        "lead": held["lead"].code if held["lead"] else "",
        "coordinating": [unit.code for unit in held["coordinating"]],
        "from_on": today,
    }
    form = forms.AssignForm(posted(request), initial=initial, **_offered(held, today))
    act = partial(services.assign, measure=measure, by=request.user, now=now)
    context = about(
        measure,
        _("Assign units"),
        _("Save the assignment"),
        _("One unit leads, others coordinate. Earlier assignments stay in the record."),
    )
    return save(
        request,
        form,
        act,
        done=_("The units have been assigned."),
        context=context,
        saved=partial(_held, measure),
        gate=partial(gates.can_be_arranged, measure),
    )


def _offered(held: dict[str, Any], today: date) -> dict[str, list[Unit]]:
    """The units that can be chosen, and those that hold the measure already: saving the form takes none of them away."""
    active = list(Unit.objects.active(today))
    return {
        "leads": [unit for unit in active if can_hold(unit, Assignment.Role.LEAD, today)] + _missing([held["lead"]], active),
        "others": [unit for unit in active if can_hold(unit, Assignment.Role.COORDINATING, today)] + _missing(held["coordinating"], active),
    }


def _missing(held: list[Unit | None], offered: list[Unit]) -> list[Unit]:
    return [unit for unit in held if unit and unit not in offered]


def _held(measure: Measure) -> dict[str, Any]:
    """Which units hold the measure now and since when, under the names of the form."""
    rows = list(measure.assignments.current().select_related("unit"))
    lead = next((row.unit for row in rows if row.role == row.Role.LEAD), None)
    since = max((row.from_on for row in rows), default=None)
    return {"lead": lead, "coordinating": [row.unit for row in rows if row.role == row.Role.COORDINATING], "from_on": since}


def reopen(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    measure = access.measure_for(request.user, plan, code, to=Permission.PLAN_EDIT)
    now = timezone.now()
    form = ReopenForm(posted(request), initial={"version": measure.version, "effective_on": Moment.now(now).today})
    act = partial(services.reopen, measure=measure, by=request.user, now=now)
    context = about(measure, _("Reopen the measure"), _("Reopen"))
    return save(request, form, act, done=_("The measure is open again."), context=context, gate=partial(gates.can_be_reopened, measure))


def adopt(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    measure = access.measure_for(request.user, plan, code, to=Permission.PLAN_EDIT)
    now = timezone.now()
    form = forms.AdoptForm(posted(request), initial={"version": measure.version, "from_on": Moment.now(now).today})
    act = partial(services.adopt, measure=measure, by=request.user, now=now)
    context = about(
        measure,
        _("Adopt into the plan"),
        _("Adopt the measure"),
        _("Found in other public sources. Once adopted it counts in the figures of the plan."),
    )
    return save(
        request, form, act, done=_("The measure is now part of the plan."), context=context, gate=partial(gates.can_be_adopted, measure)
    )
