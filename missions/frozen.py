"""A forecast as text and back: what is kept of it, byte for byte the same for the same forecast. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from hashlib import sha256
from typing import Any

from missions.outlook import Chance, Inputs, Outcome, Planned, Rate, Swing, Year
from plan.reckoning import Goal

Json = dict[str, Any]


def plain(inputs: Inputs | Outcome) -> Json:
    """As JSON holds it: days as ISO dates, no tuples."""
    return json.loads(json.dumps(asdict(inputs), default=date.isoformat))


def fingerprint(inputs: Json, outputs: Json) -> str:
    text = json.dumps([inputs, outputs], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


def inputs_of(kept: Mapping[str, Any]) -> Inputs:
    planned = (Planned(**{**row, **{name: _day(row[name]) for name in ("earliest", "likely", "latest")}}) for row in kept["planned"])
    return Inputs(
        on=_day(kept["on"]),
        size=kept["size"],
        until=_day(kept["until"]),
        planned=tuple(planned),
        openings=Rate(**kept["openings"]),
        closures=Rate(**kept["closures"]),
        unnamed_from=_day(kept["unnamed_from"]) if kept["unnamed_from"] else None,
        delay=kept["delay"],
        goals=tuple(_goal(row) for row in kept["goals"]),
    )


def outcome_of(kept: Mapping[str, Any]) -> Outcome:
    years = (Year(_day(row["on"]), row["mean"], {int(mark): size for mark, size in row["percentiles"].items()}) for row in kept["years"])
    chances = (Chance(_goal(row["goal"]), row["share"], _swings(row["swings"]), _swings(row["assumed"])) for row in kept["chances"])
    return Outcome(kept["draws"], kept["seed"], tuple(years), tuple(chances))


def _swings(rows: list[Json]) -> tuple[Swing, ...]:
    return tuple(Swing(**row) for row in rows)


def _goal(row: Mapping[str, Any]) -> Goal:
    return Goal(_day(row["due_on"]), row["value"], row["about"], row["code"])


def _day(text: str) -> date:
    return date.fromisoformat(text)
