"""A file that leaves out rows says so: which filter, in the words of its fields, and in its name, for a CSV file has no other place."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext as _


def only(form: forms.BaseForm, names: Iterable[str] | None = None) -> list[str]:
    """ "Chỉ gồm: Đơn vị: Vụ Châu Âu." as a line of the sheet or letter; none where nothing narrows the list. `names`: the fields
    that do, in their order; else all. The form has been found valid."""
    return in_words([f"{form.fields[name].label}: {said}" for name in names or form.fields if (said := _said(form, name))])


def in_words(conditions: list[str]) -> list[str]:
    return [_("Only: %(conditions)s.") % {"conditions": "; ".join(conditions)}] if conditions else []


def _said(form: forms.BaseForm, name: str) -> str:
    value = form.cleaned_data.get(name)
    return str(dict(getattr(form.fields[name], "choices", [])).get(value, value)) if value not in (None, "", False) else ""


def file_name(name: str, said: object) -> str:
    """`said`: whatever is empty where nothing narrows the list."""
    return f"{name}-da-loc" if said else name
