"""What the secretariat types to open an ad hoc report."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from office.forms import DayField, ReasonField, TimeField
from plan.calendar import CLOSING_TIME
from plan.forms import PlanForm, UnitBoxes
from plan.moment import HANOI
from reports.models import Questionnaire


class WithdrawAdHocForm(PlanForm):
    reason = ReasonField(label=_("Reason"), help_text=_("The units read it."), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000)

    def values(self) -> dict[str, Any]:
        return {"reason": self.cleaned_data["reason"]}


class AdHocForm(PlanForm):
    title = forms.CharField(label=_("Title"), max_length=200, help_text=_("As the units read it."))
    questionnaire = forms.ChoiceField(label=_("Questionnaire"))
    due_on = DayField(label=_("Reports due on"))
    due_time = TimeField(
        label=_("Reports due at"),
        initial=CLOSING_TIME,
        widget=forms.TimeInput(format="%H:%M", attrs={"class": "input--n", "autocomplete": "off"}),
        help_text=_("Hà Nội time, such as 17:00; each mission also sees it in its own time."),
    )
    departments = forms.MultipleChoiceField(
        label=_("All missions that a department follows"), required=False, widget=forms.CheckboxSelectMultiple
    )
    units = forms.MultipleChoiceField(label=_("Single units"), required=False, widget=UnitBoxes)

    def __init__(self, *args: Any, units: Iterable[Unit], questionnaires: Iterable[Questionnaire], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_code = {unit.code: unit for unit in units}
        self.forms = {str(form): form for form in questionnaires}
        self.fields["questionnaire"].choices = [(key, form.title) for key, form in self.forms.items()]
        followers = {unit.lead_unit.code: unit.lead_unit for unit in self.by_code.values() if unit.lead_unit}
        self.fields["departments"].choices = [(one.code, one.name) for one in sorted(followers.values(), key=lambda one: one.sort_key)]
        kinds: dict[str, list[tuple[str, str]]] = {}
        for unit in self.by_code.values():
            kinds.setdefault(str(unit.get_kind_display()), []).append((unit.code, unit.name))
        self.fields["units"].choices = list(kinds.items())

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        chosen = [unit for unit in self.by_code.values() if unit.lead_unit and unit.lead_unit.code in given["departments"]]
        return {
            "title": given["title"],
            "questionnaire": self.forms[given["questionnaire"]],
            "units": [*chosen, *(self.by_code[code] for code in given["units"])],
            "due": datetime.combine(given["due_on"], given["due_time"], HANOI),
        }

    def refuse(self, error: ValidationError) -> None:
        told = getattr(error, "error_dict", {})
        if "due" in told:
            told["due_on"] = told.pop("due")
        super().refuse(error)
