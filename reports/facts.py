"""The facts of which a progress report is made: what is read, in one moment, and nothing more. Pure data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Name:
    """A name in two languages; what one lacks is shown in the other."""

    vi: str
    en: str = ""

    def as_dict(self) -> dict[str, str]:
        return {"vi": self.vi or self.en, "en": self.en or self.vi}


@dataclass(frozen=True)
class PlanRow:
    code: str
    number: str
    kind: Name
    title: Name
    issued_on: date


@dataclass(frozen=True)
class TaskRow:
    code: str
    title: Name


@dataclass(frozen=True)
class MeasureRow:
    """A measure as it stood at the report's moment."""

    code: str
    task: str
    title: Name
    cell: str
    state: str
    term: str
    health: str = ""
    percent: int | None = None
    due_on: date | None = None
    completed_on: date | None = None
    lead: Name | None = None
    coordinating: tuple[Name, ...] = ()
    output: Name | None = None
    narrative: str = ""
    difficulties: str = ""


@dataclass(frozen=True)
class TargetRow:
    code: str
    due_on: date
    value: float
    about: bool


@dataclass(frozen=True)
class Change:
    """A mission that opened or closed."""

    mission: str
    name: Name
    opened: bool
    on: date
    precision: str


@dataclass(frozen=True)
class OfficialTotal:
    """A total as published, and what the events show for the same day (None: not known)."""

    on: date
    total: int
    source: str
    counted: int | None = None


@dataclass(frozen=True)
class Network:
    """The missions that were open on two days, and the way they are asked to go. None: not known."""

    open: int | None
    open_a_year_before: int | None
    a_year_before: date
    known_from: date | None
    baseline: float | None = None
    baseline_on: date | None = None
    targets: tuple[TargetRow, ...] = ()
    changes: tuple[Change, ...] = ()
    official: OfficialTotal | None = None


@dataclass(frozen=True)
class DirectiveRow:
    code: str
    kind: str
    from_plan_sources: bool
    links: tuple[str, ...]  # the decision on each


@dataclass(frozen=True)
class Inputs:
    """Everything that is read, in one moment, and nothing more."""

    plan: PlanRow
    on: date
    known_at: datetime
    demo: bool
    tasks: tuple[TaskRow, ...]
    measures: tuple[MeasureRow, ...]
    directives: tuple[DirectiveRow, ...]
    network: Network
