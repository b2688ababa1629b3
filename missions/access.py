"""Who sees the network. Every mission is fetched through the user (design rule 14): 404 for a stranger."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import Event, User
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


def maintains(user: Visitor) -> bool:
    """Who keeps the data true, and so sees how sure it is."""
    return can(user, Permission.PLAN_EDIT)


def history_of(user: Visitor, mission: Mission) -> list[Event] | None:
    """The latest of what was done to the mission; None for who may not read its history."""
    if not can(user, Permission.HISTORY_READ, mission):
        return None
    return list(Event.objects.about(mission).select_related("body")[:20])
