"""Completion by audience, programme, year, region and unit, since the plan began, against the expected path of a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Sum
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext as _

from accounts.models import Unit
from missions.models import Mission
from missions.regions import REGIONS
from personnel import counting
from personnel.counting import Cell
from personnel.models import Programme, ProgrammeTarget, ResultRecord
from personnel.trained import together
from personnel.training_indicators import began
from personnel.training_path import Reached, expected, since
from plan.moment import Moment

HOME = "home"


@dataclass(frozen=True)
class Part:
    """One line of a table that is held against a path."""

    name: str
    reached: Reached
    address: str = ""


@dataclass(frozen=True)
class Counted:
    """One line of a table that only counts; rounded for who may not read names."""

    name: str
    cell: Cell


@dataclass
class Completion:
    start: date
    whole: Reached
    by_audience: list[Part]
    by_programme: list[Part]
    by_year: list[Part]
    by_region: list[Counted] = field(default_factory=list)
    by_unit: list[Counted] = field(default_factory=list)
    is_narrowed: bool = False  # whether region and unit follow the filter too

    @property
    def begins_within_a_year(self) -> bool:
        """Of whose target a part alone counts, of a programme that ran already: its own page, which counts the year, says another
        number."""
        return (self.start.month, self.start.day) != (1, 1)

    @property
    def room(self) -> int:
        parts = [*self.by_audience, *self.by_programme, *self.by_year]
        return max([max(part.reached.target, part.reached.completed) for part in parts], default=0)


Cells = Mapping[tuple[int, int], int]  # (programme, year) -> people


def completion(
    moment: Moment, *, audience: str = "", programme: str = "", year: int | None = None, names: Collection[int] | None
) -> Completion:
    """`names`: the units whose officers the reader may read (None: all). Who may not read all of them sees rounded numbers, each
    rounded as a sum, and regions and units of everything together, whatever the filter."""
    start, programmes = began(), _programmes(audience, programme)
    done, aims = _done(moment, start, programmes, year), _aims(moment, start, programmes, year)
    lines = {row.pk: _reached(done, aims, moment.on, row, start) for row in programmes}
    exact = narrowed = names is None
    rows = ResultRecord.objects.completed(moment.on, moment.known) if narrowed else ResultRecord.objects.completed(moment.today)
    rows = rows.filter(completed_on__gte=start)
    if narrowed:
        rows = rows.filter(enrolment__course__programme__in=[row.pk for row in programmes])
        rows = rows.filter(completed_on__year=year) if year else rows
    by_unit = dict(rows.order_by().values_list("enrolment__unit").annotate(n=Sum("heads")))
    regions, units = _places(by_unit, exact=exact)
    return Completion(
        start=start,
        whole=together(lines.values()).for_reader(exact=exact),
        by_audience=[
            Part(str(one.label), _together(lines, [row for row in programmes if row.audience == one], exact), f"?audience={one.value}")
            for one in Programme.Audience
            if not audience or audience == one
        ],
        by_programme=_by_programme(programmes, lines, exact),
        by_year=_by_year(done, aims, moment.on, programmes, start, exact),
        by_region=regions,
        by_unit=units,
        is_narrowed=narrowed,
    )


def _programmes(audience: str, programme: str) -> list[Programme]:
    rows = Programme.objects.narrowed(audience=audience)
    return list(rows.filter(code=programme) if programme else rows)


def _done(moment: Moment, start: date, programmes: Iterable[Programme], year: int | None) -> Cells:
    rows = ResultRecord.objects.completed(moment.on, moment.known).filter(completed_on__gte=start)
    rows = rows.filter(enrolment__course__programme__in=[row.pk for row in programmes])
    groups = rows.order_by().values_list("enrolment__course__programme", ExtractYear("completed_on")).annotate(n=Sum("heads"))
    return {(row, when): people for row, when, people in groups if year in (None, when)}


def _aims(moment: Moment, start: date, programmes: Iterable[Programme], year: int | None) -> Cells:
    by_programme: dict[int, dict[int, int]] = defaultdict(dict)
    standing = ProgrammeTarget.objects.standing(moment.known).filter(programme__in=[row.pk for row in programmes])
    for row, when, people in standing.values_list("programme", "year", "people"):
        by_programme[row][when] = people
    begins = {row.pk: row.from_on for row in programmes}
    told = {row: since(targets, start, begins[row]) for row, targets in by_programme.items()}
    return {(row, when): people for row, targets in told.items() for when, people in targets.items() if year in (None, when)}


def _reached(done: Cells, aims: Cells, on: date, programme: Programme, start: date) -> Reached:
    targets = {when: people for (row, when), people in aims.items() if row == programme.pk}
    completed = sum(people for (row, _when), people in done.items() if row == programme.pk)
    return Reached(targets, completed, expected(targets, on, max(start, programme.from_on or start)))


def _together(lines: Mapping[int, Reached], programmes: Iterable[Programme], exact: bool) -> Reached:
    return together(lines[row.pk] for row in programmes).for_reader(exact=exact)


def _by_programme(programmes: Iterable[Programme], lines: Mapping[int, Reached], exact: bool) -> list[Part]:
    """Those that aim at something or have trained somebody, as far as the reader may know."""
    told = [(row, lines[row.pk].for_reader(exact=exact)) for row in programmes]
    return [Part(row.name, reached, row.code) for row, reached in told if reached.target or reached.completed]


def _by_year(done: Cells, aims: Cells, on: date, programmes: Iterable[Programme], start: date, exact: bool) -> list[Part]:
    parts = []
    listed = list(programmes)
    for year in sorted({when for _row, when in (*done, *aims)}):
        of_year = [{key: people for key, people in cells.items() if key[1] == year} for cells in (done, aims)]
        reached = together(_reached(of_year[0], of_year[1], on, row, start) for row in listed).for_reader(exact=exact)
        if exact or reached.target or reached.completed:
            parts.append(Part(str(year), reached, f"?year={year}"))
    return parts


def _places(by_unit: Mapping[int, int], *, exact: bool) -> tuple[list[Counted], list[Counted]]:
    units = list(Unit.objects.filter(pk__in=by_unit))
    region_of = dict(Mission.objects.filter(unit__in=by_unit).values_list("unit", "region_broad"))
    names = {next(iter(region.values)): str(region.name) for region in REGIONS.values() if region.field == "region_broad"}
    by_region: dict[str, int] = defaultdict(int)
    for unit in units:
        by_region[region_of.get(unit.pk, HOME)] += by_unit[unit.pk]
    regions = _counted(by_region, {HOME: _("In the country"), "": _("Region not said"), **names}, exact)
    return regions, _counted({str(unit.pk): by_unit[unit.pk] for unit in units}, {str(unit.pk): unit.name for unit in units}, exact)


def _counted(numbers: Mapping[str, int], names: Mapping[str, str], exact: bool) -> list[Counted]:
    cells = counting.listed(numbers, exact=exact)
    return [Counted(names.get(key, key), cells[key]) for key in sorted(cells, key=lambda key: (key == HOME, names.get(key, key)))]
