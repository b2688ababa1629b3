"""What is typed about programmes and courses. Field names are those of the services."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Unit
from office.forms import CleanedForm, DayField, NumberField, ReasonField, TimeField, WholeField, sometimes
from personnel.models import Course, Programme
from personnel.services.courses import DETAILS as COURSE
from personnel.services.courses import MOST_SESSIONS, Sitting
from personnel.services.programmes import DETAILS as PROGRAMME
from plan.forms.base import PlanForm, area
from plan.forms.keeping import MeasuresField
from plan.models import Plan

ANY = [("", _("All"))]


class UnitChoice(forms.ChoiceField):
    """A unit by its code; answers the unit."""

    units: Mapping[str, Unit] = {}

    def offer(self, units: Iterable[Unit]) -> None:
        self.units = {unit.code: unit for unit in units}
        self.choices = [("", _("Choose")), *((code, unit.name) for code, unit in self.units.items())]

    def clean(self, value: Any) -> Unit | None:
        return self.units.get(super().clean(value))


class ProgrammeForm(PlanForm):
    name_vi = forms.CharField(label=_("Name in Vietnamese"), max_length=250)
    name_en = forms.CharField(label=_("Name in English"), max_length=250, required=False)
    audience = forms.ChoiceField(label=_("Audience"), choices=[("", _("Choose")), *Programme.Audience.choices])
    legal_basis = forms.CharField(
        label=_("Legal basis"), max_length=300, required=False, widget=area(2), help_text=_("Number, day and name of the decision.")
    )
    approved_by = forms.CharField(label=_("Approved by"), max_length=200, required=False)
    approved_on = DayField(label=_("Approved on"), required=False)
    from_on = DayField(label=_("Runs from"), required=False)
    until_on = DayField(label=_("Runs until"), required=False)
    lead_unit = UnitChoice(label=_("Unit that leads it"))
    budget = NumberField(label=_("Budget in đồng"), required=False)
    measures = MeasuresField(label=_("Measures of the plan"), required=False)

    def __init__(self, *args: Any, units: Iterable[Unit], plan: Plan | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead_unit"].offer(units)
        if plan is None:
            del self.fields["measures"]
        else:
            self.fields["measures"].offer(plan)

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        seen = {"seen": self.seen} if "version" in self.fields else {}
        return {"values": {name: given[name] for name in PROGRAMME}, "measures": given.get("measures", []), **seen}


class NewProgrammeForm(ProgrammeForm):
    code = forms.SlugField(label=_("Code"), max_length=60, help_text=_("Stands in the address: letters without marks, digits, hyphens."))
    field_order = ["code"]

    def values(self) -> dict[str, Any]:
        return {"code": self.cleaned_data["code"], **super().values()}


def programme_as_typed(found: Programme) -> dict[str, Any]:
    told = {name: getattr(found, name) for name in (*PROGRAMME, "version")}
    return {**told, "lead_unit": found.lead_unit.code, "measures": list(found.measures.all())}


class ReasonForm(PlanForm):
    reason = ReasonField(label=_("Reason"), widget=area(3), max_length=4000)


class TargetsForm(PlanForm):
    """A number of people for each year of the programme."""

    reason = sometimes(
        forms.CharField(
            label=_("Reason"), widget=area(2), required=False, max_length=4000, help_text=_("Needed where a number is changed.")
        )
    )

    def __init__(self, data: Any, *, programme: Programme, years: Iterable[int], **kwargs: Any) -> None:
        self.years = list(years)
        standing = {f"year_{aim.year}": aim.people for aim in programme.aims}
        super().__init__(data, initial={"version": programme.version, **standing}, **kwargs)
        for year in self.years:
            label = _("People in %(year)d") % {"year": year}
            self.fields[f"year_{year}"] = WholeField(label=label, min_value=1, max_value=1_000_000, required=False)
        self.order_fields([*(f"year_{year}" for year in self.years), "reason"])

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"targets": {year: given[f"year_{year}"] for year in self.years}, "reason": given["reason"], "seen": self.seen}


class CourseForm(PlanForm):
    title = forms.CharField(label=_("Title"), max_length=250)
    language = forms.ChoiceField(label=_("Language of the title"), choices=[("vi", "Tiếng Việt"), ("en", "English")])
    provider = forms.CharField(label=_("Provider"), max_length=200, required=False)
    place = forms.CharField(label=pgettext_lazy("of a course", "Place"), max_length=200, required=False)
    mode = forms.ChoiceField(label=_("Mode"), choices=Course.Mode.choices)
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))
    enrol_until = DayField(
        label=_("Units enrol until"), required=False, help_text=_("The last day on which they do; empty: the first day of the course.")
    )
    capacity = WholeField(label=_("Seats"), min_value=1, max_value=5000)

    def values(self) -> dict[str, Any]:
        seen = {"seen": self.seen} if "version" in self.fields else {}
        return {"values": {name: self.cleaned_data[name] for name in COURSE}, **seen}


def course_as_typed(found: Course) -> dict[str, Any]:
    return {name: getattr(found, name) for name in (*COURSE, "version")}


class SessionsForm(PlanForm):
    """The sessions of a course, all in one form: `rows` gives the fields session by session; an emptied day takes one away."""

    BLANK = 5
    LABELS = {"on": _("Day"), "begins_at": _("Begins at"), "ends_at": _("Ends at"), "topic": _("Topic")}

    def __init__(self, data: Any, *, course: Course, **kwargs: Any) -> None:
        standing = list(course.sessions.order_by("on", "begins_at", "pk"))
        self.places = range(min(MOST_SESSIONS, len(standing) + self.BLANK))
        initial: dict[str, Any] = {"version": course.version}
        for place, row in enumerate(standing):
            initial |= {f"{name}_{place}": getattr(row, name) for name in self.LABELS} | {f"pk_{place}": row.pk}
        super().__init__(data, initial=initial, **kwargs)
        for place in self.places:
            self.fields[f"on_{place}"] = DayField(label=self.LABELS["on"], required=False, help_text="")
            for name in ("begins_at", "ends_at"):
                widget = forms.TimeInput(format="%H:%M", attrs={"class": "input--n", "autocomplete": "off"})
                self.fields[f"{name}_{place}"] = TimeField(label=self.LABELS[name], required=False, widget=widget)
            self.fields[f"topic_{place}"] = forms.CharField(label=self.LABELS["topic"], max_length=250, required=False)
            self.fields[f"pk_{place}"] = WholeField(min_value=0, required=False, widget=forms.HiddenInput)

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        return [[self[f"{name}_{place}"] for name in self.LABELS] for place in self.places]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for place in self.places:
            others = [given.get(f"{name}_{place}") for name in ("begins_at", "ends_at", "topic")]
            if not given.get(f"on_{place}") and any(others) and f"on_{place}" not in self.errors and not given.get(f"pk_{place}"):
                self.add_error(f"on_{place}", _("Give the day of this session."))
        return given

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        self.kept = [place for place in self.places if given.get(f"on_{place}")]
        sittings = [Sitting(**{name: given[f"{name}_{place}"] for name in (*self.LABELS, "pk")}) for place in self.kept]
        return {"sittings": sittings, "seen": self.seen}

    def refuse(self, error: Any) -> None:
        """A service counts those that were given; here they stand in their places."""
        faults = {}
        for name, messages in error.error_dict.items():
            head, _mark, place = name.rpartition("_")
            at = f"{head}_{self.kept[int(place)]}" if place.isdigit() and int(place) < len(self.kept) else None
            faults[at] = messages
        for at, messages in faults.items():
            self.add_error(at, messages)


STANDING = [("open", _("Not closed")), ("closed", pgettext_lazy("programme", "Closed"))]


class ProgrammeFilter(CleanedForm, forms.Form):
    """What narrows the list, as it stands in the address."""

    q = forms.CharField(label=_("Name, legal basis"), required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"}))
    audience = forms.ChoiceField(label=_("Audience"), required=False, choices=[*ANY, *Programme.Audience.choices])
    unit = forms.ChoiceField(label=_("Unit that leads it"), required=False)
    year = forms.ChoiceField(label=_("Year"), required=False)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[*ANY, ("open", _("Not closed")), ("closed", pgettext_lazy("programme", "Closed"))]
    )

    def __init__(self, data: Mapping[str, Any], *, units: Iterable[Unit], years: Iterable[int]) -> None:
        super().__init__(data)
        self.fields["unit"].choices = [*ANY, *((unit.code, unit.name) for unit in units)]
        self.fields["year"].choices = [*ANY, *((str(year), str(year)) for year in years)]

    @property
    def chosen_year(self) -> int | None:
        return int(self.cleaned_data["year"]) if self.cleaned_data.get("year") else None

    @property
    def words(self) -> list[str]:
        """What narrows it: a file that leaves out rows must say so."""
        return [f"{self.fields[name].label}: {said}" for name in self.fields if (said := self._said(name))]

    def _said(self, name: str) -> str:
        value = self.cleaned_data.get(name) or ""
        return str(dict(getattr(self.fields[name], "choices", [])).get(value, value)) if value else ""


class CourseFilter(ProgrammeFilter):
    q = forms.CharField(label=_("Title, provider"), required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            *ANY,
            ("open", _("Takes enrolments")),
            ("running", _("Running")),
            ("held", _("Over")),
            ("cancelled", _("Cancelled")),
        ],
    )


class CompletionFilter(CleanedForm, forms.Form):
    audience = forms.ChoiceField(label=_("Audience"), required=False, choices=[*ANY, *Programme.Audience.choices])
    programme = forms.ChoiceField(label=_("Programme"), required=False)
    year = forms.ChoiceField(label=_("Year"), required=False)

    chosen_year, words, _said = ProgrammeFilter.chosen_year, ProgrammeFilter.words, ProgrammeFilter._said

    def __init__(self, data: Mapping[str, Any], *, programmes: Iterable[Programme], years: Iterable[int]) -> None:
        super().__init__(data)
        self.fields["programme"].choices = [*ANY, *((row.code, row.name) for row in programmes)]
        self.fields["year"].choices = [*ANY, *((str(year), str(year)) for year in years)]
