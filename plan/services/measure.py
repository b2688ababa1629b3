from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import count
from typing import Any

from django.db import transaction
from django.db.models import F, Max, QuerySet
from django.utils.translation import gettext as _

from accounts import history
from accounts.folding import search_text
from accounts.given import text, tidy, wrong
from accounts.history import Actor
from accounts.models import Unit, User
from accounts.permissions import Permission
from accounts.prepared import prepared
from plan.models import Assignment, Measure, Plan, Task, can_hold
from plan.models.plan import STEP
from plan.moment import day_of
from plan.services import gates
from plan.services._ground import Changes, filled, lock, must_be_in_plan, new_code, not_before, past_day, record
from plan.services._known import known

EDITABLE = ("task", "is_key", "title_vi", "title_en", "output_vi", "output_en", "output_kind", "note", "source", "source_sentence")
Role = Assignment.Role


@prepared
def _held(measure: int) -> QuerySet[Assignment]:
    return Assignment.objects.current().filter(measure=measure).select_related("unit")


@prepared
def _ended(measure: int) -> QuerySet[Assignment, tuple[int, str, date | None]]:
    """Those that have held for a day at least."""
    return Assignment.objects.filter(measure=measure, until_on__gt=F("from_on")).values_list("unit_id", "role", "until_on")


@transaction.atomic
def add_measure(*, plan: Plan, by: Actor, code: str, in_plan_from: date, values: Mapping[str, Any], now: datetime) -> Measure:
    """A new measure of the plan, counted from `in_plan_from` on. `values` are those of EDITABLE; a code is never given twice."""
    values = tidy(values)
    plan = Plan.objects.select_for_update(no_key=True).get(pk=plan.pk)  # of two who take the same code, one is second
    code = new_code(plan.measures.all(), code)
    _must_say(plan, values, whole=True)
    if in_plan_from < plan.effective_on:
        raise not_before(plan.effective_on, _("The plan has been in force since %(day)s."), "in_plan_from")
    if in_plan_from > day_of(now):
        raise wrong(_("This day has not come yet."), "in_plan_from")
    task: Task = values["task"]
    measure = Measure(plan=plan, code=code, position=_place(task), in_plan_from=in_plan_from, in_plan_recorded_at=now, **values)
    measure.search_text = _found_by(measure)
    measure.save(force_insert=True)
    changes = _named(filled({**values, "in_plan_from": in_plan_from}))
    record("plan.measure_added", measure, by, now, under=Permission.PLAN_EDIT, changes=changes)
    return measure


def _place(task: Task) -> int:
    """The place after the last measure of the plan that stands among those of the task; no two have the same. The plan must be
    locked."""
    first = task.position * STEP
    rows = Measure.objects.filter(plan=task.plan_id, position__range=(first, first + STEP - 1))
    last = rows.adopted().aggregate(last=Max("position"))["last"] or first
    taken = set(rows.values_list("position", flat=True))  # also by those found in other sources, which come after a gap
    return next(place for place in count(last + 1) if place not in taken)


def next_code(task: Task) -> str:
    """The number after the last one of the task: 2.7 after 2.6."""
    start = f"{task.code}."
    codes = Measure.objects.filter(plan=task.plan_id, code__startswith=start).values_list("code", flat=True)
    numbers = [int(rest) for code in codes if (rest := code.removeprefix(start)).isascii() and rest.isdigit() and len(rest) < 6]
    return f"{start}{max(numbers, default=0) + 1}"


