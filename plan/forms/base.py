"""What the forms of the plan share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from office.forms import CleanedForm


def area(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def choices(values: Iterable[Any], empty: Any = None) -> list[tuple[str, Any]]:
    listed = [(value.value, value.label) for value in values]
    return listed if empty is None else [("", empty), *listed]


class PlanForm(CleanedForm, forms.Form):
    """A form over a row with a version; what a service refuses is shown beside the field it names."""

    def refuse(self, error: ValidationError) -> None:
        for name, errors in error.error_dict.items() if hasattr(error, "error_dict") else [("", error)]:
            self.add_error(name if name in self.fields else None, errors)

    def values(self) -> dict[str, Any]:
        """The arguments of the service, with the version that was seen."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return {**given, "seen": self.seen}
