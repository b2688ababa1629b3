from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts import words
from accounts.inputs import CleanedForm, DayField, ReasonField
from accounts.models.history import EventQuerySet

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def _day() -> forms.DateInput:
    """As wide as its place among the filters."""
    return forms.DateInput(format="%d/%m/%Y", attrs={"inputmode": "numeric", "autocomplete": "off"})


class FieldName(forms.ChoiceField):
    """Whichever of the fields that people know by one name stands in the address, it asks for all of them."""

    def to_python(self, value: Any) -> str:
        name = super().to_python(value)
        return next(iter(words.called_alike(name)), name)

    def prepare_value(self, value: Any) -> str:
        return self.to_python(value)


class HistoryFilter(CleanedForm, forms.Form):
    """What the reader asks of the history; the whole question stands in the address."""

    who = forms.CharField(label=_("Person"), required=False, max_length=150)
    kind = forms.ChoiceField(label=_("Kind of object"), required=False)
    code = forms.CharField(label=_("Code"), required=False, max_length=120)
    field = FieldName(label=pgettext_lazy("history", "Field"), required=False)
    since = DayField(label=_("From"), required=False, help_text="", widget=_day())
    until = DayField(label=_("To"), required=False, help_text="", widget=_day())

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        for name, choices in (("kind", words.kind_choices()), ("field", words.field_choices())):
            field: Any = self.fields[name]
            field.choices = [("", _("All")), *choices]

    def apply(self, rows: EventQuerySet) -> EventQuerySet:
        """The rows asked for; none when the filter cannot be read: a wrong question has no answer."""
        if not self.is_valid():
            return rows.none()
        asked = self.cleaned_data
        if who := asked.get("who"):
            rows = rows.by_person(who)
        if kind := asked.get("kind"):
            rows = rows.filter(object_kind=kind)
        if code := asked.get("code"):
            rows = rows.of_code(code)
        if field := asked.get("field"):
            rows = rows.touching(words.called_alike(field))
        if since := asked.get("since"):
            rows = rows.filter(at__gte=_midnight(since))
        if until := asked.get("until"):
            rows = rows.filter(at__lt=_midnight(until + timedelta(days=1)))
        return rows


class RedactForm(CleanedForm, forms.Form):
    reason = ReasonField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Why the content must not be kept. Do not repeat it here: this reason stays."),
    )
    places_too = forms.BooleanField(label=_("Also blank it where it still stands"), required=False, initial=True)

    def __init__(self, data: Any = None, *, places: bool) -> None:
        super().__init__(data)
        if not places:
            del self.fields["places_too"]


def _midnight(day: date) -> datetime:
    """The beginning of a day in Hà Nội."""
    return make_aware(datetime.combine(day, time.min), HANOI)
