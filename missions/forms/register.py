"""The filter of the register, as it stands in the address; the moment is read by `plan.moment`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from missions.models import Mission
from missions.regions import REGIONS
from office.forms import CleanedForm


class MissionFilter(CleanedForm, forms.Form):
    q = forms.CharField(label=_("Name, country, city"), required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"}))
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All")), *Mission.Kind.choices])
    region = forms.ChoiceField(
        label=_("Region"), required=False, choices=[("", _("All")), *((key, region.name) for key, region in REGIONS.items())]
    )
    department = forms.ChoiceField(label=_("Department that follows it"), required=False)
    on = forms.CharField(
        label=_("As of"),
        required=False,
        widget=forms.TextInput(attrs={"class": "input--date", "inputmode": "numeric", "autocomplete": "off"}),
    )
    known = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any], *, departments: Iterable[Unit], errors: ValidationError | None) -> None:
        super().__init__(data)
        self.fields["department"].choices = [("", _("All")), *((unit.code, unit.name) for unit in departments)]
        if errors:
            self.add_error(None, errors)
