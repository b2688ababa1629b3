"""Shape and wording of what people type about openings in preparation and about what the forecast assumes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import zones
from accounts.folding import sort_key
from missions.forms.keeping import DegreesField, SureForm
from missions.models import Country, Opening, OpeningStage
from missions.models.forecast import DECIMALS
from missions.models.opening import POINTS
from missions.network import PostKind
from missions.services import Course
from office.forms import DayField, NumberField, ReasonField, Suggest
from plan.forms import PlanForm
from plan.forms.base import LedForm


def _area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class OpeningForm(LedForm):
    code = forms.SlugField(label=_("Code"), max_length=60, help_text=_("Stands in the address: letters without marks, digits, hyphens."))
    name_vi = forms.CharField(label=_("Name in Vietnamese"), max_length=250)
    name_en = forms.CharField(label=_("Name in English"), max_length=250, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Choose")), *PostKind.choices])
    lead_unit = forms.ChoiceField(label=_("Department that leads it"))
    region = forms.ChoiceField(label=_("Region"), choices=[("", _("Not said")), *Opening.Region.choices], required=False)
    latitude = DegreesField(label=_("Latitude"), help_text=_("Only where it may stand on the map of those who may see it."))
    longitude = DegreesField(label=_("Longitude"))
    note = forms.CharField(label=_("Note"), widget=_area(), required=False, max_length=4000)

    def __init__(self, *args: Any, all_units: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not all_units:
            lead = self.fields["lead_unit"]
            lead.help_text = _("Your own unit; who keeps all openings hands one to another department.")
            lead.error_messages = {
                **lead.error_messages,
                "invalid_choice": _("You would no longer see it: only a unit of your own can be chosen."),
            }


class EditedOpeningForm(OpeningForm):
    code = None


def opening_as_typed(opening: Opening) -> dict[str, Any]:
    kept = ("name_vi", "name_en", "kind", "region", "latitude", "longitude", "note", "version")
    return {**{name: getattr(opening, name) for name in kept}, "lead_unit": opening.lead_unit.code}


class ChanceField(NumberField):
    default_error_messages = {"invalid": _("Enter a whole number from 0 to 100.")}


class CourseForm(PlanForm):
    """Three dates and a chance for each stage still to come, in one form: `rows` gives the fields stage by stage."""

    reason = forms.CharField(
        label=_("Reason"), widget=_area(2), required=False, max_length=4000, help_text=_("Needed where a date that was given is moved.")
    )
    reason.sometimes_needed = True

    LABELS = {"earliest": _("At the earliest"), "likely": _("Most likely"), "latest": _("At the latest"), "chance": _("Chance (%)")}

    def __init__(self, data: Any, *, opening: Opening, **kwargs: Any) -> None:
        self.steps = opening.to_come
        initial = {"version": opening.version, **course_as_typed(opening)}
        super().__init__(data, initial=initial, **kwargs)
        for step in self.steps:
            for point in POINTS:
                label = self._label(point, step)
                self.fields[f"{point}_{step.stage.code}"] = DayField(label=label, required=False, help_text="")
            self.fields[f"chance_{step.stage.code}"] = ChanceField(label=self._label("chance", step), required=False)

    def _label(self, name: str, step: OpeningStage) -> str:
        """With its stage: the summary of what is wrong names fields by their labels, and every stage has the same four."""
        return _("%(stage)s, %(field)s") % {"stage": step.stage, "field": self.LABELS[name]}

    @property
    def rows(self) -> list[tuple[Any, list[tuple[Any, forms.BoundField]]]]:
        """Stage by stage its fields, each with the short label that does beside its stage."""
        names = (*POINTS, "chance")
        return [(step.stage, [(self.LABELS[name], self[f"{name}_{step.stage.code}"]) for name in names]) for step in self.steps]

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        course = [
            Course(step.stage.code, *(given[f"{point}_{step.stage.code}"] for point in POINTS), given[f"chance_{step.stage.code}"])
            for step in self.steps
        ]
        return {"course": course, "reason": given["reason"], "seen": self.seen}


def course_as_typed(opening: Opening) -> dict[str, Any]:
    return {f"{name}_{step.stage.code}": getattr(step, name) for step in opening.to_come for name in (*POINTS, "chance")}


class ReachForm(PlanForm):
    reached_on = DayField(label=_("Reached on"))
    evidence = forms.CharField(
        label=_("What shows it"),
        widget=_area(2),
        required=False,
        max_length=4000,
        help_text=_("Number and date of a document, minutes, a letter."),
    )
    address = forms.URLField(label=_("Address"), required=False, max_length=2000, assume_scheme="https")


class ReasonForm(PlanForm):
    reason = ReasonField(label=_("Reason"), widget=_area(), max_length=4000)


class OpenForm(SureForm):
    """What an opening lacks to be a mission."""

    code = forms.SlugField(label=_("Code of the mission"), max_length=60, help_text=_("As others have it: emb-fr, cg-busan."))
    name_vi = forms.CharField(label=_("Name in Vietnamese"), max_length=250)
    name_en = forms.CharField(label=_("Name in English"), max_length=250)
    opened_on = DayField(label=_("Opened on"))
    decision_number = forms.CharField(label=_("Number of the decision"), max_length=100)
    host_country = forms.ChoiceField(label=_("Host country"))
    organisation = forms.CharField(
        label=_("Organisation"), required=False, max_length=200, help_text=_("Only of a mission to an organisation.")
    )
    city_vi = forms.CharField(label=_("City, in Vietnamese"), max_length=120)
    city_en = forms.CharField(label=_("City, in English"), max_length=120)
    latitude = DegreesField(label=_("Latitude"), required=True, help_text=_("Of the city; south is below zero."))
    longitude = DegreesField(label=_("Longitude"), required=True, help_text=_("Of the city; west is below zero."))
    time_zone = forms.CharField(
        label=_("Time zone"), max_length=50, widget=Suggest(zones.names()), help_text=_("By its name, such as Europe/Paris.")
    )
    basis = forms.CharField(label=_("Source"), required=False, widget=_area(2), max_length=4000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.countries = {country.pk: country for country in Country.objects.all()}
        listed = sorted(((code, str(country)) for code, country in self.countries.items()), key=lambda choice: sort_key(choice[1]))
        self.fields["host_country"].choices = [("", _("Choose")), *listed]

    def clean_host_country(self) -> Country | None:
        return self.countries.get(self.cleaned_data["host_country"])

    def values(self) -> dict[str, Any]:
        given = super().values()
        names = {name: given.pop(name) for name in ("name_vi", "name_en")}
        place = {
            name: given.pop(name) for name in ("host_country", "organisation", "city_vi", "city_en", "latitude", "longitude", "time_zone")
        }
        return {**given, "names": names, "place": place}


class AssumptionForm(PlanForm):
    value = NumberField(
        label=_("Value"), decimals=DECIMALS, required=False, help_text=_("Empty: what the history teaches, or what the system assumes.")
    )
    reason = ReasonField(label=_("Reason"), widget=_area(), max_length=4000)
