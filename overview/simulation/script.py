"""What the illustration lets happen, read from its two files (`data/`)."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).with_name("data")
Day = date | int  # an int counts from the day of the illustration


def day_on(day: Day, on: date) -> date:
    return on + timedelta(days=day) if isinstance(day, int) else day


def month_end(day: Day, on: date) -> date:
    """As `day_on`, and a counted day is moved to the last of its month, on which deadlines usually fall."""
    found = day_on(day, on)
    return found.replace(day=monthrange(found.year, found.month)[1]) if isinstance(day, int) else found


@dataclass(frozen=True)
class MeasureScript:
    """One entry of data/plan.yaml, where the words are explained."""

    code: str
    lead: str
    percent: tuple[int, int]
    results: tuple[str, ...]
    with_: tuple[str, ...] = ()
    due: Day | str | None = None
    done: Day | None = None
    proposed: Day | None = None
    note: str = ""
    shown: tuple[dict[str, Any], ...] = ()
    quiet: Day | None = None
    paused: dict[str, Any] = field(default_factory=dict)
    worry: dict[str, Any] = field(default_factory=dict)
    refused: dict[str, Any] = field(default_factory=dict)
    requests: tuple[dict[str, Any], ...] = ()
    corrected: dict[str, Any] = field(default_factory=dict)
    moved: dict[str, Any] = field(default_factory=dict)
    difficulties: tuple[str, ...] = ()

    def goal(self, on: date) -> tuple[date, int]:
        """By when the percent should have come where it goes: the day on which the work ends, or the illustration's."""
        end = self.done or self.proposed or self.paused.get("when")
        return (day_on(end, on) if end is not None else on), self.percent[1]

    def speaks_until(self, on: date) -> date:
        """The last day of ordinary updates."""
        ends = [end for end in (self.done, self.proposed, self.quiet, self.paused.get("when")) if end is not None]
        return min([on, *(day_on(end, on) - timedelta(days=3) for end in ends)])

    def units(self) -> set[str]:
        return {self.lead, *self.with_, *([self.moved["lead"], *self.moved["with"]] if self.moved else [])}


@cache
def plan_script() -> tuple[tuple[str, ...], tuple[MeasureScript, ...]]:
    """Codes of the key measures; what happens to each measure."""
    read = _read("plan.yaml")
    return tuple(read["key"]), tuple(_measure(row) for row in read["measures"])


@cache
def report_words() -> dict[str, Any]:
    return _read("reports.yaml")


@cache
def money_script() -> tuple[dict[str, Any], ...]:
    """The projects and their amounts; data/money.yaml explains the words."""
    return tuple(_read("money.yaml"))


@cache
def openings_script() -> tuple[dict[str, Any], ...]:
    """The openings in preparation and their course; data/openings.yaml explains the words."""
    return tuple(_read("openings.yaml"))


@cache
def training_script() -> tuple[dict[str, Any], ...]:
    """The programmes and their courses; data/training.yaml explains the words."""
    return tuple(_read("training.yaml"))


def _measure(row: dict[str, Any]) -> MeasureScript:
    lists = {name: tuple(row.pop(name, ())) for name in ("results", "difficulties", "percent", "with", "requests", "shown")}
    return MeasureScript(**row, with_=lists.pop("with"), **lists)


@cache
def desk_script() -> dict[str, dict[str, Any]]:
    """What people do beside their updates, by the code of the measure: data/desk.yaml, where the words are explained."""
    read: dict[str, dict[str, Any]] = _read("desk.yaml")["measures"]
    return read


def _read(name: str) -> Any:
    return yaml.safe_load((DATA / name).read_text(encoding="utf-8"))
