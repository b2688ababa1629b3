"""What the secretariat types to keep the plan: measures, tasks, directives, inspections, indicators."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.folding import shortened
from accounts.models import Unit
from office.forms import DayField, NumberField, ReasonField, WholeField, sometimes
from plan.forms import PlanForm, UnitBoxes, _area, units_by_kind
from plan.models import Directive, Indicator, Measure, Plan, Source

WHOLE = "*"  # the word of a choice for the whole plan


class KeptForm(PlanForm):
    """The fields of a row as one argument, `values`; those named in `apart` are arguments of their own."""

    apart: tuple[str, ...] = ()

    def values(self) -> dict[str, Any]:
        given = super().values()
        own = {name: given.pop(name) for name in ("seen", *self.apart) if name in given}
        if self.seen is None:
            own.pop("seen")  # nothing is being replaced
        return {**own, "values": given}


class RowField(forms.ChoiceField):
    """One row of a plan by its code; the list is given with `offer`."""

    rows: dict[str, Any]

    def offer(self, rows: Iterable[Any], *, key: str = "code", empty: Any = "") -> None:
        """`empty`: how the choice of none is called; None: one must be chosen from the start."""
        empty = (_("Choose") if self.required else "–") if empty == "" else empty
        self.rows = {getattr(row, key): row for row in rows}
        self.choices = ([("", empty)] if empty is not None else []) + [(code, self.named(row)) for code, row in self.rows.items()]

    @staticmethod
    def named(row: Any) -> str:
        return str(row)

    def clean(self, value: Any) -> Any:
        return self.rows.get(super().clean(value))

    def prepare_value(self, value: Any) -> Any:
        return next((code for code, row in self.rows.items() if row == value), value)


class SourceField(RowField):
    @staticmethod
    def named(row: Source) -> str:
        return shortened(f"{row.key}: {row.title} ({row})")


class MeasureField(RowField):
    @staticmethod
    def named(row: Measure) -> str:
        return shortened(f"{row.code} {row.title}")


class MeasureBoxes(UnitBoxes):
    template_name = "plan/measure_boxes.html"


class MeasuresField(forms.MultipleChoiceField):
    """Several measures of the plan, in boxes folded by task."""

    widget = MeasureBoxes
    rows: dict[str, Measure]

    def offer(self, plan: Plan) -> None:
        groups: dict[str, list[tuple[str, str]]] = {}
        self.rows = {}
        for row in plan.measures.adopted().select_related("task").order_by("task__position", "position"):
            self.rows[row.code] = row
            groups.setdefault(shortened(f"{row.task.code}. {row.task.title}"), []).append((row.code, shortened(f"{row.code} {row.title}")))
        self.choices = list(groups.items())

    def clean(self, value: Any) -> list[Measure]:
        return [self.rows[code] for code in super().clean(value)]

    def prepare_value(self, value: Any) -> Any:
        return [getattr(row, "code", row) for row in value or []]


def _code() -> forms.CharField:
    hint = _("Letters, digits, dots and hyphens. It stands in addresses and never changes.")
    return forms.CharField(label=_("Code"), max_length=40, help_text=hint, widget=forms.TextInput(attrs={"class": "input--date"}))


class MeasureForm(KeptForm):
    task = RowField(label=_("Task"))
    title_vi = forms.CharField(label=_("Title in Vietnamese"), widget=_area(3), max_length=4000)
    title_en = forms.CharField(label=_("Title in English"), widget=_area(3), max_length=4000)
    output_kind = forms.ChoiceField(label=_("Kind of output"), choices=Measure.OutputKind.choices)
    output_vi = forms.CharField(label=_("Output in Vietnamese"), widget=_area(2), required=False, max_length=4000)
    output_en = forms.CharField(label=_("Output in English"), widget=_area(2), required=False, max_length=4000)
    source = SourceField(label=_("Source"), required=False)
    source_sentence = forms.CharField(label=_("Sentence in the source"), widget=_area(3), required=False, max_length=8000)
    is_key = forms.BooleanField(label=_("Key measure"), required=False, help_text=_("The ministry's leadership decides its dates."))
    decision = sometimes(
        forms.CharField(
            label=_("Decision"),
            required=False,
            max_length=300,
            help_text=_("Number and day; needed when the measure becomes a key measure or is one no longer."),
        )
    )
    apart = ("decision",)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["task"].offer(plan.tasks.all(), empty=None)
        self.fields["source"].offer(plan.sources.all(), key="key")


class NewMeasureForm(MeasureForm):
    code = _code()
    in_plan_from = DayField(label=_("Part of the plan from"), help_text=_("From that day it counts in the figures of the plan."))
    decision = None  # type: ignore[assignment]
    apart = ("code", "in_plan_from")
    field_order = ["task", "code", "title_vi", "title_en"]


class SupersedeForm(PlanForm):
    other = MeasureField(label=_("Superseded by"), help_text=_("Another measure of the plan that is in force."))
    from_on = DayField(label=_("From"), help_text=_("From that day it no longer counts among those in force."))
    decision = forms.CharField(label=_("Decision"), max_length=300, help_text=_("Number and day of the decision."))

    def __init__(self, *args: Any, measure: Measure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = measure.plan.measures.adopted().filter(superseded_by__isnull=True).exclude(pk=measure.pk)
        self.fields["other"].offer(rows.order_by("position"))


class TaskForm(KeptForm):
    title_vi = forms.CharField(label=_("Title in Vietnamese"), widget=_area(2), max_length=2000)
    title_en = forms.CharField(label=_("Title in English"), widget=_area(2), max_length=2000)
    source_sentence = forms.CharField(label=_("Sentence in the source"), widget=_area(3), required=False, max_length=8000)


class NewTaskForm(TaskForm):
    code = _code()
    apart = ("code",)
    field_order = ["code"]


class OccasionForm(KeptForm):
    name_vi = forms.CharField(label=_("Name in Vietnamese"), max_length=300)
    name_en = forms.CharField(label=_("Name in English"), max_length=300, required=False)
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"), required=False, help_text=_("Leave empty when it lasted one day."))


class NewOccasionForm(OccasionForm):
    code = _code()
    apart = ("code",)
    field_order = ["code"]


class DirectiveForm(KeptForm):
    kind = forms.ChoiceField(
        label=_("Kind"), choices=Directive.Kind.choices, help_text=_("Only an instruction that no measure carries out is a gap.")
    )
    who_vi = forms.CharField(label=_("Given by"), max_length=300, help_text=_("Office and name, in Vietnamese."))
    who_en = forms.CharField(label=_("Given by, in English"), max_length=300, required=False)
    given_on = DayField(label=_("Given on"))
    occasion = RowField(label=_("Occasion"), required=False)
    text_vi = forms.CharField(label=_("Text in Vietnamese"), widget=_area(4), max_length=20000)
    text_en = forms.CharField(label=_("Text in English"), widget=_area(4), max_length=20000, required=False)
    source = SourceField(label=_("Source"), required=False)
    source_sentence = forms.CharField(label=_("Sentence in the source"), widget=_area(3), required=False, max_length=8000)
    basis = sometimes(
        forms.CharField(
            label=_("Where it is published"),
            widget=_area(2),
            required=False,
            max_length=4000,
            help_text=_("Number and day of the document, or the address of the page; needed where no source is chosen."),
        )
    )

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["occasion"].offer(plan.occasions.all(), empty=_("No occasion named"))
        self.fields["source"].offer(plan.sources.all(), key="key")


class NewDirectiveForm(DirectiveForm):
    code = _code()
    apart = ("code",)
    field_order = ["code"]


class NewLinkForm(PlanForm):
    measure = forms.ChoiceField(label=_("Measure"))
    confirmed = forms.TypedChoiceField(
        label=_("Link"),
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        empty_value=None,
        choices=[("yes", _("Confirmed: the measure carries out the directive")), ("no", _("To be confirmed by another person"))],
    )

    def __init__(self, *args: Any, directive: Directive, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        linked = {link.measure_id for link in directive.links.all()}
        rows = directive.plan.measures.select_related("task").order_by("task__position", "position")
        self.rows: dict[str, Measure | None] = {row.code: row for row in rows if row.pk not in linked}
        groups: dict[str, list[tuple[str, str]]] = {}
        for code, row in self.rows.items():
            groups.setdefault(shortened(f"{row.task.code}. {row.task.title}", 100), []).append((code, shortened(f"{code} {row.title}")))
        whole = [] if None in linked else [(WHOLE, _("The whole plan"))]
        self.fields["measure"].choices = [("", _("Choose")), *whole, *groups.items()]

    def clean_measure(self) -> Measure | None:
        return self.rows.get(self.cleaned_data["measure"])


class WithdrawForm(PlanForm):
    reason = ReasonField(
        label=_("Reason"), widget=_area(3), max_length=4000, help_text=_("What is withdrawn stays in the history with this reason.")
    )


class InspectionForm(KeptForm):
    unit = forms.ChoiceField(label=_("Unit inspected"))
    on = DayField(label=_("Day of the inspection"))
    conclusion = forms.CharField(label=_("Conclusion"), widget=_area(5), max_length=20000)
    follow_up = sometimes(
        forms.CharField(
            label=_("Follow-up asked for"),
            widget=_area(3),
            required=False,
            max_length=8000,
            help_text=_("What the unit has to do; leave empty where nothing is asked."),
        )
    )
    follow_up_due = sometimes(DayField(label=_("Follow-up due"), required=False))
    measures = MeasuresField(label=_("Measures"), required=False)
    apart = ("measures",)

    def __init__(self, *args: Any, plan: Plan, units: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = list(units)
        self.units = {unit.code: unit for unit in units}
        self.fields["unit"].choices = [("", _("Choose")), *units_by_kind(units)]
        self.fields["measures"].offer(plan)

    def clean_unit(self) -> Unit | None:
        return self.units.get(self.cleaned_data["unit"])


class CloseUnitForm(PlanForm):
    """A unit that ends: merged into one successor, split into several, or closed without any."""

    until = DayField(label=_("From"), help_text=_("First day on which the unit no longer exists."))
    heir = forms.ChoiceField(
        label=_("Successor"), required=False, help_text=_("Takes over the measures, the units below and the missions followed.")
    )
    others = forms.MultipleChoiceField(label=_("Other successors, where it is split"), required=False, widget=UnitBoxes)
    move_members = forms.BooleanField(label=_("Its people have the same roles in the successor"), required=False)
    decision = forms.CharField(label=_("Decision"), max_length=300, help_text=_("Number and day of the decision."))

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = list(units)
        self.units = {unit.code: unit for unit in units}
        self.fields["heir"].choices = [("", _("None: closed without a successor")), *units_by_kind(units)]
        self.fields["others"].choices = units_by_kind(units)

    def refuse(self, error: ValidationError) -> None:
        told = getattr(error, "error_dict", {})
        if "successors" in told:
            told["heir"] = told.pop("successors")
        super().refuse(error)

    def values(self) -> dict[str, Any]:
        given = super().values()
        codes = [given.pop("heir"), *given.pop("others")]
        return {**given, "successors": [self.units[code] for code in dict.fromkeys(codes) if code]}


class CloseForm(PlanForm):
    on = DayField(label=_("Followed up on"), help_text=_("The day since which it is done; not the day of typing."))
    outcome = forms.CharField(label=_("What was done"), widget=_area(4), max_length=20000)


class IndicatorForm(KeptForm):
    name_vi = forms.CharField(label=_("Name in Vietnamese"), max_length=300)
    name_en = forms.CharField(label=_("Name in English"), max_length=300)
    unit_vi = forms.CharField(label=_("Unit of the values in Vietnamese"), max_length=60)
    unit_en = forms.CharField(label=_("Unit of the values in English"), max_length=60, required=False)
    direction = forms.ChoiceField(label=_("Direction"), choices=Indicator.Direction.choices)
    source_kind = forms.ChoiceField(label=_("Where its values come from"), choices=Indicator.SourceKind.choices)
    across_units = forms.ChoiceField(label=_("Of several units"), choices=Indicator.Across.choices)
    over_time = forms.ChoiceField(label=_("Of several days or periods"), choices=Indicator.OverTime.choices)
    decimals = WholeField(label=_("Digits after the decimal mark"), min_value=0, max_value=6, help_text=_("Fixed once there are values."))
    baseline = sometimes(NumberField(label=_("Baseline"), required=False))
    baseline_on = sometimes(DayField(label=_("Day of the baseline"), required=False))
    basis = forms.CharField(label=_("Source of the baseline"), widget=_area(2), required=False, max_length=4000)
    measures = MeasuresField(label=_("Measures"), required=False)
    apart = ("measures",)

    def __init__(self, data: Any = None, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        self.fields["measures"].offer(plan)
        typed = str((self.data if self.is_bound else self.initial).get("decimals", ""))
        self.fields["baseline"].decimals = int(typed) if typed in set("0123456") else 0  # read as it is to be kept


class NewIndicatorForm(IndicatorForm):
    code = forms.SlugField(
        label=_("Code"), max_length=40, help_text=_("Small letters, digits and hyphens, such as posting-term; it never changes.")
    )
    apart = ("code", "measures")
    field_order = ["code"]


class TargetForm(PlanForm):
    due_on = DayField(label=_("By"), help_text=_("The day by which the value should be reached."))
    value = NumberField(label=_("Value"))
    about = forms.BooleanField(label=_("About this value"), required=False, help_text=_("The text says “khoảng”."))
    nature_vi = forms.CharField(label=_("Its nature, in Vietnamese"), max_length=200, required=False, help_text=_("Such as “phấn đấu”."))
    nature = forms.CharField(label=_("Its nature, in English"), max_length=200, required=False)
    reason = ReasonField(
        label=_("Decision or reason"), widget=_area(2), max_length=4000, help_text=_("Number and day of the decision that sets it.")
    )

    def __init__(self, *args: Any, indicator: Indicator, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].decimals = indicator.decimals
        self.fields["value"].help_text = _("In %(unit)s.") % {"unit": indicator.text("unit")}


class NewTargetForm(TargetForm):
    code = _code()
    field_order = ["code"]


class ComparisonForm(KeptForm):
    name_vi = forms.CharField(label=_("Name in Vietnamese"), max_length=200, help_text=_("Such as “Mức bình quân ASEAN”."))
    name_en = forms.CharField(label=_("Name in English"), max_length=200)
    source = forms.CharField(label=_("Source"), widget=_area(2), max_length=4000, help_text=_("Where its values are published."))


class ComparedForm(PlanForm):
    """A value of a series; a correction says why, and may take the value back."""

    on = DayField(label=_("As of"), help_text=_("The day on which the value was so; not the day of typing."))
    value = NumberField(label=_("Value"))
    note = forms.CharField(label=_("Source or note"), widget=_area(2), max_length=4000)

    def __init__(self, *args: Any, indicator: Indicator, corrects: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = {"unit": indicator.text("unit")}
        self.fields["value"].decimals = indicator.decimals
        self.fields["value"].required = not corrects
        self.fields["value"].help_text = _("In %(unit)s.") % unit
        if corrects:
            self.fields["value"].help_text = _("In %(unit)s. Leave empty to take the value back.") % unit
            self.fields["note"].label = _("Why it is corrected")
