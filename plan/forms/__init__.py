"""Shape and wording of what people type about the plan. Field names are those of the services."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Unit
from accounts.numbers import shown_scaled
from office.forms import CleanedForm, DayField, NumberField, ReasonField, TimeField, WholeField, sometimes
from plan.calendar import HANOI
from plan.forms.base import PlanForm
from plan.forms.base import area as _area
from plan.forms.base import choices as _choices
from plan.models import Directive, DirectiveLink, Indicator, Measure, Period, Project, Task
from plan.models.inspection import InspectionQuerySet
from plan.money import FundingSource, read_amount
from plan.progress import DONE, Cell, Health, Term
from plan.tracing import Gap

NOBODY = "none"  # the filter's word for measures that no unit leads
UNLINKED = "none"  # and for instructions that no measure carries out
UNCONFIRMED = "unconfirmed"  # and for those of which no link has been confirmed


class UnitBoxes(forms.CheckboxSelectMultiple):
    """A box for each unit, folded by kind; kinds of which something is chosen stand open."""

    template_name = "plan/unit_boxes.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        groups = context["widget"]["optgroups"]
        context["groups"] = [
            (label, sorted(options, key=lambda option: not option["selected"]), sum(option["selected"] for option in options))
            for label, options, _index in groups
        ]
        return context


class DecisionForm(PlanForm):
    """Yes or no to what somebody else has asked for; a no needs its reason, a yes where `reason` says so."""

    approve = forms.TypedChoiceField(label=_("Decision"), coerce=lambda value: value == "yes", widget=forms.RadioSelect, empty_value=None)
    reason = sometimes(
        forms.CharField(label=_("Reason"), widget=_area(3), required=False, max_length=4000, help_text=_("Needed when you refuse."))
    )

    def __init__(self, *args: Any, yes: Any, no: Any, when: Any = "", **kwargs: Any) -> None:
        """`when`: when the reason is needed, where that is not only for a no."""
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = when or self.fields["reason"].help_text
        self.fields["approve"].choices = [("yes", yes), ("no", no)]


class EndorseForm(PlanForm):
    """Only the version: the head of unit agrees with the request as it stands."""


class DeadlineForm(PlanForm):
    term = forms.ChoiceField(label=_("Kind of deadline"), choices=_choices([Term.DATED, Term.ONGOING]))
    due_on = sometimes(DayField(label=_("New deadline"), required=False, help_text=_("For a deadline by a date: dd/mm/yyyy.")))
    reason = ReasonField(label=_("Reason"), widget=_area(4), max_length=4000)


class TermForm(DeadlineForm):
    effective_on = DayField(label=_("In force from"), help_text=_("Day of the decision. It does not change what was overdue before."))
    field_order = ["term", "due_on", "effective_on", "reason"]


class AssignForm(PlanForm):
    lead = forms.ChoiceField(label=_("Lead agency"), required=False)
    coordinating = forms.MultipleChoiceField(
        label=_("Coordinating agencies"),
        required=False,
        widget=UnitBoxes,
    )
    from_on = DayField(label=_("In force from"))

    def __init__(self, *args: Any, leads: Iterable[Unit], others: Iterable[Unit], **kwargs: Any) -> None:
        """`leads`: units that can lead; `others`: units that can coordinate."""
        super().__init__(*args, **kwargs)
        leads, others = list(leads), list(others)
        self.units = {unit.code: unit for unit in [*leads, *others]}
        self.fields["lead"].choices = [("", _("No lead agency yet")), *units_by_kind(leads)]
        self.fields["coordinating"].choices = units_by_kind(others)

    def clean_lead(self) -> Unit | None:
        return self.units.get(self.cleaned_data["lead"])

    def clean_coordinating(self) -> list[Unit]:
        return [self.units[code] for code in self.cleaned_data["coordinating"]]


def units_by_kind(units: Iterable[Unit]) -> list[tuple[Any, list[tuple[str, str]]]]:
    groups: dict[Any, list[tuple[str, str]]] = {}
    for unit in sorted(units, key=lambda unit: Unit.Kind.values.index(unit.kind)):
        groups.setdefault(unit.get_kind_display(), []).append((unit.code, unit.name))
    return list(groups.items())


class AdoptForm(PlanForm):
    from_on = DayField(label=_("Part of the plan from"), help_text=_("From that day it counts in the figures of the plan."))


class LinkForm(PlanForm):
    confirm = forms.TypedChoiceField(
        label=_("Decision"),
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        empty_value=None,
        choices=[("yes", _("The measure carries out the directive")), ("no", _("It does not: reject the link"))],
    )


class ObservationForm(PlanForm):
    """A value of an indicator entered by hand; a correction says why, and may take the value back."""

    on = DayField(label=_("As of"), help_text=_("The day on which the value was so; not the day of typing."))
    value = NumberField(label=_("Value"))
    note = forms.CharField(label=_("Source or note"), widget=_area(3), required=False, max_length=4000)

    def __init__(self, *args: Any, indicator: Indicator, corrects: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].decimals = indicator.decimals
        self.fields["value"].help_text = _("In %(unit)s.") % {"unit": indicator.text("unit")}
        if corrects:
            self.fields["value"].required = False
            self.fields["value"].help_text = _("In %(unit)s. Leave empty to take the value back.") % {"unit": indicator.text("unit")}
            self.fields["note"].required = True
            self.fields["note"].label = _("Why it is corrected")


class DeadlineFilter(CleanedForm, forms.Form):
    times = WholeField(label=_("Moved at least"), min_value=1, max_value=99, required=False)


class MeasureFilter(CleanedForm, forms.Form):
    """The list's filter, as it stands in the address; the moment is read by `plan.moment`."""

    q = forms.CharField(label=_("Words"), required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"}))
    task = forms.ChoiceField(label=_("Task"), required=False)
    unit = forms.ChoiceField(label=_("Lead agency"), required=False)
    cell = forms.ChoiceField(
        label=_("Against the deadline"), required=False, choices=[*_choices(Cell, _("All")), (DONE, _("Completed, all"))]
    )
    health = forms.ChoiceField(label=_("Health"), required=False, choices=_choices(Health, _("All")))
    on = forms.CharField(label=_("As of"), required=False, widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))
    known = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any], *, tasks: Iterable[Task], units: Iterable[Unit], errors: ValidationError | None) -> None:
        super().__init__(data)
        self.fields["task"].choices = [("", _("All")), *((task.code, str(task)) for task in tasks)]
        self.fields["unit"].choices = [("", _("All")), (NOBODY, _("No lead agency yet")), *((unit.code, unit.name) for unit in units)]
        if errors:
            self.add_error(None, errors)


