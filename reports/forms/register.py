"""The filter of the register of a period, as it stands in the address."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from office.forms import CleanedForm
from reports.completeness import Department, Review, Standing
from reports.grouping import BY, NOBODY, names


class RegisterFilter(CleanedForm, forms.Form):
    standing = forms.ChoiceField(label=_("Sending"), required=False)
    review = forms.ChoiceField(label=_("Review"), required=False)
    department = forms.ChoiceField(label=_("Department that follows it"), required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)
    kind = forms.ChoiceField(label=_("Kind of unit"), required=False)
    by = forms.ChoiceField(choices=[("", ""), *BY.items()], required=False, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any], *, departments: Iterable[Department], present: Mapping[str, Collection[str]]) -> None:
        """`present`: the regions and kinds of the units that the reader may know of; what an address asks for stays beside them."""
        super().__init__(data)
        everything = ("", _("All"))
        groups = [
            ("owed", _("All that are owed")),
            ("received", _("All that were sent")),
            ("unsent", _("All that were not received, due or not")),
        ]
        self.fields["standing"].choices = [everything, *groups, *Standing.choices]
        self.fields["review"].choices = [everything, *(choice for choice in Review.choices if choice[0])]
        self.fields["department"].choices = [
            everything,
            *((one.code or NOBODY, one.name or _("Followed by no department")) for one in departments),
        ]
        place = 1 if get_language() == "en" else 0
        for part, nameless in (("region", [(NOBODY, _("No part of the world"))]), ("kind", [])):
            known = [*((key, name[place]) for key, name in names(part).items()), *nameless]
            there = {key or NOBODY for key in present[part]} | {data.get(part)}
            self.fields[part].choices = [everything, *(choice for choice in known if choice[0] in there)]

    @property
    def words(self) -> list[str]:
        """What is chosen, as a person reads it."""
        return [str(dict(self.fields[name].choices)[value]) for name, value in self.cleaned_data.items() if value and name != "by"]
