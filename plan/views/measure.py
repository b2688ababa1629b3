"""One measure: how it stands at a moment, and which acts are open to the reader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Event, User
from accounts.permissions import Permission, can, is_second
from office.comment_form import empty_form
from office.comments import Thread, thread
from office.panels import panels_for
from office.visits import last_visit
from plan import access, asked
from plan.hearing import Answer, Hearing, hearing
from plan.models import Completion, DeadlineChange, Indicator, Measure, Milestone, StatusUpdate
from plan.moment import Moment
from plan.progress import BY_DECISION, Act, State, explains, next_states
from plan.slippage import slippage
from plan.views.asof import AsOf, read_moment
from plan.views.undoing import undoable


@require_safe
def measure(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    found = access.measure_for(request.user, plan, code)
    as_of = read_moment(request)
    context = known(found, as_of)
    context["acts"] = acts(request.user, found, context) if as_of.moment.is_now else {}
    context["correctable"] = {State.NOT_STARTED, State.IN_PROGRESS} | (BY_DECISION if context["acts"].get("edit") else set())
    hidden = any(row.file and not row.stands_now for row in context["evidence"])
    context["opens_withdrawn"] = hidden and can(request.user, Permission.MEASURE_UPDATE, found)
    context["maintains"] = can(request.user, Permission.PLAN_EDIT)
    context["events"], context["more_history"] = history(found, whole="history" in request.GET)
    context |= talk(request, found, context) if as_of.moment.is_now else {}
    context["undoable"] = undoable(request.user, found, context["events"], timezone.now())
    context["panels"] = panels_for("measure", found, request.user, as_of.moment)
    return render(request, "plan/measure.html", context, status=as_of.status)


def history(found: Measure, *, whole: bool) -> tuple[list[Event], bool]:
    """What was done to the measure, newest first, and whether there is more than is shown."""
    if whole:
        return list(Event.objects.about(found).select_related("body")), False
    events = asked.latest_events(kind=found._meta.label_lower, about=found.pk)
    return events[: asked.LATEST], len(events) > asked.LATEST


def talk(request: HttpRequest, found: Measure, context: dict[str, Any]) -> dict[str, Any]:
    """What is said about it today, and what others have done since the reader last opened it."""
    now, which = timezone.now(), {"user": request.user, "kind": asked.MEASURE, "code": f"{found.plan.code}/{found.code}"}
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
        "comment_form": empty_form(),
    }


def known(found: Measure, as_of: AsOf) -> dict[str, Any]:
    """What is known of the measure at the moment asked for."""
    moment = as_of.moment
    proposed = asked.completions_of(measure=found.pk) if found.has_completions else []
    completions = [row for completion in proposed if (row := completion.as_of(moment))]
    waiting = next((completion for completion in completions if completion.decision == "waiting"), None)
    standing, updates = _now(found, moment) if moment.as_it_stands else _then(found, moment)
    assignments = _assigned(found, moment, waiting)
    changes = [row for change in asked.changes_of(measure=found.pk) if (row := change.as_of(moment))]
    for row in (*completions, *changes):
        row.measure = found  # whose units say who may decide on it
    said = next((update for update in updates if update.tells), None)
    evidence = found.evidence.told(moment) if found.has_evidence else []
    lead = next((row.unit for row in assignments if row.role == row.Role.LEAD), None)
    coordinating = [row for row in assignments if row.role == row.Role.COORDINATING]
    if moment.as_it_stands:
        found._lead_ids = [lead.pk] if lead else []  # what `unit_ids` would ask for again
    return {
        "plan": found.plan,
        "measure": standing,
        "superseded": found.was_superseded(moment),
        "at_state": State(standing.at_state).label,
        "as_of": as_of,
        "updates": updates,
        "said": said,
        "done": _explained(completions, said) if standing.at_state == State.DONE else None,
        "lead": lead,
        "coordinating": [row.unit for row in coordinating],
        "hearing": hearing(coordinating, moment) if waiting and coordinating else None,
        "changes": changes,
        "asking": next((change for change in changes if change.decision in {"requested", "endorsed"}), None),
        "completions": completions,
        "waiting": waiting,
        "slipped": slippage(sorted((row for row in changes if row.decision == "approved"), key=lambda row: row.order)),
        "steps": steps(asked.steps_of(measure=found.pk), moment) if found.has_steps else [],
        "evidence": evidence,
        "shown": [row for row in evidence if waiting and waiting.pk in row.supports],
        "indicators": _indicators(found, moment) if found.has_indicators else [],
        "projects": found.projects.known(moment.known).with_amounts(moment) if found.has_projects else [],
        "links": asked.links_of(measure=found.pk) if found.has_links else [],
    }


def _explained(completions: list[Completion], said: StatusUpdate | None) -> Completion | None:
    """The confirmed completion whose explanation is the result of a measure that is done (`plan.progress.explains`)."""
    confirmed = [row for row in completions if row.decision == Completion.Decision.CONFIRMED]
    last = max(confirmed, key=lambda row: (row.effective_on, row.pk), default=None)
    return last if last and explains(last.effective_on, said.effective_on if said else None) else None


Stood = tuple[Measure, list[StatusUpdate]]


def _now(found: Measure, moment: Moment) -> Stood:
    found.stand(moment)
    return found, asked.updates_of(measure=found.pk, day=moment.on)


def _then(found: Measure, moment: Moment) -> Stood:
    standing = Measure.objects.filter(pk=found.pk).standing(moment).select_related("plan", "task", "source", "superseded_by").get()
    return standing, list(found.updates.in_force(moment).select_related("by"))


def _indicators(found: Measure, moment: Moment) -> Iterable[Indicator]:
    """With their targets as they stood by then."""
    return asked.indicators_of(measure=found.pk) if moment.known is None else found.indicators.with_way(moment.known)


def _assigned(found: Measure, moment: Moment, waiting: Completion | None) -> list[Any]:
    """The units at the moment; where a proposal waits, with what they say to it."""
    if waiting is None and moment.as_it_stands:
        return asked.assignments_of(measure=found.pk)
    rows = found.assignments.at(moment).select_related("unit")
    return list(rows if waiting is None else rows.with_voice(moment.today).with_view(waiting.pk))


@dataclass(frozen=True)
class ShownStep:
    milestone: Milestone
    mark: str  # is-done, is-now or is-next
    sign: str
    is_late: bool


def steps(rows: list[Milestone], moment: Moment) -> list[ShownStep]:
    """The steps as they stood, with their signs; the one at work is the first that is not reached."""
    told = [row for milestone in rows if (row := milestone.as_of(moment))]
    now = next((row for row in told if row.reached_on is None), None)
    return [_step(row, row is now, row.is_late(moment.on)) for row in told]


def _step(row: Milestone, is_now: bool, late: bool) -> ShownStep:
    if row.reached_on:
        return ShownStep(row, "is-done", "late" if late else "ontime", late)
    sign = "overdue" if late else "within" if is_now else "ongoing"
    return ShownStep(row, "is-now" if is_now else "is-next", sign, late)


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
        "evidence": adopted and update,
        "complete": adopted and update and bool(next_states(Act.PROPOSE, found.state)),
        "ask": undecided and update and asking is None,
        "supersede": edit and adopted and waiting is None and found.superseded_by_id is None,
        "reopen": adopted and edit and bool(next_states(Act.REOPEN, found.state)),
        "keep_steps": adopted and can(user, Permission.MILESTONES_KEEP, found),
        "reach": adopted and update,
        "view": units_to_speak_for(user, context["hearing"] if waiting else None),
        "take_back": update and waiting is not None and waiting.asker == user,
        "confirm": may_confirm(user, waiting),
        "endorse": may_endorse(user, asking),
        "decide": may_decide(user, asking),
        "ask_no_more": update and asking is not None and asking.asker == user,
    }


def units_to_speak_for(user: User, said: Hearing | None) -> list[Answer]:
    """The coordinating units in whose name the reader can say something to the proposal."""
    return [answer for answer in said.answers if can(user, Permission.COMPLETION_VIEW, answer.unit)] if said else []


def may_confirm(user: User, completion: Completion | None) -> bool:
    """A second person confirms: never the one who proposed, nor who acts for them."""
    if completion is None:
        return False
    permission = completion.measure.completion_permission()
    return can(user, permission, completion) and is_second(user, permission, completion.measure, completion.proposers())


def may_endorse(user: User, change: DeadlineChange | None) -> bool:
    return change is not None and change.decision == change.Decision.REQUESTED and can(user, Permission.DEADLINE_ENDORSE, change)


def may_decide(user: User, change: DeadlineChange | None) -> bool:
    return change is not None and can(user, change.measure.deadline_permission(), change.measure)
