"""Which department followed a unit at an instant: what the history tells of units that another one has come to follow since."""

from __future__ import annotations

from datetime import datetime

from django.db.models import BigIntegerField, Case, Count, F, Q, Value, When
from django.utils.functional import cached_property

from accounts.models import Event, Unit
from reports.completeness import Department, by_department
from reports.grouping import NOBODY
from reports.models.obligation import ObligationQuerySet


class Followers:
    """The departments as known at the instant (None: today's)."""

    def __init__(self, known: datetime | None) -> None:
        self.known = known

    @cached_property
    def moved(self) -> dict[int, Unit | None]:
        """By the id of a unit that is followed by another department now than then: the one of then. The history names a
        department as it was called in Vietnamese; of several that were ever called so the latest is meant."""
        told = Event.objects.since_changed(Unit, "lead_unit", self.known)
        units = {unit.name_vi: unit for unit in Unit.objects.filter(name_vi__in=filter(None, told.values())).order_by("pk")}
        return {pk: units.get(name) if name else None for pk, name in told.items() if not name or name in units}

    def of(self, unit: Unit) -> Unit | None:
        return self.moved.get(unit.pk, unit.lead_unit)

    def narrowed(self, owed: ObligationQuerySet, department: str) -> ObligationQuerySet:
        """Of the units that the department with this code followed; "none": of those that nobody did."""
        if not self.moved or not department:
            return owed.followed_by(department)
        there = [pk for pk, unit in self.moved.items() if (unit.code if unit else NOBODY) == department]
        still = owed.followed_by(department).exclude(unit__in=self.moved)
        return owed.filter(Q(pk__in=still.order_by().values("pk")) | Q(unit__in=there))

    def departments(self, owed: ObligationQuerySet) -> list[Department]:
        """After `standing`: how many stand where, by the department that followed the unit."""
        if not self.moved:
            return owed.departments()
        then = [When(unit=pk, then=Value(unit.pk if unit else None)) for pk, unit in self.moved.items()]
        rows = owed.order_by().annotate(followed_by=Case(*then, default=F("unit__lead_unit"), output_field=BigIntegerField()))
        counted = list(rows.values_list("followed_by", "standing", "is_late", "review").annotate(number=Count("pk")))
        units = Unit.objects.in_bulk({pk for pk, *_rest in counted if pk})
        return by_department((*_named(units.get(pk)), *rest) for pk, *rest in counted)


def _named(unit: Unit | None) -> tuple[str, str, str, str]:
    return (unit.code, unit.name_vi, unit.name_en, unit.sort_key) if unit else ("", "", "", "")
