"""Shape and wording of what is asked of a report."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from office.forms import CleanedForm, DayField, WholeField
from plan.models import Period, Plan
from reports.models import ProgressReport
from reports.scoping import Choices

NINE = "9m-"  # the first nine months of a year: no period of the rule, but reported on all the same


def _years(periods: Iterable[Period]) -> list[int]:
    """Of the nine months that have passed."""
    closed = {period.cut_off_on.year for period in periods if period.kind == Period.Kind.QUARTER and period.code.endswith("-Q3")}
    return sorted(closed, reverse=True)


class AskForm(CleanedForm, forms.Form):
    plan = forms.ChoiceField(label=_("Plan"))
    period = forms.ChoiceField(
        label=_("Reporting period"),
        required=False,
        help_text=_("As of the cut-off of the period, until then as of today; with what the missions have reported for it."),
    )
    since = DayField(
        label=_("Or from a day"),
        required=False,
        help_text=_("Between two days, with the reports of the quarters that lie between them: 15/12/2025."),
    )
    on = DayField(
        label=_("To a day, or as of a day"),
        required=False,
        help_text=_("Without a first day: how the plan stood at the end of this day, without the reports of the missions: 31/12/2025."),
    )
    scope = forms.ChoiceField(
        label=_("Part of the plan"), required=False, help_text=_("The whole plan, or one task, unit, region or mission of it.")
    )
    language = forms.ChoiceField(label=_("Language of the report"), choices=ProgressReport._meta.get_field("language").choices)

    def __init__(self, *args: Any, plans: Iterable[Plan], periods: Iterable[Period], scopes: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.periods = {period.code: period for period in periods}
        years = {f"{NINE}{year}": _("Nine months of %(year)s") % {"year": year} for year in _years(self.periods.values())}
        named = [(code, period.name) for code, period in self.periods.items()]
        self.fields["period"].choices = [("", _("None: as of a day, or between two days")), *named, *years.items()]
        self.fields["scope"].choices = [("", _("The whole plan")), *scopes]
        self.plans = {plan.code: plan for plan in plans}
        self.fields["plan"].choices = [(plan.code, f"{plan.number}, {plan.title}") for plan in self.plans.values()]

    def clean_plan(self) -> Plan:
        return self.plans[self.cleaned_data["plan"]]

    def clean_period(self) -> Period | None:
        return self.periods.get(self.cleaned_data["period"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        chosen = self.data.get(self.add_prefix("period"), "")
        if chosen.startswith(NINE) and "period" in given and not given.get("on") and not given.get("since"):
            year = int(chosen.removeprefix(NINE))
            return given | {"since": date(year - 1, 12, 15), "on": date(year, 9, 14)}
        if given.get("period") and given.get("since"):
            self.add_error("since", _("Choose a period or two days, not both."))
        elif given.get("period") and given.get("on"):
            self.add_error("on", _("Choose a period or a day, not both."))
        elif not self.errors and not given.get("period") and not given.get("on"):
            self.add_error("on", _("Choose a period above, or enter a day."))
        return given

    def refuse(self, error: ValidationError) -> None:
        """What the service refuses stands beside the field it names."""
        self.add_error(None, error)


class ApproveForm(CleanedForm, forms.Form):
    acknowledged = forms.BooleanField(label=_("I know what is missing and approve the report all the same"), required=False)
    note = forms.CharField(
        label=_("Note for the history"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Stands in the history of the report."),
    )
    version = WholeField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, complete: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if complete:
            del self.fields["acknowledged"]

    def values(self) -> dict[str, Any]:
        """What the service takes; the version is what the person has seen."""
        return {"seen" if name == "version" else name: value for name, value in self.cleaned_data.items()}

    def refuse(self, error: ValidationError) -> None:
        """What has come to be missing since the page was shown has no field here yet."""
        for name, errors in (error.error_dict if hasattr(error, "error_dict") else {"": error.error_list}).items():
            self.add_error(name if name in self.fields else None, errors)
