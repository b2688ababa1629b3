"""Shape and wording of what is asked of a report."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from office.forms import CleanedForm, DayField
from plan.models import Plan
from reports.models import ProgressReport


class AskForm(CleanedForm, forms.Form):
    plan = forms.ChoiceField(label=_("Plan"))
    on = DayField(label=_("As of"), help_text=_("The report says how the plan stood at the end of this day: 31/12/2026."))
    language = forms.ChoiceField(label=_("Language of the report"), choices=ProgressReport._meta.get_field("language").choices)

    def __init__(self, *args: Any, plans: Iterable[Plan], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plans = {plan.code: plan for plan in plans}
        self.fields["plan"].choices = [(plan.code, f"{plan.number}, {plan.title}") for plan in self.plans.values()]

    def clean_plan(self) -> Plan:
        return self.plans[self.cleaned_data["plan"]]

    def refuse(self, error: ValidationError) -> None:
        """What the service refuses stands beside the field it names."""
        self.add_error(None, error)
