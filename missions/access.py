"""Who sees the network. Every mission is fetched through the user (design rule 14): 404 for a stranger."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import Event, Membership, Unit, User
from accounts.permissions import Permission, can, units_for
from missions.models import Mission, Opening
from missions.models.mission import MissionQuerySet
from missions.models.opening import OpeningQuerySet

Visitor = User | AnonymousUser


def missions_for(user: Visitor) -> MissionQuerySet:
    if not can(user, Permission.MISSION_READ):
        raise Http404
    return Mission.objects.all()


def mission_for(user: Visitor, code: str, on: date | None = None) -> Mission:
    """With a day: it knows whether it was open at its end, and of which kind."""
    found = missions_for(user)
    rows = (
        (found.standing_on(on).with_kind_on(on) if on else found)
        .select_related("unit__lead_unit", "host_country")
        .prefetch_related("accredited_to")
    )
    return get_object_or_404(rows, unit__code=code)


def kept_mission(user: Visitor, code: str) -> Mission:
    """For who keeps the register: 403 for who only reads it."""
    mission = mission_for(user, code)
    if not maintains(user):
        raise PermissionDenied
    return mission


def heads_of(mission: Mission, on: date) -> list[Membership]:
    """Who heads the mission on the day, by membership; who stands in for somebody comes after."""
    rows = Membership.objects.filter(unit=mission.unit, role="mission_head", user__is_active=True).active(on)
    return list(rows.select_related("user", "acting_for").order_by("acting_for_id", "from_on"))


def maintains(user: Visitor) -> bool:
    """Who keeps the data true, and so sees how sure it is."""
    return can(user, Permission.PLAN_EDIT)


def history_of(user: Visitor, mission: Mission) -> list[Event] | None:
    """The latest of what was done to the mission; None for who may not read its history."""
    if not can(user, Permission.HISTORY_READ, mission):
        return None
    return list(Event.objects.about(mission).select_related("body")[:20])


def openings_for(user: Visitor) -> OpeningQuerySet:
    """The openings that the user may know of: all, or those that their unit leads. Never public: an opening that has not
    been announced is sensitive."""
    if not can(user, Permission.OPENINGS_READ):
        raise Http404
    return Opening.objects.of_units(units_for(user, Permission.OPENINGS_READ))


def opening_for(user: Visitor, code: str, to: Permission = Permission.OPENINGS_READ) -> Opening:
    opening = get_object_or_404(openings_for(user).with_course(), code=code)
    if not can(user, to, opening):
        raise PermissionDenied
    return opening


def units_to_lead(user: Visitor) -> QuerySet[Unit]:
    """The units to which the user may give an opening: only where it can still be kept afterwards, so that nobody hands away
    what they then no longer see."""
    units = Unit.objects.filter(parent__isnull=False).exclude(kind__in=[Unit.Kind.GROUP, Unit.Kind.MISSION])
    own = units_for(user, Permission.OPENINGS_EDIT)
    return units if own is None else units.filter(pk__in=own)


def decides(user: Visitor) -> bool:
    """Who adds openings, gives them up, opens the mission, and says what the forecast assumes: who edits all of them."""
    return units_for(user, Permission.OPENINGS_EDIT) is None


def must_decide(user: Visitor) -> None:
    openings_for(user)
    if not decides(user):
        raise PermissionDenied


def opening_to_decide(user: Visitor, code: str) -> Opening:
    opening = opening_for(user, code)
    must_decide(user)
    return opening


def must_foresee(user: Visitor) -> None:
    if not can(user, Permission.FORECAST_READ):
        raise Http404


def opening_history(user: Visitor, opening: Opening) -> list[Event] | None:
    if not can(user, Permission.HISTORY_READ, opening):
        return None
    return list(Event.objects.about(opening).select_related("body")[:20])
