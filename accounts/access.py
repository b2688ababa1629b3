"""Who sees and changes which accounts, units and lines of the history. Objects are fetched through the user
(design rule 14): 404 for a stranger or where there is nothing the user may know of, 403 for a reader who may not write."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import BigIntegerField, Case, Exists, OuterRef, Prefetch, Q, When
from django.db.models.functions import Cast
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate

from accounts import words
from accounts.models import ApiToken, Event, Membership, Unit, User
from accounts.models.history import EventQuerySet
from accounts.models.unit import UnitQuerySet
from accounts.models.user import UserQuerySet
from accounts.permissions import Permission, authority, can, grants_of, units_for
from accounts.roles import roles_in

Visitor = User | AnonymousUser
MISSION_ROLES = ("mission_officer", "mission_head")
UNIT_ROLES = ("unit_officer", "unit_head")


# People


def users_for(user: Visitor) -> UserQuerySet:
    """The accounts that the user may read: everybody's, or those of the own unit's members."""
    _must(user, Permission.USERS_READ)
    units = units_for(user, Permission.USERS_READ)
    return User.objects.all() if units is None else User.objects.with_role_in(units)


def user_for(user: Visitor, pk: int) -> User:
    return get_object_or_404(users_for(user), pk=pk)


def member_for(user: Visitor, pk: int) -> User:
    """An account to invite again, deactivate or reactivate."""
    person = user_for(user, pk)
    if not may_manage_account(user, person):
        raise PermissionDenied
    return person


def membership_for(user: Visitor, pk: int) -> Membership:
    membership = get_object_or_404(Membership.objects.select_related("user", "unit", "acting_for"), pk=pk)
    user_for(user, membership.user_id)
    if not may_manage_membership(user, membership):
        raise PermissionDenied
    return membership


def must_manage_somewhere(user: Visitor) -> None:
    _must(user, Permission.USERS_READ)
    if not (can(user, Permission.USERS_MANAGE) or can(user, Permission.MEMBERS_MANAGE)):
        raise PermissionDenied


def managed_units(user: Visitor) -> UnitQuerySet:
    """The units in which the user may give a role."""
    rows = Unit.objects.active(localdate()).reporting()
    if can(user, Permission.USERS_MANAGE):
        return rows
    return rows.filter(pk__in=units_for(user, Permission.MEMBERS_MANAGE) or ())


def roles_given_by(user: Visitor, unit: Unit) -> tuple[str, ...]:
    """The roles that the user may give and take in the unit: a head only those of members of such a unit."""
    fitting = roles_in(unit.kind)
    if can(user, Permission.USERS_MANAGE):
        return tuple(role for role in fitting if role != "administrator" or can(user, Permission.ADMINISTRATORS_MANAGE))
    if can(user, Permission.MEMBERS_MANAGE, unit):
        return tuple(role for role in fitting if role in UNIT_ROLES + MISSION_ROLES)
    return ()


def may_manage_membership(user: Visitor, membership: Membership) -> bool:
    """Nobody touches their own roles: another person gives and takes them."""
    return membership.user_id != user.pk and membership.role in roles_given_by(user, membership.unit)


def may_manage_account(user: Visitor, person: User) -> bool:
    """All roles that the person has or will have are the user's to give; who has none is for those who manage everybody."""
    return _may_manage(user, person, list(person.memberships.not_over(localdate()).select_related("unit")))


def accounts_managed(user: Visitor, people: UserQuerySet) -> list[User]:
    """Those of the people whose account the user may close (`may_manage_account`), in two questions; in none for who manages nobody."""
    if not (can(user, Permission.USERS_MANAGE) or can(user, Permission.MEMBERS_MANAGE)):
        return []
    units = None if can(user, Permission.USERS_MANAGE) else units_for(user, Permission.MEMBERS_MANAGE)
    rows = people if units is None else people.with_role_in(units)
    roles = Prefetch("memberships", Membership.objects.not_over(localdate()).select_related("unit"), to_attr="roles_left")
    return [person for person in rows.prefetch_related(roles) if _may_manage(user, person, person.roles_left)]


def _may_manage(user: Visitor, person: User, roles: list[Membership]) -> bool:
    if person.pk == user.pk or person.is_erased:
        return False
    if not roles and not can(user, Permission.USERS_MANAGE):
        return False
    return all(membership.role in roles_given_by(user, membership.unit) for membership in roles)


