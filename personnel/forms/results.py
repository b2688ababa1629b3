"""The table in which attendance and results of a course are typed, one form for all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from office.forms import DayField, WholeField
from personnel.models import CourseSession, Enrolment
from personnel.services.results import Taken
from plan.forms.base import PlanForm

Result = Enrolment.Result
SAID = ("result", "completed_on", "completed_heads", "certificate")


@dataclass(frozen=True)
class Line:
    """The fields of one enrolment; `sessions` in the order of the sessions."""

    enrolment: Enrolment
    sessions: list[forms.BoundField]
    fields: dict[str, forms.BoundField]
    is_stale: bool


class ResultsForm(PlanForm):
    everybody = forms.ChoiceField(
        label=_("Everybody without a result"), required=False, choices=[("", _("As typed in the table")), *Result.choices]
    )
    present = forms.BooleanField(label=_("Everybody was present at every session"), required=False)

    def __init__(
        self, data: Any, *, rows: Sequence[Enrolment], sessions: Sequence[CourseSession], present: Mapping[tuple[int, int], int], last: date
    ) -> None:
        self.rows, self.sessions, self.last = rows, sessions, last
        self.stale: set[int] = set()
        super().__init__(data, initial=_as_it_stands(rows, present))
        for row in rows:
            self._add(row)

    def _add(self, row: Enrolment) -> None:
        pk, group = row.pk, row.officer_id is None
        self.fields[f"seen_{pk}"] = WholeField(min_value=0, widget=forms.HiddenInput, required=False)
        for session in self.sessions:
            label = f"{session.on:%d/%m}"
            box = WholeField(label=label, min_value=0, max_value=row.heads, required=False) if group else None
            self.fields[f"present_{session.pk}_{pk}"] = box or forms.BooleanField(label=label, required=False)
        self.fields[f"result_{pk}"] = forms.ChoiceField(label=_("Result"), required=False, choices=[("", "–"), *Result.choices])
        self.fields[f"completed_on_{pk}"] = DayField(label=_("Completed on"), required=False, help_text="")
        if group:
            self.fields[f"completed_heads_{pk}"] = WholeField(label=_("People who completed"), required=False, max_value=5000)
        self.fields[f"certificate_{pk}"] = forms.CharField(label=_("Certificate"), required=False, max_length=100)

    @property
    def lines(self) -> list[Line]:
        return [
            Line(
                row,
                [self[f"present_{session.pk}_{row.pk}"] for session in self.sessions],
                {name: self[f"{name}_{row.pk}"] for name in (*SAID, "seen") if f"{name}_{row.pk}" in self.fields},
                row.pk in self.stale,
            )
            for row in self.rows
        ]

    def values(self) -> dict[str, Any]:
        return {"rows": [self._taken(row) for row in self.rows]}

    def _taken(self, row: Enrolment) -> Taken:
        given, pk = self.cleaned_data, row.pk
        result = given[f"result_{pk}"] or given["everybody"]
        day, heads = given[f"completed_on_{pk}"], given.get(f"completed_heads_{pk}")
        if result == Result.COMPLETED:
            day = day or self.last
            heads = row.heads if heads is None else heads
        everywhere = given["present"]
        came = {session.pk: row.heads if everywhere else int(given[f"present_{session.pk}_{pk}"] or 0) for session in self.sessions}
        return Taken(pk, result, day, heads, given[f"certificate_{pk}"], came, given[f"seen_{pk}"])

    def outdate(self, rows: Sequence[Enrolment]) -> None:
        """Somebody else has changed these since: it is said beside each, and what was typed stays."""
        for row in rows:
            self.stale.add(row.pk)
            said = row.get_result_display() if row.result else _("no result")
            message = _("Somebody else has changed this row since you opened the page: it now says “%(said)s”. Save again to replace it.")
            self.add_error(f"result_{row.pk}", ValidationError(message, params={"said": said}))
        self.data = self.data.copy()
        for row in rows:
            self.data[f"seen_{row.pk}"] = row.version


def _as_it_stands(rows: Sequence[Enrolment], present: Mapping[tuple[int, int], int]) -> dict[str, Any]:
    initial: dict[str, Any] = {f"present_{session}_{pk}": heads for (pk, session), heads in present.items()}
    for row in rows:
        initial |= {f"{name}_{row.pk}": getattr(row, name) for name in SAID} | {f"seen_{row.pk}": row.version}
    return initial
