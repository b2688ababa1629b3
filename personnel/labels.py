"""What the history calls a field is what the form calls it: one source for both."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.db import models

Offered = Sequence[Any]  # of values and their words
Named = Any  # words, or a column that knows its values by their labels too


def labels_of(model: type[models.Model], *typed: type[forms.Form]) -> dict[str, Named]:
    """The fields of the forms by the labels that people typed them under; one that has choices keeps them."""
    fields = {name: field for form in typed for name, field in form.base_fields.items() if name != "version"}
    return {name: named(model, name, field.label, _offered(field)) for name, field in fields.items()}


def named(model: type[models.Model], name: str, label: Any, offered: Offered = ()) -> Named:
    """One column under other words than its own; what the form offers names the values where the column has no words for them."""
    try:
        column = model._meta.get_field(name)
    except FieldDoesNotExist:
        return label
    if not isinstance(column, models.Field) or not (column.flatchoices or offered):
        return label
    copy = column.clone()
    copy.verbose_name = label
    copy.choices = copy.choices or offered
    return copy


def _offered(field: forms.Field) -> Offered:
    if not isinstance(field, forms.ChoiceField):
        return ()
    choices: list[Any] = list(field.choices)  # type: ignore[arg-type]
    return [choice for choice in choices if choice[0]]
