"""Roles of people in units, with their days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import access, history
from accounts.history import Actor
from accounts.models import Event, Invitation, Membership, Unit, User
from accounts.roles import ROLES, roles_in

DAY = timedelta(days=1)
GONE = gettext_lazy("This unit no longer exists.")
TOLD = ("role", "from_on", "until_on", "acting_for")


@transaction.atomic
def add_membership(
    *,
    user: User,
    unit: Unit,
    role: str,
    from_on: date,
    until_on: date | None = None,
    acting_for: User | None = None,
    by: Actor,
    now: datetime,
) -> Membership:
    """Give a role in a unit between two days, in the person's own name or acting for somebody (ủy quyền)."""
    hold_people(user, acting_for)
    if user.is_erased:
        raise ValidationError(_("This account has been erased."))
    unit.lock_seen(None)  # after the people, as who closes a unit does: it is not closed in between
    _must_give(by, user, unit, role)
    if not unit.is_active(localdate(now)):
        raise ValidationError({"unit": GONE})
    membership = Membership(user=user, unit=unit, role=role, from_on=from_on, until_on=until_on, acting_for=acting_for)
    _must_fit(membership)
    membership.save(force_insert=True)
    _close_links(user, now)
    told = {"unit": (None, unit.name_vi), **{name: (None, getattr(membership, name)) for name in TOLD if getattr(membership, name)}}
    _tell("membership.add", membership, told, by, now)
    return membership


@transaction.atomic
def change_membership(
    *,
    membership: Membership,
    role: str,
    from_on: date,
    until_on: date | None,
    acting_for: User | None,
    by: Actor,
    now: datetime,
    seen: int | None = None,
) -> Membership:
    """Another role, other days, another principal. A move to another unit is an end and a beginning."""
    hold_people(membership.user, acting_for, administrators=True)
    membership.lock_seen(seen)
    _must_give(by, membership.user, membership.unit, membership.role)
    _must_give(by, membership.user, membership.unit, role)
    ended_at = membership.ended_at if until_on == membership.until_on else None  # with another last day it lasts again
    values = {"role": role, "from_on": from_on, "until_on": until_on, "acting_for": acting_for, "ended_at": ended_at}
    changes = history.changed(membership, values)
    if not changes:
        return membership
    wanted = Membership(pk=membership.pk, user=membership.user, unit=membership.unit, **values)
    _must_fit(wanted)
    if not wanted.is_over(localdate(now)) and not membership.unit.is_active(localdate(now)):
        raise ValidationError({"until_on": GONE})
    if membership.role == "administrator" and not (role == "administrator" and from_on <= localdate(now) and until_on is None):
        must_leave_an_administrator(
            localdate(now), gone=lambda row: row.pk == membership.pk, after=until_on if role == "administrator" else None
        )
    membership.save_seen(None, values)
    _close_links(membership.user, now)
    _tell("membership.change", membership, changes, by, now)
    let_deputies_go(membership.user, by, now)
    return membership


@transaction.atomic
def end_membership(*, membership: Membership, by: Actor, now: datetime, seen: int | None = None) -> Membership:
    """Let a role end at once, also one that began today or is still to begin. Today is its last day; one that has not
    begun is left with the day on which it should have begun. What is over already is not touched."""
    hold_people(membership.user, administrators=True)
    membership.lock_seen(seen)
    _must_give(by, membership.user, membership.unit, membership.role)
    today = localdate(now)
    if membership.is_over(today):
        raise ValidationError(_("This role is over already."))
    if membership.role == "administrator":
        must_leave_an_administrator(today, gone=lambda row: row.pk == membership.pk)
    _end(membership, by, now)
    let_deputies_go(membership.user, by, now)
    return membership


def _end(membership: Membership, by: Actor, now: datetime) -> None:
    values = {"until_on": max(membership.from_on, localdate(now)), "ended_at": now}
    changes = history.changed(membership, values)
    membership.save_seen(None, values)
    _tell("membership.end", membership, changes, by, now)


def let_deputies_go(principal: User, by: Actor, now: datetime) -> None:
    """What others hold in the person's name (ủy quyền) lasts no longer than what it is taken from: called by every act that
    takes from the person's own roles, or closes their account, after it. Who does that need not be allowed to touch the
    deputies' roles, and may be the deputy: nothing is given.

    The rows themselves end, with their history. Were the principal asked for where roles are read, every request would ask,
    an account closed today would take back what was done by right last year, and an account opened again would bring back
    power that nobody has given anew."""
    today = localdate(now)
    rows = Membership.objects.not_over(today).filter(acting_for=principal).select_related("user", "unit")
    for row in rows.order_by("pk").select_for_update(of=("self",), no_key=True):
        first = max(row.from_on, today)
        last = _held_until(principal, row, first)
        if last < first:
            _end(row, by, now)
        elif last < (row.until_on or date.max):
            changes = history.changed(row, {"until_on": last})
            row.save_seen(None, {"until_on": last})
            _tell("membership.change", row, changes, by, now)


@transaction.atomic
def hand_over(*, user: User, successor: User, from_on: date, by: Actor, now: datetime) -> list[Membership]:
    """From the day on the successor has the roles of somebody who leaves, whose own end on the day before. What others do in
    their name (ủy quyền), and what they do in the name of others, ends with it and is not handed on."""
    hold_people(user, successor, administrators=True)
    today = localdate(now)
    if from_on < today:
        raise ValidationError({"from_on": _("Choose today or a day to come: a role is not taken back.")})
    if user.pk == successor.pk:
        raise ValidationError({"successor": _("Choose another person.")})
    rows = user.memberships.not_over(today).select_related("unit", "user").order_by("unit_id", "pk")  # as two who hold units take them
    held = list(rows.filter(acting_for=None))
    if not held:
        raise ValidationError(_("The person has no role to hand over."))
    given = [_hand(row, successor, from_on, by, now) for row in held]
    for row in [*rows.exclude(acting_for=None), *held]:
        _leave(row, from_on, by, now)
    return [row for row in given if row is not None]


