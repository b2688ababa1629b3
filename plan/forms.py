"""Shape and wording of what people type about the plan. Field names are those of the services."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from office.forms import CleanedForm, DayField, NumberField, ReasonField, sometimes
from plan.calendar import HANOI
from plan.models import CompletionView, Directive, DirectiveLink, Indicator, Measure, Period, Task
from plan.progress import DONE, Cell, Health, State, Step, Term

NOBODY = "none"  # the filter's word for measures that no unit leads
UNLINKED = "none"  # and for instructions that no measure carries out


def _area(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _choices(values: Iterable[Any], empty: Any = None) -> list[tuple[str, Any]]:
    listed = [(value.value, value.label) for value in values]
    return listed if empty is None else [("", empty), *listed]


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


class PlanForm(CleanedForm, forms.Form):
    """A form over a row with a version; what a service refuses is shown beside the field it names."""

    def refuse(self, error: ValidationError) -> None:
        for name, errors in error.error_dict.items() if hasattr(error, "error_dict") else [("", error)]:
            self.add_error(name if name in self.fields else None, errors)

    def values(self) -> dict[str, Any]:
        """The arguments of the service, with the version that was seen."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return {**given, "seen": self.seen}


class StatusForm(PlanForm):
    state = forms.ChoiceField(label=_("Status"))
    percent = forms.IntegerField(
        label=_("Percent done"), min_value=0, max_value=100, required=False, help_text=_("0 to 100; leave empty for ongoing work.")
    )
    health = sometimes(
        forms.ChoiceField(
            label=_("Health"), choices=_choices(Health, _("Not assessed")), required=False, help_text=_("Needed while the work goes on.")
        )
    )
    reason = sometimes(
        forms.CharField(
            label=_("Reason"),
            widget=_area(2),
            required=False,
            max_length=4000,
            help_text=_("Needed at risk or off track, and to pause or cancel."),
        )
    )
    narrative = forms.CharField(label=_("Results"), widget=_area(5), required=False, max_length=20000)
    difficulties = forms.CharField(label=_("Difficulties and obstacles"), widget=_area(4), required=False, max_length=20000)
    effective_on = DayField(label=_("Effective on"), help_text=_("The day since which this holds; not the day of typing."))

    def __init__(self, *args: Any, states: Iterable[State], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = _choices(states)


class CompletionForm(PlanForm):
    effective_on = DayField(label=_("Completed on"), help_text=_("The day on which the work was finished: on time is judged by it."))
    note = forms.CharField(
        label=_("Evidence of completion"),
        widget=_area(5),
        max_length=20000,
        help_text=_("Number and date of the document issued, or what shows that it is done."),
    )


class ViewForm(PlanForm):
    """What a coordinating unit says to a proposed completion."""

    opinion = forms.TypedChoiceField(label=_("View of the unit"), choices=CompletionView.Opinion.choices, widget=forms.RadioSelect)
    reason = sometimes(
        forms.CharField(
            label=_("The other opinion"),
            widget=_area(4),
            required=False,
            max_length=4000,
            help_text=_("Needed when you have another opinion."),
        )
    )


class MilestoneForm(PlanForm):
    kind = forms.ChoiceField(label=_("Step"), choices=Step.choices)
    title = sometimes(
        forms.CharField(
            label=_("Name of the step"),
            required=False,
            max_length=200,
            help_text=_("Needed for another step; else instead of its usual name."),
        )
    )
    planned_on = DayField(label=_("Planned on"), required=False)
    position = forms.IntegerField(label=_("Place in the list"), min_value=1, max_value=99, required=False)

    def __init__(self, *args: Any, places: int, adds: bool, **kwargs: Any) -> None:
        """`places`: how many steps there are; a new one may also come after them."""
        super().__init__(*args, **kwargs)
        place = self.fields["position"]
        place.required = not adds
        place.help_text = (
            _("1 is the first of %(n)s. Empty: at the end.") % {"n": places} if adds else _("1 is the first of %(n)s.") % {"n": places}
        )


class ReachForm(PlanForm):
    reached_on = DayField(
        label=_("Reached on"), required=False, help_text=_("The day on which it was so; empty: it is not reached after all.")
    )
    note = forms.CharField(label=_("Note"), widget=_area(3), required=False, max_length=4000)


class RemoveMilestoneForm(PlanForm):
    reason = ReasonField(label=_("Reason"), widget=_area(3), max_length=4000)


class ReopenForm(PlanForm):
    effective_on = DayField(label=_("Effective on"))
    reason = ReasonField(label=_("Reason"), widget=_area(4), max_length=4000)


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
    term = forms.ChoiceField(label=_("Term"), choices=_choices([Term.DATED, Term.ONGOING]))
    due_on = sometimes(DayField(label=_("New deadline"), required=False, help_text=_("For a term by a date: dd/mm/yyyy.")))
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
        self.fields["lead"].choices = [("", _("No lead agency yet")), *_by_kind(leads)]
        self.fields["coordinating"].choices = _by_kind(others)

    def clean_lead(self) -> Unit | None:
        return self.units.get(self.cleaned_data["lead"])

    def clean_coordinating(self) -> list[Unit]:
        return [self.units[code] for code in self.cleaned_data["coordinating"]]


def _by_kind(units: Iterable[Unit]) -> list[tuple[Any, list[tuple[str, str]]]]:
    groups: dict[Any, list[tuple[str, str]]] = {}
    for unit in sorted(units, key=lambda unit: Unit.Kind.values.index(unit.kind)):
        groups.setdefault(unit.get_kind_display(), []).append((unit.code, unit.name))
    return list(groups.items())


class MeasureForm(PlanForm):
    title_vi = forms.CharField(label=_("Title in Vietnamese"), widget=_area(3), max_length=4000)
    title_en = forms.CharField(label=_("Title in English"), widget=_area(3), max_length=4000)
    output_kind = forms.ChoiceField(label=_("Kind of output"), choices=Measure.OutputKind.choices)
    output_vi = forms.CharField(label=_("Output in Vietnamese"), widget=_area(2), required=False, max_length=4000)
    output_en = forms.CharField(label=_("Output in English"), widget=_area(2), required=False, max_length=4000)
    is_key = forms.BooleanField(label=_("Key measure"), required=False, help_text=_("The ministry's leadership decides its dates."))

    def values(self) -> dict[str, Any]:
        given = super().values()
        return {"seen": given.pop("seen"), "values": given}


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
    times = forms.IntegerField(label=_("Moved at least"), min_value=1, max_value=99, required=False)


class MeasureFilter(CleanedForm, forms.Form):
    """The list's filter, as it stands in the address; the moment is read by `plan.moment`."""

    q = forms.CharField(label=_("Words"), required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"}))
    task = forms.ChoiceField(label=_("Task"), required=False)
    unit = forms.ChoiceField(label=_("Lead agency"), required=False)
    cell = forms.ChoiceField(label=_("Standing"), required=False, choices=[*_choices(Cell, _("All")), (DONE, _("Completed, all"))])
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
        choices=[("", _("All")), *DirectiveLink.Decision.choices, (UNLINKED, _("Instructions without a link"))],
    )
    origin = forms.ChoiceField(label=_("Origin"), required=False, choices=[("", _("All")), *Directive.Origin.choices])
    q = forms.CharField(label=_("Words"), required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"}))


class PeriodForm(PlanForm):
    """The dates of a reporting period; its due time is typed as a day and an hour in Hà Nội."""

    starts_on = DayField(label=_("First day"))
    cut_off_on = DayField(label=_("Cut-off"), help_text=_("The last day whose figures belong to the period."))
    due_on = DayField(label=_("Reports due on"))
    due_time = forms.TimeField(
        label=_("Reports due at"),
        input_formats=["%H:%M", "%H.%M", "%Hh%M", "%Hh"],
        widget=forms.TimeInput(format="%H:%M", attrs={"class": "input--date", "inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("Hà Nội time, such as 17:00; each mission also sees it in its own time."),
        error_messages={"invalid": _("Enter the time as hours and minutes, such as 17:00.")},
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
