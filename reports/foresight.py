"""What is foreseen of the network, as figures of a progress report. Pure."""

from __future__ import annotations

from typing import Any

from missions.outlook import margin
from reports.facts import Foresight, PlannedRow, TargetRow

Figures = dict[str, Any]
PLACES = 9  # of what is reckoned and frozen: far more than a sentence shows, so that it rounds what the pages round


def foresight_figures(found: Foresight) -> Figures:
    """As the forecast was kept: what it says, and the seed and the hash by which it can be made and known again."""
    return {
        "on": found.on.isoformat(),
        "draws": found.draws,
        "seed": found.seed,
        "sha256": found.sha256,
        "years": [{"on": on.isoformat(), "low": low, "middle": middle, "high": high} for on, low, middle, high in found.years],
        "chances": [_chance(goal, share, found.draws) for goal, share in found.chances],
        "openings": [_opening(row) for row in found.openings],
        "address": f"/missions/forecast/?on={found.on.isoformat()}",
    }


def _chance(goal: TargetRow, share: float, draws: int) -> Figures:
    aim = {"due_on": goal.due_on.isoformat(), "value": goal.value, "about": goal.about}
    return {**aim, "share": round(share, PLACES), "margin": round(margin(share, draws), PLACES)}


def _opening(row: PlannedRow) -> Figures:
    return {
        "code": row.code,
        "name": row.name.as_dict(),
        "chance": round(row.chance, PLACES),
        "likely": row.likely.isoformat(),
        "latest": row.latest.isoformat(),
        "address": f"/missions/openings/{row.code}/",
    }
