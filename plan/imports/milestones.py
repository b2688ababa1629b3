from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.history import Actor
from accounts.models import User
from accounts.permissions import Permission, can
from office.tables.importing import Found
from office.tables.reading import ReadRow
from plan import services
from plan.imports.ground import PlanImporter
from plan.models import Measure, Milestone, Plan
from plan.tables.milestones import milestones_table

LISTED = frozenset({"kind", "title", "planned_on", "position", "removal"})
LAST = 1000
Name = tuple[str, str, str, int | None]


class Milestones(PlanImporter):
    """Steps on the way of measures. A row with its number is that step; one without is the step of its measure with this kind
    and name, and where there is none it is new."""

    silent = frozenset({"id"})
    places = {"reason": "removal"}

    def __init__(self, plan: Plan, by: Actor, now: datetime) -> None:
        super().__init__(plan, by, now)
        self.known = self.measures()
        self.table = milestones_table(self.known)
        self.lists: dict[str, list[Milestone]] = {code: [] for code in self.known}
        of_plan = {measure.pk: measure for measure in self.known.values()}
        for row in Milestone.objects.standing().filter(measure__in=of_plan).order_by("position", "id"):
            row.measure = of_plan[row.measure_id]  # one object for all its steps: its version goes up with each
            self.lists[row.measure.code].append(row)
        self.unmoved: set[Name] = set()
        self.moving: set[str] = set()  # measures whose steps change places: each is asked where it stands by then

    def order(self, rows: Sequence[ReadRow]) -> Sequence[ReadRow]:
        """By measure and place, so that a step is put where those before it stand already. A table that has the whole list of a
        measure says its order: of two with the same place the upper row comes first."""
        told = [replace(row, values=dict(row.values)) for row in rows]  # the places as typed stay for who repairs the table
        told.sort(key=lambda row: (row.values.get("code") or "", row.values.get("position") or LAST, row.number))
        by_code: dict[str, list[ReadRow]] = {}
        for row in told:
            if not row.faults and not row.values.get("removal"):
                by_code.setdefault(row.values["code"], []).append(row)
        for code, listed in by_code.items():
            self._put_in_order(self.known[code], listed)
        return told

    def _put_in_order(self, measure: Measure, rows: Sequence[ReadRow]) -> None:
        """Places without gaps; a step that new ones push down is not said to be moved."""
        there = [(row, step) for row in rows if (step := self._standing(measure, row.values))]
        self._not_past_the_end(rows, len(self.lists[measure.code]) + len(rows) - len(there))
        if len(there) < len(self.lists[measure.code]) or not all(row.values.get("position") for row, _step in there):
            return
        for place, row in enumerate(rows, start=1):
            row.values["position"] = place
        if all(step.position == place for place, (_row, step) in enumerate(there, start=1)):
            self.unmoved |= {_name(row.values) for row, _step in there}
        else:
            self.moving.add(measure.code)

    def _not_past_the_end(self, rows: Sequence[ReadRow], end: int) -> None:
        """Who numbers 10, 20, 30 means first, then, last: read again, the same table moves nothing."""
        for place, row in zip(range(end, 0, -1), reversed(rows), strict=False):
            if (row.values.get("position") or 0) > place:
                row.values["position"] = place

    def _standing(self, measure: Measure, values: Mapping[str, Any]) -> Milestone | None:
        try:
            return self._row(measure, values)
        except ValidationError:
            return None  # said of the row when its turn comes

    def find(self, values: Mapping[str, Any]) -> Found:
        measure = self.known[values["code"]]
        row = self._row(measure, values)
        title = values.get("title") or dict(self.table["kind"].choices)[values["kind"]]
        name = f"{measure.code} {title}"
        if row is None:
            if values.get("removal"):
                raise ValidationError({"removal": _("There is no such milestone that could be taken off the list.")})
            return Found(None, name, {"code": measure.code}, measure.version, measure)
        return Found(row, name, self._stands(row, values), row.version, measure)

    def _row(self, measure: Measure, values: Mapping[str, Any]) -> Milestone | None:
        listed = self.lists[measure.code]
        if values.get("id"):
            if row := next((row for row in listed if row.pk == values["id"]), None):
                return row
            raise ValidationError(
                {"id": _("No milestone of this measure with this number is on the list. Leave the number empty, or export again.")}
            )
        same = [row for row in listed if (row.kind, row.title) == (values["kind"], values.get("title") or "")]
        return next((row for row in same if row.position == values.get("position")), same[0] if same else None)

    def _stands(self, row: Milestone, values: Mapping[str, Any]) -> dict[str, Any]:
        """A place that is left empty stays, and so does one that is the step's own by the order of the table."""
        position = values.get("position")
        if row.measure.code in self.moving:
            row.refresh_from_db(fields=["position"])
        stays = position is None or _name(values) in self.unmoved or position > row.position == len(self.lists[row.measure.code])
        plain = {name: getattr(row, name) for name in ("kind", "title", "planned_on", "reached_on", "note")}
        return {"id": row.pk, "code": row.measure.code, "position": position if stays else row.position, "removal": "", **plain}

    def write(self, found: Found, values: Mapping[str, Any], changed: frozenset[str]) -> None:
        measure = self.known[values["code"]]
        self._must_be_allowed(measure, changed, new=found.obj is None)
        if found.obj is not None and values.get("removal"):
            services.remove_milestone(milestone=found.obj, by=self.by, reason=values["removal"], now=self.now, seen=found.obj.version)
            self.lists[measure.code].remove(found.obj)
            return
        row = self._listed(measure, found, values, changed)
        if changed & {"reached_on", "note"}:
            self._reach(row, values, changed)

    def _listed(self, measure: Measure, found: Found, values: Mapping[str, Any], changed: frozenset[str]) -> Milestone:
        """The step as the table has it, but for whether it was reached."""
        told = {"title": "", "planned_on": None, **found.stands, **values}
        said = {"kind": told["kind"], "title": told["title"] or "", "planned_on": told["planned_on"]}
        if found.obj is None:
            place = values.get("position")
            row = services.add_milestone(measure=measure, by=self.by, position=place, now=self.now, seen=measure.version, **said)
            self.lists[measure.code].append(row)
            return row
        row = found.obj
        if changed & LISTED:
            row.refresh_from_db(fields=["position"])  # a step before it may have moved it
            position = values["position"] if "position" in changed else row.position
            services.edit_milestone(milestone=row, by=self.by, position=position, now=self.now, seen=row.version, **said)
        return row

    def _reach(self, row: Milestone, values: Mapping[str, Any], changed: frozenset[str]) -> None:
        """What was said when it was reached is no reason why it is not."""
        day = values.get("reached_on", row.reached_on)
        note = values.get("note", row.note) or ""
        if day is None and "note" not in changed:
            note = ""
        if day is None and row.reached_on is None:
            raise ValidationError({"note": _("The note says how the milestone was reached: give that day too, or leave the note empty.")})
        services.reach_milestone(milestone=row, by=self.by, reached_on=day, note=note, now=self.now, seen=row.version)

    def _must_be_allowed(self, measure: Measure, changed: frozenset[str], *, new: bool) -> None:
        needed = {Permission.MILESTONES_KEEP} if new or changed & LISTED else set()
        needed |= {Permission.MEASURE_UPDATE} if changed & {"reached_on", "note"} else set()
        if isinstance(self.by, User) and not all(can(self.by, permission, measure) for permission in needed):
            raise ValidationError({"code": _("You may not change this milestone of the measure.")})

    def renew(self, found: Found) -> None:
        """Rows that were rolled back are not on the list; those that stand are read again."""
        super().renew(found)
        measure: Measure = found.owner
        listed = list(measure.milestones.standing().order_by("position", "id"))
        for row in listed:
            row.measure = measure
        self.lists[measure.code] = listed


def _name(values: Mapping[str, Any]) -> Name:
    return values["code"], values["kind"], values.get("title") or "", values.get("id")
