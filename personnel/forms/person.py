"""What a person types about what is held on them, and what is answered."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from personnel.models import Correction
from plan.forms import PlanForm
from plan.forms.base import area


class CorrectionForm(PlanForm):
    text = forms.CharField(label=_("What is to be put right"), widget=area(4), max_length=4000)


class AnswerForm(PlanForm):
    state = forms.ChoiceField(
        label=_("Answer"),
        choices=[(state.value, state.label) for state in (Correction.State.MADE, Correction.State.REFUSED)],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("In words"), widget=area(3), max_length=4000, required=False, help_text=_("Needed where it is refused.")
    )
    answer.sometimes_needed = True  # type: ignore[attr-defined]
