"""What every change of training stands on: text that is clean, faults beside their field, one row of history."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts import history
from accounts.given import tidy, wrong
from accounts.history import Actor
from accounts.models import Unit
from accounts.permissions import Permission
from personnel.models import Course, Enrolment, Programme
from plan.moment import FIRST, LAST

Changes = Mapping[str, tuple[Any, Any]]
Values = Mapping[str, Any]


def tidied(values: Values, names: tuple[str, ...]) -> dict[str, Any]:
    """Those of the names that are given, their text clean."""
    return tidy({name: value for name, value in values.items() if name in names})


def must_hold(values: Values, **messages: str) -> None:
    """Every one of the names that is given must hold something; a fault beside each that does not."""
    faults = {name: message for name, message in messages.items() if name in values and values[name] in (None, "")}
    if faults:
        raise ValidationError(faults)


def in_order(first: date | None, last: date | None, field: str) -> None:
    if first and last and last < first:
        raise wrong(_("The last day cannot be before the first."), field)


def within(day: date | None, field: str) -> None:
    if day is not None and not FIRST <= day <= LAST:
        raise wrong(_("Enter a day between the years 1945 and 2099."), field)


def tell(verb: str, obj: Programme | Course, by: Actor, now: datetime, changes: Changes, *, reason: str = "") -> None:
    """History of training names no person: many may read it who may not read officers."""
    programme = obj if isinstance(obj, Programme) else obj.programme
    history.record(
        by=by,
        verb=verb,
        obj=obj,
        code=programme.code if isinstance(obj, Programme) else str(obj.pk),
        label=obj.name_vi if isinstance(obj, Programme) else obj.title,
        unit=programme.lead_unit,
        changes=changes,
        reason=reason,
        under=Permission.TRAINING_KEEP,
        at=now,
    )


def tell_seat(verb: str, seat: Enrolment, by: Actor, now: datetime, changes: Changes, *, reason: str = "") -> None:
    """Of one seat: private to who reads the officers of its unit, for one seat of a unit is a number under five. By the number
    of the officer, never by name."""
    told = {"unit": (None, seat.unit.name_vi), "heads": (None, seat.heads), "officer_number": (None, seat.officer_id)}
    history.record(
        by=by,
        verb=verb,
        obj=seat,
        code=str(seat.course_id),
        label=seat.course.title,
        unit=seat.unit,
        changes={name: change for name, change in {**told, **changes}.items() if change != (None, None)},
        reason=reason,
        under=Permission.TRAINING_ENROL,
        at=now,
    )


def must_lead(unit: Unit | None) -> None:
    if unit is None or unit.kind == Unit.Kind.GROUP:
        raise wrong(_("Choose the unit that leads it."), "lead_unit")
