"""What a progress report says of training, as numbers: pure, without a query and without a clock.

A report is for many readers, so people are rounded as for who may not read names (`personnel.counting`): 0 is under eight.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from personnel.counting import rounded
from reports.addresses import Addresses
from reports.facts import TrainingRow

COUNTED = ("completed", "expected", "year_completed", "year_target")
PEOPLE = ("completed", "year_completed")


def training_figures(rows: Sequence[TrainingRow], start: date, on: date, at: Addresses) -> dict[str, Any] | None:
    """None where no programme aims at anything and nobody was trained."""
    if not rows:
        return None
    audiences = dict.fromkeys(row.audience for row in rows)
    return {
        "since": start.isoformat(),
        "year": on.year,
        "total": {**_sums(rows), "address": at.training()},
        "audiences": [_audience(one, rows, at) for one in audiences],
        "programmes": [
            {
                "code": row.code,
                "name": row.name.as_dict(),
                "audience": row.audience,
                **_sums([row]),
                "address": at.training(programme=row.code),
            }
            for row in rows
        ],
    }


def _audience(audience: str, rows: Sequence[TrainingRow], at: Addresses) -> dict[str, Any]:
    return {"audience": audience, **_sums([row for row in rows if row.audience == audience]), "address": at.training(audience=audience)}


def _sums(rows: Sequence[TrainingRow]) -> dict[str, int]:
    """The path as whole people. A sum is rounded as one."""
    sums = {name: round(sum(getattr(row, name) for row in rows)) for name in COUNTED}
    return sums | {name: rounded(sums[name]) for name in PEOPLE}
