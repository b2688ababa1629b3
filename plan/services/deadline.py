from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.days import LAST
from accounts.given import needed, person, wrong
from accounts.history import Actor
from accounts.models import User
from accounts.permissions import Permission
from accounts.written import as_the_ministry_writes
from office import outbox
from plan import notices
from plan.models import Completion, DeadlineChange, Measure
from plan.moment import day_of
from plan.progress import Term
from plan.services import gates
from plan.services._ground import bring_up_to_date, lock, may, past_day, record, shown
from plan.services._known import known

Decision = DeadlineChange.Decision
Asked = tuple[str, date | None]


@transaction.atomic
def ask_for_deadline(
    *, measure: Measure, by: User, term: str, due_on: date | None, reason: str, now: datetime, seen: int | None
) -> DeadlineChange:
    """Ask for another term. A head who asks endorses at once."""
    lock(measure, seen)
    gates.can_have_another_term(measure)
    term, due_on = _possible(measure, term, due_on)
    if due_on and due_on <= day_of(now):
        raise wrong(_("Ask for a day that is still to come."), "due_on")
    reason = needed(reason, "reason", _("Say why another deadline is needed."))
    change = _new(measure, by, (term, due_on), reason, now)
    if may(by, Permission.DEADLINE_ENDORSE, measure):
        change.decision, change.endorsed_by, change.endorsed_at = Decision.ENDORSED, by, now
    change.save(force_insert=True)
    measure.save_seen(None, {})
    record("plan.deadline_asked", measure, by, now, under=Permission.MEASURE_UPDATE, changes=_changes(change), reason=reason)
    return change


@transaction.atomic
def endorse_deadline(
    *, change: DeadlineChange, by: User, now: datetime, seen: int | None, measure_seen: int | None = None
) -> DeadlineChange:
    measure = _open(change, seen, measure_seen)
    gates.can_be_endorsed(change)
    change.save_seen(seen, {"decision": Decision.ENDORSED, "endorsed_by": by, "endorsed_at": now})
    measure.save_seen(None, {})
    record("plan.deadline_endorsed", measure, by, now, under=Permission.DEADLINE_ENDORSE, changes=_changes(change))
    return change


@transaction.atomic
def decide_deadline(
    *,
    change: DeadlineChange,
    by: User,
    approve: bool,
    reason: str,
    now: datetime,
    seen: int | None,
    measure_seen: int | None = None,
) -> DeadlineChange:
    """Approve or refuse. What is approved is in force from the day of the decision: it excuses no day before."""
    measure = _open(change, seen, measure_seen)
    if approve:
        gates.can_take_a_term(measure)
    else:
        reason = needed(reason, "reason", _("Say why the request is refused."))
    decided = {"decided_by": by, "decided_at": now, "decision_reason": reason.strip()}
    if approve:
        change.save_seen(seen, {**decided, "decision": Decision.APPROVED, "effective_on": day_of(now)})
    else:
        change.save_seen(seen, {**decided, "decision": Decision.REFUSED})
    changes = bring_up_to_date(measure, now)
    verb = "plan.deadline_approved" if approve else "plan.deadline_refused"
    record(verb, measure, by, now, under=measure.deadline_permission(), changes=changes or _changes(change), reason=change.decision_reason)
    tell_asker(change, now)
    return change


def tell_asker(asked: Completion | DeadlineChange, now: datetime) -> None:
    """By mail, what became of what somebody has proposed or asked for."""
    if letter := notices.of_answer(asked):
        outbox.post(letter, now=now)


@transaction.atomic
def withdraw_deadline(
    *, change: DeadlineChange, by: User, reason: str, now: datetime, seen: int | None, measure_seen: int | None = None
) -> DeadlineChange:
    """Who asked takes the request back before it is decided, so that another can be made."""
    measure = _locked(change, seen, measure_seen)
    gates.can_be_taken_back(change, by)
    reason = needed(reason, "reason", _("Say why it is taken back."))
    change.save_seen(seen, {"decision": Decision.WITHDRAWN, "decided_by": by, "decided_at": now, "decision_reason": reason})
    measure.save_seen(None, {})
    record("plan.deadline_taken_back", measure, by, now, under=Permission.MEASURE_UPDATE, changes=_changes(change), reason=reason)
    return change


