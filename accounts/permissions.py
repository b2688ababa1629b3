"""The one question asked anywhere: `can(user, Permission.X, obj)`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, QuerySet
from django.utils.timezone import localdate

from accounts.models import Membership, Unit, User
from accounts.prepared import prepared
from accounts.roles import ROLES, Permission, Scope

__all__ = ["Grant", "Permission", "Scope", "authority", "can", "is_second", "units_by_name", "units_for"]


class BelongsToUnits(Protocol):
    def unit_ids(self) -> Iterable[int]:
        """The units to which the object belongs, for scopes narrower than all."""


@dataclass(frozen=True)
class Grant:
    """A permission over some units (None: over all), by one membership."""

    permission: Permission
    units: frozenset[int] | None
    membership: Membership

    def covers(self, unit_ids: set[int]) -> bool:
        return self.units is None or bool(self.units & unit_ids)


def grants_of(user: User, on: date) -> tuple[Grant, ...]:
    """What the person's memberships give on the day; read once for each user object, that is once a request."""
    cache: dict[date, tuple[Grant, ...]] = user.__dict__.setdefault("_grants", {})
    if on not in cache:
        read: dict[date, list[Membership]] = getattr(user, "_roles", {})  # `user` may be the lazy one of a request
        cache[on] = _granted(read.get(on) or list(_roles_of(user=user.pk, on=on)))
    return cache[on]


def with_roles(user: int, on: date) -> User | None:
    """The person, whose memberships of the day are read already; None for somebody who has none."""
    rows = list(_roles_of(user=user, on=on))
    if not rows:
        return None
    rows[0].user.__dict__["_roles"] = {on: rows}
    return rows[0].user


@prepared
def _roles_of(user: int, on: date) -> QuerySet[Membership, Any]:
    """The memberships and the missions that their units follow in one question: a row for each pair, `led_id`."""
    rows = Membership.objects.filter(user=user).active(on)
    return rows.select_related("user", "unit", "acting_for").annotate(led_id=F("unit__led_units"))


def _granted(rows: Iterable[Any]) -> tuple[Grant, ...]:
    """`rows` of `_roles_of`."""
    memberships: dict[int, Membership] = {}
    led: dict[int, set[int]] = {}
    for row in rows:
        memberships.setdefault(row.pk, row)
        led.setdefault(row.unit_id, set()).update({row.led_id} - {None})
    scopes = {scope for membership in memberships.values() for scope in ROLES[membership.role].permissions.values()}
    below = _units_below(list(memberships.values()), scopes)
    grants = []
    for membership in memberships.values():
        reach = {
            Scope.OWN: frozenset({membership.unit_id}),
            Scope.LED: frozenset(led[membership.unit_id]),
            Scope.BELOW: below.get(membership.unit_id, frozenset()),
            Scope.ALL: None,
        }
        grants += [Grant(permission, reach[scope], membership) for permission, scope in ROLES[membership.role].permissions.items()]
    return tuple(grants)


def can(user: User | AnonymousUser, permission: Permission, obj: BelongsToUnits | None = None, *, on: date | None = None) -> bool:
    """Whether the user has the permission on the object; without an object, whether they have it anywhere."""
    return authority(user, permission, obj, on=on) is not None


def authority(
    user: User | AnonymousUser, permission: Permission, obj: BelongsToUnits | None = None, *, on: date | None = None
) -> Grant | None:
    """The grant by which the user may act, preferring their own name over acting for somebody."""
    if isinstance(user, AnonymousUser) or not user.is_active:
        return None
    grants = [grant for grant in grants_of(user, on or localdate()) if grant.permission == permission]
    if obj is not None and any(grant.units is not None for grant in grants):
        unit_ids = set(obj.unit_ids())
        grants = [grant for grant in grants if grant.covers(unit_ids)]
    return min(grants, key=lambda grant: grant.membership.acting_for_id is not None, default=None)


def is_second(user: User | AnonymousUser, permission: Permission, obj: BelongsToUnits, first: Iterable[int | None]) -> bool:
    """Whether the user would be a second person who decides on what the first did (bốn mắt): neither they nor whom they would
    act for is one of them. `first`: the ids of who did it and of in whose name; None is nobody.

    Without it whoever acts for somebody could confirm what that person has proposed, in that person's own name."""
    grant = authority(user, permission, obj)
    return {user.pk, grant.membership.acting_for_id if grant else None}.isdisjoint({one for one in first if one is not None})


def units_for(user: User | AnonymousUser, permission: Permission, *, on: date | None = None) -> frozenset[int] | None:
    """The ids of the units over which the user has the permission; None means all of them."""
    if isinstance(user, AnonymousUser) or not user.is_active:
        return frozenset()
    reach: set[int] = set()
    for grant in grants_of(user, on or localdate()):
        if grant.permission == permission:
            if grant.units is None:
                return None
            reach |= grant.units
    return frozenset(reach)


def units_by_name(user: User | AnonymousUser, permission: Permission, *, on: date | None = None) -> dict[int, frozenset[int] | None]:
    """`units_for` apart for each in whose name the user has the permission: by their own id, and that of each for whom they act."""
    if isinstance(user, AnonymousUser) or not user.is_active:
        return {}
    reach: dict[int, frozenset[int] | None] = {}
    for grant in grants_of(user, on or localdate()):
        if grant.permission == permission:
            name = grant.membership.acting_for_id or user.pk
            before = reach.get(name, frozenset())
            reach[name] = None if before is None or grant.units is None else before | grant.units
    return reach


def _units_below(memberships: list[Membership], scopes: set[Scope]) -> dict[int, frozenset[int]]:
    if Scope.BELOW not in scopes:
        return {}
    children: dict[int | None, list[int]] = {}
    for unit, parent in Unit.objects.values_list("id", "parent_id"):
        children.setdefault(parent, []).append(unit)

    def gather(unit: int) -> set[int]:
        return {unit}.union(*(gather(child) for child in children.get(unit, [])))

    return {m.unit_id: frozenset(gather(m.unit_id)) for m in memberships}
