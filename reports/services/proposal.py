"""Proposals: raised by an accepted report or typed, assigned, answered, returned, closed, withdrawn, opened again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import history
from accounts.folding import search_text
from accounts.given import wrong
from accounts.history import Actor
from accounts.models import Unit, User
from accounts.permissions import Permission
from accounts.written import as_the_ministry_writes
from plan.models import Measure, Plan, Task
from plan.moment import LAST, day_of
from reports.models import Proposal, ProposalStep, QuarterlyReport, ReportVersion
from reports.models.proposal import Act
from reports.proposing import paired, said
from reports.services.given import needed, words

State, Source = Proposal.State, Proposal.Source
Changes = Mapping[str, tuple[Any, Any]]


# Raised


@transaction.atomic
def take_proposals(*, report: QuarterlyReport, version: ReportVersion, by: Actor, now: datetime) -> list[Proposal]:
    """What an accepted version proposes, each as a row of its own. Of a report that was accepted before, the rows stay the
    same: what was put in other words is corrected, what is no longer said is withdrawn, what is said again comes back.
    Doing it twice changes nothing. Called within the acceptance, by whoever accepts."""
    lines = [] if version.is_nil else said(report.obligation.questionnaire.form, version.values())
    standing = {row.pk: row for row in report.obligation.proposals.order_by("pk")}
    found = paired({pk: row.text for pk, row in standing.items()}, lines)
    rows = [_said_again(standing[pk], version, by, now) for pk in found.kept]
    rows += [_corrected(standing[pk], version, text, by, now) for pk, text in found.corrected.items()]
    for pk in found.gone:
        if not standing[pk].has_ended:
            _end(standing[pk], Act.WITHDRAWN, _gone(version), by, now)
    return rows + [_raised(report, version, text, by, now) for text in found.fresh]


def plan_of_proposal(proposal: Proposal) -> Plan | None:
    """The plan about which its report was asked; for one that was raised elsewhere the first."""
    form = proposal.said_in.report.obligation.questionnaire if proposal.said_in else None
    code = form.content.get("plan") if form else ""
    return (Plan.objects.filter(code=code).first() if code else None) or Plan.objects.first()


def _gone(version: ReportVersion) -> str:
    with as_the_ministry_writes():
        return _("No longer said in the report as it was accepted again (%(code)s).") % {"code": version.receipt}


def _anew(version: ReportVersion) -> str:
    with as_the_ministry_writes():
        return _("Said again in %(code)s.") % {"code": version.receipt}


def _raised(report: QuarterlyReport, version: ReportVersion, text: str, by: Actor, now: datetime) -> Proposal:
    unit, on = report.obligation.unit, day_of(version.submitted_at or now)
    whence = {"source": Source.REPORT, "obligation": report.obligation, "said_in": version, "unit": unit}
    row = Proposal.objects.create(**whence, raised_on=on, text=text, recorded_at=now)
    return _step(row, Act.RAISED, by, now, found_by(row), {"text": (None, text), "source": (None, version.receipt)})


def _said_again(row: Proposal, version: ReportVersion, by: Actor, now: datetime) -> Proposal:
    """The same words: nothing is told, unless a correction had withdrawn it."""
    row.lock_seen(None)
    back = row.state == State.WITHDRAWN and row.said_in_id != version.pk
    row.save_seen(None, {"said_in": version})
    return _back(row, _anew(version), by, now) if back else row


def _corrected(row: Proposal, version: ReportVersion, text: str, by: Actor, now: datetime) -> Proposal:
    row.lock_seen(None)
    before, back = row.text, row.state == State.WITHDRAWN
    values = {"text": text, "said_in": version, **found_by(row, text=text)}
    _step(row, Act.CORRECTED, by, now, values, {"text": (before, text)}, text=before)
    return _back(row, _anew(version), by, now) if back else row


@transaction.atomic
def raise_proposal(
    *, by: Actor, values: Mapping[str, Any], now: datetime, measures: Iterable[Measure] = (), language: str = "vi"
) -> Proposal:
    """One that a locality or a conference raised. `values`: source, raised_by, occasion, raised_on, text, task."""
    given = _typed(values, now)
    row = Proposal.objects.create(**given, language=language, recorded_at=now)
    linked = _link(row, given["task"], measures)
    told = {name: (None, value) for name, value in {**given, "measures": linked}.items() if value not in (None, "")}
    return _step(row, Act.RAISED, by, now, found_by(row), told, under=Permission.PROPOSALS_KEEP)


@transaction.atomic
def edit_proposal(
    *, proposal: Proposal, by: Actor, values: Mapping[str, Any], measures: Iterable[Measure], now: datetime, seen: int | None
) -> Proposal:
    """Put right what was typed. Of one that a report raised only what it is about can change: its words are the report's."""
    proposal.lock_seen(seen)
    can_be_edited(proposal)
    given: dict[str, Any] = _typed(values, now) if proposal.source != Source.REPORT else {"task": values.get("task")}
    changes = history.changed(proposal, given)
    before = _codes(proposal.measures.order_by("position"))
    if (linked := _link(proposal, given["task"], measures)) != before:
        changes["measures"] = (before, linked)
    if not changes:
        return proposal
    was = proposal.text
    if proposal.source != Source.REPORT:
        given |= found_by(proposal, **{name: given[name] for name in ("raised_by", "occasion", "text")})
    return _step(proposal, Act.CORRECTED, by, now, given, changes, text=was if "text" in changes else "", under=Permission.PROPOSALS_KEEP)


