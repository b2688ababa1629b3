"""What the secretariat types to say when units are reminded. Field names are those of the service, days as people write them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from plan.forms import PlanForm
from reports.models import ReminderPolicy
from reports.reminders import read_days, written_days


class DaysField(forms.CharField):
    """ "14, 7, 3, 1": whole days, each between 1 and 90; its value is a tuple of numbers."""

    default_error_messages = {"invalid": _("Enter whole days between 1 and 90, separated by commas, such as 14, 7, 3, 1.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))
        super().__init__(max_length=60, required=False, **kwargs)

    def to_python(self, value: Any) -> Any:
        try:
            days = read_days(super().to_python(value) or "")
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        if 0 in days:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return days

    def run_validators(self, value: Any) -> None:
        """Those of a text: its length is bounded by what is typed."""


class PolicyForm(PlanForm):
    is_on = forms.BooleanField(label=_("Send reminders by these steps"), required=False)
    before = DaysField(label=_("Days before the deadline"), help_text=_("Separated by commas, such as 14, 7, 3, 1"))
    on_the_day = forms.BooleanField(label=_("Also on the last morning before the deadline"), required=False)
    after = DaysField(label=_("Days after the deadline"), help_text=_("While the report has not been sent, such as 1, 3, 7"))
    after_return = DaysField(
        label=_("Days after a return"), help_text=_("While a returned report has not been sent again, such as 2, 5, 10")
    )
    tells_reviewers = forms.BooleanField(
        label=_("Tell reviewers once a day what waits for them"), required=False, help_text=_("Only when something new has come.")
    )

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        around = [-day for day in given["before"]] + [0] * given["on_the_day"] + list(given["after"])
        values = {
            "is_on": given["is_on"],
            "tells_reviewers": given["tells_reviewers"],
            "around_due": sorted(around),
            "after_return": list(given["after_return"]),
        }
        return {"values": values, "seen": self.seen}


def policy_as_typed(policy: ReminderPolicy) -> dict[str, Any]:
    """What stands saved, under the names of the form."""
    around = policy.around_due
    return {
        "is_on": policy.is_on,
        "tells_reviewers": policy.tells_reviewers,
        "before": written_days(sorted((-day for day in around if day < 0), reverse=True)),
        "on_the_day": 0 in around,
        "after": written_days(day for day in around if day > 0),
        "after_return": written_days(policy.after_return),
        "version": policy.version,
    }
