"""Reads what is foreseen of the network, for a report that was asked for with it (design rule 6)."""

from __future__ import annotations

from datetime import date, datetime

from missions.frozen import inputs_of, outcome_of
from missions.models import ForecastRun, Opening
from plan.reckoning import Goal
from reports.facts import Foresight, Name, PlannedRow, TargetRow


def read_foresight(on: date, known: datetime) -> Foresight | None:
    """The forecast kept last by then, with the openings that it took: both as they were then."""
    run = ForecastRun.objects.filter(on__lte=on, made_at__lte=known).first()
    if run is None:
        return None
    rested, outcome = inputs_of(run.inputs), outcome_of(run.outputs)
    names = {row.code: Name(row.name_vi, row.name_en) for row in Opening.objects.filter(code__in=[row.code for row in rested.planned])}
    planned = sorted(rested.planned, key=lambda row: (row.likely, row.code))
    return Foresight(
        on=run.on,
        draws=run.draws,
        seed=run.seed,
        sha256=run.sha256,
        years=tuple((year.on, year.percentiles[10], year.percentiles[50], year.percentiles[90]) for year in outcome.years),
        chances=tuple((_target(chance.goal), chance.share) for chance in outcome.chances),
        openings=tuple(PlannedRow(row.code, names.get(row.code, Name(row.code)), row.chance, row.likely, row.latest) for row in planned),
    )


def _target(goal: Goal) -> TargetRow:
    return TargetRow(goal.code, goal.due_on, goal.value, goal.about)
