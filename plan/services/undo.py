from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import history
from accounts.given import wrong
from accounts.models import User
from accounts.permissions import Permission
from accounts.written import as_the_ministry_writes
from plan.models import UNDO_WITHIN, Assignment, DeadlineChange, Edit, Measure, StatusUpdate
from plan.progress import BY_DECISION, State
from plan.services._ground import Changes, may, record, standing_now
from plan.services._known import gather, known, write_all


@dataclass
class Undone:
    """What an undo brought back, and what it left alone because somebody has changed it since."""

    back: list[Measure] = field(default_factory=list)
    left: list[Measure] = field(default_factory=list)


@transaction.atomic
def undo(*, act: UUID, by: User, now: datetime) -> Undone:
    """Take back one act of one's own as one: a status update, or a bulk edit with all its measures.

    Nothing is removed: rows replace rows, so that every day reads again as it did before the act. A measure that somebody
    has changed since is left as it is; where that is true of all, the undo is refused.
    """
    edits = list(Edit.objects.of_act(act, by).select_for_update(of=("self",), no_key=True).select_related("update__replaces", "change"))
    if not edits:
        raise wrong(_("There is nothing of yours to undo here."))
    if edits[0].undone_at:
        raise wrong(_("This has been undone already."))
    if edits[0].at <= now - UNDO_WITHIN:
        raise wrong(_("This can be undone for ten minutes only; record how it stands now instead."))
    rows = Measure.objects.select_for_update(of=("self",), no_key=True).select_related("plan").order_by("pk")
    locked = rows.in_bulk([edit.measure_id for edit in edits])
    gather(list(locked.values()))
    told = Undone()
    done = []
    for edit in edits:
        measure = locked[edit.measure_id]
        if measure.version == edit.version and _still_may(edit, measure, by):
            _bring_back(measure, edit, by, now)
            told.back.append(measure)
            done.append(edit.pk)
        else:
            told.left.append(measure)
    if not done:
        raise wrong(_("Somebody has changed this since: %(codes)s. Nothing has been undone.") % {"codes": codes_of(told.left)})
    write_all(told.back)
    Edit.objects.filter(pk__in=done).update(undone_at=now)
    return told


def codes_of(measures: list[Measure], most: int = 20) -> str:
    """Their codes in the order of the plan; of a great many the first."""
    listed = [measure.code for measure in sorted(measures, key=lambda measure: measure.position)]
    return ", ".join(listed[:most]) + (", …" if len(listed) > most else "")


def _still_may(edit: Edit, measure: Measure, by: User) -> bool:
    """Who may no longer do what was done may not do its opposite either."""
    needs = set()
    if edit.assigned:
        needs.add(Permission.PLAN_EDIT)
    if edit.change:
        needs.add(measure.deadline_permission())
    if edit.update:
        needs.add(Permission.PLAN_EDIT if edit.update.state in BY_DECISION else Permission.MEASURE_UPDATE)
    return all(may(by, permission, measure) for permission in needs)


def _bring_back(measure: Measure, edit: Edit, by: User, now: datetime) -> None:
    changes: dict[str, tuple[object, object]] = {}
    if edit.assigned:
        changes |= _units_back(measure, edit, now)
    if edit.change:
        _term_back(measure, edit.change, by, now)
    if edit.update:
        _status_back(measure, edit.update, by, now)
    values = standing_now(measure, now)
    changes |= history.changed(measure, values)
    known(measure).save({**values, "updated_on": edit.updated_before})
    record("plan.edit_undone", measure, by, now, under=Permission.MEASURE_UPDATE, changes=changes)


def _status_back(measure: Measure, made: StatusUpdate, by: User, now: datetime) -> None:
    """A row in the place of the one made, saying what stood before it, from the day since which that stood."""
    stood = made.replaces or known(measure).update_by(made.effective_on, but=made)
    names = ("state", "percent", "health", "reason", "narrative", "difficulties", "language", "effective_on")
    said = {name: getattr(stood, name) for name in names} if stood else {"state": State.NOT_STARTED, "effective_on": made.effective_on}
    known(measure).add(StatusUpdate(measure=measure, recorded_at=now, by=by, replaces=made, **said))


def _term_back(measure: Measure, made: DeadlineChange, by: User, now: datetime) -> None:
    """The term that stood before, from the same day on: no day between had another."""
    with as_the_ministry_writes():
        reason = _("Undone by the person who set it.")
    back = DeadlineChange(
        measure=measure,
        old_term=made.new_term,
        old_due_on=made.new_due_on,
        new_term=made.old_term,
        new_due_on=made.old_due_on,
        reason=reason,
        asked_by=by,
        asked_at=now,
        decision=DeadlineChange.Decision.APPROVED,
        decided_by=by,
        decided_at=now,
        effective_on=made.effective_on,
    )
    known(measure).add(back)


def _units_back(measure: Measure, edit: Edit, now: datetime) -> Changes:
    """Assignments begun by the act end on the day they began; those it ended begin again that day."""
    begun = list(measure.assignments.current().filter(recorded_at=edit.at).select_related("unit"))
    ended = list(measure.assignments.filter(ended_recorded_at=edit.at).select_related("unit"))
    for row in begun:
        row.until_on, row.ended_recorded_at = row.from_on, now
        row.save(update_fields=["until_on", "ended_recorded_at"])
    Assignment.objects.bulk_create(
        Assignment(measure=measure, unit=row.unit, role=row.role, from_on=row.until_on or row.from_on, recorded_at=now) for row in ended
    )
    known(measure).reassigned()
    changes: dict[str, tuple[object, object]] = {}
    for role in Assignment.Role.values:
        old, new = (", ".join(sorted(row.unit.name_vi for row in rows if row.role == role)) for rows in (begun, ended))
        if old != new:
            changes[role] = (old, new)
    return changes
