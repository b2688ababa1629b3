"""What is typed about days off that the Government moves, and about due times that are to follow them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from office.forms import DayField, ReasonField
from plan.forms.base import PlanForm, area

WHY = _("By which decision or for what reason the dates differ; it stays in the history.")


class MovedDayForm(PlanForm):
    on = DayField(label=_("Day"))
    is_worked = forms.TypedChoiceField(
        label=_("What it becomes"),
        choices=[("no", _("A day off")), ("yes", _("A working day"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="no",
    )
    decision = forms.CharField(
        label=_("By which decision"), max_length=300, help_text=_("Number, date and body, as on the document; it stays in the history.")
    )

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in super().values().items() if name != "seen"}


class RestoreDayForm(PlanForm):
    reason = ReasonField(label=_("Reason"), widget=area(2), max_length=4000)


class MoveDueForm(PlanForm):
    """Which due times follow; each box carries the version of its period, so that a period edited meanwhile is not run over."""

    periods = forms.MultipleChoiceField(label=_("Due times to move"), widget=forms.CheckboxSelectMultiple)
    reason = ReasonField(
        label=_("Reason"),
        widget=area(2),
        max_length=4000,
        help_text=WHY,
    )

    def __init__(self, *args: Any, moves: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["periods"].choices = list(moves)

    def values(self) -> dict[str, Any]:
        given = {name: value for name, value in super().values().items() if name != "seen"}
        chosen = [value.rpartition(":") for value in given.pop("periods")]
        return {**given, "periods": {code: int(version) for code, _colon, version in chosen}}
