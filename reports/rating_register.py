"""The results of ratings by quarter, as far as somebody may read them; nothing of a quarter that is still open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from accounts.models import Unit
from plan.models import Period
from reports.models import Rating
from reports.models.rating import QUESTIONS
from reports.ratings import Given, Result, Results, results
from reports.services.rating import closes_on

QUARTERS = 8


@dataclass(frozen=True)
class Line:
    """One department in one quarter; `result` None: fewer than five answers."""

    department: Unit | None
    result: Result | None


@dataclass(frozen=True)
class Quarter:
    period: Period
    lines: list[Line]
    total: Result | None  # only for those who read all departments
    is_partial: bool

    @property
    def words(self) -> list[Line]:
        """The departments of which something was said in words."""
        return [line for line in self.lines if line.result and line.result.words]


def quarters(today: date, departments: Iterable[int] | None, *, most: int = QUARTERS) -> list[Quarter]:
    """The quarters whose ratings are closed, newest first; `departments` None: all, with their total."""
    wanted = None if departments is None else set(departments)
    periods = [one for one in Period.objects.filter(ratings__isnull=False).distinct().order_by("-starts_on") if closes_on(one) < today][
        :most
    ]
    rows: dict[int, list[Given[int]]] = {}
    for row in Rating.objects.filter(period__in=periods).order_by("pk"):
        scores = tuple(getattr(row, name) for name in QUESTIONS)
        rows.setdefault(row.period_id, []).append(Given(row.department_id, scores, row.word))
    units = {unit.pk: unit for unit in Unit.objects.filter(ratings__period__in=periods).distinct()}
    return [_quarter(one, results(rows[one.pk]), units, wanted) for one in periods]


def _quarter(period: Period, found: Results[int], units: dict[int, Unit], wanted: set[int] | None) -> Quarter:
    lines = [
        Line(units.get(key) if key else None, result)
        for key, result in found.departments.items()
        if wanted is None or (key is not None and key in wanted)
    ]
    lines.sort(key=lambda line: line.department.sort_key if line.department else "~")
    whole = found.total if wanted is None else None
    return Quarter(period, lines, whole, found.is_partial and wanted is None)