class DirectiveFilter(CleanedForm, forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All")), *Directive.Kind.choices])
    link = forms.ChoiceField(
        label=_("Link"),
        required=False,
        choices=[
            ("", _("All")),
            *DirectiveLink.Decision.choices,
            (UNCONFIRMED, _("Instructions without a confirmed link")),
            (UNLINKED, _("Instructions without a link")),
        ],
    )
    origin = forms.ChoiceField(label=_("Origin"), required=False, choices=[("", _("All")), *Directive.Origin.choices])
    q = forms.CharField(label=_("Words"), required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"}))

    @property
    def asked(self) -> str:
        """The filter as it stands in an address, "?link=confirmed"; empty where nothing is asked or it cannot be read."""
        chosen = {name: value for name, value in self.cleaned_data.items() if value} if self.is_valid() else {}
        return f"?{urlencode(chosen)}" if chosen else ""


class InspectionFilter(CleanedForm, forms.Form):
    unit = forms.ChoiceField(label=_("Unit inspected"), required=False)
    follow_up = forms.ChoiceField(
        label=_("Follow-up"),
        required=False,
        choices=[("", _("All")), ("overdue", _("Overdue")), ("waiting", _("Waiting")), ("closed", pgettext_lazy("follow-up", "Closed"))],
    )
    q = forms.CharField(label=_("Words"), required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"}))

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [("", _("All")), *((unit.code, unit.name) for unit in units)]

    def chosen(self, rows: InspectionQuerySet, today: date) -> InspectionQuerySet:
        """None at all when the filter cannot be read."""
        if not self.is_valid():
            return rows.none()
        chosen = self.cleaned_data
        rows = rows.matching(chosen["q"])
        if chosen["unit"]:
            rows = rows.filter(unit__code=chosen["unit"])
        if chosen["follow_up"] == "closed":
            return rows.filter(followed_up_on__isnull=False)
        return {"overdue": rows.overdue(today), "waiting": rows.waiting()}.get(chosen["follow_up"], rows)


class PeriodForm(PlanForm):
    """The dates of a reporting period; its due time is typed as a day and an hour in Hà Nội."""

    starts_on = DayField(label=_("First day"))
    cut_off_on = DayField(label=_("Cut-off"), help_text=_("The last day whose figures belong to the period."))
    due_on = DayField(label=_("Reports due on"))
    due_time = TimeField(
        label=_("Reports due at"),
        widget=forms.TimeInput(format="%H:%M", attrs={"class": "input--date", "inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("Hà Nội time, such as 17:00; each mission also sees it in its own time."),
    )
    government_due_on = DayField(label=_("To the Government by"))
    reason = ReasonField(
        label=_("Reason"),
        widget=_area(2),
        max_length=4000,
        help_text=_("By which decision or for what reason the dates differ; it stays in the history."),
    )

    def refuse(self, error: ValidationError) -> None:
        told = getattr(error, "error_dict", {})
        if "due" in told:
            told["due_on"] = told.pop("due")
        super().refuse(error)

    def values(self) -> dict[str, Any]:
        given = super().values()
        due = datetime.combine(given.pop("due_on"), given.pop("due_time"), HANOI)
        return {**given, "due": due}


def period_as_typed(period: Period) -> dict[str, Any]:
    """What the form shows of a period, under the names of its fields."""
    due = period.due_at.astimezone(HANOI)
    dates = {name: getattr(period, name) for name in ("starts_on", "cut_off_on", "government_due_on")}
    return {**dates, "due_on": due.date(), "due_time": due.time(), "version": period.version}


IN_DONG = _("In đồng, such as 1,250,000,000, or with its word: 1,250 million, 1.25 billion.")


class AmountField(forms.CharField):
    """An amount of money, typed in đồng or with its word (1.250 triệu, 1,25 tỷ), kept as whole đồng."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"class": "input--n input--sum", "autocomplete": "off"}))
        super().__init__(max_length=60, **kwargs)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, int):
            return value
        typed = super().to_python(value) or ""
        try:
            return read_amount(typed) if typed else None
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from None

    def run_validators(self, value: Any) -> None:
        """Those of a text have had their say before it became a number."""

    def prepare_value(self, value: Any) -> Any:
        return shown_scaled(value, 0) if isinstance(value, int) else value


YEAR_ATTRS = {"class": "input--n", "inputmode": "numeric", "autocomplete": "off"}


def _year(**kwargs: Any) -> WholeField:
    """A budget year, which no language writes as 2,026."""
    return WholeField(widget=forms.TextInput(attrs=YEAR_ATTRS), localize=False, **kwargs)


class ProjectForm(PlanForm):
    code = forms.SlugField(
        label=_("Code"), max_length=40, help_text=_("Stands in the address: letters without marks, digits, hyphens, such as da-01.")
    )
    title = forms.CharField(label=_("Title of the project"), widget=_area(2), max_length=500)
    measure = forms.ChoiceField(label=_("Measure"))
    unit = forms.ChoiceField(label=_("Unit that carries it out"))
    decision_number = forms.CharField(label=_("Number of the decision"), required=False, max_length=100)
    decided_on = DayField(label=_("Day of the decision"), required=False)
    total = AmountField(label=_("Total approved"), required=False, help_text=IN_DONG)
    starts_year = _year(label=_("First year"), required=False)
    ends_year = _year(label=_("Last year"), required=False)

    def __init__(self, *args: Any, measures: Iterable[Measure], units: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.measures = {measure.code: measure for measure in measures}
        self.units = {unit.code: unit for unit in units}
        self.fields["measure"].choices = [("", _("Choose")), *((code, str(row)) for code, row in self.measures.items())]
        self.fields["unit"].choices = [("", _("Choose")), *units_by_kind(self.units.values())]

    def clean_measure(self) -> Measure | None:
        return self.measures.get(self.cleaned_data["measure"])

    def clean_unit(self) -> Unit | None:
        return self.units.get(self.cleaned_data["unit"])

    def values(self) -> dict[str, Any]:
        given = super().values()
        seen, code = given.pop("seen"), given.pop("code", None)
        return {"code": code, "values": given} if code else {"seen": seen, "values": given}


class EditedProjectForm(ProjectForm):
    code = None


def project_as_typed(project: Project) -> dict[str, Any]:
    """What the form shows of a project, under the names of its fields."""
    kept = ("title", "decision_number", "decided_on", "total", "starts_year", "ends_year", "version")
    return {**{name: getattr(project, name) for name in kept}, "measure": project.measure.code, "unit": project.unit.code}


class FundingForm(PlanForm):
    """How a budget year of a project stands; a correction says why."""

    year = _year(label=_("Budget year"))
    source = forms.ChoiceField(label=_("Source of money"), choices=FundingSource.choices)
    planned = AmountField(label=_("Planned"), required=False, help_text=IN_DONG)
    allocated = AmountField(label=_("Allocated"), required=False)
    disbursed = AmountField(label=_("Disbursed"), required=False, help_text=_("Of the year so far."))
    effective_on = DayField(label=_("As of"), help_text=_("The day on which the amounts stood so; not the day of typing."))
    note = forms.CharField(label=_("Source or note"), widget=_area(2), required=False, max_length=4000)

    def __init__(self, *args: Any, corrects: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if corrects:
            self.fields["note"].required = True
            self.fields["note"].label = _("Why it is corrected")


class MoneyFilter(CleanedForm, forms.Form):
    """The filter of the money's page, as it stands in the address; the moment is read by `plan.moment`."""

    year = forms.ChoiceField(label=_("Budget year"), required=False)
    source = forms.ChoiceField(label=_("Source of money"), required=False, choices=[("", _("All")), *FundingSource.choices])
    unit = forms.ChoiceField(label=_("Unit"), required=False)

    def __init__(self, data: Mapping[str, Any], *, years: Iterable[int], units: Iterable[Unit]) -> None:
        super().__init__(data)
        self.fields["year"].choices = [("", _("All")), *((str(year), str(year)) for year in years)]
        self.fields["unit"].choices = [("", _("All")), *((unit.code, unit.name) for unit in units)]


class TracingFilter(CleanedForm, forms.Form):
    """The filter of the traceability page, as it stands in the address; the moment is read by `plan.moment`."""

    by = forms.ChoiceField(
        label=_("Read from"),
        required=False,
        choices=[("", pgettext_lazy("read from", "the directive")), ("measure", pgettext_lazy("read from", "the measure"))],
    )
    gap = forms.ChoiceField(label=_("Gap"), required=False, choices=[("", _("All")), *Gap.choices])
    task = forms.ChoiceField(label=_("Task"), required=False)
    link = forms.ChoiceField(
        label=_("Link"),
        required=False,
        choices=[("", _("All")), *((value, label) for value, label in DirectiveLink.Decision.choices if value != "rejected")],
    )
    q = forms.CharField(label=_("Words"), required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"}))

    def __init__(self, data: Mapping[str, Any], *, tasks: Iterable[Task]) -> None:
        super().__init__(data)
        self.fields["task"].choices = [("", _("All")), *((task.code, str(task)) for task in tasks)]
