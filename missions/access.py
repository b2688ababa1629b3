"""Who sees the network. Every mission is fetched through the user (design rule 14): 404 for a stranger."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import Event, Membership, User
from accounts.permissions import Permission, can
from missions.models import Mission
from missions.models.mission import MissionQuerySet

Visitor = User | AnonymousUser


def missions_for(user: Visitor) -> MissionQuerySet:
    if not can(user, Permission.MISSION_READ):
        raise Http404
    return Mission.objects.all()


def mission_for(user: Visitor, code: str) -> Mission:
    rows = missions_for(user).select_related("unit__lead_unit", "host_country").prefetch_related("accredited_to")
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
