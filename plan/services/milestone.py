"""The steps of a measure: the list is kept by the head of its lead unit or the secretariat, reached steps are set by whoever
updates the measure."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import history
from accounts.given import needed, person, text, wrong
from accounts.history import Actor
from accounts.models import User
from accounts.permissions import Permission
from plan.models import Measure, Milestone
from plan.moment import LAST, day_of
from plan.progress import Step
from plan.services import gates
from plan.services._ground import lock, record, shown


@transaction.atomic
def add_milestone(
    *,
    measure: Measure,
    by: Actor,
    kind: str,
    title: str,
    planned_on: date | None,
    now: datetime,
    seen: int | None,
    position: int | None = None,
) -> Milestone:
    """Put a step on the list, at its end or before the one that stands at `position`."""
    lock(measure, seen)
    gates.milestones_can_be_kept(measure)
    values = _possible(measure, kind, title, planned_on)
    last = measure.milestones.standing().count() + 1
    milestone = Milestone.objects.create(measure=measure, position=last, recorded_at=now, **values)
    if position is not None and position < last:
        _move(milestone, position)
    measure.save_seen(None, {})
    changes = {"milestone": ("", milestone.name), "planned_on": (None, planned_on)}
    record("plan.milestone_added", measure, by, now, under=Permission.MILESTONES_KEEP, changes=changes)
    return milestone


@transaction.atomic
def edit_milestone(
    *, milestone: Milestone, by: Actor, kind: str, title: str, planned_on: date | None, position: int, now: datetime, seen: int | None
) -> Milestone:
    measure = _open(milestone, seen)
    values = _possible(measure, kind, title, planned_on)
    position = max(1, min(position, measure.milestones.standing().count()))
    before = milestone.name
    changes: dict[str, Any] = history.changed(milestone, {**values, "position": position})
    if not changes:
        return milestone
    milestone.save_seen(None, values)
    _move(milestone, position)
    measure.save_seen(None, {})
    told = {name: pair for name, pair in changes.items() if name in {"planned_on", "position"}}
    told["milestone"] = (before if before != milestone.name else "", milestone.name)
    record("plan.milestone_edited", measure, by, now, under=Permission.MILESTONES_KEEP, changes=told)
    return milestone


@transaction.atomic
def remove_milestone(*, milestone: Milestone, by: Actor, reason: str, now: datetime, seen: int | None) -> Milestone:
    """Take a step off the list, by a decision whose reason is kept; it stays on record."""
    measure = _open(milestone, seen)
    reason = needed(reason, "reason", _("Say why the milestone is taken off the list."))
    milestone.save_seen(None, {"removed_at": now})
    _number(measure)
    measure.save_seen(None, {})
    record(
        "plan.milestone_removed",
        measure,
        by,
        now,
        under=Permission.MILESTONES_KEEP,
        changes={"milestone": (milestone.name, "")},
        reason=reason,
    )
    return milestone


@transaction.atomic
def reach_milestone(*, milestone: Milestone, by: Actor, reached_on: date | None, note: str, now: datetime, seen: int | None) -> Milestone:
    """Say on which day the step was reached; without a day, that it has not been reached after all, and why."""
    measure = _open(milestone, seen)
    note = text(note)
    if reached_on is None:
        if milestone.reached_on is None:
            raise wrong(_("Give a day."), "reached_on")
        note = needed(note, "note", _("Say why the milestone is not reached after all."))
    elif reached_on > day_of(now):
        raise wrong(_("This day has not come yet."), "reached_on")
    elif reached_on < measure.plan.issued_on:
        raise wrong(_("The plan was issued on %(day)s.") % {"day": shown(measure.plan.issued_on)}, "reached_on")
    changes = history.changed(milestone, {"reached_on": reached_on, "note": note})
    if not changes:
        return milestone
    recorded = {"reached_recorded_at": reached_on and now, "reached_by": person(by) if reached_on else None}
    milestone.save_seen(None, {"reached_on": reached_on, "note": note, **recorded})
    # A person has said something about how far it has come: the measure is not silent.
    told = {"updated_on": max(filter(None, [measure.updated_on, day_of(now)]))} if isinstance(by, User) else {}
    measure.save_seen(None, told)
    verb = "plan.milestone_reached" if reached_on else "plan.milestone_unreached"
    changes = {"milestone": ("", milestone.name), **{name: pair for name, pair in changes.items() if name == "reached_on"}}
    record(verb, measure, by, now, under=Permission.MEASURE_UPDATE, changes=changes, reason=note)
    return milestone


def _open(milestone: Milestone, seen: int | None) -> Measure:
    measure = milestone.measure
    lock(measure, None)
    lock(milestone, seen)
    milestone.measure = measure
    gates.milestone_can_change(milestone)
    return measure


def _possible(measure: Measure, kind: str, title: str, planned_on: date | None) -> dict[str, Any]:
    title = text(title)
    if kind not in Step.values:
        raise wrong(_("Choose one of the values."), "kind")
    if kind == Step.OTHER and not title:
        raise wrong(_("Give the milestone a name."), "title")
    if planned_on is not None and not measure.plan.issued_on <= planned_on <= LAST:
        days = {"first": shown(measure.plan.issued_on), "last": shown(LAST)}
        raise wrong(_("Give a day from %(first)s to %(last)s.") % days, "planned_on")
    return {"kind": kind, "title": title, "planned_on": planned_on}


def _move(milestone: Milestone, position: int) -> None:
    others = list(milestone.measure.milestones.standing().exclude(pk=milestone.pk))
    _number(milestone.measure, [*others[: position - 1], milestone, *others[position - 1 :]])


def _number(measure: Measure, rows: list[Milestone] | None = None) -> None:
    """Places from one up without a gap. The others' versions stay: their words are as they were seen."""
    for place, row in enumerate(rows if rows is not None else measure.milestones.standing(), start=1):
        if row.position != place:
            Milestone.objects.filter(pk=row.pk).update(position=place)
            row.position = place
