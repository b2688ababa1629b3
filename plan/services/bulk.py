from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import history
from accounts.given import wrong
from accounts.models import Unit, User
from accounts.permissions import Permission
from plan.models import Edit, Measure, Plan, StatusUpdate
from plan.moment import Moment
from plan.progress import State, Term
from plan.services import gates
from plan.services._ground import may
from plan.services._known import gather, known, write_all
from plan.services.deadline import write_term
from plan.services.measure import write_units
from plan.services.status import write_status

WHO_DECIDES = {
    Permission.MEASURE_UPDATE: gettext_lazy("Its lead agency says how it stands."),
    Permission.PLAN_EDIT: gettext_lazy("The secretariat names its lead agency."),
    Permission.DEADLINE_DECIDE: gettext_lazy("The secretariat decides its deadline."),
    Permission.DEADLINE_DECIDE_KEY: gettext_lazy("The ministry's leadership decides the dates of key measures."),
}
MOST = 500  # measures in one act: a few seconds of the one writer that SQLite allows


@dataclass(frozen=True)
class Wanted:
    """What a bulk edit sets. None, or an empty health or state: as it stood with each measure on the day."""

    effective_on: date
    state: str = ""
    health: str = ""
    percent: int | None = None
    reason: str = ""
    lead: Unit | None = None
    due_on: date | None = None

    @property
    def is_status(self) -> bool:
        return bool(self.state or self.health or self.percent is not None)

    @property
    def is_nothing(self) -> bool:
        return not (self.is_status or self.lead or self.due_on)


@dataclass
class Outcome:
    """What became of each measure; together they are the measures that were chosen."""

    act: UUID
    changed: list[Measure] = field(default_factory=list)
    steps: dict[int, dict[str, tuple[Any, Any]]] = field(default_factory=dict)  # of each that is changed, by key: before and after
    until: dict[int, date] = field(default_factory=dict)  # of those that have a status of a later day, by key: that day
    closed: list[tuple[Measure, str]] = field(default_factory=list)  # the person may not edit it so; in words, who decides
    same: list[Measure] = field(default_factory=list)
    refused: list[tuple[Measure, str]] = field(default_factory=list)  # a rule is against it, in words
    stale: list[Measure] = field(default_factory=list)  # changed by somebody since the preview


class _Rehearsed(Exception):
    pass


def rehearse_edit(*, plan: Plan, measures: Collection[int], wanted: Wanted, by: User, now: datetime) -> Outcome:
    """What `edit_many` would do, by doing it and taking it back: the numbers of a preview are those of the rules."""
    outcome = None
    try:
        with transaction.atomic():
            outcome = edit_many(plan=plan, measures=measures, wanted=wanted, by=by, now=now, seen=None)
            raise _Rehearsed
    except _Rehearsed:
        assert outcome is not None
        for measure in [*outcome.changed, *outcome.stale]:
            measure.version = measure.__dict__["_seen_version"]
        return outcome


@transaction.atomic
def edit_many(*, plan: Plan, measures: Collection[int], wanted: Wanted, by: User, now: datetime, seen: Mapping[int, int] | None) -> Outcome:
    """Set the same of many measures of a plan in one act, each by the rules of its own service and with its own history row.

    `measures` are primary keys; `seen` maps them to the versions of the preview. What cannot be set is left out and told:
    the rest is saved. The act can be undone as one (`undo`).
    """
    if wanted.is_nothing:
        raise wrong(_("Choose something to change."))
    if len(measures) > MOST:
        raise wrong(_("Change at most %(n)s measures at once.") % {"n": MOST})
    held = Measure.objects.select_for_update(of=("self",), no_key=True)
    rows = held.select_related("plan", "superseded_by").filter(plan=plan, pk__in=list(measures))
    locked = list(rows.order_by("pk"))
    gather(locked)
    outcome, edits = Outcome(uuid4()), []
    for measure in sorted(locked, key=lambda measure: measure.position):
        measure.__dict__["_seen_version"] = measure.version
        if seen is not None and seen.get(measure.pk) != measure.version:
            outcome.stale.append(measure)
        elif not_theirs := [permission for permission in _needed(measure, wanted) if not may(by, permission, measure)]:
            outcome.closed.append((measure, " ".join(str(WHO_DECIDES[permission]) for permission in not_theirs)))
        elif not (lacking := _lacking(measure, wanted)):
            outcome.same.append(measure)
        elif edit := _edit(measure, lacking, by, now, outcome):
            edits.append(edit)
    write_all(outcome.changed)
    for edit in edits:
        edit.version = edit.measure.version
    Edit.objects.bulk_create(edits)
    if edits:
        told = f"{len(edits)}: " + ", ".join(measure.code for measure in outcome.changed)
        history.record(
            by=by, verb="plan.edited_many", obj=plan, code=plan.code, changes={"measures": (None, told)}, reason=wanted.reason, at=now
        )
    return outcome


