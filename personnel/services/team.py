"""Expert teams in priority areas: made, edited, closed; who joins and who leaves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import history
from accounts.first import first_come
from accounts.folding import search_text
from accounts.given import needed, text, wrong
from accounts.history import Actor
from accounts.permissions import Permission
from personnel.models import ExpertTeam, Officer, TeamMember
from personnel.services.officer import must_stand, record

DETAILS = ("name_vi", "name_en", "area_vi", "area_en", "lead_unit", "wanted", "closed_on")


@transaction.atomic
def add_team(*, code: str, values: Mapping[str, Any], by: Actor, now: datetime) -> ExpertTeam:
    code = needed(code, "code", _("Give a code."))
    given = _checked(values)
    with first_come(partial(_must_be_free, code)):
        team = ExpertTeam.objects.create(code=code, recorded_at=now, search_text=found_by(code, given), **given)
    _record("personnel.team_added", team, by, now, {name: (None, value) for name, value in given.items() if value not in (None, "")})
    return team


@transaction.atomic
def edit_team(*, team: ExpertTeam, values: Mapping[str, Any], by: Actor, now: datetime, seen: int | None) -> ExpertTeam:
    team.lock_seen(seen)
    given = _checked(values)
    changed = history.changed(team, given)
    if changed:
        team.save_seen(None, {**given, "search_text": found_by(team.code, given)})
        _record("personnel.team_edited", team, by, now, changed)
    return team


@transaction.atomic
def join_team(
    *, team: ExpertTeam, officer: Officer | None, role: str, from_on: date | None, by: Actor, now: datetime, seen: int | None
) -> TeamMember:
    """Until somebody says when they left. Who has left the service, or a team that is closed, takes part no more."""
    team.lock_seen(seen)
    if officer is None:
        raise wrong(_("Name an officer."), "officer")
    officer.lock_seen(None)
    must_stand(officer)
    if from_on is None:
        raise wrong(_("Give a day."), "from_on")
    if officer.left_on and from_on >= officer.left_on:
        raise wrong(_("The officer left the service on %(day)s: give an earlier day.") % {"day": f"{officer.left_on:%d/%m/%Y}"}, "from_on")
    if team.closed_on and from_on >= team.closed_on:
        raise wrong(_("The team was closed on %(day)s: give an earlier day.") % {"day": f"{team.closed_on:%d/%m/%Y}"}, "from_on")
    _must_be_one_term(team, officer, from_on, None, "officer")
    member = TeamMember.objects.create(team=team, officer=officer, role=text(role), from_on=from_on)
    record("personnel.team_joined", officer, by, now, {"team": (None, team.name_vi), "from_on": (None, from_on)})
    return member


@transaction.atomic
def leave_team(*, member: TeamMember, until_on: date | None, by: Actor, now: datetime, seen: int | None) -> TeamMember:
    """The first day on which somebody is no longer a member; None: they still are. The team is held first, as by who joins."""
    member.team.lock_seen(None)
    member.lock_seen(seen)
    if until_on and until_on <= member.from_on:
        raise wrong(_("The day must be after the first day, %(day)s.") % {"day": f"{member.from_on:%d/%m/%Y}"}, "until_on")
    if until_on != member.until_on:
        _must_be_one_term(member.team, member.officer, member.from_on, until_on, "until_on", but=member)
        changes = {"team": (member.team.name_vi, None), "until_on": (member.until_on, until_on)}
        member.save_seen(None, {"until_on": until_on})
        record("personnel.team_left", member.officer, by, now, changes)
    return member


def _must_be_one_term(
    team: ExpertTeam, officer: Officer, from_on: date, until_on: date | None, field: str, but: TeamMember | None = None
) -> None:
    """Nobody is a member twice on one day, so that nobody counts twice."""
    others = team.members.filter(officer=officer).exclude(pk=but.pk if but else 0).exclude(until_on__lte=from_on)
    if (others.filter(from_on__lt=until_on) if until_on else others).exists():
        raise wrong(_("This officer is a member of the team then."), field)


def _must_be_free(code: str) -> None:
    if ExpertTeam.objects.filter(code=code).exists():
        raise wrong(_("This code is taken already."), "code")


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    given: dict[str, Any] = {name: text(value) if isinstance(value, str) else value for name, value in values.items() if name in DETAILS}
    needed(given["name_vi"], "name_vi", _("Give the name."))
    if given["lead_unit"] is None:
        raise wrong(_("Choose a unit."), "lead_unit")
    return given


def found_by(code: str, given: Mapping[str, Any]) -> str:
    return search_text(code, *(given.get(name, "") for name in DETAILS[:4]))


def _record(verb: str, team: ExpertTeam, by: Actor, now: datetime, changes: Mapping[str, tuple[Any, Any]]) -> None:
    history.record(
        by=by,
        verb=verb,
        obj=team,
        code=team.code,
        label=team.name_vi,
        unit=team.lead_unit,
        changes=changes,
        under=Permission.OFFICERS_KEEP,
        at=now,
    )
