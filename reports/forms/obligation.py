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


class MoreTimeForm(PlanForm):
    """A later due time, typed as a day and an hour in Hà Nội."""

    until = DayField(label=_("New deadline, day"))
    until_time = TimeField(
        label=_("New deadline, time in Hà Nội"),
        initial=CLOSING_TIME,
        help_text=_("Hours and minutes, such as 17:00"),
        widget=forms.TimeInput(format="%H:%M", attrs={"class": "input--n", "autocomplete": "off"}),
    )

    def values(self) -> dict[str, Any]:
        given = super().values()
        clock = given.pop("until_time")
        return {**given, "until": datetime.combine(given["until"], clock, HANOI)}


class ExtendForm(MoreTimeForm):
    reason = ReasonField(label=_("Reason"), help_text=_("The unit reads it."), **_REASON)


class AskExtensionForm(MoreTimeForm):
    reason = ReasonField(label=_("Reason"), help_text=_("Why the report cannot be sent in time; whoever decides reads it."), **_REASON)


class DecideExtensionForm(MoreTimeForm):
    """`decision` first: what is granted may be another time than was asked for; a refusal needs words."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[("grant", _("Grant until the time below")), ("refuse", _("Refuse"))],
        widget=forms.RadioSelect,
        initial="grant",
    )
    reason = ReasonField(
        label=_("Reason"),
        required=False,
        help_text=_("Needed for a refusal, and for another time than was asked for. The unit reads it."),
        **_REASON,
    )
    field_order = ("decision", "until", "until_time", "reason")

    def values(self) -> dict[str, Any]:
        given = super().values()
        if given.pop("decision") == "refuse":
            given.pop("until")
        return given

    @property
    def is_refused(self) -> bool:
        return self.cleaned_data.get("decision") == "refuse"


def as_asked(until: datetime, version: int) -> dict[str, Any]:
    """What the form of a decision begins with."""
    there = until.astimezone(HANOI)
    return {"until": there.date(), "until_time": there.time(), "version": version}
