"""What is typed: clean text, days and numbers as we write them, the version that was seen. Below every app, so that all forms share it."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.days import FIRST, LAST
from accounts.folding import clean
from accounts.numbers import read_scaled, shown_scaled

_DAY_ATTRS = {"class": "input--date", "inputmode": "numeric", "autocomplete": "off"}


class CleanedForm(forms.BaseForm):
    """Mixin, left of Form or ModelForm.

    Text is cleaned before it is read: no control characters, composed letters (passwords are left as typed).
    An edit of a versioned row carries the version that the person saw in a hidden field; `seen` gives it to the
    service. The version comes from the instance, or from `initial={"version": row.version}`.
    """

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(_cleaned(data), *args, **kwargs)
        version = self.initial.get("version", getattr(getattr(self, "instance", None), "version", None))
        if getattr(getattr(self, "instance", None), "pk", True) is None:
            version = None
        if version is not None and "version" not in self.fields:
            self.fields["version"] = WholeField(
                min_value=0,
                max_value=2**31 - 1,
                widget=forms.HiddenInput,
                error_messages={key: _("This page is incomplete. Open it again, then save.") for key in ("required", "invalid")},
            )
            self.initial["version"] = version

    @property
    def seen(self) -> int | None:
        """The version on which the person's change is based; None where nothing is being replaced."""
        return self.cleaned_data.get("version")


def _cleaned(data: Any) -> Any:
    if data is None:
        return None
    if not hasattr(data, "lists"):
        return {name: clean(value) if isinstance(value, str) and "password" not in name else value for name, value in data.items()}
    tidy = data.copy()
    for name, values in data.lists():
        if "password" not in name:
            tidy.setlist(name, [clean(value) if isinstance(value, str) else value for value in values])
    return tidy


class ReasonField(forms.CharField):
    """Why somebody does something that must not go unexplained."""

    default_error_messages = {"required": _("Give the reason.")}


class DayField(forms.DateField):
    """A day, typed as 31/12/2026 (also 31.12.2026, 31-12-2026, 31122026 and 2026-12-31), within the years we keep.

    Never `type="date"`: browsers show it in their own language, 12/31/2026 to half of the users.
    """

    _FORMS = ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d")
    _SHAPE = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}-\d{1,2}-\d{1,2}", re.ASCII)
    default_error_messages = {
        "required": _("Enter a day, such as 31/12/2026."),
        "invalid": _("Enter the day as day/month/year, such as 31/12/2026."),
        "no_such_day": _("There is no such day in the calendar: %(typed)s."),
        "far": _("Enter a day between the years 1945 and 2099."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(format="%d/%m/%Y", attrs=_DAY_ATTRS))
        kwargs.setdefault("help_text", _("Day/month/year, such as 31/12/2026"))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        if not isinstance(value, str):
            day = super().to_python(value)
            return self._within(day) if day else None
        typed = re.sub(r"\s+", "", value)
        if not typed:
            return None
        if re.fullmatch(r"\d{8}", typed, re.ASCII):
            typed = f"{typed[:2]}/{typed[2:4]}/{typed[4:]}"
        if not self._SHAPE.fullmatch(typed):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        for shape in self._FORMS:
            try:
                return self._within(datetime.strptime(typed, shape).date())
            except ValueError:
                continue
        raise ValidationError(self.error_messages["no_such_day"], code="no_such_day", params={"typed": value.strip()})

    def _within(self, day: date) -> date:
        if not FIRST <= day <= LAST:
            raise ValidationError(self.error_messages["far"], code="far")
        return day


class PlainDigits(forms.Field):
    """Mixin, left of a field that Django reads: "١٢" and "１２" are digits to Python, but nobody here types them."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and not value.strip().isascii():
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class WholeField(PlainDigits, forms.IntegerField):
    """A whole number, in the digits 0 to 9; its box is as wide as a number is."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = super().widget_attrs(widget)
        return attrs if widget.is_hidden or widget.attrs.get("class") else {**attrs, "class": "input--n"}


class TimeField(PlainDigits, forms.TimeField):
    """A time of the day, typed as 17:00, 17.00 or 17h00; in the digits 0 to 9."""

    default_error_messages = {"invalid": _("Enter the time as hours and minutes, such as 17:00.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"input_formats": ["%H:%M", "%H.%M", "%Hh%M", "%Hh"], **kwargs})


class NumberField(forms.CharField):
    """A number as the reader's language writes it (1.240,5 or 1,240.5), kept as a whole number of 10^-decimals units."""

    MOST = 10**15

    def __init__(self, *, decimals: int = 0, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"class": "input--n", "inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(max_length=40, **kwargs)
        self.decimals = decimals

    def to_python(self, value: Any) -> Any:
        if isinstance(value, int):
            return value
        typed = super().to_python(value) or ""
        if not typed:
            return None
        try:
            number = read_scaled(typed, self.decimals)
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from None
        if abs(number) >= self.MOST:
            raise ValidationError(_("This number is too large."), code="far")
        return number

    def run_validators(self, value: Any) -> None:
        """Those of a text have had their say before it became a number."""

    def prepare_value(self, value: Any) -> Any:
        return shown_scaled(value, self.decimals) if isinstance(value, int) else value


def sometimes(field: forms.Field) -> forms.Field:
    """A field that other answers may make needed: its hint says when, and "(optional)" is not written beside it."""
    field.sometimes_needed = True  # type: ignore[attr-defined]
    return field


class Suggest(forms.TextInput):
    """A text field with a list to choose from, found by typing any part; works as plain text where a browser has no lists."""

    template_name = "forms/suggest.html"

    def __init__(self, options: Sequence[str], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.options = options

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["options"] = self.options
        context["widget"]["attrs"]["list"] = f"{context['widget']['attrs'].get('id', name)}-list"
        return context
