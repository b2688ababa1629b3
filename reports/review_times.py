"""How long the ministry takes to decide on what was submitted: pure, without a query and without a clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import NamedTuple

from reports.due import span


class Decided(NamedTuple):
    """One version that was accepted or returned."""

    unit: int
    group: str
    submitted_at: datetime
    decided_at: datetime

    @property
    def took(self) -> timedelta:
        return self.decided_at - self.submitted_at


@dataclass(frozen=True)
class ReviewTime:
    number: int  # of decisions; a report that was returned and sent again has several
    median: timedelta

    @property
    def words(self) -> str:
        return span(self.median)

    @property
    def hours(self) -> float:
        return round(self.median.total_seconds() / 3600, 1)


class ReviewTimes:
    """Of all, by group, and how long each unit has waited in all."""

    def __init__(self, rows: Iterable[Decided]) -> None:
        listed = list(rows)
        self.all = _time_of([row.took for row in listed])
        found: dict[str, list[timedelta]] = {}
        self.waited: dict[int, timedelta] = {}
        for row in listed:
            found.setdefault(row.group, []).append(row.took)
            self.waited[row.unit] = self.waited.get(row.unit, timedelta()) + row.took
        self.groups = {group: _time_of(took) for group, took in found.items()}


def _time_of(took: list[timedelta]) -> ReviewTime | None:
    """None: nothing has been decided."""
    return ReviewTime(len(took), timedelta(seconds=median(one.total_seconds() for one in took))) if took else None