@transaction.atomic
def edit_measure(*, measure: Measure, by: Actor, values: Mapping[str, Any], now: datetime, seen: int | None, decision: str = "") -> Measure:
    """Change what the measure says: its task, titles, output, source; whether it is a key measure, which a person changes
    by a `decision` (its number and day). What it said before stays in the history. In another task it comes last."""
    if "task" in values:
        Plan.objects.select_for_update(no_key=True).get(pk=measure.plan_id)  # of two that come into the same place, one is second
    lock(measure, seen)
    values, decision = tidy(values), text(decision)
    if unknown := values.keys() - set(EDITABLE):
        raise wrong(_("This cannot be changed: %(names)s.") % {"names": ", ".join(sorted(unknown))})
    _must_say(measure.plan, values)
    if values.get("title_vi", measure.title_vi) != measure.title_vi:
        values["title_basis"] = ""  # whoever words it answers for the wording: it is no longer ours
    if values.get("output_vi", measure.output_vi) != measure.output_vi:
        values["output_basis"] = ""
    changes = history.changed(measure, values)
    if not changes:
        return measure
    if "is_key" in changes and isinstance(by, User) and not decision:
        raise wrong(_("Give the number and day of the decision: it says who decides the dates of the measure."), "decision")
    for name, value in values.items():
        setattr(measure, name, value)
    if "task" in changes:
        measure.position = _place(measure.task)
    measure.save_seen(None, {**values, "position": measure.position, "search_text": _found_by(measure)})
    record("plan.measure_edited", measure, by, now, under=Permission.PLAN_EDIT, changes=_named(changes), reason=decision)
    return measure


def _must_say(plan: Plan, values: Mapping[str, Any], *, whole: bool = False) -> None:
    if "output_kind" in values and values["output_kind"] not in Measure.OutputKind.values:
        raise wrong(_("Choose one of the values."), "output_kind")
    for name in ("title_vi", "title_en"):
        if (whole or name in values) and not values.get(name):
            raise wrong(_("A measure needs its title in both languages."), name)
    for name in ("task", "source"):
        row = values.get(name)
        if row is None and (name == "source" or (name not in values and not whole)):
            continue
        if row is None or row.plan_id != plan.pk:
            raise wrong(_("Choose one of the values."), name)


def _found_by(measure: Measure) -> str:
    return search_text(measure.code, measure.title_vi, measure.title_en, measure.output_vi, measure.output_en)


def _named(changes: Changes) -> Changes:
    """Tasks and sources by their codes: the history is read in either language."""
    told = dict(changes)
    for name, code in (("task", "code"), ("source", "key")):
        if name in told:
            told[name] = tuple(row and getattr(row, code) for row in told[name])
    return told


@transaction.atomic
def assign(
    *, measure: Measure, by: Actor, lead: Unit | None, coordinating: Iterable[Unit], from_on: date, now: datetime, seen: int | None
) -> Measure:
    """Say which unit leads the measure and which coordinate, from a day on. Rows that end stay on record."""
    lock(measure, seen)
    return write_units(measure, by, now, lead=lead, coordinating=coordinating, from_on=from_on)


def write_units(measure: Measure, by: Actor, now: datetime, *, lead: Unit | None, coordinating: Iterable[Unit], from_on: date) -> Measure:
    """The same for a measure that is locked already: rules, rows, history."""
    must_be_in_plan(measure)
    wanted = _wanted(lead, coordinating)
    standing = {row.unit_id: row for row in _held(measure=measure.pk)}
    ending = [row for unit_id, row in standing.items() if wanted.get(unit_id, (None, ""))[1] != row.role]
    starting = [(unit, role) for unit, role in wanted.values() if unit.pk not in standing or standing[unit.pk].role != role]
    if not ending and not starting:
        return measure
    day = past_day(measure, from_on, now, "from_on")
    _must_exist(starting, day)
    _must_not_overlap(measure, ending, starting, day)
    changes = _assignment_changes(list(standing.values()), list(wanted.values()))
    measure.assignments.filter(pk__in=[row.pk for row in ending]).update(until_on=day, ended_recorded_at=now)
    Assignment.objects.bulk_create(
        Assignment(measure=measure, unit=unit, role=role, from_on=day, recorded_at=now) for unit, role in starting
    )
    before = next((row.unit for row in standing.values() if row.role == Role.LEAD), None)
    known(measure).reassigned()
    known(measure).save({})
    changes = {**changes, "from_on": (None, day)}
    record("plan.units_assigned", measure, by, now, under=Permission.PLAN_EDIT, changes=changes, unit=lead or before)
    return measure


