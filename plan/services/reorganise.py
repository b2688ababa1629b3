"""A unit that ends: what it holds of the plan goes to its successor by the same day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.history import Actor
from accounts.models import Unit
from accounts.services import close_unit
from plan.models import Assignment, Measure
from plan.services.measure import assign


@transaction.atomic
def reorganise(
    *, unit: Unit, successors: Sequence[Unit], until: date, decision: str, move_members: bool, by: Actor, now: datetime, seen: int | None
) -> list[Measure]:
    """Close, merge or split a unit. The first successor takes over what it leads and coordinates, from the day on; rows that
    end stay on record. Answers the measures that moved."""
    if successors and successors[0].kind == Unit.Kind.MISSION and unit.kind != Unit.Kind.MISSION and leads(unit):
        raise ValidationError({"successors": _("A mission leads no measure: choose another unit first.")})
    close_unit(unit=unit, successors=successors, until=until, decision=decision, move_members=move_members, by=by, now=now, seen=seen)
    heir = successors[0] if successors else None
    held = Measure.objects.of_units([unit.pk]).filter(superseded_by__isnull=True).select_for_update(of=("self",), no_key=True)
    moved = sorted(held.order_by("pk"), key=lambda row: (row.plan_id, row.position))  # held in the order of whoever edits many
    for measure in moved:
        _hand_over(measure, unit, heir, until, by, now)
    return moved


def leads(unit: Unit) -> bool:
    return Measure.objects.led_by([unit.pk]).exists()


def _hand_over(measure: Measure, unit: Unit, heir: Unit | None, until: date, by: Actor, now: datetime) -> None:
    rows = list(measure.assignments.current().select_related("unit"))
    after = [(heir if row.unit_id == unit.pk else row.unit, row.role) for row in rows]
    lead = next((one for one, role in after if role == Assignment.Role.LEAD), None)
    others = {one.pk: one for one, role in after if one and role == Assignment.Role.COORDINATING and one != lead}
    try:
        assign(measure=measure, by=by, lead=lead, coordinating=others.values(), from_on=until, now=now, seen=None)
    except ValidationError as error:
        fault = {"code": measure.code, "fault": " ".join(error.messages)}
        raise ValidationError({"until": _("Measure %(code)s: %(fault)s") % fault}) from error
