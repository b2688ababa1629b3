"""Which of two rows' values stay where the two differ."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from office.forms import ReasonField, WholeField
from personnel.models import Officer
from personnel.two_rows import lacking, pairs, to_choose
from plan.forms import PlanForm
from plan.forms.base import area

KEPT, DOUBLE = "kept", "double"


class MergeForm(PlanForm):
    """One choice for each column in which the rows differ. `seen_kept`, `seen_double`: the versions that the person looked at."""

    reason = ReasonField(label=gettext_lazy("Reason"), widget=area(3), max_length=4000)

    def __init__(self, data: Any, *, kept: Officer, double: Officer) -> None:
        super().__init__(data)
        self.kept, self.double = kept, double
        for name, row in (("seen_kept", kept), ("seen_double", double)):
            self.fields[name] = WholeField(min_value=0, widget=forms.HiddenInput, required=False, initial=row.version)
        given, differing = lacking(kept, double), to_choose(kept, double)
        self.asked = [pair for pair in pairs(kept, double) if pair.name in differing]
        for pair in self.asked:
            options = [(KEPT, _said(pair.kept, kept)), (DOUBLE, _said(pair.double, double))]
            first = DOUBLE if pair.name in given else KEPT
            field = forms.ChoiceField(label=pair.label, choices=options, widget=forms.RadioSelect, initial=first)
            self.fields[f"take_{pair.name}"] = field
        self.order_fields([*(f"take_{pair.name}" for pair in self.asked), "reason"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        seen = given.get("seen_kept"), given.get("seen_double")
        now = self.kept.version, self.double.version
        if None not in seen and seen != now:
            self.add_error(None, _("One of the two records has changed since you opened the page. Look at both again."))
            self.data = self.data.copy()
            self.data["seen_kept"], self.data["seen_double"] = map(str, now)
        return given

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        take = frozenset(pair.name for pair in self.asked if given[f"take_{pair.name}"] == DOUBLE)
        return {"reason": given["reason"], "take": take, "seen": (self.kept.version, self.double.version)}


def _said(words: str, row: Officer) -> str:
    return _("%(value)s (number %(n)d)") % {"value": words or _("empty"), "n": row.pk}
