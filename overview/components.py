"""What the components page shows: every part with its states, filled with examples."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from office.forms import CleanedForm, DayField, WholeField
from plan.progress import Cell, Health

WHEN = datetime(2026, 12, 14, 9, 2, tzinfo=UTC)
SWATCHES = [
    ("c-ink", "--ink", _("text colour")),
    ("c-ink-2", "--ink-2", _("secondary text")),
    ("c-rule", "--rule-2", _("border of inputs")),
    ("c-accent", "--accent", _("overdue")),
    ("c-fill", "--accent-fill", _("main button")),
    ("c-link", "--link", _("links")),
    ("c-blue", "--blue", _("completed")),
    ("c-teal", "--teal", _("within deadline")),
    ("c-ochre", "--ochre", _("risk, waiting")),
    ("c-grey", "--grey", _("ongoing")),
]


class ExampleForm(CleanedForm, forms.Form):
    results = forms.CharField(label=_("Results"), help_text=_("What is done, with the numbers of documents."), widget=forms.Textarea)
    percent = WholeField(
        label=_("Progress (%)"),
        min_value=0,
        max_value=100,
        widget=forms.TextInput(attrs={"class": "input--n", "inputmode": "numeric"}),
        error_messages={"max_value": _("Enter a number from 0 to 100.")},
    )
    due_on = DayField(label=_("New deadline"))
    health = forms.ChoiceField(label=_("Health"), choices=Health.choices, required=False)
    kind = forms.ChoiceField(
        label=_("Kind of deadline"), choices=[("dated", _("By a date")), ("ongoing", _("Ongoing"))], widget=forms.RadioSelect
    )
    key = forms.BooleanField(label=_("Key measure"), help_text=_("Its deadline is decided by the leadership."), required=False)

    def clean(self) -> dict[str, Any]:
        raise ValidationError(_("An example form is never saved."))


@dataclass(frozen=True)
class Row:
    code: str
    title: str
    cell: Cell
    percent: int


@dataclass(frozen=True)
class Box:
    """One measure in a bar: where it is drawn and as what."""

    x: str  # a number of SVG, never in the language of the reader
    cell: Cell


def bar(counts: dict[Cell, int]) -> list[Box]:
    cells = [cell for cell, count in counts.items() for _i in range(count)]
    return [Box(f"{place * 100 / len(cells):.3f}", cell) for place, cell in enumerate(cells)]


def examples() -> dict[str, Any]:
    counts = {Cell.DONE_ON_TIME: 3, Cell.DONE_LATE: 2, Cell.OPEN_WITHIN: 3, Cell.OPEN_OVERDUE: 2, Cell.ONGOING: 2}
    typed = {"results": "Đã trình ngày 04/12/2026.", "percent": "140", "due_on": "31/02/2027", "kind": "dated", "version": "1"}
    return {
        "swatches": SWATCHES,
        "form": ExampleForm(initial={"results": typed["results"], "kind": "dated"}, prefix="ok"),
        "wrong": ExampleForm(typed, initial={"version": 1}),
        "cells": [*Cell],
        "healths": [*Health],
        "bar": bar(counts),
        "bar_width": f"{100 / sum(counts.values()) - 0.6:.3f}",
        "page": Paginator(range(137), 20).page(3),
        "now": WHEN,
        "days": {"today": date(2026, 12, 21), "due": date(2026, 12, 14)},
        "log": [
            SimpleNamespace(who="Nguyễn Thu Hà", at=WHEN, field=_("Health"), old=Health.ON_TRACK.label, new=Health.AT_RISK.label),
            SimpleNamespace(who="Trần Quốc Bảo", at=WHEN, field=_("Deadline"), old="30/09/2026", new="31/10/2026"),
        ],
    }