def close_needless(measure: Measure, by: User, now: datetime) -> DeadlineChange | None:
    """A request that still waits when the measure is completed, locked already: nothing is left to decide (design rule 3).
    It is closed in the same act, and who asked is told."""
    change = measure.deadline_changes.open().select_related("asked_by").first()
    if change is None:
        return None
    change.measure = measure
    with as_the_ministry_writes():
        reason = _("The measure is completed.")
    change.save_seen(None, {"decision": Decision.WITHDRAWN, "decided_by": by, "decided_at": now, "decision_reason": reason})
    record("plan.deadline_withdrawn", measure, by, now, under=measure.completion_permission(), changes=_changes(change), reason=reason)
    if change.asked_by_id != by.pk and (letter := notices.of_needless(change)):
        outbox.post(letter, now=now)
    return change


@transaction.atomic
def set_deadline(
    *,
    measure: Measure,
    by: Actor,
    term: str,
    due_on: date | None,
    reason: str,
    effective_on: date,
    now: datetime,
    seen: int | None,
) -> DeadlineChange:
    """Set the term at once, by a decision whose reason is kept. The first term may be in force from a past day;
    any other from the day of its decision, so that no past overdue turns into on time (design rule 3)."""
    lock(measure, seen)
    return write_term(measure, by, now, term=term, due_on=due_on, reason=reason, effective_on=effective_on)


def write_term(
    measure: Measure, by: Actor, now: datetime, *, term: str, due_on: date | None, reason: str, effective_on: date
) -> DeadlineChange:
    """The same for a measure that is locked already: rules, row, history."""
    gates.can_take_a_term(measure)
    term, due_on = _possible(measure, term, due_on)
    reason = needed(reason, "reason", _("Name the decision or the reason."))
    day = past_day(measure, effective_on, now, "effective_on")
    if day < day_of(now) and known(measure).has_term():
        today = {"day": shown(day_of(now))}
        raise wrong(_("A deadline is already in force: another one holds from the day of its decision (%(day)s).") % today, "effective_on")
    change = _new(measure, by, (term, due_on), reason, now)
    change.decision, change.decided_by, change.decided_at, change.effective_on = Decision.APPROVED, person(by), now, day
    known(measure).add(change)
    changes = {**bring_up_to_date(measure, now), "effective_on": (None, day)}
    record("plan.deadline_set", measure, by, now, under=measure.deadline_permission(), changes=changes, reason=reason)
    return change


def _possible(measure: Measure, term: str, due_on: date | None) -> Asked:
    if term == Term.ONGOING:
        if due_on is not None:
            raise wrong(_("Ongoing work has no day; leave it empty."), "due_on")
    elif term != Term.DATED:
        raise wrong(_("Choose a date or ongoing work."), "term")
    elif due_on is None:
        raise wrong(_("Give a day."), "due_on")
    elif not measure.plan.effective_on <= due_on <= LAST:
        days = {"first": shown(measure.plan.effective_on), "last": shown(LAST)}
        raise wrong(_("Give a day from %(first)s to %(last)s.") % days, "due_on")
    if (term, due_on) == (measure.term, measure.due_on):
        raise wrong(_("This deadline is already in force."), "due_on" if due_on else "term")
    return term, due_on


def _new(measure: Measure, by: Actor, asked: Asked, reason: str, now: datetime) -> DeadlineChange:
    return DeadlineChange(
        measure=measure,
        old_term=measure.term,
        old_due_on=measure.due_on,
        new_term=asked[0],
        new_due_on=asked[1],
        reason=reason,
        asked_by=person(by),
        asked_at=now,
    )


def _open(change: DeadlineChange, seen: int | None, measure_seen: int | None) -> Measure:
    measure = _locked(change, seen, measure_seen)
    gates.can_be_decided(change)
    return measure


def _locked(change: DeadlineChange, seen: int | None, measure_seen: int | None) -> Measure:
    measure = change.measure
    lock(measure, measure_seen)
    lock(change, seen)
    change.measure = measure
    return measure


def _changes(change: DeadlineChange) -> dict[str, tuple[object, object]]:
    pairs = {"term": (change.old_term, change.new_term), "due_on": (change.old_due_on, change.new_due_on)}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