def may_reinvite(user: Visitor, person: User) -> bool:
    """Whose link to set a password the user may see. With a link to an account in use one could act in that person's name:
    only the administrators, who take no part in the plan, make one, for somebody whom no mail reaches."""
    if not person.is_active or not may_manage_account(user, person):
        return False
    return not person.has_joined or can(user, Permission.ADMINISTRATORS_MANAGE)


def may_take_factor(user: Visitor, person: User) -> bool:
    """Who takes a lost phone from an account: those who make a link to one in use, and never from their own."""
    return may_manage_account(user, person) and can(user, Permission.ADMINISTRATORS_MANAGE)


def permission_used(user: Visitor) -> Permission:
    """By which of the two permissions the user manages people, for the history."""
    return Permission.USERS_MANAGE if can(user, Permission.USERS_MANAGE) else Permission.MEMBERS_MANAGE


# Units


def units_readable(user: Visitor) -> UnitQuerySet:
    _must(user, Permission.UNITS_READ)
    return Unit.objects.all()


def unit_for(user: Visitor, code: str, to: Permission = Permission.UNITS_READ) -> Unit:
    unit = get_object_or_404(units_readable(user).select_related("parent", "lead_unit"), code=code)
    if not can(user, to, unit):
        raise PermissionDenied
    return unit


# History


def events_for(user: Visitor) -> EventQuerySet:
    """The history that the user may read: all, their units', and for who manages everybody that of accounts and units."""
    _must(user, Permission.HISTORY_READ)
    units = units_for(user, Permission.HISTORY_READ)
    if units is None:
        return _without_private(user, Event.objects.all())
    readable = Q(unit_id__in=units)
    if can(user, Permission.USERS_MANAGE):
        readable |= Q(object_kind__startswith="accounts.")
    return _without_private(user, Event.objects.filter(readable))


def events_about(user: Visitor, obj: User | Unit) -> EventQuerySet:
    """What the page of an account or of a unit shows of its history: everything where it is the reader's own (their account, a
    unit in which they have a role), else the lines of it that they may read; none for who reads no history. The reason for which
    somebody's account was closed is nothing for the unit in which they once worked."""
    own = {user.pk} if isinstance(obj, User) else {grant.membership.unit_id for grant in grants_of(user, localdate())}  # type: ignore[arg-type]
    if obj.pk in own:
        return Event.objects.about(obj)
    return events_for(user).about(obj) if can(user, Permission.HISTORY_READ) else Event.objects.none()


def _without_private(user: Visitor, rows: EventQuerySet) -> EventQuerySet:
    """A line that says of another that it was blanked is as private as that other: it names the number of who it is about, and leads
    to a page that answers 404. Who blanks lines may open each."""
    for permission, kinds in words.private_kinds().items():
        units = units_for(user, permission)
        if units is not None:
            rows = rows.filter(~Q(object_kind__in=kinds) | Q(unit_id__in=units))
            if not can(user, Permission.HISTORY_REDACT):
                private = Event.objects.order_by().filter(pk=OuterRef("line"), object_kind__in=kinds)
                rows = rows.alias(line=_LINE).filter(Q(unit_id__in=units) | ~Exists(private))
    return rows


# The number of the line that a line is about; the keys of other objects need not be numbers.
_LINE = Case(When(object_kind=Event._meta.label_lower, then=Cast("object_id", BigIntegerField())), output_field=BigIntegerField())


def event_for(user: Visitor, pk: int, to: Permission = Permission.HISTORY_READ) -> Event:
    """One line. Who may blank lines may open each, to blank it; what a private one says is told by `tells` alone."""
    rows = Event.objects.all() if can(user, Permission.HISTORY_REDACT) else events_for(user)
    event = get_object_or_404(rows.select_related("body", "by", "acting_for", "unit", "seal"), pk=pk)
    if to != Permission.HISTORY_READ and not can(user, to, event):
        raise PermissionDenied
    return event


def tells(user: Visitor, event: Event) -> bool:
    """Whether the user may read what the line says, and whom it is about. Who blanks lines without that finds a private one by its
    number, sees that it is there and blanks it unread."""
    kind = words.KINDS.get(event.object_kind)
    return kind is None or kind.private is None or can(user, kind.private, event)


# Keys


def token_for(user: Visitor, pk: int) -> ApiToken:
    """One's own key; nobody sees another's."""
    return get_object_or_404(ApiToken, user_id=user.pk, pk=pk)


def _must(user: Visitor, permission: Permission) -> None:
    """404 for who has no role at all, 403 for a role without the permission."""
    if authority(user, permission):
        return
    if isinstance(user, AnonymousUser) or not user.is_active or not grants_of(user, localdate()):
        raise Http404
    raise PermissionDenied
