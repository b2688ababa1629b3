"""What the API reads: fields and shapes that take what can be stored, and refuse what they do not know."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from accounts.days import FIRST, LAST
from accounts.folding import clean
from accounts.models import Unit

LONGEST_TEXT = 20_000


class CleanCharField(serializers.CharField):
    """Text as it may be stored: composed, without characters that no document can hold."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": LONGEST_TEXT, **options})

    def to_internal_value(self, data: Any) -> str:
        if isinstance(data, int | float):  # not what was sent: `1e999` is read as infinity, and would stand in the history as "inf"
            self.fail("invalid")
        return clean(super().to_internal_value(data))


class PlainDigits(serializers.Field):
    """Mixin, left of a field of the framework, which would take "١٢" and "１２" for numbers: text is read only in the shape
    that our answers write."""

    shape = re.compile(r"")

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, str) and not self.shape.fullmatch(data.strip()):
            self.fail("invalid", format="YYYY-MM-DD")
        return super().to_internal_value(data)


class DayField(PlainDigits, serializers.DateField):
    """A day as 2026-12-31, within the years that we keep (`accounts.days`)."""

    shape = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
    default_error_messages = {
        "invalid": gettext_lazy("Write the day as 2026-12-31."),
        "far": gettext_lazy("Enter a day between the years 1945 and 2099."),
    }

    def to_internal_value(self, data: Any) -> Any:
        day = super().to_internal_value(data)
        if not FIRST <= day <= LAST:
            self.fail("far")
        return day


class InstantField(PlainDigits, serializers.DateTimeField):
    """An instant as 2026-12-31T17:00:00+07:00: never without its zone, which a mission would take for its own."""

    shape = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:?\d\d)", re.ASCII)
    default_error_messages = {
        "invalid": gettext_lazy("Write the moment as 2026-12-31T17:00:00+07:00, with its zone."),
        "far": gettext_lazy("Enter a day between the years 1945 and 2099."),
    }

    def to_internal_value(self, data: Any) -> Any:
        at = super().to_internal_value(data)
        if not FIRST <= at.date() <= LAST:
            self.fail("far")
        return at.astimezone(UTC)


class WholeField(PlainDigits, serializers.IntegerField):
    """A whole number; as text in the digits 0 to 9."""

    shape = re.compile(r"[+-]?\d{1,18}", re.ASCII)
    default_error_messages = {"invalid": gettext_lazy("Enter a whole number.")}


class NumberField(PlainDigits, serializers.DecimalField):
    """A number with a point; as text in the digits 0 to 9, such as "62.5"."""

    shape = re.compile(r"[+-]?\d{1,18}(\.\d{1,18})?", re.ASCII)
    default_error_messages = {"invalid": gettext_lazy("Enter a number, such as 62.5.")}


class UnitField(CleanCharField):
    """The code of a unit that there is: a misspelt one would find nothing, and look like nothing to be found. `besides`: a word that
    may stand in its place."""

    def __init__(self, *, besides: str = "", **options: Any) -> None:
        self.besides = besides
        super().__init__(**{"max_length": 60, **options})

    def to_internal_value(self, data: Any) -> str:
        code = super().to_internal_value(data)
        if code != self.besides and not Unit.objects.filter(code=code).exists():
            raise serializers.ValidationError(_("There is no such unit."))
        return code


class Strict(serializers.Serializer):
    """Refuses what it does not know: a misspelt field must not pass for a saved one. Every fault is told at once."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, Mapping):
            raise serializers.ValidationError({"non_field_errors": [_("Send a JSON object.")]})
        known = {name for name, field in self.fields.items() if not field.read_only}
        errors: dict[str, Any] = {str(name): [_("There is no such field.")] for name in data if name not in known}
        errors |= repeated(data)
        try:
            value = super().to_internal_value(data)
        except serializers.ValidationError as error:
            raise serializers.ValidationError({**error.detail, **errors}) from error  # type: ignore[dict-item]
        if errors:
            raise serializers.ValidationError(errors)
        return value


def repeated(data: Any) -> dict[str, list[str]]:
    """Of a form or an address, which may name a thing twice: the framework would take the last."""
    names = [name for name in data if len(data.getlist(name)) > 1] if hasattr(data, "getlist") else []
    return {name: [_("It may be given only once.")] for name in names}


class NoQuery(Strict):
    pass
