"""One measure: how it stands at a moment, and which acts are open to the reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Event, User
from accounts.permissions import Permission, can
from office.comment_form import CommentForm
from office.comments import Thread, said_of, thread
from office.panels import panels_for
from office.visits import last_visit, visited
from plan import access
from plan.hearing import Answer, Hearing, hearing
from plan.models import Completion, DeadlineChange, Measure, Milestone
from plan.moment import Moment
from plan.progress import BY_DECISION, Act, State, next_states
from plan.slippage import slippage
from plan.views.asof import AsOf, read_moment

LATEST = 20
KIND = "plan.measure"


@require_safe
def measure(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    asked = read_moment(request)
    named = f"{plan}/{code}"
    rows = Measure.objects.standing(asked.moment).with_parts().select_related("superseded_by")
    rows = rows.annotate(has_comments=said_of(KIND, named), **visited(request.user, KIND, named))
    found = access.measure_for(request.user, plan, code, rows=rows)
    context = known(found, asked)
    context["acts"] = acts(request.user, found, context) if asked.moment.is_now else {}
    context["correctable"] = {State.NOT_STARTED, State.IN_PROGRESS} | (BY_DECISION if context["acts"].get("edit") else set())
    context["maintains"] = can(request.user, Permission.PLAN_EDIT)
    context["events"], context["more_history"] = history(found, whole="history" in request.GET)
    context |= talk(request, found, context) if asked.moment.is_now else {}
    context["panels"] = panels_for("measure", found, request.user, asked.moment)
    return render(request, "plan/measure.html", context, status=asked.status)


def history(found: Measure, *, whole: bool) -> tuple[list[Event], bool]:
    """What was done to the measure, newest first, and whether there is more than is shown."""
    rows = Event.objects.about(found).select_related("body")
    events = list(rows if whole else rows[: LATEST + 1])
    return (events, False) if whole else (events[:LATEST], len(events) > LATEST)


def talk(request: HttpRequest, found: Measure, context: dict[str, Any]) -> dict[str, Any]:
    """What is said about it today, and what others have done since the reader last opened it."""
    now, which = timezone.now(), {"user": request.user, "kind": KIND, "code": f"{found.plan.code}/{found.code}"}
    since = last_visit(**which, at=found.visited_at, before=found.visited_before, now=now)
    news = [event for event in context["events"] if since and event.at > since and event.by_id != request.user.pk]
    return {
        "since": since,
        "news": news,
        "news_are_more": context["more_history"] and len(news) == len(context["events"]),
        "thread": thread(**which, now=now, whole="comments" in request.GET) if found.has_comments else Thread([], 0),
        "may_comment": can(request.user, Permission.COMMENT_WRITE),
        "may_withdraw": context["maintains"],
        "comments_at": reverse("plan:comments", args=[found.plan.code, found.code]),
        "comment_form": CommentForm(),
    }


def known(found: Measure, asked: AsOf) -> dict[str, Any]:
    """What is known of the measure at the moment asked for."""
    moment = asked.moment
    updates = list(found.updates.in_force(moment).select_related("by"))
    changes, completions = found.deadline_changes.told(moment), found.completions.told(moment) if found.has_completions else []
    waiting = next((completion for completion in completions if completion.decision == "waiting"), None)
    held = found.assignments.at(moment).select_related("unit")
    assignments = list(held.with_voice(moment.today).with_view(waiting.pk) if waiting else held)
    lead = next((row.unit for row in assignments if row.role == row.Role.LEAD), None)
    coordinating = [row for row in assignments if row.role == row.Role.COORDINATING]
    if moment.is_now:
        found._lead_ids = [lead.pk] if lead else []  # what `unit_ids` would ask for again
    return {
        "plan": found.plan,
        "measure": found,
        "superseded": found.was_superseded(moment),
        "at_state": State(found.at_state).label,
        "as_of": asked,
        "updates": updates,
        "said": next((update for update in updates if update.narrative or update.difficulties), None),
        "lead": lead,
        "coordinating": [row.unit for row in coordinating],
        "hearing": hearing(coordinating, moment) if waiting and coordinating else None,
        "changes": changes,
        "asking": next((change for change in changes if change.decision in {"requested", "endorsed"}), None),
        "completions": completions,
        "waiting": waiting,
        "slipped": slippage(sorted((row for row in changes if row.decision == "approved"), key=lambda row: row.order)),
        "steps": steps(found.milestones.told(moment), moment) if found.has_steps else [],
        "indicators": found.indicators.with_way(),
        "links": found.directive_links.select_related("directive__occasion", "directive__source", "decided_by"),
    }


@dataclass(frozen=True)
class ShownStep:
    milestone: Milestone
    mark: str  # is-done, is-now or is-next
    sign: str
    is_late: bool


def steps(milestones: list[Milestone], moment: Moment) -> list[ShownStep]:
    """The steps with their signs; the one at work is the first that is not reached."""
    rows, now = [], next((row for row in milestones if row.reached_on is None), None)
    for row in milestones:
        late = row.is_late(moment.on)
        if row.reached_on:
            rows.append(ShownStep(row, "is-done", "late" if late else "ontime", late))
        else:
            rows.append(
                ShownStep(row, "is-now" if row is now else "is-next", "overdue" if late else "within" if row is now else "ongoing", late)
            )
    return rows


def acts(user: User, found: Measure, context: dict[str, Any]) -> dict[str, Any]:
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
        "complete": adopted and update and bool(next_states(Act.PROPOSE, found.state)),
        "ask": undecided and update and asking is None,
        "reopen": adopted and edit and bool(next_states(Act.REOPEN, found.state)),
        "keep_steps": adopted and can(user, Permission.MILESTONES_KEEP, found),
        "reach": adopted and update,
        "view": units_to_speak_for(user, context["hearing"] if waiting else None),
        "confirm": may_confirm(user, waiting),
        "endorse": may_endorse(user, asking),
        "decide": may_decide(user, asking),
    }


def units_to_speak_for(user: User, said: Hearing | None) -> list[Answer]:
    """The coordinating units in whose name the reader can say something to the proposal."""
    return [answer for answer in said.answers if can(user, Permission.COMPLETION_VIEW, answer.unit)] if said else []


def may_confirm(user: User, completion: Completion | None) -> bool:
    """A second person confirms: never the one who proposed."""
    return (
        completion is not None
        and completion.proposed_by_id != user.pk
        and can(user, completion.measure.completion_permission(), completion)
    )


def may_endorse(user: User, change: DeadlineChange | None) -> bool:
    return change is not None and change.decision == change.Decision.REQUESTED and can(user, Permission.DEADLINE_ENDORSE, change)


def may_decide(user: User, change: DeadlineChange | None) -> bool:
    return change is not None and can(user, change.measure.deadline_permission(), change.measure)
