"""How pages write the standing of a proposal, and what they show of proposals beside a report."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from office.templatetags.house import state
from reports import access
from reports.models import Obligation, Proposal, ProposalStep
from reports.models.proposal import OVERDUE
from reports.proposal_register import sign_of
from reports.questions import Section

register = template.Library()
MOST = 20  # of earlier proposals beside a form
SIGNS = {
    "raised": "info",
    "corrected": "clash",
    "assigned": "wait",
    "answered": "ontime",
    "returned": "risk",
    "closed": "done",
    "withdrawn": "cancelled",
    "reopened": "busy",
}


@register.simple_tag(takes_context=True)
def proposal_state(context: Context, key: str, due_on: date | None, on: date, form: str = "") -> SafeString:
    """The sign and the word, and until when the answer is waited for."""
    waits = key == Proposal.State.ASSIGNED and due_on is not None
    late = (on - due_on).days if waits and due_on else 0
    if late > 0:
        return state(context, "overdue", ngettext("Answer overdue by %(n)s day", "Answer overdue by %(n)s days", late) % {"n": late}, form)
    if waits:
        return state(context, "within", _("Answer due %(day)s") % {"day": f"{due_on:%d/%m/%Y}"}, form)
    return state(context, sign_of(key), Proposal.State(key).label, form)


@register.simple_tag(takes_context=True)
def proposal_group(context: Context, key: str) -> SafeString:
    """The words under a count."""
    if key == "all":
        return format_html('<span class="meta">{}</span>', _("raised"))
    label = _("answer overdue") if key == OVERDUE else str(Proposal.State(key).label)
    return state(context, "overdue" if key == OVERDUE else sign_of(key), label[:1].lower() + label[1:])


@register.simple_tag
def step_sign(step: ProposalStep) -> str:
    return SIGNS[step.act]


@register.inclusion_tag("reports/_proposals_before.html", takes_context=True)
def proposals_before(context: Context, obligation: Obligation, section: Section | None = None) -> dict[str, Any]:
    """What the unit proposed in earlier reports and what was answered, beside the form of this one; with a section only
    where that asks for proposals. The unit itself and those who read its reports see it."""
    user, asks = context["user"], section is None or any(one.role == "proposals" for one in section.questions)
    units = access.units_known(user) if asks else frozenset()
    known = units is None or obligation.unit_id in units
    rows = list(Proposal.objects.raised_before(obligation)[:MOST]) if known else []
    return {"rows": rows, "today": localdate(), "request": context.get("request")}