def _edit(measure: Measure, lacking: Wanted, by: User, now: datetime, outcome: Outcome) -> Edit | None:
    """One measure: all that is wanted of it, or nothing and the reason why."""
    edit = Edit(act=outcome.act, by=by, at=now, measure=measure, updated_before=measure.updated_on)
    steps, later = _steps(measure, lacking), known(measure).update_after(lacking.effective_on)
    try:
        # What is written waits for `write_all`, but for assignments: those of a measure that is refused later are taken back.
        with transaction.atomic() if lacking.lead else nullcontext():
            if lacking.lead:
                _lead(measure, lacking.lead, lacking.effective_on, by, now)
                edit.assigned = True
            if lacking.due_on:
                term = {"term": Term.DATED, "due_on": lacking.due_on, "reason": lacking.reason}
                edit.change = write_term(measure, by, now, effective_on=Moment.now(now).today, **term)  # type: ignore[arg-type]
            if lacking.is_status:
                edit.update = _status(measure, lacking, by, now)
    except ValidationError as error:
        outcome.refused.append((measure, " ".join(error.messages)))
        return None
    outcome.changed.append(measure)
    outcome.steps[measure.pk] = steps
    if later and lacking.is_status:
        outcome.until[measure.pk] = later.effective_on
    return edit


def _steps(measure: Measure, wanted: Wanted) -> dict[str, tuple[Any, Any]]:
    """What becomes another, as it is and as it is wanted; where there is no date, the kind of term stands for it."""
    stood = _stood(measure, wanted.effective_on)
    now = {name: getattr(stood, name) for name in ("state", "health", "percent")}
    now |= {"due_on": measure.due_on or measure.term, "lead": known(measure).lead()}
    return {name: (old, new) for name, old in now.items() if (new := getattr(wanted, name)) not in {None, "", old}}


def _stood(measure: Measure, day: date) -> StatusUpdate:
    """How the measure stood on the day, which is the one that an edit of a past day is laid over: not how it stands today."""
    return known(measure).update_by(day) or StatusUpdate(state=State.NOT_STARTED)


def _status(measure: Measure, wanted: Wanted, by: User, now: datetime) -> StatusUpdate:
    """What is not set stays as it was on the day."""
    gates.can_be_updated(measure, may_decide=may(by, Permission.PLAN_EDIT, measure))
    stood = _stood(measure, wanted.effective_on)
    health = wanted.health or stood.health
    kept = stood.reason if health == stood.health and not wanted.state else ""
    return write_status(
        measure,
        by,
        now,
        state=wanted.state or stood.state,
        percent=stood.percent if wanted.percent is None else wanted.percent,
        health=health,
        reason=wanted.reason or kept,
        effective_on=wanted.effective_on,
    )


def _lead(measure: Measure, lead: Unit, day: date, by: User, now: datetime) -> None:
    """Those that coordinate go on, but for the one that leads from now on."""
    rows = measure.assignments.current().filter(role="coordinating").select_related("unit")
    write_units(measure, by, now, lead=lead, coordinating=[row.unit for row in rows if row.unit_id != lead.pk], from_on=day)


def _needed(measure: Measure, wanted: Wanted) -> list[Permission]:
    asked = [
        (wanted.is_status, Permission.MEASURE_UPDATE),
        (wanted.lead, Permission.PLAN_EDIT),
        (wanted.due_on, measure.deadline_permission()),
    ]
    return [permission for is_asked, permission in asked if is_asked]


def _lacking(measure: Measure, wanted: Wanted) -> Wanted | None:
    """What of the wanted is not so already on its day; None where all of it is."""
    stood = _stood(measure, wanted.effective_on)
    said = bool(wanted.reason) and wanted.is_status and stood.reason != wanted.reason
    so = wanted.state in {"", stood.state} and wanted.health in {"", stood.health} and wanted.percent in {None, stood.percent} and not said
    lead = wanted.lead if wanted.lead and wanted.lead != known(measure).lead() else None
    due_on = wanted.due_on if wanted.due_on != measure.due_on else None
    status = {} if so else {"state": wanted.state, "health": wanted.health, "percent": wanted.percent}
    left = Wanted(effective_on=wanted.effective_on, reason=wanted.reason, lead=lead, due_on=due_on, **status)  # type: ignore[arg-type]
    return None if left.is_nothing else left
