"""The register of proposals: the rows that a filter asks for, and counts that open exactly their rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from accounts.models import Unit
from plan.models import Period, Task
from plan.moment import Moment
from reports.forms.proposal import ProposalFilter
from reports.models import Proposal, ProposalStep
from reports.models.proposal import OPEN, OVERDUE, ProposalQuerySet
from reports.register import Figure

SIGNS = {"raised": "noterm", "assigned": "within", "answered": "ontime", "closed": "done", "withdrawn": "cancelled"}


def sign_of(state: str, *, overdue: bool = False) -> str:
    return "overdue" if overdue else SIGNS[state]


def proposal_filter(data: Mapping[str, Any], rows: ProposalQuerySet) -> ProposalFilter:
    """The choices are those that some proposal among `rows` has or had."""
    units = Unit.objects.filter(pk__in=ProposalStep.objects.filter(proposal__in=rows).values("unit")).order_by("sort_key")
    tasks = Task.objects.filter(pk__in=ProposalStep.objects.filter(proposal__in=rows).values("task")).order_by("plan", "position")
    periods = Period.objects.filter(obligations__proposals__in=rows).distinct().order_by("-starts_on")
    return ProposalFilter(data, units=units, tasks=tasks, periods=periods)


def narrowed(rows: ProposalQuerySet, form: ProposalFilter) -> ProposalQuerySet:
    """By everything but the state: the counts of the states are of these rows. After `standing`."""
    chosen = form.cleaned_data
    rows = rows.matching(chosen["q"])
    if chosen["unit"]:
        rows = rows.assigned_then(chosen["unit"])
    if chosen["task"]:
        rows = rows.of_task(chosen["task"])
    if chosen["period"]:
        rows = rows.of_period(form.periods[chosen["period"]])
    return rows.filter(source=chosen["source"]) if chosen["source"] else rows


def figures(counts: Mapping[str, int], form: ProposalFilter, moment: Moment) -> list[Figure]:
    """What has been raised and how it stands, under the rest of the filter; what is withdrawn only where there is any."""
    state = Proposal.State
    keys = ["all", state.RAISED.value, state.ASSIGNED.value, OVERDUE, state.ANSWERED.value, state.CLOSED.value]
    keys += [state.WITHDRAWN.value] if counts[state.WITHDRAWN.value] else []
    rest = {name: value for name, value in form.cleaned_data.items() if value and name != "state"}
    chosen = form.cleaned_data["state"]
    return [
        Figure(key, counts[key], address(moment.query, **rest, **({} if key == "all" else {"state": key})), chosen == key) for key in keys
    ]


def address(query: str = "", **chosen: str) -> str:
    parts = "&".join(part for part in (urlencode(chosen), query) if part)
    return reverse("reports:proposals") + (f"?{parts}" if parts else "")


__all__ = ["OPEN", "OVERDUE", "address", "figures", "narrowed", "proposal_filter", "sign_of"]
