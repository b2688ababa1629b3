"""The pages of expert teams."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.models import Unit
from office.tables import xlsx_response
from personnel.access import people as access
from personnel.coverage import SPOKEN_WELL, Covered, covered
from personnel.forms import teams as forms
from personnel.models import ExpertTeam
from personnel.services import team as services
from personnel.services.reading import note_listed
from personnel.staffing_tables import team_rows, teams_table
from personnel.views.officers import FORM, today
from plan.views.saving import posted, save


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    rows = _covered(request)
    if access.is_noted(request.user):
        note_listed(officers=[member.officer for row in rows for member in row.members], by=request.user, now=timezone.now())
    running = [row for row in rows if not row.team.closed_on]
    context = {
        "rows": running,
        "closed": [row for row in rows if row.team.closed_on],
        "short": sum(1 for row in running if row.gap),
        "well": SPOKEN_WELL,
        "keeps": access.keeps(request.user),
        "may_file": not access.is_noted(request.user),
        "exact": access.reads_all_names(request.user),
    }
    return render(request, "personnel/teams.html", context)


def _covered(request: HttpRequest) -> list[Covered]:
    teams = access.teams_for(request.user).select_related("lead_unit").order_by("closed_on", "code")
    every = access.reads_all_names(request.user)
    named = None if every else access.known_officers(request.user, today())
    return covered(teams, today(), named=named)


@require_safe
def teams_file(request: HttpRequest) -> HttpResponse:
    """As the page shows them to the same reader; an auditor reads names on the page, where each reading is noted."""
    rows = _covered(request)
    if access.is_noted(request.user):
        raise PermissionDenied
    return xlsx_response(teams_table(), team_rows(rows), f"doi-ngu-chuyen-gia-{today():%Y-%m-%d}")


def add(request: HttpRequest) -> HttpResponse:
    access.must_keep(request.user)
    form = forms.TeamForm(posted(request), units=units())
    act = partial(services.add_team, by=request.user, now=timezone.now())
    return save(request, form, act, done=SAVED, context=_about(_("Add a team"), _("Add the team")), template=FORM)


def edit(request: HttpRequest, code: str) -> HttpResponse:
    found = access.kept_team(request.user, code)
    form = forms.EditedTeamForm(posted(request), initial=forms.team_as_typed(found), units=units())
    act = partial(services.edit_team, team=found, by=request.user, now=timezone.now())
    context = _about(_("Edit the team"), _("Save the team"), found)
    return save(request, form, act, done=SAVED, context=context, saved=partial(forms.team_as_typed, found), template=FORM)


def join(request: HttpRequest, code: str) -> HttpResponse:
    found = access.kept_team(request.user, code)
    form = forms.JoinForm(posted(request), initial={"from_on": today()})
    act = partial(services.join_team, team=found, by=request.user, now=timezone.now())
    context = _about(_("Add a member"), _("Add the member"), found)
    return save(request, form, act, done=SAVED, context=context, template=FORM)


def leave(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    found = access.kept_member(request.user, code, pk)
    form = forms.LeaveTeamForm(posted(request), initial={"version": found.version, "until_on": found.until_on})
    act = partial(services.leave_team, member=found, by=request.user, now=timezone.now())
    context = _about(_("Leaving the team"), _("Save the day of leaving"), found.team)
    return save(request, form, act, done=SAVED, context={**context, "note": found.officer.name}, template=FORM)


SAVED = _("The team is saved.")


def units() -> Any:
    return Unit.objects.active(today()).reporting().without_missions()


def _about(title: Any, submit: Any, team: ExpertTeam | None = None) -> dict[str, Any]:
    back = reverse("personnel:teams") + (f"#{team.code}" if team else "")
    return {"title": title, "submit": submit, "lead": team or "", "back": back, "path": [(_("Expert teams"), back)]}
