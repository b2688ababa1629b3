from __future__ import annotations

from datetime import date, datetime
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.given import needed, person, text, wrong
from accounts.history import Actor
from accounts.models import User
from accounts.permissions import Permission
from plan.models import Edit, Measure, StatusUpdate
from plan.progress import BY_DECISION, Act, Health, State, next_states
from plan.services import gates
from plan.services._ground import bring_up_to_date, lock, may, must_be_in_plan, not_before, past_day, record, shown
from plan.services._known import known

SAID = ("state", "percent", "health", "reason", "narrative", "difficulties", "effective_on")


@transaction.atomic
def record_status(
    *,
    measure: Measure,
    by: Actor,
    state: str,
    percent: int | None,
    health: str,
    reason: str,
    narrative: str,
    difficulties: str,
    effective_on: date,
    now: datetime,
    seen: int | None,
    language: str = "vi",
    replaces: StatusUpdate | None = None,
) -> StatusUpdate:
    """Say how a measure stands from a day on; with `replaces`, correct what was said before. Can be undone for a while."""
    lock(measure, seen)
    before = measure.updated_on
    update = write_status(
        measure,
        by,
        now,
        state=state,
        percent=percent,
        health=health,
        reason=reason,
        narrative=narrative,
        difficulties=difficulties,
        effective_on=effective_on,
        language=language,
        replaces=replaces,
    )
    if isinstance(by, User):
        row = Edit(act=uuid4(), by=by, at=now, measure=measure, version=measure.version, update=update, updated_before=before)
        row.save(force_insert=True)
    return update


def write_status(
    measure: Measure,
    by: Actor,
    now: datetime,
    *,
    state: str,
    percent: int | None,
    health: str,
    reason: str,
    effective_on: date,
    narrative: str = "",
    difficulties: str = "",
    language: str = "vi",
    replaces: StatusUpdate | None = None,
) -> StatusUpdate:
    """The same for a measure that is locked already: rules, rows, history."""
    must_be_in_plan(measure)
    gates.nothing_waits(measure)
    day = past_day(measure, effective_on, now, "effective_on")
    if replaces is not None:
        _must_be_correctable(measure, replaces, by)
    before = _may_follow(measure, state, day, replaces, by)
    reason = text(reason)
    if missing := unsaid(state, health, reason):
        raise ValidationError(missing)
    if percent is not None and not 0 <= percent <= 100:
        raise wrong(_("Give a whole number from 0 to 100."), "percent")
    update = StatusUpdate(
        measure=measure,
        state=state,
        percent=percent,
        health=health,
        reason=reason,
        narrative=text(narrative),
        difficulties=text(difficulties),
        language=language,
        effective_on=day,
        recorded_at=now,
        by=person(by),
        replaces=replaces,
    )
    _must_say_something(update, replaces or before)
    known(measure).add(update)
    changes = {**bring_up_to_date(measure, now, by=by), "effective_on": (replaces and replaces.effective_on, day)}
    changes |= {name: ("", value) for name in ("narrative", "difficulties") if (value := getattr(update, name))}
    verb = "plan.status_corrected" if replaces else "plan.status_recorded"
    under = Permission.PLAN_EDIT if state in BY_DECISION else Permission.MEASURE_UPDATE
    record(verb, measure, by, now, under=under, changes=changes, reason=reason)
    return update


@transaction.atomic
def reopen(*, measure: Measure, by: Actor, reason: str, effective_on: date, now: datetime, seen: int | None) -> StatusUpdate:
    """Take up again what was done, paused or cancelled; what it had come to stays on record."""
    lock(measure, seen)
    gates.can_be_reopened(measure)
    reason = needed(reason, "reason", _("Say why it is reopened."))
    day = past_day(measure, effective_on, now, "effective_on")
    must_be_last(measure, day)
    update = append(measure, State.REOPENED, day, by, now, reason=reason)
    changes = {**bring_up_to_date(measure, now, by=by), "effective_on": (None, day)}
    record("plan.reopened", measure, by, now, under=Permission.PLAN_EDIT, changes=changes, reason=reason)
    return update


