from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.history import Actor
from accounts.models import User
from accounts.permissions import can
from office.tables.importing import Found
from office.tables.reading import ReadRow
from plan import services
from plan.imports.ground import PlanImporter, units_by_code
from plan.models import Measure, Plan
from plan.progress import Term
from plan.tables.measures import measure_rows, measures_table
from plan.tables.units import unit_choices

TEXTS = ("title_vi", "title_en", "output_vi", "output_en")
WORDING = (*TEXTS, "output_kind", "is_key", "task")
# What an empty cell says, of an old measure and of a new one.
UNSAID = {"term": Term.NONE, "is_key": "no", "output_kind": Measure.OutputKind.UNKNOWN}
PLAIN: dict[str, Any] = {"lead": "", "coordinating": [], "due_on": None, **dict.fromkeys(UNSAID, "")}


class Measures(PlanImporter):
    """Wording, units and terms of the measures. A code that the plan does not have, with its task, is a new one, in the plan
    from today. How they stand is said by status updates."""

    silent = frozenset({"basis"})
    places = {"reason": "basis", "decision": "basis", "effective_on": "due_on", "from_on": "lead"}

    def __init__(self, plan: Plan, by: Actor, now: datetime) -> None:
        super().__init__(plan, by, now)
        self.known = self.measures()
        self.tasks = {task.code: task for task in plan.tasks.all()}
        self.units = units_by_code()
        self.table = measures_table(unit_choices(self.units.values()), self.known, self.tasks)
        ordered = plan.measures.in_plan(self.moment).standing(self.moment).order_by("position")
        keys = self.table.keys
        self.stands = {row[1]: dict(zip(keys, row, strict=True)) for row in measure_rows(plan, ordered, self.moment)}

    def held(self, rows: Sequence[ReadRow]) -> AbstractContextManager[None]:
        return self.measures_held(self.known, rows)

    def find(self, values: Mapping[str, Any]) -> Found:
        code = values["code"]
        measure = self.known.get(code)
        if measure is None:
            if not values.get("task"):
                raise ValidationError({"code": _("The plan has no measure %(code)s. A new one needs its task.") % {"code": code}})
            name = f"{code} {values.get('title_vi') or values.get('title_en') or ''}".strip()
            return Found(None, name, PLAIN, also=self._along(PLAIN, values))
        stands = self.stands[code]
        empty = {name: "" for name, plain in UNSAID.items() if stands[name] == plain and values.get(name) == ""}
        return Found(measure, f"{code} {measure.title}", {**stands, **empty}, measure.version, measure, also=self._along(stands, values))

    def _along(self, stands: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
        """What a new term or day takes with it: where the sheet has no column for the other, or says there that there is no
        deadline yet. Where it says that the work is ongoing, and gives a day, nobody knows which of the two is meant."""
        old_day, old_term = stands["due_on"], stands["term"] or Term.NONE
        day, term = values.get("due_on", old_day), values.get("term", old_term) or Term.NONE
        if (day, term) == (old_day, old_term):
            return {}
        if term == Term.ONGOING and day:
            if "term" in values and "due_on" in values:
                raise ValidationError({"due_on": self._contradiction(day)})
            return {"due_on": None} if "term" in values else {"term": Term.DATED}
        return {"term": Term.DATED} if day and day != old_day and term == old_term != Term.DATED else {}

    def _contradiction(self, day: date) -> str:
        told = {
            "term": self.table["term"].heading,
            "ongoing": Term.ONGOING.label,
            "due": self.table["due_on"].heading,
            "day": f"{day:%d/%m/%Y}",
        }
        return _("“%(term)s” is %(ongoing)s, but “%(due)s” is %(day)s. Empty the day, or write that the work has a date.") % told

    def write(self, found: Found, values: Mapping[str, Any], changed: frozenset[str]) -> None:
        measure = found.obj or self._add(values)
        if found.obj is not None and (wording := self._wording(values, changed)):
            decision = values.get("basis") or ""
            services.edit_measure(measure=measure, by=self.by, values=wording, decision=decision, now=self.now, seen=measure.version)
        if changed & {"lead", "coordinating"}:
            self._assign(measure, {**found.stands, **values})
        if changed & {"term", "due_on"}:
            self._set_term(measure, found.stands, values)

    def _add(self, values: Mapping[str, Any]) -> Measure:
        told = {**dict.fromkeys(TEXTS, ""), **PLAIN, **values}
        code, day = values["code"], self.moment.today
        wording = self._wording(told, frozenset(WORDING))
        measure = services.add_measure(plan=self.plan, by=self.by, code=code, in_plan_from=day, values=wording, now=self.now)
        self.take(measure)
        return measure

    def _wording(self, values: Mapping[str, Any], changed: frozenset[str]) -> dict[str, Any]:
        wording = {name: values[name] for name in WORDING if name in changed}
        if "is_key" in wording:
            wording["is_key"] = wording["is_key"] == "yes"
        if "task" in wording:
            wording["task"] = self.tasks.get(wording["task"])
        if wording.get("output_kind") == "":
            wording["output_kind"] = Measure.OutputKind.UNKNOWN
        return wording

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

    def _set_term(self, measure: Measure, stands: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        if isinstance(self.by, User) and not can(self.by, measure.deadline_permission(), measure):
            raise ValidationError({"due_on": _("The ministry's leadership decides the dates of key measures.")})
        told = {**stands, **values}
        services.set_deadline(
            measure=measure,
            by=self.by,
            term=told["term"],
            due_on=told["due_on"],
            reason=values.get("basis") or "",
            effective_on=self.moment.today,
            now=self.now,
            seen=measure.version,
        )
