"""What is typed to enrol people: named officers who are found by a search, or so many of a unit."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Unit
from office.forms import CleanedForm, WholeField
from office.once import OnceField
from personnel.forms.training import ANY, UnitChoice
from personnel.models import Officer
from plan.forms.base import PlanForm, area

SeatOf = Callable[[Iterable[Officer]], list[tuple[Officer, Unit]]]


class WhomFilter(CleanedForm, forms.Form):
    """Finds officers, as it stands in the address."""

    q = forms.CharField(label=_("Name"), required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"}))
    unit = forms.ChoiceField(label=_("Unit"), required=False)

    def __init__(self, data: Any, *, units: Iterable[Unit]) -> None:
        super().__init__(data)
        self.fields["unit"].choices = [*ANY, *((unit.code, unit.name) for unit in units)]


class PeopleForm(PlanForm):
    """`officers` are those that may be chosen; those on the page are offered as boxes. `seat_of` gives each with the unit for
    which the seat will be."""

    officer = forms.MultipleChoiceField(
        label=_("Officers"), widget=forms.CheckboxSelectMultiple, error_messages={"required": _("Choose at least one officer.")}
    )

    def __init__(self, data: Any, *, offered: Iterable[Officer], officers: Any, seat_of: SeatOf, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        shown = {str(row.pk): row for row in offered}
        if self.is_bound:  # what was chosen on a page that has changed since is kept
            asked = {pk for pk in self.data.getlist("officer") if pk.isascii() and pk.isdigit() and len(pk) < 10} - shown.keys()
            shown |= {str(row.pk): row for row in officers.filter(pk__in=asked)}
        self.known = shown
        self.fields["officer"].choices = [(str(row.pk), f"{row.name} · {unit.name}") for row, unit in seat_of(shown.values())]

    def clean_officer(self) -> list[Officer]:
        return [self.known[pk] for pk in self.cleaned_data["officer"]]


class HeadsForm(PlanForm):
    unit = UnitChoice(label=_("Unit"))
    heads = WholeField(label=pgettext_lazy("heads", "People"), min_value=1, max_value=5000)
    once = OnceField()

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].offer(units)
        if len(self.fields["unit"].units) == 1:
            self.initial.setdefault("unit", next(iter(self.fields["unit"].units)))

    def values(self) -> dict[str, Any]:
        return {"unit": self.cleaned_data["unit"], "heads": self.cleaned_data["heads"]}


class WithdrawForm(PlanForm):
    reason = forms.CharField(
        label=_("Reason"), widget=area(2), required=False, max_length=4000, help_text=_("Stands in the history: name nobody.")
    )