def append(
    measure: Measure,
    state: State,
    day: date,
    by: Actor,
    now: datetime,
    *,
    reason: str = "",
    percent: int | None = None,
    carry: bool = False,
    replaces: StatusUpdate | None = None,
) -> StatusUpdate:
    """A row written by an act other than a status update; `carry` keeps percent and health as last recorded."""
    kept = {"percent": percent, "reason": reason}
    if carry and (last := last_update(measure)):
        kept = {"percent": last.percent, "health": last.health, "reason": reason or last.reason}
    told = {"effective_on": day, "recorded_at": now, "by": person(by), "replaces": replaces}
    return StatusUpdate.objects.create(measure=measure, state=state, **told, **kept)


def last_update(measure: Measure) -> StatusUpdate | None:
    return measure.updates.standing().order_by("-effective_on", "-recorded_at", "-id").first()


def last_refusal(measure: Measure) -> StatusUpdate | None:
    """The word that the measure is not done yet, where nothing has been recorded since."""
    last = last_update(measure)
    return last if last and last.replaces and last.replaces.state == State.PROPOSED and last.state == State.IN_PROGRESS else None


def must_be_last(measure: Measure, day: date, *, but: StatusUpdate | None = None) -> None:
    """Acts that decide cannot be slipped in before what is already recorded, but for the row that they replace."""
    rows = measure.updates.standing()
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    if later := rows.filter(effective_on__gt=day).order_by("-effective_on").first():
        message = _("There is a later status of %(day)s. If that is wrong, correct it first.")
        raise not_before(later.effective_on, message, "effective_on")


def _must_be_correctable(measure: Measure, replaces: StatusUpdate, by: Actor) -> None:
    if replaces.measure_id != measure.pk or not measure.updates.standing().filter(pk=replaces.pk).exists():
        raise wrong(_("This status has already been corrected, or belongs to another measure."), "replaces")
    if replaces.state not in {State.NOT_STARTED, State.IN_PROGRESS, *BY_DECISION}:
        raise wrong(_("A proposal, a confirmation or a reopening cannot be corrected here; reopen the measure instead."), "replaces")
    if replaces.state in BY_DECISION and not may(by, Permission.PLAN_EDIT, measure):
        raise wrong(_("Only the secretariat pauses or cancels a measure, or corrects that."), "replaces")


def _may_follow(measure: Measure, state: str, day: date, replaces: StatusUpdate | None, by: Actor) -> StatusUpdate | None:
    """The state must be one that may follow what was recorded for the days up to `day`, which is answered."""
    before = known(measure).update_by(day, but=replaces)
    current = before.state if before else State.NOT_STARTED
    if not next_states(Act.RECORD, current):
        raise wrong(
            _("A measure that is “%(state)s” takes no update. The secretariat can reopen it.") % {"state": State(current).label}, "state"
        )
    if state not in State.values or state not in next_states(Act.RECORD, current):
        label = State(state).label if state in State.values else state
        raise wrong(_("“%(new)s” cannot follow “%(old)s”.") % {"new": label, "old": State(current).label}, "state")
    if state not in BY_DECISION:
        return before
    if not may(by, Permission.PLAN_EDIT, measure):
        raise wrong(_("Only the secretariat pauses or cancels a measure, or corrects that."), "state")
    if later := known(measure).update_after(day, but=replaces):
        raise not_before(later.effective_on, _("There is a later status of %(day)s."), "effective_on")
    return before


def unsaid(state: str, health: str, reason: str) -> dict[str, str]:
    """What a status must say beside itself and does not, by field; a form asks before it is sent on, so that all its faults are
    told at once."""
    if health and health not in Health.values:
        return {"health": _("Choose one of the values.")}
    if state == State.IN_PROGRESS and not health:
        return {"health": _("Say how it goes: on track, at risk or off track.")}
    if not reason and health in {Health.AT_RISK, Health.OFF_TRACK}:
        return {"reason": _("Give the reason: it is needed at risk or off track.")}
    if not reason and state in BY_DECISION:
        return {"reason": _("Give the reason for pausing or cancelling the measure.")}
    return {}


def _must_say_something(update: StatusUpdate, last: StatusUpdate | None) -> None:
    """The same words of the same day are no update: a second row of them would count as one."""
    if last and all(getattr(update, name) == getattr(last, name) for name in SAID):
        raise wrong(
            _("Exactly this is recorded of %(day)s already: change what has changed, or the day.") % {"day": shown(last.effective_on)}
        )
