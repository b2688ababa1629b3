"""No form and no call of the API reads a day or a number with a bare field, which takes digits of every script and any year."""

from django import forms
from rest_framework import serializers

import config.urls  # noqa: F401 brings in every form and every call
from office.api import Strict

BARE_IN_FORMS = {forms.DateField, forms.DateTimeField, forms.DecimalField, forms.FloatField, forms.IntegerField, forms.TimeField}
BARE_IN_CALLS = {
    serializers.DateField, serializers.DateTimeField, serializers.DecimalField, serializers.FloatField, serializers.IntegerField,
    serializers.TimeField,
}  # fmt: skip
OURS = ("accounts.", "office.", "plan.", "missions.", "personnel.", "reports.", "overview.", "config.")


def below(kind):
    for one in kind.__subclasses__():
        yield one
        yield from below(one)


def bare(fields, kinds):
    return [name for name, field in fields.items() if type(field) in kinds]


def test_forms():
    found = {
        form: bare(getattr(form, "base_fields", {}), BARE_IN_FORMS) for form in below(forms.BaseForm) if form.__module__.startswith(OURS)
    }
    assert len(found) > 20
    assert {str(form): names for form, names in found.items() if names} == {}


def test_calls():
    found = {shape: bare(shape._declared_fields, BARE_IN_CALLS) for shape in below(Strict) if shape.__module__.startswith(OURS)}
    assert len(found) > 15
    assert {str(shape): names for shape, names in found.items() if names} == {}


def test_a_bare_field_is_seen():
    """The control."""
    assert bare({"on": forms.DateField(), "n": serializers.IntegerField()}, BARE_IN_FORMS | BARE_IN_CALLS) == ["on", "n"]
