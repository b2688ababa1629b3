from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.history import Actor
from office.tables.importing import Found
from plan import services
from plan.imports.ground import PlanImporter, scaled, units_by_code
from plan.models import Indicator, Observation, Period, Plan, Target
from plan.tables.indicators import as_decimal, observations_table, targets_table
from plan.tables.units import unit_choices

Key = tuple[int, str, str, Any]


class Observations(PlanImporter):
    """Values typed in; those that came in reports stand there to be read, and are corrected in the reports."""

    def __init__(self, plan: Plan, by: Actor, now: datetime) -> None:
        super().__init__(plan, by, now)
        self.known, self.units = self.indicators(), units_by_code()
        self.periods = {period.code: period for period in Period.objects.all()}
        self.table = observations_table(unit_choices(), self.known, self.periods)
        self.rows: dict[Key, Observation] = {}
        for row in Observation.objects.standing().filter(indicator__plan=plan).select_related("unit", "period").order_by("pk"):
            key = (row.indicator_id, row.unit.code if row.unit else "", row.period.code if row.period else "", row.on)
            self.rows[key] = row

    def find(self, values: Mapping[str, Any]) -> Found:
        indicator = self.known[values["indicator_code"]]
        key = (indicator.pk, values.get("unit") or "", values.get("period") or "", values["on"])
        row = self.rows.get(key)
        name = f"{indicator.code}, {values['on']:%d/%m/%Y}"
        if row is None:
            if values.get("value") is None:
                raise ValidationError({"value": _("This cell must not be empty.")})
            return Found(None, name, {}, indicator.version, indicator)
        stands = {"indicator_code": indicator.code, "on": row.on, "unit": key[1], "period": key[2], "note": row.note}
        return Found(row, name, {**stands, "value": as_decimal(row.value, indicator)}, indicator.version, indicator)

    def write(self, found: Found, values: Mapping[str, Any], changed: frozenset[str]) -> None:
        indicator, before = self.known[values["indicator_code"]], found.obj
        value, note = values.get("value", found.stands.get("value")), values.get("note", found.stands.get("note")) or ""
        if before is not None and before.value != scaled(value, indicator) and ("note" not in changed or not note):
            raise ValidationError({"note": _("Say in the note why the value is corrected.")})
        made = services.observe(
            indicator=indicator,
            on=values["on"],
            value=scaled(value, indicator),
            by=self.by,
            now=self.now,
            unit=self.units.get(values.get("unit") or ""),
            period=self.periods.get(values.get("period") or ""),
            note=note,
            replaces=before,
            seen=indicator.version,
        )
        self.rows[indicator.pk, values.get("unit") or "", values.get("period") or "", values["on"]] = made


class Targets(PlanImporter):
    silent = frozenset({"reason"})

    def __init__(self, plan: Plan, by: Actor, now: datetime) -> None:
        super().__init__(plan, by, now)
        self.known = self.indicators()
        self.table = targets_table(self.known)
        rows = Target.objects.standing().filter(indicator__plan=plan).select_related("indicator")
        self.rows = {(row.indicator_id, row.code): row for row in rows}

    def find(self, values: Mapping[str, Any]) -> Found:
        indicator = self.known[values["indicator_code"]]
        row = self.rows.get((indicator.pk, values["code"]))
        name = f"{indicator.code}, {values['code']}"
        return Found(row, name, _target(row, indicator) if row else {"about": "no"}, indicator.version, indicator)

    def write(self, found: Found, values: Mapping[str, Any], changed: frozenset[str]) -> None:
        indicator = self.known[values["indicator_code"]]
        told = {"nature_vi": "", "nature": "", "reason": "", **found.stands, **values}
        self.rows[indicator.pk, values["code"]] = services.set_target(
            indicator=indicator,
            code=values["code"],
            due_on=told["due_on"],
            value=scaled(told["value"], indicator),
            about=told["about"] == "yes",
            nature_vi=told["nature_vi"],
            nature=told["nature"],
            reason=told["reason"],
            replaces=found.obj,
            by=self.by,
            now=self.now,
            seen=indicator.version,
        )


def _target(row: Target, indicator: Indicator) -> dict[str, Any]:
    plain = {"indicator_code": indicator.code, "code": row.code, "due_on": row.due_on, "nature_vi": row.nature_vi, "nature": row.nature}
    return {**plain, "value": as_decimal(row.value, indicator), "about": "yes" if row.about else "no"}
