"""What the secretariat types about a mission. Field names are those of the services."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import get_format
from django.utils.translation import gettext_lazy as _

from accounts import zones
from accounts.days import FIRST, LAST
from accounts.folding import fold, sort_key
from accounts.models import Unit
from missions.belonging import is_doubt
from missions.models import Country, Mission, MissionEvent
from missions.network import EventKind, PostKind, Precision
from missions.tables import BROAD, CONFIDENCE
from office.forms import DayField, Suggest, sometimes
from plan.forms.base import PlanForm, area
from plan.imports.form import ImportForm


class DegreesField(forms.CharField):
    """Degrees with up to five digits after the mark, which may be a comma or a point in both languages."""

    _SHAPE = re.compile(r"[-−]?\d{1,3}([.,]\d{1,12})?", re.ASCII)
    default_error_messages = {"invalid": _("Enter degrees, such as 48.85661 or -77.03653.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"class": "input--n", "inputmode": "decimal", "autocomplete": "off"}))
        kwargs.setdefault("required", False)
        super().__init__(max_length=20, **kwargs)

    def to_python(self, value: Any) -> Any:
        typed = re.sub(r"\s+", "", str(super().to_python(value) or ""))
        if not typed:
            return None
        if not self._SHAPE.fullmatch(typed):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return Decimal(typed.replace(",", ".").replace("−", "-")).quantize(Decimal("0.00001"))

    def run_validators(self, value: Any) -> None:
        """Those of a text have had their say before it became a number."""

    def prepare_value(self, value: Any) -> Any:
        """Written as the reader's language writes it; what was typed stays as it was typed."""
        return str(value).replace(".", get_format("DECIMAL_SEPARATOR")) if isinstance(value, Decimal) else value


