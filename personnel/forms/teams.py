"""Shape and wording of what people type about expert teams."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from office.forms import DayField, WholeField
from personnel.models import ExpertTeam, Officer
from plan.forms import PlanForm
from plan.forms.base import LedForm


class TeamForm(LedForm):
    code = forms.SlugField(label=_("Code"), max_length=60, help_text=_("Stands in the address: letters without marks, digits, hyphens."))
    name_vi = forms.CharField(label=_("Name in Vietnamese"), max_length=250)
    name_en = forms.CharField(label=_("Name in English"), max_length=250, required=False)
    area_vi = forms.CharField(label=_("Priority area, in Vietnamese"), max_length=250, required=False)
    area_en = forms.CharField(label=_("Priority area, in English"), max_length=250, required=False)
    lead_unit = forms.ChoiceField(label=_("Lead unit"))
    wanted = WholeField(label=_("Experts wanted"), min_value=0, max_value=5000)
    closed_on = DayField(label=_("Closed on"), required=False)


class EditedTeamForm(TeamForm):
    code = None


def team_as_typed(team: ExpertTeam) -> dict[str, Any]:
    kept = ("name_vi", "name_en", "area_vi", "area_en", "wanted", "closed_on", "version")
    return {**{name: getattr(team, name) for name in kept}, "lead_unit": team.lead_unit.code}


class OfficerField(forms.CharField):
    """An officer by number, or by a name that only one has; thousands are no list to choose from."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=150, help_text=_("The number of the officer, or the whole name where only one has it."), **kwargs)

    def clean(self, value: Any) -> Officer | None:
        typed = super().clean(value)
        serving = Officer.objects.serving()
        if typed.isascii() and typed.isdigit() and len(typed) < 10:
            found = list(serving.filter(pk=int(typed)))
        else:
            found = list(serving.named(typed)[:2])
        if len(found) > 1:
            raise forms.ValidationError(_("Several have this name: give the number."))
        if not found:
            raise forms.ValidationError(_("There is no such officer."))
        return found[0]


class JoinForm(PlanForm):
    officer = OfficerField(label=_("Officer"))
    role = forms.CharField(label=_("Part in the team"), max_length=150, required=False)
    from_on = DayField(label=_("From"))


class LeaveTeamForm(PlanForm):
    until_on = DayField(label=_("Until"), required=False, help_text=_("The first day on which the officer is no longer a member."))
