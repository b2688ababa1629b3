"""Shape and wording of what people type about officers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from office.forms import CleanedForm, DayField, ReasonField
from personnel.models import Language, LanguageSkill, Officer
from personnel.ranks import LanguageLevel, Rank, RankLevel
from plan.forms import PlanForm
from plan.forms.base import area, choices
from plan.imports.form import ImportForm

ALL = _("All")
STANDING = [("", _("Serving")), ("left", _("Have left")), ("all", ALL)]


class OfficerFilter(CleanedForm, forms.Form):
    """As it stands in the address."""

    q = forms.CharField(label=_("Name"), required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"}))
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    rank = forms.ChoiceField(label=_("Diplomatic rank"), required=False, choices=choices(Rank, ALL))
    level = forms.ChoiceField(label=_("Level of rank"), required=False, choices=choices(RankLevel, ALL))
    language = forms.ChoiceField(label=_("Language"), required=False)
    at_least = forms.ChoiceField(label=_("At least"), required=False, choices=choices(LanguageLevel, _("Any level")))
    standing = forms.ChoiceField(label=_("Who"), required=False, choices=STANDING)

    def __init__(self, data: Mapping[str, Any], *, units: Iterable[Unit], languages: Iterable[Language]) -> None:
        super().__init__(data)
        self.fields["unit"].choices = [("", ALL), *((unit.code, unit.name) for unit in units)]
        self.fields["language"].choices = [("", ALL), *((language.code, str(language)) for language in languages)]


class OfficerForm(PlanForm):
    name = forms.CharField(label=_("Name"), max_length=150)
    unit = forms.ChoiceField(label=_("Unit"), help_text=_("To which the person belongs; where they serve is a posting."))
    rank = forms.ChoiceField(label=_("Diplomatic rank"), choices=choices(Rank, _("None")), required=False)
    post = forms.CharField(label=_("Post"), max_length=150, required=False)
    user = forms.EmailField(
        label=_("Account"),
        required=False,
        help_text=_("E-mail address of the person's account, so that they can read what is held on them."),
    )

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = {unit.code: unit for unit in units}
        self.fields["unit"].choices = [("", _("Choose")), *((code, unit.name) for code, unit in self.units.items())]

    def clean_unit(self) -> Unit | None:
        return self.units.get(self.cleaned_data["unit"])

    def clean_user(self) -> User | None:
        typed = self.cleaned_data["user"]
        found = User.objects.filter(email__iexact=typed).first() if typed else None
        if typed and found is None:
            raise forms.ValidationError(_("There is no account with this address."))
        return found

    def values(self) -> dict[str, Any]:
        given = super().values()
        seen = given.pop("seen")
        return {"values": given, "seen": seen}


class NewOfficerForm(OfficerForm):
    def values(self) -> dict[str, Any]:
        return {"values": super().values()["values"]}


def officer_as_typed(officer: Officer) -> dict[str, Any]:
    kept = {name: getattr(officer, name) for name in ("name", "rank", "post", "version")}
    return {**kept, "unit": officer.unit.code, "user": officer.user.email if officer.user else ""}


class LeaveForm(PlanForm):
    left_on = DayField(label=_("Left the service on"), required=False, help_text=_("Empty: has not left."))
    confirmed = forms.BooleanField(
        label=_("I have checked the person and the day"),
        required=False,
        help_text=_("Postings that run end on the day, and the name is erased after the time of retention."),
    )


class SkillForm(PlanForm):
    language = forms.ChoiceField(label=_("Language"))
    level = forms.TypedChoiceField(label=_("Level"), choices=choices(LanguageLevel, _("Choose")), coerce=int)
    dated_on = DayField(label=_("Date of the certificate"), required=False)
    certificate = forms.CharField(label=_("Certificate"), max_length=150, required=False)

    def __init__(self, *args: Any, languages: Iterable[Language], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = {language.code: language for language in languages}
        self.fields["language"].choices = [("", _("Choose")), *((code, str(language)) for code, language in self.languages.items())]

    def clean_language(self) -> Language | None:
        return self.languages.get(self.cleaned_data["language"])


def skill_as_typed(skill: LanguageSkill) -> dict[str, Any]:
    kept = {name: getattr(skill, name) for name in ("level", "dated_on", "certificate", "version")}
    return {**kept, "language": skill.language.code}


class ReasonForm(PlanForm):
    reason = ReasonField(label=_("Reason"), widget=area(3), max_length=4000)


class RosterForm(ImportForm):
    """A roster as a file or as pasted rows."""

    kind = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, kinds=(), **kwargs)
        del self.fields["kind"]
