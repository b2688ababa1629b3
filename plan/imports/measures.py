from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.history import Actor
from accounts.models import User
from accounts.permissions import can
from office.tables.importing import Found
from plan import services
from plan.imports.ground import PlanImporter, units_by_code
from plan.models import Measure, Plan
from plan.progress import Term
from plan.tables.measures import measure_rows, measures_table
from plan.tables.units import unit_choices

WORDING = ("title_vi", "title_en", "output_vi", "output_en", "output_kind", "is_key")


class Measures(PlanImporter):
    """Wording, units and terms of the measures there are. How they stand is said by status updates."""

    silent = frozenset({"basis"})
    places = {"reason": "basis", "decision": "basis", "effective_on": "due_on", "from_on": "lead"}

    def __init__(self, plan: Plan, by: Actor, now: datetime) -> None:
        super().__init__(plan, by, now)
        self.known = self.measures()
        self.table = measures_table(unit_choices(), self.known)
        ordered = plan.measures.in_plan(self.moment).standing(self.moment).order_by("position")
        keys = self.table.keys
        self.stands = {row[1]: dict(zip(keys, row, strict=True)) for row in measure_rows(plan, ordered, self.moment)}
        self.units = units_by_code()

    def find(self, values: Mapping[str, Any]) -> Found:
        measure = self.known[values["code"]]
        return Found(measure, f"{measure.code} {measure.title}", self.stands[measure.code], measure.version, measure)

    def write(self, found: Found, values: Mapping[str, Any], changed: frozenset[str]) -> None:
        measure = found.obj
        if wording := {name: values[name] for name in WORDING if name in changed}:
            if "is_key" in wording:
                wording["is_key"] = wording["is_key"] == "yes"
            if wording.get("output_kind") == "":
                wording["output_kind"] = Measure.OutputKind.UNKNOWN
            told = {"seen": measure.version, "decision": (values.get("basis") or "") if "is_key" in wording else ""}
            services.edit_measure(measure=measure, by=self.by, values=wording, now=self.now, **told)
        if changed & {"lead", "coordinating"}:
            self._assign(measure, {**found.stands, **values})
        if changed & {"term", "due_on"}:
            self._set_term(measure, found.stands, values, changed)

    def _assign(self, measure: Measure, told: Mapping[str, Any]) -> None:
        services.assign(
            measure=measure,
            by=self.by,
            lead=self.units.get(told["lead"] or ""),
            coordinating=[self.units[code] for code in told["coordinating"]],
            from_on=self.moment.today,
            now=self.now,
            seen=measure.version,
        )

    def _set_term(self, measure: Measure, stands: Mapping[str, Any], values: Mapping[str, Any], changed: frozenset[str]) -> None:
        if isinstance(self.by, User) and not can(self.by, measure.deadline_permission(), measure):
            raise ValidationError({"due_on": _("The ministry's leadership decides the dates of key measures.")})
        due_on: date | None = values.get("due_on", stands["due_on"])
        term = values.get("term", stands["term"])
        if "term" not in changed and due_on:
            term = Term.DATED
        if term == Term.ONGOING and "due_on" not in changed:
            due_on = None
        services.set_deadline(
            measure=measure,
            by=self.by,
            term=term,
            due_on=due_on,
            reason=values.get("basis") or "",
            effective_on=self.moment.today,
            now=self.now,
            seen=measure.version,
        )
