"""What the secretariat types to waive or to extend what a unit owes. Field names are those of the services."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from office.forms import DayField, ReasonField, TimeField
from plan.calendar import CLOSING_TIME
from plan.forms import PlanForm
from plan.moment import HANOI

_REASON = {"widget": forms.Textarea(attrs={"rows": 3}), "max_length": 4000}


class WaiveForm(PlanForm):
    reason = ReasonField(label=_("Reason"), help_text=_("The unit reads it."), **_REASON)


class ExtendForm(PlanForm):
    until = DayField(label=_("New deadline, day"))
    until_time = TimeField(
        label=_("New deadline, time in Hà Nội"),
        initial=CLOSING_TIME,
        help_text=_("Hours and minutes, such as 17:00"),
        widget=forms.TimeInput(format="%H:%M", attrs={"class": "input--n", "autocomplete": "off"}),
    )
    reason = ReasonField(label=_("Reason"), help_text=_("The unit reads it."), **_REASON)

    def values(self) -> dict[str, Any]:
        given = super().values()
        clock = given.pop("until_time")
        return {**given, "until": datetime.combine(given["until"], clock, HANOI)}
