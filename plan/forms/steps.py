"""Views on a proposed completion, and the steps of a measure."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from office.forms import DayField, ReasonField, WholeField, sometimes
from plan.forms.base import PlanForm, area
from plan.models import CompletionView
from plan.progress import Step


class ViewForm(PlanForm):
    """What a coordinating unit says to a proposed completion."""

    opinion = forms.TypedChoiceField(label=_("Opinion of the unit"), choices=CompletionView.Opinion.choices, widget=forms.RadioSelect)
    reason = sometimes(
        forms.CharField(
            label=_("The other opinion"),
            widget=area(4),
            required=False,
            max_length=4000,
            help_text=_("Needed when you have another opinion."),
        )
    )


class MilestoneForm(PlanForm):
    kind = forms.ChoiceField(label=_("Milestone"), choices=Step.choices)
    title = sometimes(
        forms.CharField(
            label=_("Name of the milestone"),
            required=False,
            max_length=200,
            help_text=_("Needed for another kind of milestone; otherwise in place of its usual name."),
        )
    )
    planned_on = DayField(label=_("Planned on"), required=False)
    position = WholeField(label=_("Place in the list"), min_value=1, max_value=99, required=False)

    def __init__(self, *args: Any, places: int, adds: bool, **kwargs: Any) -> None:
        """`places`: how many steps there are; a new one may also come after them."""
        super().__init__(*args, **kwargs)
        place = self.fields["position"]
        place.required = not adds
        place.help_text = (
            _("1 is the first of %(n)s. Empty: at the end.") % {"n": places} if adds else _("1 is the first of %(n)s.") % {"n": places}
        )


class ReachForm(PlanForm):
    reached_on = DayField(
        label=_("Reached on"), required=False, help_text=_("The day on which it was so; empty: it is not reached after all.")
    )
    note = forms.CharField(label=_("Note"), widget=area(3), required=False, max_length=4000)


class RemoveMilestoneForm(PlanForm):
    reason = ReasonField(label=_("Reason"), widget=area(3), max_length=4000)
