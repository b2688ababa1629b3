"""What every importer of the plan stands on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from accounts import versions
from accounts.history import Actor
from accounts.models import Unit
from accounts.numbers import too_fine
from office.tables.importing import Importer
from office.tables.reading import ReadRow
from plan.models import Indicator, Measure, Plan
from plan.moment import Moment


class PlanImporter(Importer):
    def __init__(self, plan: Plan, by: Actor, now: datetime) -> None:
        self.plan, self.by, self.now = plan, by, now
        self.moment = Moment.now(now)

    @contextmanager
    def measures_held(self, known: Mapping[str, Measure], rows: Iterable[ReadRow]) -> Iterator[None]:
        """Those of the plan that the rows name; `self.take` takes in one that a row has added."""
        named = {row.values.get("code") for row in rows}
        with versions.locked_together([measure for code, measure in known.items() if code in named]) as self.take:
            yield

    def measures(self) -> dict[str, Measure]:
        """Those of the plan by code."""
        found = self.plan.measures.in_plan(self.moment).select_related("plan", "task", "superseded_by")
        return {measure.code: measure for measure in found}

    def indicators(self) -> dict[str, Indicator]:
        return {indicator.code: indicator for indicator in self.plan.indicators.select_related("plan")}


def units_by_code() -> dict[str, Unit]:
    return {unit.code: unit for unit in Unit.objects.all()}


def scaled(value: Any, indicator: Indicator) -> int | None:
    """As the indicator keeps it; no digit is rounded away."""
    if value is None:
        return None
    number = value.scaleb(indicator.decimals)
    if number != number.to_integral_value():
        raise ValidationError({"value": too_fine(indicator.decimals)})
    return int(number)
