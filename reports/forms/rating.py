"""The three questions about the support of the ministry."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from office.forms import CleanedForm
from plan.forms import PlanForm
from plan.forms.base import area
from reports.models.rating import QUESTIONS
from reports.services.rating import LONGEST_WORD

SCALE = [("5", _("5 – fully")), ("4", _("4 – largely")), ("3", _("3 – partly")), ("2", _("2 – little")), ("1", _("1 – not at all"))]
ASKED = {
    "timely": _("Did guidance and answers from the ministry come in time?"),
    "useful": _("Were the answers to your proposals of use?"),
    "enough": _("Was the support with staff, money and equipment enough for the work?"),
}
SHORT = {"timely": _("In time"), "useful": _("Of use"), "enough": _("Enough")}


def _score(name: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=ASKED[name], choices=SCALE, coerce=int, widget=forms.RadioSelect, error_messages={"required": _("Choose from 1 to 5.")}
    )


class RatingForm(PlanForm):
    timely, useful, enough = _score("timely"), _score("useful"), _score("enough")
    word = forms.CharField(
        label=_("In a word"),
        widget=area(3),
        required=False,
        max_length=LONGEST_WORD,
        help_text=_("Shown as it is written, without your name, among the words of others. Leave out what tells who you are."),
    )

    def values(self) -> dict[str, Any]:
        given = super().values()
        return {"scores": {name: given[name] for name in QUESTIONS}, "word": given["word"], "seen": given["seen"]}


class RatingsFilter(CleanedForm, forms.Form):
    period = forms.ChoiceField(label=_("Period"), required=False)

    def __init__(self, data: Any, *, periods: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["period"].choices = periods
