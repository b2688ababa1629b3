"""Names of units, and how they end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts import history
from accounts.folding import search_text, sort_key
from accounts.history import Actor
from accounts.models import Membership, Unit
from accounts.permissions import Permission
from accounts.roles import roles_in
from accounts.services.memberships import hold_people, must_leave_an_administrator


@transaction.atomic
def rename_unit(*, unit: Unit, name_vi: str, name_en: str, by: Actor, now: datetime, seen: int | None = None, reason: str = "") -> Unit:
    """Another name from now on. What was written under the old one keeps it: history holds names as text."""
    values = {"name_vi": name_vi.strip(), "name_en": name_en.strip()}
    for field, value in values.items():
        if not value:
            raise ValidationError({field: _("A unit needs a name.")})
    changes = history.changed(unit, values)
    if not changes:
        return unit
    found_by = {"search_text": search_text(*values.values(), unit.code), "sort_key": sort_key(values["name_vi"])}
    unit.save_seen(seen, {**values, **found_by})
    history.record(
        by=by,
        verb="unit.rename",
        obj=unit,
        code=unit.code,
        label=unit.name_vi,
        unit=unit,
        changes=changes,
        reason=reason,
        under=Permission.UNITS_MANAGE,
        at=now,
    )
    return unit


@transaction.atomic
def close_unit(
    *,
    unit: Unit,
    successors: Sequence[Unit],
    until: date,
    decision: str,
    move_members: bool,
    by: Actor,
    now: datetime,
    seen: int | None = None,
) -> Unit:
    """The unit no longer exists from the day on: closed, merged into one successor, or split into several. What is below it,
    what it follows and (where asked) its people go to the first successor; without one its roles end.

    What the unit holds of the plan is moved by `plan.services.reorganise`, which calls this.
    """
    hold_people(administrators=True)
    for one in sorted({unit, *successors}, key=lambda one: one.pk):  # after the people, as who gives a role in one of them does
        one.lock_seen(seen if one.pk == unit.pk else None)
    decision = decision.strip()
    _must_close(unit, successors, until, decision, localdate(now))
    heir = successors[0] if successors else None
    if not (heir and move_members and "administrator" in roles_in(heir.kind)):
        must_leave_an_administrator(localdate(now), gone=lambda row: row.unit_id == unit.pk)
    unit.save_seen(None, {"until": until})
    unit.successors.set(successors)
    for field, rows in (("parent", unit.children.active(until)), ("lead_unit", unit.led_units.active(until))):
        for row in rows:
            old, new = getattr(row, field), _above(row, unit, heir, field)
            row.save_seen(None, {field: new})
            _tell("unit.change", row, by, now, {field: (old and old.name_vi, new and new.name_vi)}, decision)
    for membership in unit.memberships.not_over(until).select_related("user", "unit"):
        _move(membership, heir if move_members else None, until, by, now)
    names = ", ".join(one.name_vi for one in successors)
    _tell("unit.close", unit, by, now, {"until": (None, until), "successors": (None, names)}, decision)
    return unit


def _above(row: Unit, unit: Unit, heir: Unit | None, field: str) -> Unit | None:
    """What stands above a unit from now on: the heir. One that has the heir below it, or is the heir, stands where the
    closed unit stood: no unit may come to stand above itself."""
    one, met = heir, set()
    while one is not None and one.pk not in met:
        if one.pk == row.pk:
            return unit.parent if field == "parent" else None
        met.add(one.pk)
        one = getattr(one, field)
    return heir


def _must_close(unit: Unit, successors: Sequence[Unit], until: date, decision: str, today: date) -> None:
    errors: dict[str, str] = {}
    if unit.until is not None:
        errors["until"] = _("This unit has been closed already.")
    elif until > today:
        errors["until"] = _("This day has not come yet.")
    if any(one.pk == unit.pk or not one.is_active(today) for one in successors):
        errors["successors"] = _("Choose other units that exist.")
    if not successors and unit.led_units.active(today).exists():
        errors["successors"] = _("Missions follow this unit: name who follows them now.")
    elif successors and successors[0].kind == Unit.Kind.MISSION and unit.led_units.active(today).exists():
        errors["successors"] = _("Missions follow this unit, and a mission follows no other: choose another unit first.")
    if not decision:
        errors["decision"] = _("Give the number and day of the decision.")
    if errors:
        raise ValidationError(errors)


def _move(membership: Membership, heir: Unit | None, until: date, by: Actor, now: datetime) -> None:
    """A role ends with its unit; the same begins in the heir, where there is such a role and the person lacks it."""
    last = until - timedelta(days=1)
    began = membership.from_on <= last
    values = {"until_on": last} if began else {"until_on": membership.from_on, "ended_at": now}
    first, rest = max(until, membership.from_on), membership.until_on
    same = Membership.objects.filter(user=membership.user, role=membership.role, unit=heir)
    fits = heir is not None and membership.role in roles_in(heir.kind) and membership.acting_for_id is None
    changes = history.changed(membership, values)
    membership.save_seen(None, values)
    person = membership.user
    told = {"obj": person, "code": person.email, "label": person.name, "under": Permission.UNITS_MANAGE, "at": now}
    history.record(by=by, verb="membership.end", unit=membership.unit, changes=changes, **told)  # type: ignore[arg-type]
    if fits and heir is not None and not same.overlapping(first, rest).exists():
        Membership.objects.create(user=person, unit=heir, role=membership.role, from_on=first, until_on=rest)
        given = {"unit": (None, heir.name_vi), "role": (None, membership.role), "from_on": (None, first)}
        history.record(by=by, verb="membership.add", unit=heir, changes=given, **told)  # type: ignore[arg-type]


def _tell(verb: str, unit: Unit, by: Actor, now: datetime, changes: dict, reason: str) -> None:
    under = Permission.UNITS_MANAGE
    history.record(
        by=by, verb=verb, obj=unit, code=unit.code, label=unit.name_vi, unit=unit, changes=changes, reason=reason, under=under, at=now
    )
