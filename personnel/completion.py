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
    """One line of a table that only counts; a small number is hidden from who may not read names."""

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
    def room(self) -> int:
        parts = [*self.by_audience, *self.by_programme, *self.by_year]
        return max([max(part.reached.target, part.reached.completed) for part in parts], default=0)


Cells = Mapping[tuple[int, int], int]  # (programme, year) -> people


def completion(
    moment: Moment, *, audience: str = "", programme: str = "", year: int | None = None, names: Collection[int] | None
) -> Completion:
    """`names`: the units whose officers the reader may read (None: all). Who may not read all of them sees regions and units
    of everything together, whatever the filter: two filters that differ by one person would show that person."""
    start, programmes = began(), _programmes(audience, programme)
    done, aims = _done(moment, start, programmes, year), _aims(moment, start, programmes, year)
    lines = {row.pk: _reached(done, aims, moment.on, row, start) for row in programmes}
    narrowed = names is None
    rows = ResultRecord.objects.completed(moment.on, moment.known) if narrowed else ResultRecord.objects.completed(moment.today)
    rows = rows.filter(completed_on__gte=start)
    if narrowed:
        rows = rows.filter(enrolment__course__programme__in=[row.pk for row in programmes])
        rows = rows.filter(completed_on__year=year) if year else rows
    by_unit = dict(rows.order_by().values_list("enrolment__unit").annotate(n=Sum("heads")))
    regions, units = _places(by_unit, hides=not narrowed)
    return Completion(
        start=start,
        whole=together(lines.values()),
        by_audience=[
            Part(str(one.label), together(lines[row.pk] for row in programmes if row.audience == one), f"?audience={one.value}")
            for one in Programme.Audience
            if not audience or audience == one
        ],
        by_programme=[Part(row.name, lines[row.pk], row.code) for row in programmes if lines[row.pk].target or lines[row.pk].completed],
        by_year=_by_year(done, aims, moment.on, programmes, start),
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
    told = {row: since(targets, start) for row, targets in by_programme.items()}
    return {(row, when): people for row, targets in told.items() for when, people in targets.items() if year in (None, when)}


def _reached(done: Cells, aims: Cells, on: date, programme: Programme, start: date) -> Reached:
    targets = {when: people for (row, when), people in aims.items() if row == programme.pk}
    completed = sum(people for (row, _when), people in done.items() if row == programme.pk)
    return Reached(targets, completed, expected(targets, on, max(start, programme.from_on or start)))


def _by_year(done: Cells, aims: Cells, on: date, programmes: Iterable[Programme], start: date) -> list[Part]:
    parts = []
    listed = list(programmes)
    for year in sorted({when for _row, when in (*done, *aims)}):
        of_year = [{key: people for key, people in cells.items() if key[1] == year} for cells in (done, aims)]
        parts.append(Part(str(year), together(_reached(of_year[0], of_year[1], on, row, start) for row in listed), f"?year={year}"))
    return parts


def _places(by_unit: Mapping[int, int], *, hides: bool) -> tuple[list[Counted], list[Counted]]:
    units = list(Unit.objects.filter(pk__in=by_unit))
    region_of = dict(Mission.objects.filter(unit__in=by_unit).values_list("unit", "region_broad"))
    names = {next(iter(region.values)): str(region.name) for region in REGIONS.values() if region.field == "region_broad"}
    by_region: dict[str, int] = defaultdict(int)
    for unit in units:
        by_region[region_of.get(unit.pk, HOME)] += by_unit[unit.pk]
    regions = _counted(by_region, {HOME: _("In the country"), "": _("Region not said"), **names}, hides=hides)
    return regions, _counted({str(unit.pk): by_unit[unit.pk] for unit in units}, {str(unit.pk): unit.name for unit in units}, hides=hides)


def _counted(numbers: Mapping[str, int], names: Mapping[str, str], *, hides: bool) -> list[Counted]:
    cells = counting.parts(numbers).cells if hides else {key: Cell(people) for key, people in numbers.items()}
    return [Counted(names.get(key, key), cells[key]) for key in sorted(numbers, key=lambda key: (key == HOME, names.get(key, key)))]
