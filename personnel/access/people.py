"""Who reads names, who reads only what they come to, and who keeps them. 404 for a stranger, 403 for a reader who may not write."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import Event, User
from accounts.permissions import Permission, can, units_for
from missions.models import Opening
from missions.models.opening import OpeningQuerySet
from personnel.models import Correction, ExpertTeam, LanguageSkill, Officer, Posting, TeamMember
from personnel.models.officer import OfficerQuerySet
from personnel.models.posting import PostingQuerySet

Visitor = User | AnonymousUser
LATEST = 20  # lines of the history on a page


def reads_names(user: Visitor) -> bool:
    return can(user, Permission.OFFICERS_READ)


def reads_all_names(user: Visitor) -> bool:
    return units_for(user, Permission.OFFICERS_READ) is None


def keeps(user: Visitor) -> bool:
    return can(user, Permission.OFFICERS_KEEP)


def own_row(user: User) -> Officer | None:
    """What is held of the person themselves; no right is needed to read that."""
    return Officer.objects.filter(user=user, merged_into__isnull=True).select_related("unit", "user").first()


def officers_for(user: Visitor, on: date) -> OfficerQuerySet:
    """Those whom the user may read by name: all, or those of the own unit and those who serve there on the day."""
    if not reads_names(user):
        raise Http404
    return Officer.objects.filter(merged_into__isnull=True, erased_at__isnull=True).within(units_for(user, Permission.OFFICERS_READ), on)


def officer_for(user: Visitor, pk: int, on: date) -> Officer:
    return get_object_or_404(officers_for(user, on).select_related("unit", "user"), pk=pk)


def must_keep(user: Visitor) -> None:
    """403 for who reads names and does not keep them."""
    if not reads_names(user):
        raise Http404
    if not keeps(user):
        raise PermissionDenied


def kept_officer(user: Visitor, pk: int, on: date) -> Officer:
    found = officer_for(user, pk, on)
    must_keep(user)
    return found


def kept_skill(user: Visitor, pk: int, skill: int, on: date) -> LanguageSkill:
    officer = kept_officer(user, pk, on)
    return get_object_or_404(officer.skills.select_related("language"), pk=skill)


def must_count(user: Visitor) -> None:
    if not can(user, Permission.OFFICERS_COUNT):
        raise Http404


def is_noted(user: Visitor) -> bool:
    """An auditor reads everything, and the reading is written down (design part 3)."""
    return reads_all_names(user) and not keeps(user)


def history_of(user: Visitor, officer: Officer) -> list[Event] | None:
    if not (keeps(user) or can(user, Permission.HISTORY_READ, officer)):
        return None
    return list(Event.objects.about(officer).select_related("body")[:LATEST])


def postings_for(user: Visitor) -> PostingQuerySet:
    """Those of the officers of the own unit and those at the own unit, or all."""
    if not reads_names(user):
        raise Http404
    return Posting.objects.within(units_for(user, Permission.OFFICERS_READ))


def kept_posting(user: Visitor, pk: int) -> Posting:
    found = get_object_or_404(postings_for(user).select_related("officer", "unit"), pk=pk)
    must_keep(user)
    return found


def correction_to_answer(user: Visitor, pk: int) -> Correction:
    must_keep(user)
    return get_object_or_404(Correction.objects.select_related("officer"), pk=pk)


def must_see_readiness(user: Visitor) -> None:
    """Who may know of openings and of what officers come to."""
    must_count(user)
    if not can(user, Permission.OPENINGS_READ):
        raise Http404


def openings_prepared(user: Visitor) -> OpeningQuerySet:
    must_see_readiness(user)
    return Opening.objects.of_units(units_for(user, Permission.OPENINGS_READ)).in_preparation()


def teams_for(user: Visitor) -> QuerySet[ExpertTeam]:
    """The teams themselves are known to all who read names or counts; who is in them, as names are read."""
    if not (reads_names(user) or can(user, Permission.OFFICERS_COUNT)):
        raise Http404
    return ExpertTeam.objects.all()


def kept_team(user: Visitor, code: str) -> ExpertTeam:
    found = get_object_or_404(teams_for(user).select_related("lead_unit"), code=code)
    must_keep(user)
    return found


def kept_member(user: Visitor, code: str, pk: int) -> TeamMember:
    team = kept_team(user, code)
    return get_object_or_404(team.members.select_related("officer", "team"), pk=pk)


def known_officers(user: Visitor, on: date) -> frozenset[int]:
    """Whom a reader of one unit may read by name; nobody for who reads only counts."""
    return frozenset(officers_for(user, on).values_list("pk", flat=True)) if reads_names(user) else frozenset()
