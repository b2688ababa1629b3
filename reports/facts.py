"""The facts of which a progress report is made: what is read, in one moment, and nothing more. Pure data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from plan.money import Amounts


@dataclass(frozen=True)
class Name:
    """A name in two languages; what one lacks is shown in the other."""

    vi: str
    en: str = ""

    def as_dict(self) -> dict[str, str]:
        return {"vi": self.vi or self.en, "en": self.en or self.vi}


TASK, UNIT, REGION, MISSION = "task", "unit", "region", "mission"
FORESIGHT = "foresight"  # no part: the whole with openings in preparation and the forecast, for those alone who may see them


@dataclass(frozen=True)
class Scope:
    """The part of the plan that a report is about; `units`: the codes of the units that are in it."""

    kind: str
    code: str
    name: Name
    units: tuple[str, ...] = ()

    @property
    def word(self) -> str:
        return f"{self.kind}:{self.code}" if self.code else self.kind

    @property
    def is_whole(self) -> bool:
        return self.kind == FORESIGHT


@dataclass(frozen=True)
class PlanRow:
    code: str
    number: str
    kind: Name
    title: Name
    issued_on: date
    issuer: Name = Name("")


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
    lead_code: str = ""
    coordinating: tuple[Name, ...] = ()
    coordinating_codes: tuple[str, ...] = ()
    output: Name | None = None
    narrative: str = ""  # the last result told
    narrative_on: date | None = None  # of which day it tells, where what is in force tells none
    difficulties: str = ""


@dataclass(frozen=True)
class MoneyRow:
    """What a measure was given in the year out of one source; amounts in whole đồng, None where nothing is entered."""

    measure: str
    source: str
    amounts: Amounts


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
    source_vi: str = ""


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
    history: tuple[tuple[date, float], ...] = ()  # what it came to, oldest first, up to the day
    changes: tuple[Change, ...] = ()
    official: OfficialTotal | None = None
    between: tuple[int, int] | None = None  # how many were open at least and at most, where the day of a change is not known
    gained: tuple[int, int] | None = None  # by how many it grew in the year, at least and at most


@dataclass(frozen=True)
class DirectiveRow:
    code: str
    kind: str
    from_plan_sources: bool
    links: tuple[str, ...]  # the decision on each
    measures: tuple[str, ...] = ()  # codes of those that links lead to, rejected ones aside
    text: Name = Name("")


@dataclass(frozen=True)
class AlikeRow:
    """What the units came to that reported for both periods: for that of the report before, and for this one."""

    units: int
    before: float
    now: float


@dataclass(frozen=True)
class IndicatorRow:
    """An indicator as it stood on the day; values in its own unit. None: not known, or nothing to compare with."""

    code: str
    name: Name
    unit: Name
    decimals: int = 0
    value: float | None = None
    value_on: date | None = None
    period: str = ""  # code of the period that the units reported on
    direction: str = ""
    baseline: float | None = None
    places: int | None = None  # with how many decimals what is reckoned of it is told; None: one more than the value has
    before: float | None = None  # as it stood before the period of the value; of a count, a quarter before the day
    year_before: float | None = None  # as it stood twelve months before
    alike: AlikeRow | None = None  # of those in the value of the report before too, where that is of another period
    measures: tuple[str, ...] = ()  # codes of those it measures
    units: int = 0  # whose values it is put together from
    asked: int | None = None
    partial: float | None = None  # what a later period comes to so far, of which few units have answered
    partial_units: int = 0
    partial_asked: int | None = None
    expected: float | None = None
    difference: float | None = None
    side: str = ""
    goal: TargetRow | None = None
    reached: bool = False
    required_pace: float | None = None
    actual_pace: float | None = None


@dataclass(frozen=True)
class PeriodRow:
    code: str
    name: Name
    starts_on: date
    cut_off_on: date
    due_at: datetime


@dataclass(frozen=True)
class OwedRow:
    """What a unit owed for a period, and where that stood at the report's moment (`reports.completeness`)."""

    period: str
    unit: str
    name: Name
    department: str  # code; empty where no department follows the unit
    standing: str
    review: str
    is_late: bool = False
    days_late: int = 0
    is_counted: bool = False  # whether a version of it was accepted, also where a later one waits or came back


@dataclass(frozen=True)
class SaidRow:
    """What a unit wrote in an accepted report, as it wrote it."""

    period: str
    unit: str
    name: Name
    role: str  # results, difficulties, proposals, next
    text: str
    measure: str = ""  # code, where it is about one


@dataclass(frozen=True)
class BadReport:
    """An accepted report that could not be read; the others are not held up by it."""

    period: str
    unit: str
    name: Name
    fault: str  # a key of `reports.parts.field.FAULTS`


@dataclass(frozen=True)
class FieldRows:
    """What the units owed and said for the periods that the report is about."""

    quarters: tuple[PeriodRow, ...]
    departments: tuple[tuple[str, Name], ...]
    owed: tuple[OwedRow, ...]
    said: tuple[SaidRow, ...]
    bad: tuple[BadReport, ...]
    counted: tuple[int, ...]  # ids of the versions whose answers are in it
    counted_units: tuple[str, ...] = ()  # whose each of them is


@dataclass(frozen=True)
class Previous:
    """The report with which this one is compared."""

    pk: int
    code: str
    on: date
    approved: bool
    figures: dict[str, Any]


@dataclass(frozen=True)
class ProposalRow:
    """A proposal as it stood at the instant at which the report was known."""

    task: str  # code; empty where it is of none
    state: str
    overdue: bool
    pk: int = 0
    text: str = ""
    raised_by: Name = Name("")
    assigned_to: Name | None = None
    due_on: date | None = None
    units: tuple[str, ...] = ()  # codes of who raised it and of who is to answer


@dataclass(frozen=True)
class PlannedRow:
    """An opening in preparation as the forecast took it."""

    code: str
    name: Name
    chance: float
    likely: date
    latest: date


@dataclass(frozen=True)
class Foresight:
    """A forecast as it was kept, and the openings that it rests on (design rule 6)."""

    on: date
    draws: int
    seed: int
    sha256: str
    years: tuple[tuple[date, int, int, int], ...]  # at each year's end: one in ten below, the middle, one in ten above
    chances: tuple[tuple[TargetRow, float], ...]
    openings: tuple[PlannedRow, ...]


@dataclass(frozen=True)
class TrainingRow:
    """A training programme: completions since the plan began and in the year of the report, and what its targets ask for."""

    code: str
    name: Name
    audience: str
    completed: int
    expected: float
    year_completed: int
    year_target: int


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
    network: Network | None  # None: the report is not about the whole
    indicators: tuple[IndicatorRow, ...] = ()
    period: PeriodRow | None = None  # None: the plan on a day, without what the field reports
    field: FieldRows | None = None
    previous: Previous | None = None
    proposals: tuple[ProposalRow, ...] = ()
    training: tuple[TrainingRow, ...] = ()
    money: tuple[MoneyRow, ...] = ()  # of the budget year in which the day falls
    scope: Scope | None = None  # None: the whole plan
    since: date | None = None  # of a report between two days
    foresight: Foresight | None = None  # only where it was asked for
    base: str = ""  # SHA-256 of the .docx below the Word file; empty: the built-in styles
    agency: Name = Name("")  # the unit whose report it is: that of the secretariat
