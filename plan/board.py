"""The board's question as it stands in the address: filter, order and groups, and the measures that answer it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Min, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.folding import sort_key
from accounts.models import Unit
from office.forms import CleanedForm, DayField, WholeField
from plan.forms import NOBODY, PlanForm, units_by_kind
from plan.forms.status import StatusForm
from plan.models import Assignment, Measure, Plan, Task
from plan.models.measures import MeasureQuerySet
from plan.moment import Moment
from plan.progress import DONE, Cell, Health, State
from plan.quiet import not_updated

PAGE = 500
_CODE = re.compile(r"\d+(\.\d+)*", re.ASCII)
UNASSESSED = "none"  # the filter's word for measures whose health nobody has told

# Each column by which the board can be put in order, and what stands for it in the question.
SORTS: dict[str, str] = {
    "code": "position",
    "title": "title_",
    "lead": "lead__unit__sort_key",
    "beside": "beside",
    "due": "at_due_on",
    "output": "output_",
    "state": "at_state",
    "percent": "at_percent",
    "health": "at_health",
    "cell": "cell",
    "updated": "updated_on",
}
# What the heading of each of them says.
COLUMNS = {
    "code": _("No."),
    "title": _("Measure"),
    "lead": _("Lead agency"),
    "beside": _("Coordinating agencies"),
    "due": _("Deadline"),
    "output": _("Output"),
    "state": _("Status"),
    "percent": _("Progress"),
    "health": _("Health"),
    "cell": _("Against the deadline"),
    "updated": _("Updated"),
}
RANKS: dict[str, list[str]] = {"state": State.values, "health": ["off_track", "at_risk", "on_track"], "cell": Cell.values}
GROUPS = {"task": _("By task"), "unit": _("By lead agency"), "cell": _("By standing"), "none": _("Not grouped")}


class BoardFilter(CleanedForm, forms.Form):
    """Filter, order and groups of the board. What is left out stands at its default, and is left out of the address."""

    q = forms.CharField(
        label=_("Find in the table"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Code or words, without diacritics"), "autocomplete": "off"}),
    )
    task = forms.ChoiceField(label=_("Task"), required=False)
    unit = forms.ChoiceField(label=_("Lead agency"), required=False)
    beside = forms.ChoiceField(label=_("Coordinating agency"), required=False)
    state = forms.ChoiceField(label=_("Status"), required=False, choices=[("", _("All")), *State.choices])
    health = forms.ChoiceField(
        label=_("Health"), required=False, choices=[("", _("All")), *Health.choices, (UNASSESSED, _("Not assessed"))]
    )
    cell = forms.ChoiceField(
        label=_("Against the deadline"), required=False, choices=[("", _("All")), *Cell.choices, (DONE, _("Completed, all"))]
    )
    due = WholeField(
        label=_("Due within, days"),
        required=False,
        min_value=0,
        max_value=9999,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    group = forms.ChoiceField(label=_("Group"), required=False, choices=list(GROUPS.items()))
    stale = forms.BooleanField(label=not_updated(), required=False)
    sort = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any], *, tasks: Iterable[Task], leads: Iterable[Unit], others: Iterable[Unit]) -> None:
        super().__init__(data)
        offered: dict[str, list[tuple[str, Any]]] = {
            "task": [("", _("All")), *((task.code, str(task)) for task in tasks)],
            "unit": [("", _("All")), (NOBODY, _("No lead agency yet")), *((unit.code, unit.name) for unit in leads)],
            "beside": [("", _("All")), *((unit.code, unit.name) for unit in others)],
        }
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean_sort(self) -> str:
        asked = self.cleaned_data["sort"] or "code"
        if asked.removeprefix("-") not in SORTS:
            raise forms.ValidationError(_("The table cannot be put in this order."))
        return asked

    def clean_group(self) -> str:
        return self.cleaned_data["group"] or "task"

    @property
    def first(self) -> list[forms.BoundField]:
        """What stands on the page at once; `more` is folded until something of it is asked."""
        return [self[name] for name in _FIRST]

    @property
    def more(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in {*_FIRST, "sort"}]

    @property
    def more_is_asked(self) -> bool:
        return any(field.value() or field.errors for field in self.more)

    def conditions(self) -> list[str]:
        """What it asks for, in words, as the page calls it: none of what stands at its default."""
        if not self.is_valid():
            return []
        return self._told(name for name in self.fields if name != "sort") + _order_said(self.cleaned_data["sort"])

    def narrowing(self) -> list[str]:
        """Those of its conditions that leave measures out, in words: order and groups leave out none."""
        return self._told(name for name in self.fields if name not in _ORDER) if self.is_valid() else []

    def _told(self, names: Iterable[str]) -> list[str]:
        given = self.cleaned_data
        kept = [name for name in names if _is_given(given[name]) and given[name] != _ORDER.get(name)]
        return [_said(self.fields[name], given[name]) for name in kept]

    def query(self, **others: str) -> str:
        """The address that asks the same: one form for one question, whatever way it was typed."""
        given = {**(self.cleaned_data if self.is_valid() else {}), **others}
        kept = {name: given[name] for name in self.fields if _is_given(given.get(name)) and given[name] != _ORDER.get(name)}
        return urlencode({name: "1" if value is True else value for name, value in kept.items()})


def _is_given(value: Any) -> bool:
    """Nought days are a question; an empty field and an empty box are none."""
    return value is not None and value != "" and value is not False


def _said(field: forms.Field, value: Any) -> str:
    if value is True:
        return str(field.label)
    offered: Any = field.choices if isinstance(field, forms.ChoiceField) else ()
    words = dict(offered).get(value, value)
    return f"{field.label}: {words}"


def _order_said(sort: str) -> list[str]:
    if sort == _ORDER["sort"]:
        return []
    column, is_falling = COLUMNS[sort.removeprefix("-")], sort.startswith("-")
    words = _("Order: %(column)s, falling") if is_falling else _("Order: %(column)s")
    return [words % {"column": str(column).lower()}]


_FIRST = ("q", "task", "unit", "cell", "group")
_ORDER = {"sort": "code", "group": "task"}


@dataclass(frozen=True)
class Place:
    """A measure of the filtered list, in its order, with the cell in which it is counted."""

    pk: int
    cell: str


def asked(plan: Plan, form: BoardFilter, moment: Moment) -> MeasureQuerySet:
    """The measures that the filter asks for; none where it cannot be read."""
    if not form.is_valid():
        return Measure.objects.none()
    chosen = form.cleaned_data
    words = chosen["q"]
    found = Measure.objects.filter(plan=plan).in_plan(moment).standing(moment)
    found = found.filter(_coded(words)) if _CODE.fullmatch(words) else found.matching(words)
    if chosen["task"]:
        found = found.of_task(chosen["task"], moment)
    columns = {"at_state": chosen["state"], "at_health": chosen["health"]}
    for column, value in columns.items():
        if value:
            found = found.filter(**{column: "" if value == UNASSESSED else value})
    if chosen["cell"]:
        found = found.in_cell(chosen["cell"])
    if chosen["unit"]:
        found = found.led_at(moment, None if chosen["unit"] == NOBODY else chosen["unit"])
    if chosen["beside"]:
        found = found.coordinated_at(moment, chosen["beside"])
    if chosen["due"] is not None:
        found = found.due_within(chosen["due"], moment)
    return found.stale(moment.on) if chosen["stale"] else found


def _coded(code: str) -> Q:
    """What is typed as a code is one: of a measure, or of the task or measure above it."""
    return Q(code=code) | Q(code__startswith=f"{code}.")


def arranged(rows: MeasureQuerySet, form: BoardFilter, moment: Moment) -> list[Place]:
    """All answers in the order asked for, within their groups; what has no value stands last either way.

    The order is made here and not by the database, so that Vietnamese stands in its order on every one. One question.
    """
    if not form.is_valid():
        return []
    sort, group = form.cleaned_data["sort"], form.cleaned_data["group"]
    name, falling = sort.removeprefix("-"), sort.startswith("-")
    column, key = _column(name), {"task": "task__position", "unit": "lead__unit__sort_key", "cell": "cell"}.get(group, "pk")
    if name == "beside":
        coordinating = Q(assignments__role=Assignment.Role.COORDINATING, assignments__until_on__isnull=True)
        rows = rows.annotate(beside=Min("assignments__unit__sort_key", filter=coordinating))
    listed = rows.with_lead(moment).order_by("task__position", "position").values_list("pk", "cell", key, column)
    found = [(Place(pk, cell), belongs, _value(name, value)) for pk, cell, belongs, value in listed]
    known = sorted((item for item in found if item[2] is not None), key=lambda item: item[2], reverse=falling)
    ordered = [*known, *(item for item in found if item[2] is None)]
    if group != "none":
        ordered.sort(key=lambda item: _grouped(group, item[1]))
    return [place for place, _belongs, _value in ordered]


def _grouped(group: str, value: Any) -> tuple[bool, Any]:
    """The groups stand in the order of the plan, of the names of units, of the cells; without a lead last."""
    return (value is None, "" if value is None else _value(group, value))


def _column(name: str) -> str:
    column = SORTS[name]
    return column + ("en" if get_language() == "en" else "vi") if column.endswith("_") and name in {"title", "output"} else column


def _value(name: str, value: Any) -> Any:
    """What is compared; None: no value."""
    if value is None or value == "":
        return None
    if name in RANKS:
        return RANKS[name].index(value)
    return sort_key(value) if name in {"title", "output"} else value


class RowForm(StatusForm):
    """A status update in one row of the board: what is said there, short enough to stand beside others."""

    difficulties = None  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["percent"].label = _("Progress (%)")
        for field in self.fields.values():
            field.help_text = ""
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 1


class BulkForm(PlanForm):
    """What to set of many measures at once; what is left empty stays with each measure as it was on the day."""

    state = forms.ChoiceField(label=_("Status"), required=False, choices=[("", _("As it is")), *State.choices])
    health = forms.ChoiceField(label=_("Health"), required=False, choices=[("", _("As it is")), *Health.choices])
    percent = WholeField(
        label=_("Progress (%)"), min_value=0, max_value=100, required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    effective_on = DayField(label=_("Effective on"), help_text="")
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 1}), required=False, max_length=4000)
    lead = forms.ChoiceField(label=_("Lead agency"), required=False)
    due_on = DayField(label=_("New deadline"), required=False, help_text="")

    def __init__(self, *args: Any, states: Iterable[State], leads: Iterable[Unit], **kwargs: Any) -> None:
        """`leads`: the units that can lead; empty for those who set neither units nor deadlines."""
        super().__init__(*args, **kwargs)
        self.units = {unit.code: unit for unit in leads}
        offered: dict[str, list[Any]] = {"state": [("", _("As it is")), *((state.value, state.label) for state in states)]}
        if self.units:
            offered["lead"] = [("", _("As it is")), *units_by_kind(self.units.values())]
        else:
            del self.fields["lead"], self.fields["due_on"]
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean_lead(self) -> Unit | None:
        return self.units.get(self.cleaned_data["lead"])
