"""The forms that say how a measure stands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.given import text
from office.forms import DayField, ReasonField, WholeField, sometimes
from plan.forms.base import PlanForm, area, choices
from plan.progress import Health, State
from plan.services.status import unsaid


class StatusForm(PlanForm):
    state = forms.ChoiceField(label=_("Status"), choices=State.choices)
    percent = WholeField(
        label=_("Progress (%)"), min_value=0, max_value=100, required=False, help_text=_("0 to 100; leave empty for ongoing work.")
    )
    health = sometimes(
        forms.ChoiceField(
            label=_("Health"), choices=choices(Health, _("Not assessed")), required=False, help_text=_("Needed while the work goes on.")
        )
    )
    reason = sometimes(
        forms.CharField(
            label=_("Reason"),
            widget=area(2),
            required=False,
            max_length=4000,
            help_text=_("Needed at risk or off track, and to pause or cancel."),
        )
    )
    narrative = forms.CharField(label=_("Results"), widget=area(5), required=False, max_length=20000)
    difficulties = forms.CharField(label=_("Difficulties and obstacles"), widget=area(4), required=False, max_length=20000)
    effective_on = DayField(label=_("Effective on"), help_text=_("The day of which this tells; not the day of typing."))

    def __init__(self, *args: Any, states: Iterable[State], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = choices(states)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for name, message in unsaid(given.get("state", ""), given.get("health", ""), text(given.get("reason", ""))).items():
            if name not in self.errors:
                self.add_error(name, message)
        return given


class ReopenForm(PlanForm):
    effective_on = DayField(label=_("Effective on"))
    reason = ReasonField(label=_("Reason"), widget=area(4), max_length=4000)