def _hand(row: Membership, successor: User, from_on: date, by: Actor, now: datetime) -> Membership | None:
    """The same role for the successor, unless they have it at that time already, or it is over by then."""
    first = max(from_on, row.from_on)
    if row.until_on is not None and row.until_on < first:
        return None
    same = Membership.objects.filter(user=successor, unit=row.unit, role=row.role).overlapping(first, row.until_on)
    if same.exists():
        return None
    return add_membership(user=successor, unit=row.unit, role=row.role, from_on=first, until_on=row.until_on, by=by, now=now)


def _leave(row: Membership, from_on: date, by: Actor, now: datetime) -> None:
    last = from_on - DAY
    if row.until_on is not None and row.until_on <= last:
        return
    if row.from_on > last:
        end_membership(membership=row, by=by, now=now)
    else:
        given = {"role": row.role, "from_on": row.from_on, "until_on": last, "acting_for": row.acting_for}
        change_membership(membership=row, **given, by=by, now=now)  # type: ignore[arg-type]


def hold_people(*people: User | None, administrators: bool = False) -> None:
    """Hold the rows of the people concerned to the end of the transaction: of two grants at the same moment the second sees
    the first. `administrators`: those of all of them too, for acts that may take one away.

    All in one question and in the order of their ids, so that two transactions cannot wait for each other. Their keys stay free
    (`no_key`): who is held can still be named in the history of what they do meanwhile."""
    wanted = Q(pk__in=[person.pk for person in people if person is not None])
    if administrators:
        wanted |= Q(pk__in=Membership.objects.filter(role="administrator").values("user"))
    list(User.objects.filter(wanted).order_by("pk").select_for_update(no_key=True).values_list("pk"))


def must_leave_an_administrator(today: date, *, gone: Callable[[Membership], bool], after: date | None = None) -> None:
    """Refuse what would leave the house, from now or after a day, without anybody who can let people in. Who only acts for an
    administrator does not count: that ends with the administrator.

    Asked once all administrators are held (`hold_people`), so that two of them cannot end each other at the same moment.
    """
    rows = list(Membership.objects.of_administrators().active(today).filter(acting_for=None))
    left = [row for row in rows if not gone(row)]
    if len(left) < len(rows) and not any(row.until_on is None or after is None or row.until_on > after for row in left):
        raise ValidationError(_("This is the last administrator. Name another one first."))


def _must_give(by: Actor, user: User, unit: Unit, role: str) -> None:
    if role not in roles_in(unit.kind):
        raise ValidationError({"role": _("There is no such role in this unit.")})
    if isinstance(by, history.System):
        return
    if by.pk == user.pk:
        raise ValidationError(_("Nobody changes their own roles: ask another person who manages accounts."))
    if role not in access.roles_given_by(by, unit):
        raise ValidationError({"role": _("You cannot give or take this role in this unit.")})


def _close_links(user: User, now: datetime) -> None:
    """Whoever made a link to the account may have kept it, and may not give what has now been given: it would let them act with
    this role before the person has come in. Who may give all roles that the person now has makes a new one."""
    Invitation.objects.filter(user=user).close(now)


def _must_fit(membership: Membership) -> None:
    if membership.until_on and membership.until_on < membership.from_on:
        raise ValidationError({"until_on": _("The last day is before the first.")})
    same = Membership.objects.filter(user=membership.user, unit=membership.unit, role=membership.role).exclude(pk=membership.pk)
    if same.overlapping(membership.from_on, membership.until_on).exists():
        raise ValidationError({"from_on": _("The person already has this role in this unit at that time.")})
    if membership.acting_for:
        _must_be_principal(membership, membership.acting_for)


def _must_be_principal(membership: Membership, principal: User) -> None:
    if principal.pk == membership.user_id:
        raise ValidationError({"acting_for": _("Nobody acts for themselves.")})
    if _held_until(principal, membership, membership.from_on) < (membership.until_on or date.max):
        # Without the name: who may give roles in one unit may not know who the people of another are.
        said = _("This person does not have the role “%(role)s” in this unit at that time.") % {"role": ROLES[membership.role].title}
        raise ValidationError({"acting_for": said})


def _held_until(principal: User, membership: Membership, first: date) -> date:
    """The last day on which the principal has the role in their own name, without a break from the first day on: the day before
    it where they have it not at all, `date.max` where it lasts. A closed account has none."""
    own = Membership.objects.filter(user=principal, user__is_active=True, acting_for=None, unit=membership.unit, role=membership.role)
    last = first - DAY
    for row in own.overlapping(first, membership.until_on).order_by("from_on"):
        if row.from_on > last + DAY:
            break
        if row.until_on is None:
            return date.max
        last = max(last, row.until_on)
    return last


def _tell(verb: str, membership: Membership, changes: dict, by: Actor, now: datetime) -> Event:
    person = membership.user
    return history.record(
        by=by,
        verb=verb,
        obj=person,
        code=person.email,
        label=person.name,
        unit=membership.unit,
        changes=changes,
        under=None if isinstance(by, history.System) else access.permission_used(by),
        at=now,
    )


def unit_of(user: User, now: datetime) -> Unit | None:
    """The unit in whose history a change of the account stands: that of the person's present or latest role."""
    role = user.memberships.active(localdate(now)).first() or user.memberships.first()
    return role.unit if role else None