# What becomes of it


@transaction.atomic
def assign_proposal(
    *, proposal: Proposal, unit: Unit | None, due_on: date | None, by: Actor, now: datetime, seen: int | None,
    task: Task | None = None, measures: Iterable[Measure] = (), reason: str = "",
) -> Proposal:  # fmt: skip
    """Say who answers it and by when, and what it is about. One that is assigned already goes to another unit, or is given
    another day."""
    proposal.lock_seen(seen)
    can_be_assigned(proposal)
    if unit is None:
        raise wrong(_("Choose the unit that answers."), "unit")
    if not unit.is_active(day_of(now)):
        raise wrong(_("This unit no longer exists."), "unit")
    due = _due(due_on, now)
    before, linked = _codes(proposal.measures.order_by("position")), _link(proposal, task, measures)
    values = {"state": State.ASSIGNED, "assigned_to": unit, "due_on": due, "task": task}
    changes = history.changed(proposal, values)
    if linked != before:
        changes["measures"] = (before, linked)
    return _step(proposal, Act.ASSIGNED, by, now, values, changes, text=words(reason), reason=reason, under=Permission.PROPOSALS_KEEP)


@transaction.atomic
def answer_proposal(*, proposal: Proposal, answer: str, on: date | None, by: Actor, now: datetime, seen: int | None) -> Proposal:
    """What the unit answers to whoever raised it. Until it is closed the answer can be put in better words."""
    proposal.lock_seen(seen)
    can_be_answered(proposal)
    words = needed(answer, _("Write the answer."), "answer")
    if on is None or on > day_of(now):
        raise wrong(_("This day has not come yet.") if on else _("Give a day."), "on")
    if on < proposal.raised_on:
        raise wrong(_("It was raised on %(day)s. Give that day or a later one.") % {"day": f"{proposal.raised_on:%d/%m/%Y}"}, "on")
    person = by if isinstance(by, User) else None
    values = {"state": State.ANSWERED, "answer": words, "answered_on": on, "answered_by": person, "returned_because": ""}
    changes = history.changed(proposal, values)
    under = Permission.PROPOSAL_ANSWER
    return _step(proposal, Act.ANSWERED, by, now, values, changes, text=words, under=under, over=proposal.assigned_to)


@transaction.atomic
def return_answer(*, proposal: Proposal, reason: str, by: Actor, now: datetime, seen: int | None, due_on: date | None = None) -> Proposal:
    """The answer does not settle it: the unit is to answer better, by the same day or by another."""
    proposal.lock_seen(seen)
    can_be_returned(proposal)
    because = needed(reason, _("Say what the answer lacks."))
    values = {"state": State.ASSIGNED, "returned_because": because, "due_on": _due(due_on, now) if due_on else proposal.due_on}
    changes = history.changed(proposal, {name: value for name, value in values.items() if name != "returned_because"})
    return _step(proposal, Act.RETURNED, by, now, values, changes, text=because, reason=because, under=Permission.PROPOSALS_KEEP)


@transaction.atomic
def close_proposal(*, proposal: Proposal, reason: str, by: Actor, now: datetime, seen: int | None) -> Proposal:
    """Nothing more is to be done. One that was never answered is closed with a reason only."""
    proposal.lock_seen(seen)
    _must_be_open(proposal)
    if proposal.state != State.ANSWERED:
        needed(reason, _("It has not been answered: say why it is closed."))
    return _end(proposal, Act.CLOSED, words(reason), by, now, under=Permission.PROPOSALS_KEEP)


@transaction.atomic
def withdraw_proposal(*, proposal: Proposal, reason: str, by: Actor, now: datetime, seen: int | None) -> Proposal:
    """Whoever raised it takes it back, or it was entered by mistake; it stays on record."""
    proposal.lock_seen(seen)
    _must_be_open(proposal)
    because = needed(reason, _("Give the reason."))
    return _end(proposal, Act.WITHDRAWN, because, by, now, under=Permission.PROPOSALS_KEEP)


@transaction.atomic
def reopen_proposal(*, proposal: Proposal, reason: str, by: Actor, now: datetime, seen: int | None) -> Proposal:
    """What was closed or withdrawn is taken up again, where it stood: with the unit that was to answer it, or with nobody."""
    proposal.lock_seen(seen)
    can_be_reopened(proposal)
    return _back(proposal, needed(reason, _("Give the reason.")), by, now, under=Permission.PROPOSALS_KEEP)


# Whether a step can be taken: asked by the pages too, before a form is shown


def can_be_assigned(proposal: Proposal) -> None:
    if proposal.state not in Proposal.UNSETTLED:
        raise wrong(_("Only a proposal that has not been answered can be assigned."))