class SureForm(PlanForm):
    """Asks once more where the register does not bear out what is typed (`missions.belonging`)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.data.get("sure"):
            self._ask()

    def _ask(self) -> None:
        label = _("I have looked at what is marked: it is so, save it all the same")
        self.fields["sure"] = forms.BooleanField(label=label, required=False)

    def refuse(self, error: ValidationError) -> None:
        super().refuse(error)
        if is_doubt(error):
            self._ask()

    def values(self) -> dict[str, Any]:
        given = super().values()
        return {**given, "sure": given.get("sure", False)}


class MissionForm(SureForm):
    name_vi = forms.CharField(label=_("Name, in Vietnamese"), max_length=250)
    name_en = forms.CharField(label=_("Name, in English"), max_length=250)
    kind = forms.ChoiceField(label=_("Kind"), choices=PostKind.choices)
    department = forms.ChoiceField(label=_("Department that follows it"), required=False)
    host_country = forms.ChoiceField(label=_("Country of residence"))
    host_vi = forms.CharField(label=_("Host, in Vietnamese"), max_length=200)
    host_en = forms.CharField(label=_("Host, in English"), max_length=200)
    organisation = forms.CharField(label=_("Organisation"), max_length=200, required=False)
    city_vi = forms.CharField(label=_("City, in Vietnamese"), max_length=120)
    city_en = forms.CharField(label=_("City, in English"), max_length=120)
    latitude = DegreesField(label=_("Latitude"), help_text=_("North is positive, such as 48.85661."))
    longitude = DegreesField(label=_("Longitude"), help_text=_("East is positive, west negative, such as -77.03653."))
    coordinate_basis = forms.CharField(label=_("Basis of the coordinates"), max_length=500, required=False)
    time_zone = forms.CharField(
        label=_("Time zone"), max_length=50, widget=Suggest(zones.names()), help_text=_("By its city: Europe/Paris.")
    )
    region_broad = forms.ChoiceField(label=_("Region"), choices=[("", "–"), *BROAD.items()], required=False)
    accredited_to = forms.CharField(
        label=_("Also accredited to"),
        widget=area(2),
        max_length=4000,
        required=False,
        help_text=_("Names or codes of countries, parted by semicolons."),
    )
    accredited_organisations = forms.CharField(
        label=_("Also accredited to organisations"), max_length=200, required=False, help_text=_("Parted by semicolons.")
    )
    source_vi = forms.CharField(label=_("Source, in Vietnamese"), widget=area(2), max_length=4000, required=False)
    source_en = forms.CharField(label=_("Source, in English"), widget=area(2), max_length=4000, required=False)
    basis = forms.CharField(
        label=_("Basis"), widget=area(2), max_length=4000, help_text=_("Where the facts come from; shown to those who keep the data.")
    )
    confidence = forms.ChoiceField(label=_("How sure it is"), choices=[("", "–"), *CONFIDENCE.items()], required=False)
    notes_vi = forms.CharField(label=_("Notes, in Vietnamese"), widget=area(2), max_length=4000, required=False)
    notes = forms.CharField(label=_("Notes, in English"), widget=area(2), max_length=4000, required=False)
    reason = forms.CharField(label=_("Reason of the change"), widget=area(2), max_length=4000, required=False)

    def __init__(self, *args: Any, departments: Iterable[Unit], countries: Iterable[Country], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.departments = {unit.code: unit for unit in departments}
        self.countries = {country.pk: country for country in sorted(countries, key=lambda row: sort_key(str(row)))}
        named = [(iso2, str(country)) for iso2, country in self.countries.items()]
        self.fields["department"].choices = [("", "–"), *((code, unit.name) for code, unit in self.departments.items())]
        self.fields["host_country"].choices = named

    def clean_time_zone(self) -> str:
        typed = self.cleaned_data["time_zone"]
        if (zone := zones.find(typed)) is None:
            raise ValidationError(_("“%(typed)s” is not a time zone: choose one by its city, such as Europe/Paris.") % {"typed": typed})
        return zone

    def clean_department(self) -> Unit | None:
        return self.departments.get(self.cleaned_data["department"])

    def clean_host_country(self) -> Country | None:
        return self.countries.get(self.cleaned_data["host_country"])

    def clean_accredited_to(self) -> list[Country]:
        typed = [part.strip() for part in re.split(r"[;\n]", self.cleaned_data["accredited_to"]) if part.strip()]
        found = [self._country(part) for part in typed]
        if strange := [part for part, country in zip(typed, found, strict=True) if country is None]:
            raise ValidationError(_("Not a country of the list: %(names)s.") % {"names": "; ".join(strange)})
        return list({country.pk: country for country in found if country}.values())

    def _country(self, typed: str) -> Country | None:
        """By its code, by its name as it is written, else by its name without marks: "Áo" is a country, "AO" the code of another."""
        rows = self.countries.values()
        exact = (row for row in rows if typed in (row.pk, row.name_vi, row.name_en))
        loose = (row for row in rows if fold(typed) in {fold(row.name_vi), fold(row.name_en)} - {""})
        return next(exact, None) or next(loose, None)

    def values(self) -> dict[str, Any]:
        given = super().values()
        return {**{name: given.pop(name) for name in ("seen", "reason", "sure")}, "values": given}


_OWN = {"name_vi", "name_en", "department", "host_country", "accredited_to", "reason"}


def as_typed(mission: Mission) -> dict[str, Any]:
    """What the form shows of a mission, under the names of its fields."""
    same = {name: getattr(mission, name) for name in MissionForm.base_fields if name not in _OWN}
    return {
        **same,
        "name_vi": mission.unit.name_vi,
        "name_en": mission.unit.name_en,
        "department": mission.unit.lead_unit.code if mission.unit.lead_unit else "",
        "host_country": mission.host_country_id,
        "accredited_to": "; ".join(str(country) for country in mission.accredited_to.all()),
        "version": mission.version,
    }


class PartlyKnownDay(DayField):
    """A day, or as much of it as is known: 31/12/2026, 12/2026, 2026. The first day of what is given."""

    def to_python(self, value: Any) -> date | None:
        typed = re.sub(r"\s+", "", value) if isinstance(value, str) else value
        if isinstance(typed, str) and (found := re.fullmatch(r"(?:(\d{1,2})[/.-])?(\d{4})", typed, re.ASCII)):
            month, year = int(found[1] or 1), int(found[2])
            if not 1 <= month <= 12:
                raise ValidationError(self.error_messages["no_such_day"], code="no_such_day", params={"typed": typed})
            if not FIRST.year <= year <= LAST.year:
                raise ValidationError(self.error_messages["far"], code="far")
            return date(year, month, 1)
        return super().to_python(value)


_KINDS = [("", "–"), *PostKind.choices]


class EventForm(SureForm):
    kind = forms.ChoiceField(label=_("What happened"), choices=EventKind.choices)
    precision = forms.ChoiceField(label=_("How exactly the day is known"), choices=Precision.choices, initial=Precision.DAY)
    on = sometimes(
        PartlyKnownDay(label=_("Day"), required=False, help_text=_("31/12/2026; 12/2026 or 2026 where only the month or year is known."))
    )
    from_kind = sometimes(
        forms.ChoiceField(
            label=_("Kind before"),
            choices=_KINDS,
            required=False,
            help_text=_("Left empty: the kind that the register gives it until then."),
        )
    )
    to_kind = sometimes(
        forms.ChoiceField(
            label=_("Kind after"),
            choices=_KINDS,
            required=False,
            help_text=_("Needed where it was upgraded or changed in kind. Days before keep the kind before; its name is one of its facts."),
        )
    )
    decision_number = forms.CharField(label=_("Number of the decision"), max_length=100, required=False)
    basis = forms.CharField(label=_("Basis"), widget=area(2), max_length=4000, required=False, help_text=_("Where this is known from."))
    note = sometimes(
        forms.CharField(label=_("Note"), widget=area(2), max_length=4000, required=False, help_text=_("Needed for a correction: why."))
    )

    def clean(self) -> dict[str, Any]:
        """As much must be typed as is said to be known."""
        given = super().clean() or self.cleaned_data
        typed = re.sub(r"\s+", "", str(self.data.get(self.add_prefix("on"), "")))
        precision = given.get("precision")
        if given.get("on") and "on" not in self.errors:
            short = 4 if re.fullmatch(r"\d{4}", typed) else 7 if re.fullmatch(r"\d{1,2}[/.-]\d{4}", typed) else 10
            needs = {Precision.YEAR: 4, Precision.MONTH: 7}.get(Precision(precision), 10) if precision else 4
            if short < needs:
                self.add_error("on", _("Give the day as exactly as you say that it is known."))
        return given


def event_as_typed(event: MissionEvent) -> dict[str, Any]:
    same = ("kind", "precision", "from_kind", "to_kind", "decision_number", "basis")
    return {**{name: getattr(event, name) for name in same}, "on": event.on, "version": event.mission.version}


class RegisterFileForm(ImportForm):
    """The register as a file or as pasted rows."""

    kind = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, kinds=(), **kwargs)
        del self.fields["kind"]
