"""Yes or no to what somebody else has asked for, and what one has asked for oneself taken back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.permissions import Permission
from plan import access, forms, services
from plan.forms.evidence import WithdrawForm
from plan.forms.steps import ViewForm
from plan.models import Completion, DeadlineChange
from plan.services import gates
from plan.services.views import heard
from plan.views.acts import about
from plan.views.saving import posted, save


def completion(request: HttpRequest, plan: str, code: str, pk: int) -> HttpResponse:
    found = access.completion_for(request.user, plan, code, pk)
    now = timezone.now()

    def act(*, seen: int, approve: bool, reason: str) -> Any:
        if approve:
            return services.confirm_completion(completion=found, by=request.user, now=now, seen=seen, reason=reason)
        return services.refuse_completion(completion=found, by=request.user, reason=reason, now=now, seen=seen)

    said = heard(found, now)
    form = forms.DecisionForm(
        posted(request),
        initial={"version": found.version},
        yes=_("Confirm: the measure is completed"),
        no=_("Do not confirm"),
        when="" if said.is_settled else _("Needed in both cases: a unit has another opinion or has not answered yet."),
    )
    shown = list(found.evidence.select_related("file"))
    seen = {"completion": found, "shown": shown, "hearing": said, "missing": found.measure.milestones.left()}
    context = about(found.measure, _("Confirm completion"), _("Save the decision"), **seen)
    return save(
        request,
        form,
        act,
        done=_("Your decision on the completion has been recorded."),
        context=context,
        gate=partial(gates.can_be_confirmed, found, request.user),
    )


def view(request: HttpRequest, plan: str, code: str, pk: int, unit: str) -> HttpResponse:
    """What a coordinating unit says to a proposed completion; until that is decided it can be said anew."""
    found, speaker = access.completion_to_view(request.user, plan, code, pk, unit)
    before = found.views.filter(unit=speaker).first()
    said = {"opinion": before.opinion, "reason": before.reason} if before else {}
    form = ViewForm(posted(request), initial={"version": before.version if before else 0, **said})
    act = partial(services.give_view, completion=found, unit=speaker, by=request.user, now=timezone.now())
    context = about(
        found.measure,
        _("Opinion on a proposed completion"),
        pgettext_lazy("of a unit on a completion", "Save the view"),
        _("You speak for: %(unit)s. Whoever confirms sees the opinion first.") % {"unit": speaker.name},
        completion=found,
        shown=list(found.evidence.select_related("file")),
        hearing=heard(found, timezone.now()),
        missing=found.measure.milestones.left(),
    )
    return save(
        request, form, act, done=_("The opinion has been recorded."), context=context, gate=partial(gates.can_be_viewed, found, speaker)
    )


def deadline(request: HttpRequest, plan: str, code: str, pk: int) -> HttpResponse:
    found = access.deadline_change_for(request.user, plan, code, pk)
    why_not = gates.why_no_term(found.measure)
    form = forms.DecisionForm(
        posted(request),
        initial={"version": found.version},
        yes=_("Approve the new deadline"),
        no=_("Refuse it: the present deadline stays"),
    )
    if why_not and request.method != "POST":  # who saw both choices before is told why by the service
        form.fields["approve"].choices = [("no", _("Refuse it: the present deadline stays"))]
    act = partial(services.decide_deadline, change=found, by=request.user, now=timezone.now())
    context = about(found.measure, _("Decide on the deadline"), _("Save the decision"), why_not, change=found)
    return save(
        request,
        form,
        act,
        done=_("Your decision on the deadline has been recorded."),
        context=context,
        gate=partial(gates.can_be_decided, found),
    )


def endorse(request: HttpRequest, plan: str, code: str, pk: int) -> HttpResponse:
    found = access.deadline_change_for(request.user, plan, code, pk, to=Permission.DEADLINE_ENDORSE)
    form = forms.EndorseForm(posted(request), initial={"version": found.version})
    act = partial(services.endorse_deadline, change=found, by=request.user, now=timezone.now())
    context = about(found.measure, _("Endorse the request for a new deadline"), _("Endorse the request"), change=found)
    return save(
        request,
        form,
        act,
        done=_("The request has been endorsed and goes on to be decided."),
        context=context,
        gate=partial(gates.can_be_endorsed, found),
    )


def withdraw_completion(request: HttpRequest, plan: str, code: str, pk: int) -> HttpResponse:
    found = access.own_completion_for(request.user, plan, code, pk)
    act = partial(services.withdraw_completion, completion=found, by=request.user, now=timezone.now())
    lead = _("The measure goes on as if it had not been proposed. The proposal stays on record with your reason.")
    shown = list(found.evidence.select_related("file"))
    context = about(found.measure, _("Take the proposal back"), _("Take the proposal back"), lead, completion=found, shown=shown)
    return _taken_back(request, found, act, context, done=_("The proposal has been taken back."))


def withdraw_deadline(request: HttpRequest, plan: str, code: str, pk: int) -> HttpResponse:
    found = access.own_deadline_change_for(request.user, plan, code, pk)
    act = partial(services.withdraw_deadline, change=found, by=request.user, now=timezone.now())
    lead = _("The present deadline stays, and you can ask for another one. The request stays on record with your reason.")
    context = about(found.measure, _("Take the request back"), _("Take the request back"), lead, change=found)
    return _taken_back(request, found, act, context, done=_("The request has been taken back."))


def _taken_back(
    request: HttpRequest, found: Completion | DeadlineChange, act: Callable[..., Any], context: dict[str, Any], done: Promise
) -> HttpResponse:
    form = WithdrawForm(posted(request), initial={"version": found.version})
    gate = partial(gates.can_be_taken_back, found, request.user)
    return save(request, form, act, done=done, context=context, gate=gate)


def link(request: HttpRequest, plan: str, pk: int) -> HttpResponse:
    found = access.link_for(request.user, plan, pk)
    form = forms.LinkForm(posted(request), initial={"version": found.version})
    act = partial(services.decide_link, link=found, by=request.user, now=timezone.now())
    back = reverse("plan:directives", args=[plan]) + forms.DirectiveFilter(request.GET).asked  # to the list that one works through
    context = {"link": found, "plan": found.directive.plan, "title": _("Confirm a link"), "submit": _("Save the decision"), "back": back}
    return save(
        request, form, act, done=_("Your decision on the link has been recorded."), to=f"{back}#{found.directive.code}", context=context
    )
