"""One measure: how it stands at a moment, and which acts are open to the reader."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import Event, User
from accounts.permissions import Permission, can
from plan import access
from plan.models import Completion, DeadlineChange, Measure, Target
from plan.progress import Act, State, next_states
from plan.views.asof import AsOf, read_moment

LATEST = 20


def measure(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    found = access.measure_for(request.user, plan, code)
    asked = read_moment(request)
    context = known(found, asked)
    context["acts"] = acts(request.user, found, context) if asked.moment.is_now else {}
    context["whole_history"] = "history" in request.GET
    events = Event.objects.about(found).select_related("by", "body", "acting_for")
    context["events"] = list(events if context["whole_history"] else events[: LATEST + 1])
    return render(request, "plan/measure.html", context, status=asked.status)


def known(found: Measure, asked: AsOf) -> dict[str, Any]:
    """What is known of the measure at the moment asked for."""
    moment = asked.moment
    standing = Measure.objects.filter(pk=found.pk).standing(moment).select_related("plan", "task", "source", "superseded_by").get()
    updates = list(found.updates.in_force(moment).select_related("by"))
    changes = list(found.deadline_changes.select_related("asked_by", "endorsed_by", "decided_by"))
    completions = list(found.completions.select_related("proposed_by", "decided_by"))
    assignments = list(found.assignments.on(moment.on).select_related("unit"))
    return {
        "plan": found.plan,
        "measure": standing,
        "as_of": asked,
        "updates": updates,
        "said": next((update for update in updates if update.narrative or update.difficulties), None),
        "lead": next((row.unit for row in assignments if row.role == row.Role.LEAD), None),
        "coordinating": [row.unit for row in assignments if row.role == row.Role.COORDINATING],
        "changes": changes,
        "asking": next((change for change in changes if change.decision in {"requested", "endorsed"}), None),
        "completions": completions,
        "waiting": next((completion for completion in completions if completion.decision == "waiting"), None),
        "targets": Target.objects.filter(indicator__measures=found).select_related("indicator"),
        "links": found.directive_links.select_related("directive__occasion", "directive__source", "decided_by"),
    }


def acts(user: User, found: Measure, context: dict[str, Any]) -> dict[str, bool]:
    """Which acts the reader may begin now; the services and `plan.access` ask again."""
    edit, update = can(user, Permission.PLAN_EDIT), can(user, Permission.MEASURE_UPDATE, found)
    adopted, waiting, asking = found.in_plan_from is not None, context["waiting"], context["asking"]
    return {
        "edit": edit,
        "adopt": edit and not adopted,
        "term": adopted and can(user, found.deadline_permission(), found),
        "update": adopted and update and bool(next_states(Act.RECORD, found.state, may_decide=edit)),
        "complete": adopted and update and bool(next_states(Act.PROPOSE, found.state)),
        "ask": adopted and update and asking is None and found.state not in {State.DONE, State.CANCELLED},
        "reopen": adopted and edit and bool(next_states(Act.REOPEN, found.state)),
        "confirm": may_confirm(user, waiting),
        "endorse": may_endorse(user, asking),
        "decide": may_decide(user, asking),
    }


def may_confirm(user: User, completion: Completion | None) -> bool:
    """A second person confirms: never the one who proposed."""
    return completion is not None and completion.proposed_by_id != user.pk and can(user, Permission.COMPLETION_CONFIRM, completion)


def may_endorse(user: User, change: DeadlineChange | None) -> bool:
    return change is not None and change.decision == change.Decision.REQUESTED and can(user, Permission.DEADLINE_ENDORSE, change)


def may_decide(user: User, change: DeadlineChange | None) -> bool:
    return change is not None and can(user, change.measure.deadline_permission(), change.measure)
