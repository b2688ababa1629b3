"""How the history speaks of officers; never by name."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Event
from accounts.permissions import Permission
from accounts.retold import both
from accounts.words import Kind
from personnel.forms import people, person, postings, teams
from personnel.labels import labels_of, named
from personnel.models import Correction, Establishment, ExpertTeam, LanguageSkill, NormPost, Officer, Posting, RotationTerm
from personnel.services.reading import note_lines


def _officer(event: Event) -> str:
    return reverse("personnel:officer", args=[event.object_id])


def _readiness(event: Event) -> str:
    return reverse("personnel:readiness")


def _team(event: Event) -> str:
    return f"{reverse('personnel:teams')}#{event.object_code}"


def _rotation(event: Event) -> str:
    return reverse("personnel:rotation")


OFFICER: dict[str, Any] = {
    **labels_of(Posting, postings.PostingForm, postings.EndForm),
    **labels_of(Correction, person.CorrectionForm, person.AnswerForm),
    **labels_of(LanguageSkill, people.SkillForm),
    **labels_of(Officer, people.OfficerForm, people.LeaveForm),
}
NORM: dict[str, Any] = {"posts": _("Posts"), "language_level": named(NormPost, "language_level", _("Language at least"))}
VERBS = {
    "personnel.officer_added": _("added %(object)s"),
    "personnel.officer_edited": _("edited %(object)s"),
    "personnel.officer_left": _("recorded that %(object)s left the service"),
    "personnel.officer_returned": _("took back that %(object)s left the service"),
    "personnel.skill_recorded": _("recorded a language of %(object)s"),
    "personnel.skill_dropped": _("removed a certificate of language of %(object)s"),
    "personnel.officer_erased": _("erased %(object)s after the time of retention"),
    "personnel.correction_asked": _("asked for a correction of what is held on %(object)s"),
    "personnel.correction_answered": _("answered a request for correction of %(object)s"),
    "personnel.norm_set": _("changed the norm of posts for %(object)s"),
    "personnel.languages_set": _("set the languages in which %(object)s will work"),
    "personnel.share_set": _("set the share of %(object)s among missions to come"),
    "personnel.team_added": _("added the team %(object)s"),
    "personnel.team_edited": _("edited the team %(object)s"),
    "personnel.team_joined": _("recorded that %(object)s joined a team"),
    "personnel.team_left": _("recorded when %(object)s leaves a team"),
    "personnel.officer_merged": _("merged a duplicate record into %(object)s"),
    "personnel.officer_merged_away": _("merged %(object)s into another record"),
    "personnel.officers_told_apart": _("marked as two different people: %(object)s"),
    "personnel.posting_added": _("recorded a posting of %(object)s"),
    "personnel.posting_edited": _("corrected a posting of %(object)s"),
    "personnel.posting_ended": _("recorded the end of a posting of %(object)s"),
    "personnel.establishment_set": _("set the posts of %(object)s"),
    "personnel.term_set": _("set the term of posting or the time of retention"),
    "personnel.officer_listed": _("read the name of %(object)s in a list"),
    "personnel.officer_read": _("read the page of %(object)s"),
}

KINDS = {
    "personnel.officer": Kind(
        _("Officer"),
        address=_officer,
        private=Permission.OFFICERS_READ,
        noted=note_lines,
        fields={
            "place": _("place"),
            "team": _("team"),
            "double": _("duplicate record"),
            **OFFICER,
        },
        named={"team": "personnel.expertteam"},
    ),
    "personnel.establishment": Kind(
        _("Posts of a unit"),
        address=_rotation,
        fields=labels_of(Establishment, postings.EstablishmentForm),
        names=[both("unit__name")],
    ),
    "personnel.rotationterm": Kind(_("Term of posting"), address=_rotation, fields=labels_of(RotationTerm, postings.TermForm)),
    "personnel.language": Kind(_("Language"), fields={"share": _("share in per cent")}, names=[both("name")]),
    "personnel.expertteam": Kind(_("Expert team"), address=_team, fields=labels_of(ExpertTeam, teams.TeamForm), names=[both("name")]),
    "personnel.normpost": Kind(_("Norm of posts of a new mission"), address=_readiness, fields=NORM),
}
PARTS = {"load_languages": _("loading of languages"), "erase_who_left": _("end of retention")}
