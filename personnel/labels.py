"""What the history calls a field is what the form calls it: one source for both."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.db import models

Named = Any  # words, or a column that knows its values by their labels too


def labels_of(model: type[models.Model], *typed: type[forms.Form]) -> dict[str, Named]:
    """The fields of the forms by the labels that people typed them under; one that has choices keeps them."""
    return {name: named(model, name, field.label) for form in typed for name, field in form.base_fields.items() if name != "version"}


def named(model: type[models.Model], name: str, label: Any) -> Named:
    """One column under other words than its own."""
    try:
        column = model._meta.get_field(name)
    except FieldDoesNotExist:
        return label
    if not isinstance(column, models.Field) or not column.flatchoices:
        return label
    copy = column.clone()
    copy.verbose_name = label
    return copy