def can_be_answered(proposal: Proposal) -> None:
    if proposal.state not in (State.ASSIGNED, State.ANSWERED):
        raise wrong(_("Only a proposal that is assigned to a unit can be answered."))


def can_be_returned(proposal: Proposal) -> None:
    if proposal.state != State.ANSWERED:
        raise wrong(_("There is no answer to return."))


def can_be_ended(proposal: Proposal) -> None:
    _must_be_open(proposal)


def can_be_edited(proposal: Proposal) -> None:
    _must_be_open(proposal)


def can_be_reopened(proposal: Proposal) -> None:
    if not proposal.has_ended:
        raise wrong(_("It is open already."))


# The ground of the above


def _due(day: date | None, now: datetime) -> date:
    if day is None:
        raise wrong(_("Give a day."), "due_on")
    if not day_of(now) <= day <= LAST:
        raise wrong(_("Give today or a later day."), "due_on")
    return day


def _must_be_open(proposal: Proposal) -> None:
    if proposal.has_ended:
        raise wrong(_("It has been closed or withdrawn already."))


def _typed(values: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    given: dict[str, Any] = {name: words(values.get(name, ""), name) for name in ("raised_by", "occasion", "text")}
    given |= {"source": values.get("source", ""), "raised_on": values.get("raised_on"), "task": values.get("task")}
    if given["source"] not in (Source.LOCALITY, Source.CONFERENCE):
        raise wrong(_("Choose: a locality or a conference."), "source")
    messages = {
        "raised_by": _("Say who raised it."),
        "text": _("Write the proposal."),
        "raised_on": _("Give a day."),
        **({"occasion": _("Say at which conference.")} if given["source"] == Source.CONFERENCE else {}),
    }
    if empty := {name: message for name, message in messages.items() if not given[name]}:
        raise ValidationError(empty)
    if given["raised_on"] > day_of(now):
        raise wrong(_("This day has not come yet."), "raised_on")
    return given


def _link(proposal: Proposal, task: Task | None, measures: Iterable[Measure]) -> str:
    """What it is about: measures of the task, where both are given. Answers their codes."""
    rows = sorted(measures, key=lambda measure: measure.position)
    if task is not None and any(row.task_id != task.pk for row in rows):
        raise wrong(_("Choose measures of this task."), "measures")
    proposal.measures.set(rows)
    return _codes(rows)


def _codes(measures: Iterable[Measure]) -> str:
    return "; ".join(measure.code for measure in measures)


def found_by(row: Proposal, **words: str) -> dict[str, str]:
    """What a search finds it by; `words`: what is about to be said instead."""
    said = {name: words.get(name, getattr(row, name)) for name in ("raised_by", "occasion", "text")}
    unit = [row.unit.name_vi, row.unit.name_en] if row.unit else []
    return {"search_text": search_text(row.code, *unit, *said.values())}


def _end(proposal: Proposal, act: Act, because: str, by: Actor, now: datetime, *, under: Permission | None = None) -> Proposal:
    state = State(act.value)
    values = {"state": state, "ended_on": day_of(now), "ended_because": because}
    return _step(proposal, act, by, now, values, {"state": (proposal.state, state)}, text=because, reason=because, under=under)


def _back(proposal: Proposal, because: str, by: Actor, now: datetime, *, under: Permission | None = None) -> Proposal:
    state = State.ASSIGNED if proposal.assigned_to_id else State.RAISED
    values = {"state": state, "ended_on": None, "ended_because": ""}
    changes = {"state": (proposal.state, state)}
    return _step(proposal, Act.REOPENED, by, now, values, changes, text=because, reason=because, under=under)


VERBS = {act: f"reports.proposal_{act.value}" for act in Act}


def _step(
    proposal: Proposal, act: Act, by: Actor, now: datetime, values: Mapping[str, Any], changes: Changes, *,
    text: str = "", reason: str = "", under: Permission | None = None, over: Unit | None = None,
) -> Proposal:  # fmt: skip
    """Bring the row to `values`, keep the step, and tell it in one line of history, in the area of the unit that answers."""
    if values:
        proposal.save_seen(None, values)
    person = by if isinstance(by, User) else None
    standing = {"state": proposal.state, "unit_id": proposal.assigned_to_id, "due_on": proposal.due_on, "task_id": proposal.task_id}
    ProposalStep.objects.create(proposal=proposal, act=act, text=text, by=person, at=now, **standing)
    label = f"{proposal.code}: {proposal.text}"
    told = {name: (_plain(old), _plain(new)) for name, (old, new) in changes.items()}
    history.record(
        by=by, verb=VERBS[act], obj=proposal, code=str(proposal.pk), label=label, unit=proposal.assigned_to or proposal.unit,
        changes=told, reason=words(reason), under=under, over=over, at=now,
    )  # fmt: skip
    return proposal


def _plain(value: Any) -> Any:
    return value.name_vi if isinstance(value, Unit) else value.code if isinstance(value, Task) else value