@transaction.atomic
def adopt(*, measure: Measure, by: Actor, from_on: date, now: datetime, seen: int | None) -> Measure:
    """Take a supplementary measure into the plan: from that day it is counted in the cells."""
    lock(measure, seen)
    gates.can_be_adopted(measure)
    day = past_day(measure, from_on, now, "from_on")
    if day < measure.plan.effective_on:
        raise not_before(measure.plan.effective_on, _("The plan has been in force since %(day)s."), "from_on")
    measure.save_seen(None, {"in_plan_from": day, "in_plan_recorded_at": now})
    record("plan.adopted", measure, by, now, under=Permission.PLAN_EDIT, changes={"in_plan_from": (None, day)})
    return measure


@transaction.atomic
def supersede(
    *, measure: Measure, by: Actor, other: Measure, from_on: date, now: datetime, seen: int | None, decision: str = ""
) -> Measure:
    """By a decision another measure takes the place of this one, which leaves the count of those in force from the day on."""
    # Both, in one order: of two that would supersede each other the second finds what the first has done.
    for pk in sorted({measure.pk, other.pk}):
        held = Measure.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
        other = held if pk == other.pk else other
    lock(measure, seen)
    must_be_in_plan(measure)
    gates.nothing_waits(measure)
    if other.pk == measure.pk or other.plan_id != measure.plan_id or other.in_plan_from is None or other.superseded_by_id:
        raise wrong(_("Choose another measure of this plan that is in force."), "other")
    day, decision = past_day(measure, from_on, now, "from_on"), text(decision)
    if day < other.in_plan_from:  # between the two days the work would be nobody's
        raise not_before(other.in_plan_from, _("The measure that takes its place has been in the plan since %(day)s."), "from_on")
    if isinstance(by, User) and not decision:
        raise wrong(_("Give the number and day of the decision."), "decision")
    since = {"superseded_by": other, "superseded_from": day, "superseded_recorded_at": now, "superseded_decision": decision}
    measure.save_seen(None, since)
    changes = {"superseded_by": (None, other.code), "superseded_from": (None, day)}
    record("plan.superseded", measure, by, now, under=Permission.PLAN_EDIT, changes=changes, reason=decision)
    return measure


def _wanted(lead: Unit | None, coordinating: Iterable[Unit]) -> dict[int, tuple[Unit, str]]:
    wanted = {lead.pk: (lead, str(Role.LEAD))} if lead else {}
    for unit in coordinating:
        if unit.pk in wanted and wanted[unit.pk][1] == Role.LEAD:
            raise wrong(_("A unit cannot lead and coordinate the same measure."), "coordinating")
        wanted[unit.pk] = (unit, str(Role.COORDINATING))
    return wanted


def _must_exist(starting: list[tuple[Unit, str]], day: date) -> None:
    for unit, role in starting:
        if not can_hold(unit, role, day):
            coordinates = role == Role.LEAD and can_hold(unit, Role.COORDINATING, day)
            message = (
                _("This unit coordinates and does not lead: %(unit)s.")
                if coordinates
                else _("This unit cannot be assigned on that day: %(unit)s.")
            )
            raise wrong(message % {"unit": unit}, "lead" if role == Role.LEAD else "coordinating")


def _must_not_overlap(measure: Measure, ending: list[Assignment], starting: list[tuple[Unit, str]], day: date) -> None:
    """An assignment cannot end before it began, nor begin while the unit, or another lead, still had it."""
    units, leads = {unit.pk for unit, _role in starting}, any(role == Role.LEAD for _unit, role in starting)
    ended = [until for unit, role, until in _ended(measure=measure.pk) if until and (unit in units or (leads and role == Role.LEAD))]
    latest = max([*(row.from_on for row in ending), *ended], default=None)
    if latest and day < latest:
        raise not_before(latest, _("Units were assigned on %(day)s."), "from_on")


def _assignment_changes(old: list[Assignment], new: list[tuple[Unit, str]]) -> Changes:
    changes = {}
    for role in (Role.LEAD, Role.COORDINATING):
        names = (
            ", ".join(sorted(row.unit.name_vi for row in old if row.role == role)),
            ", ".join(sorted(unit.name_vi for unit, its_role in new if its_role == role)),
        )
        if names[0] != names[1]:
            changes[str(role)] = names
    return changes
