"""Shape and wording of what people type about postings and posts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from office.forms import CleanedForm, DayField, ReasonField, WholeField
from personnel.models import Posting
from plan.forms import PlanForm
from plan.forms.base import area, choices

TERM = {"min_value": 6, "max_value": 120}


class PostingFilter(CleanedForm, forms.Form):
    """As it stands in the address."""

    q = forms.CharField(label=_("Name"), required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"}))
    destination = forms.ChoiceField(label=_("Kind of place"), required=False, choices=choices(Posting.Destination, _("All")))
    unit = forms.ChoiceField(label=_("Serves at"), required=False)
    within = WholeField(label=_("Ends within, months"), required=False, min_value=1, max_value=120)

    def __init__(self, data: Mapping[str, Any], *, units: Iterable[Unit]) -> None:
        super().__init__(data)
        self.fields["unit"].choices = [("", _("All")), *((unit.code, unit.name) for unit in units)]


class TermFilter(CleanedForm, forms.Form):
    term = WholeField(label=_("Another term, in months"), required=False, **TERM)


class WholeYears(CleanedForm, forms.Form):
    """For who reads rounded counts: whole years, whose postings are those of a calendar year. From one month to the next, and to
    the one after, so many sums would differ by a few people each that the people could be computed."""

    term = WholeField(label=_("Another term, in months"), required=False, **TERM)

    def clean_term(self) -> int | None:
        months: int | None = self.cleaned_data["term"]
        if months and months % 12:
            raise forms.ValidationError(_("Enter whole years: 12, 24, 36, 48, 60 months or more."))
        return months


class PostingForm(PlanForm):
    destination = forms.ChoiceField(label=_("Kind of place"), choices=choices(Posting.Destination, _("Choose")))
    unit = forms.ChoiceField(
        label=_("Unit"), required=False, help_text=_("A mission, a province or a unit of the ministry; none for an organisation.")
    )
    organisation = forms.CharField(label=_("International organisation"), max_length=200, required=False)
    post = forms.CharField(label=_("Post"), max_length=150, required=False)
    decision = forms.CharField(label=_("Decision number"), max_length=100, required=False)
    from_on = DayField(label=_("From"))
    until_on = DayField(label=_("Until"), required=False, help_text=_("Empty at a mission: the term of posting."))

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = {unit.code: unit for unit in units}
        self.fields["unit"].choices = [("", _("None")), *((code, unit.name) for code, unit in self.units.items())]

    def clean_unit(self) -> Unit | None:
        return self.units.get(self.cleaned_data["unit"])

    def values(self) -> dict[str, Any]:
        given = super().values()
        seen = given.pop("seen")
        return {"values": given, "seen": seen}


def posting_as_typed(posting: Posting) -> dict[str, Any]:
    kept = ("destination", "organisation", "post", "decision", "from_on", "until_on", "version")
    return {**{name: getattr(posting, name) for name in kept}, "unit": posting.unit.code if posting.unit else ""}


class EndForm(PlanForm):
    ended_on = DayField(label=_("Ended on"), required=False, help_text=_("The first day on which it no longer ran. Empty: it runs still."))


class EstablishmentForm(PlanForm):
    year = WholeField(label=_("From the year"), min_value=1945, max_value=2100)
    posts = WholeField(label=_("Posts approved"), min_value=0, validators=[MaxValueValidator(5000)])
    decision = forms.CharField(label=_("Decision number"), max_length=100, required=False)


class TermForm(PlanForm):
    months = WholeField(label=_("Term in months"), **TERM)
    studied_months = WholeField(label=_("Term under study, in months"), **TERM)
    retention_years = WholeField(
        label=_("Years for which the data of those who have left are kept"),
        min_value=1,
        max_value=50,
        help_text=_("After them the name is erased; the counts stay."),
    )
    reason = ReasonField(label=_("Reason"), widget=area(3), max_length=4000)
