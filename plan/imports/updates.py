from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.history import Actor
from accounts.models import User
from accounts.permissions import Permission, can
from office.tables.importing import Found
from office.tables.reading import ReadRow
from plan import services
from plan.imports.ground import PlanImporter
from plan.models import Measure, Plan, StatusUpdate
from plan.tables.updates import COLUMNS, updates_table

SAID = ("state", "percent", "health", "reason", "narrative", "difficulties")


class Updates(PlanImporter):
    """How measures stand from a day on. A row with its number corrects that update; one without is the update of its measure
    on its day: the same again is the same, another text corrects it, and where there is none it is new."""

    silent = frozenset({"id"})
    places = {"replaces": "id"}

    def __init__(self, plan: Plan, by: Actor, now: datetime) -> None:
        super().__init__(plan, by, now)
        self.known = self.measures()
        self.table = updates_table(self.known)
        self.by_pk: dict[int, StatusUpdate] = {}
        self.by_day: dict[tuple[int, date], list[StatusUpdate]] = {}
        for row in StatusUpdate.objects.standing().filter(measure__plan=plan).order_by("effective_on", "recorded_at", "id"):
            self.by_pk[row.pk] = row
            self.by_day.setdefault((row.measure_id, row.effective_on), []).append(row)

    def order(self, rows: Sequence[ReadRow]) -> Sequence[ReadRow]:
        """Earlier days first: a status must be able to follow the one before it."""
        return sorted(rows, key=lambda row: (row.values.get("effective_on") or date.max, row.number))

    def held(self, rows: Sequence[ReadRow]) -> AbstractContextManager[None]:
        return self.measures_held(self.known, rows)

    def find(self, values: Mapping[str, Any]) -> Found:
        measure = self.known[values["code"]]
        name = f"{measure.code} {measure.title}"
        row = self._row(measure, values)
        if row is None:
            self._must_be_allowed(measure)
            return Found(None, name, {"code": measure.code}, measure.version, measure)
        found = Found(row, name, _stands(row, measure), measure.version, measure)
        if any(values[key] != found.stands[key] for key in values if key != "id" and not _both_empty(values[key], found.stands[key])):
            self._must_be_allowed(measure)
        return found

    def _must_be_allowed(self, measure: Measure) -> None:
        if isinstance(self.by, User) and not can(self.by, Permission.MEASURE_UPDATE, measure):
            raise ValidationError({"code": _("Your unit does not lead this measure, so you cannot update it.")})

    def _row(self, measure: Measure, values: Mapping[str, Any]) -> StatusUpdate | None:
        if values.get("id"):
            row = self.by_pk.get(values["id"])
            if row is None or row.measure_id != measure.pk:
                raise ValidationError(
                    {"id": _("No update of this measure with this number stands. Leave the number empty, or export again.")}
                )
            return row
        there = self.by_day.get((measure.pk, values["effective_on"]), [])
        told = {key: values[key] for key in SAID if key in values}
        same = (row for row in there if all(told[key] == getattr(row, key) or _both_empty(told[key], getattr(row, key)) for key in told))
        return next(same, there[-1] if there else None)

    def write(self, found: Found, values: Mapping[str, Any], changed: frozenset[str]) -> None:
        measure = self.known[values["code"]]
        plain = {"percent": None, "health": "", "reason": "", "narrative": "", "difficulties": ""}
        told = {key: {**plain, **found.stands, **values}[key] for key in SAID}
        made = services.record_status(
            measure=measure,
            by=self.by,
            now=self.now,
            seen=measure.version,
            effective_on=values["effective_on"],
            replaces=found.obj,
            language="en" if get_language() == "en" else "vi",
            **told,
        )
        if found.obj is not None:
            self.by_day[measure.pk, found.obj.effective_on].remove(found.obj)
            self.by_pk.pop(found.obj.pk, None)
        self.by_pk[made.pk] = made
        self.by_day.setdefault((measure.pk, made.effective_on), []).append(made)


def _stands(row: StatusUpdate, measure: Measure) -> dict[str, Any]:
    return {"id": row.pk, "code": measure.code, **{key: getattr(row, key) for key in COLUMNS if key not in {"id", "code"}}}


def _both_empty(one: Any, other: Any) -> bool:
    return one in (None, "") and other in (None, "")
