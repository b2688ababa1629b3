"""What the forms of the plan share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
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


class LedForm(PlanForm):
    """Over a row that has a code in the address and a unit that leads it; the forms that edit such a row have no code."""

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = {unit.code: unit for unit in units}
        self.fields["lead_unit"].choices = [("", _("Choose")), *((code, unit.name) for code, unit in self.units.items())]

    def clean_lead_unit(self) -> Unit | None:
        return self.units.get(self.cleaned_data["lead_unit"])

    def values(self) -> dict[str, Any]:
        given = super().values()
        seen, code = given.pop("seen"), given.pop("code", None)
        return {"code": code, "values": given} if code else {"seen": seen, "values": given}
