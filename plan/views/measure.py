"""One measure: how it stands at a moment, and which acts are open to the reader."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import Event, User
from accounts.permissions import Permission, can
from office.panels import panels_for
from plan import access
from plan.models import Completion, DeadlineChange, Measure, Project
from plan.progress import BY_DECISION, Act, State, next_states
from plan.views.asof import AsOf, read_moment

LATEST = 20


@require_safe
def measure(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    found = access.measure_for(request.user, plan, code)
    asked = read_moment(request)
    context = known(found, asked)
    context["acts"] = acts(request.user, found, context) if asked.moment.is_now else {}
    context["correctable"] = {State.NOT_STARTED, State.IN_PROGRESS} | (BY_DECISION if context["acts"].get("edit") else set())
    hidden = any(row.file and not row.stands_now for row in context["evidence"])
    context["opens_withdrawn"] = hidden and can(request.user, Permission.MEASURE_UPDATE, found)
    context["maintains"] = can(request.user, Permission.PLAN_EDIT)
    context["events"], context["more_history"] = history(found, whole="history" in request.GET)
    context["panels"] = panels_for("measure", found, request.user, asked.moment)
    return render(request, "plan/measure.html", context, status=asked.status)


def history(found: Measure, *, whole: bool) -> tuple[list[Event], bool]:
    """What was done to the measure, newest first, and whether there is more than is shown."""
    rows = Event.objects.about(found).select_related("body")
    events = list(rows if whole else rows[: LATEST + 1])
    return (events, False) if whole else (events[:LATEST], len(events) > LATEST)


def known(found: Measure, asked: AsOf) -> dict[str, Any]:
    """What is known of the measure at the moment asked for."""
    moment = asked.moment
    rows = Measure.objects.filter(pk=found.pk).annotate(has_projects=Exists(Project.objects.filter(measure=OuterRef("pk"))))
    standing = rows.standing(moment).select_related("plan", "task", "source", "superseded_by").get()
    updates = list(found.updates.in_force(moment).select_related("by"))
    changes, completions = found.deadline_changes.told(moment), found.completions.told(moment)
    waiting = next((completion for completion in completions if completion.decision == "waiting"), None)
    evidence = found.evidence.told(moment)
    assignments = list(found.assignments.at(moment).select_related("unit"))
    lead = next((row.unit for row in assignments if row.role == row.Role.LEAD), None)
    if moment.as_it_stands:
        found._lead_ids = [lead.pk] if lead else []  # what `unit_ids` would ask for again
    return {
        "plan": found.plan,
        "measure": standing,
        "superseded": found.was_superseded(moment),
        "at_state": State(standing.at_state).label,
        "as_of": asked,
        "updates": updates,
        "said": next((update for update in updates if update.narrative or update.difficulties), None),
        "lead": lead,
        "coordinating": [row.unit for row in assignments if row.role == row.Role.COORDINATING],
        "changes": changes,
        "asking": next((change for change in changes if change.decision in {"requested", "endorsed"}), None),
        "completions": completions,
        "waiting": waiting,
        "evidence": evidence,
        "shown": [row for row in evidence if waiting and waiting.pk in row.supports],
        "indicators": found.indicators.with_way(),
        "projects": found.projects.known(moment.known).with_amounts(moment) if standing.has_projects else [],
        "links": found.directive_links.select_related("directive__occasion", "directive__source", "decided_by"),
    }


def acts(user: User, found: Measure, context: dict[str, Any]) -> dict[str, bool]:
    """Which acts the reader may begin now; the services and `plan.access` ask again."""
    edit, update = can(user, Permission.PLAN_EDIT), can(user, Permission.MEASURE_UPDATE, found)
    adopted, waiting, asking = found.in_plan_from is not None, context["waiting"], context["asking"]
    undecided = adopted and waiting is None and found.state not in {State.DONE, State.CANCELLED}  # its term can still change
    return {
        "edit": edit,
        "adopt": edit and not adopted,
        "assign": edit and adopted,
        "term": undecided and can(user, found.deadline_permission(), found),
        "update": adopted and update and bool(next_states(Act.RECORD, found.state, may_decide=edit)),
        "evidence": adopted and update,
        "complete": adopted and update and bool(next_states(Act.PROPOSE, found.state)),
        "ask": undecided and update and asking is None,
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
