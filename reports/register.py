"""The register of a period: who owes a report, who has sent one, who is silent; the rows that a filter asks for, and how
each unit has kept its quarters. Asks `Obligation.objects.standing` and owns no rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString

from office.charts import Mark, strip
from plan.models import Period
from plan.moment import Moment
from reports.chasing import Situation, counted, situation, standing_word
from reports.completeness import UNSENT, Completeness, Department, Review, Standing, instant, total
from reports.following import Followers
from reports.grouping import EXPRESSIONS, NAMELESS, NOBODY, group_of, key_of
from reports.models import Obligation, ProgressReport, ProgressReportQuerySet
from reports.models.obligation import ObligationQuerySet
from reports.review_times import ReviewTime, ReviewTimes

QUARTERS = 8
MARKS = {
    Standing.ON_TIME: "ok",
    Standing.LATE: "late",
    Standing.NIL: "nil",
    Standing.WAIVED: "waived",
    Standing.NOT_DUE: "waiting",
    Standing.MISSING: "missing",
}


@dataclass(frozen=True)
class Past:
    """How one unit has kept the last quarters: a strip of marks with a word for each. `due`: the quarters of which a report was
    sent, also before its day, or is due; `on_time`: how many of these came in time."""

    marks: SafeString
    words: list[str]
    on_time: int
    due: int


@dataclass(frozen=True)
class Row:
    owed: Obligation
    situation: Situation
    past: Past
    group: str  # its name; empty for units of none
    waited: timedelta | None  # for the decisions of the review, in all


@dataclass
class Group:
    """The rows of one department, region or kind: those who have not sent first, the others folded."""

    department: Department
    unsent: list[Row] = field(default_factory=list)
    others: list[Row] = field(default_factory=list)

    @property
    def code(self) -> str:
        return self.department.code or NOBODY

    @property
    def rows(self) -> list[Row]:
        return [*self.unsent, *self.others]


@dataclass
class Register:
    period: Period
    departments: list[Department]
    by: str
    parts: list[Department]  # the same counts by department, region or kind
    groups: list[Group]
    times: ReviewTimes
    quarters: list[Period]  # of the strips, oldest first
    chosen: Mapping[str, str]  # the filter as it was read; empty values left out

    @property
    def counts(self) -> Completeness:
        return total(self.departments)

    @property
    def nameless(self) -> str:
        """What the units of no group are called."""
        return str(NAMELESS[self.by])

    @property
    def rows(self) -> list[Row]:
        return [row for group in self.groups for row in group.rows]

    @property
    def number(self) -> int:
        return len(self.rows)

    @property
    def only(self) -> Row | None:
        """The one row of somebody who reads no other."""
        return self.rows[0] if not self.chosen and len(self.rows) == 1 else None


class Question:
    """Who has reported for a period, of the units that the reader may know of, at a moment."""

    def __init__(self, owed: ObligationQuerySet, period: Period, moment: Moment, now: datetime) -> None:
        self.owed, self.period, self.moment = owed, period, moment
        self.at, self.followers = instant(moment, now), Followers(moment.known)
        self.standing = owed.of_period(period).begun(moment.on).standing(self.at, moment.known)

    @cached_property
    def departments(self) -> list[Department]:
        return self.followers.departments(self.standing)

    @cached_property
    def present(self) -> dict[str, set[str]]:
        """The regions and kinds of the units that owe the period here: the others are nothing to choose from. One query."""
        parts = ("region", "kind")
        found = self.standing.annotate(**{f"its_{part}": EXPRESSIONS[part] for part in parts})
        rows = list(found.order_by().values_list(*(f"its_{part}" for part in parts)).distinct())
        return {part: {key_of(part, row[place]) for row in rows} for place, part in enumerate(parts)}

    @property
    def counts(self) -> Completeness:
        return total(self.departments)

    def review_times(self, by: str) -> ReviewTimes:
        return ReviewTimes(self.owed.of_period(self.period).decisions(by, self.at))

    def grouped(self, by: str) -> list[Department]:
        return self.departments if by == "department" else self.standing.grouped(by)

    def register(self, asked: Mapping[str, str]) -> Register:
        """Narrowed by `asked`: standing (or "owed", "received"), review, department, region, kind; `by`: how it is grouped."""
        by = asked.get("by") or "department"
        chosen = {name: value for name, value in asked.items() if value and name != "by"}
        narrowed = self.followers.narrowed(self.standing, chosen.get("department", "")).in_group(chosen.get("standing", ""))
        for part in ("region", "kind"):
            narrowed = narrowed.in_part(part, chosen.get(part, ""))
        found = list(narrowed.in_review(chosen.get("review", "")).with_counted(self.at).for_list())
        quarters = list(Period.objects.up_to(self.period)[:QUARTERS])[::-1]
        units = [row.unit_id for row in found]
        kept = self.owed.of_periods(quarters).of_units(units).standing(self.at, self.moment.known).histories()
        past = histories(kept, units, quarters)
        parts, times = self.grouped(by), self.review_times(by)
        groups = {part.code: Group(part) for part in parts}
        for row in found:
            row.unit.lead_unit = self.followers.of(row.unit)
            group = groups[group_of(by, row.unit)]
            said = situation(row, self.at, is_now=self.moment.is_now)
            shown = Row(row, said, past[row.unit_id], group.department.name, times.waited.get(row.unit_id))
            (group.unsent if row.standing in UNSENT else group.others).append(shown)
        return Register(self.period, self.departments, by, parts, _in_order(groups), times, quarters, chosen)


def _in_order(groups: Mapping[str, Group]) -> list[Group]:
    """The silent first."""
    for group in groups.values():
        group.unsent.sort(key=lambda row: row.owed.standing != Standing.MISSING)
    silent_first = sorted(groups.values(), key=lambda group: (-group.department.counts.missing, -group.department.counts.not_due))
    return [group for group in silent_first if group.rows]


def histories(rows: Iterable[tuple[int, int, str, bool]], units: Iterable[int], periods: Sequence[Period]) -> dict[int, Past]:
    """Of each unit (by its id) the strip of these periods, oldest first, from rows of (unit, period, standing, is late)."""
    found: dict[int, dict[int, tuple[str, bool]]] = {}
    for unit, period, standing, is_late in rows:
        found.setdefault(unit, {})[period] = (standing, is_late)
    return {unit: _past(found.get(unit, {}), periods) for unit in units}


def _past(found: Mapping[int, tuple[str, bool]], periods: Sequence[Period]) -> Past:
    marks, standings = [], []
    for period in periods:
        standing, is_late = found.get(period.pk, ("", False))
        standings.append((standing, is_late))
        marks.append(Mark(MARKS[Standing(standing)] if standing else "none", f"{period.name}: {standing_word(standing, is_late)}"))
    on_time = sum(standing == Standing.ON_TIME or (standing == Standing.NIL and not late) for standing, late in standings)
    due = sum(standing in {Standing.ON_TIME, Standing.LATE, Standing.NIL, Standing.MISSING} for standing, _late in standings)
    words = [standing_word(standing, is_late) for standing, is_late in standings]
    return Past(strip(marks, label=counted([standing for standing, _late in standings])), words, on_time, due)


def address(period: Period, query: str = "", **chosen: str) -> str:
    """The register of a period with a filter, at the same moment (`query`, as `Moment.query` gives it)."""
    parts = "&".join(part for part in (urlencode(chosen), query) if part)
    return reverse("reports:period", args=[period.code]) + (f"?{parts}" if parts else "")


@dataclass(frozen=True)
class Line:
    """One period in the list of periods. `own` instead of counts for somebody who reads one unit alone."""

    period: Period
    counts: Completeness
    own: tuple[Obligation, Situation] | None
    report: ProgressReport | None


@dataclass(frozen=True)
class Calendar:
    """The periods, newest first; `focus` is the one whose due time is nearest, before or after."""

    lines: list[Line]
    focus: Line | None


def calendar(owed: ObligationQuerySet, reports: ProgressReportQuerySet, moment: Moment, now: datetime, *, one_unit: bool) -> Calendar:
    """The periods that have begun and of which something is owed or compiled, the latest due first: what was asked ad hoc in
    the middle of a quarter is due before its report."""
    standing = owed.standing(now)
    own = {row.period_id: (row, situation(row, now, is_now=True)) for row in standing.with_counted(now).for_list()} if one_unit else {}
    counts, compiled = standing.by_period(), reports.of_periods()
    lines = [
        Line(period, counts.get(period, Completeness()), own.get(period.pk), compiled.get(period.pk))
        for period in Period.objects.begun(moment.on).order_by("-due_at", "-starts_on", "-cut_off_on")
        if period in counts or period.pk in compiled
    ]
    asked = [line for line in lines if line.period in counts]
    focus = min(asked, key=lambda line: abs(line.period.due_at - now), default=None)
    return Calendar(lines, focus)


@dataclass(frozen=True)
class Figure:
    """A count that opens exactly its rows."""

    key: str
    value: int
    address: str
    is_chosen: bool


def figures(found: Register, query: str = "") -> list[Figure]:
    """What is owed and how it stands; what is still open is counted only while something is."""
    counts = found.counts
    keys = ["owed", *(one.value for one in (Standing.ON_TIME, Standing.LATE, Standing.NIL, Standing.WAIVED))]
    keys += [key for key in (Standing.NOT_DUE.value, Standing.MISSING.value) if getattr(counts, key) or key == Standing.MISSING]
    values = {"owed": counts.expected}
    return [_figure(found, "standing", key, values.get(key, getattr(counts, key, 0)), query) for key in keys]


@dataclass(frozen=True)
class GroupLine:
    """One group of the table "who has reported": each of its counts opens exactly its rows."""

    name: str
    counts: Completeness
    cells: list[Figure]
    time: ReviewTime | None


COLUMNS = ("owed", "received", *(one.value for one in Standing))  # the names of the figures above it, so that they add up to them


def group_lines(found: Register, query: str = "") -> list[GroupLine]:
    """Counts as in `COLUMNS` and how long a review takes, by department, region or kind."""
    times = found.times.groups
    return [GroupLine(one.name, one.counts, [_cell(found, one, key, query) for key in COLUMNS], times.get(one.code)) for one in found.parts]


def _cell(found: Register, group: Department, key: str, query: str) -> Figure:
    value, by = group.counts.expected if key == "owed" else getattr(group.counts, key), found.by
    return Figure(key, value, address(found.period, query, by=by, **{by: group.code or NOBODY}, standing=key), False)


def reviews(found: Register, query: str = "") -> list[Figure]:
    """How far the review of what was sent has come."""
    seldom = {Review.WITHDRAWN, Review.REOPENED}
    keys = [one.value for one in Review if one.value and (getattr(found.counts, one.value) or one not in seldom)]
    return [_figure(found, "review", key, getattr(found.counts, key), query) for key in keys]


def _figure(found: Register, name: str, key: str, value: int, query: str) -> Figure:
    return Figure(key, value, address(found.period, query, **{name: key}), found.chosen.get(name) == key)
