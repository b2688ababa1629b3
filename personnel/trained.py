"""How many people have completed a course: by programme, audience, unit, region and year, against what is aimed at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Sum
from django.db.models.functions import ExtractYear

from personnel.models import Course, Programme, ProgrammeTarget, ResultRecord
from personnel.training_path import Reached, reached


@dataclass(frozen=True)
class Line:
    programme: Programme
    reached: Reached


def completed_by_year(on: date, known: datetime | None = None, programmes: Iterable[int] | None = None) -> dict[int, dict[int, int]]:
    """Programme → year → people, in one question."""
    rows = ResultRecord.objects.completed(on, known)
    if programmes is not None:
        rows = rows.filter(enrolment__course__programme__in=list(programmes))
    found: dict[int, dict[int, int]] = defaultdict(dict)
    groups = rows.order_by().values_list("enrolment__course__programme", ExtractYear("completed_on"))
    for programme, year, people in groups.annotate(n=Sum("heads")):
        found[programme][year] = people
    return found


def lines(programmes: Iterable[Programme], on: date, year: int | None = None) -> list[Line]:
    """Programmes that were read `for_list`, each with how far it has come; with `year`, in that year alone. Exact numbers:
    `for_reader` rounds what is shown."""
    listed = list(programmes)
    completed = completed_by_year(on, programmes=[row.pk for row in listed])
    return [Line(row, of_programme(row, completed.get(row.pk, {}), on, year)) for row in listed]


def for_reader(rows: Iterable[Line], *, exact: bool) -> list[Line]:
    return [Line(row.programme, row.reached.for_reader(exact=exact)) for row in rows]


def of_programme(programme: Programme, completed: Mapping[int, int], on: date, year: int | None = None) -> Reached:
    targets = {aim.year: aim.people for aim in programme.aims}
    if year is not None:
        targets = {year: targets[year]} if year in targets else {}
        completed = {year: completed[year]} if year in completed else {}
    return reached(targets, completed, on, programme.from_on)


def together(rows: Iterable[Reached]) -> Reached:
    targets: dict[int, int] = defaultdict(int)
    done, path = 0, 0.0
    for row in rows:
        for year, people in row.targets.items():
            targets[year] += people
        done, path = done + row.completed, path + row.expected
    return Reached(dict(targets), done, path)


def years_known() -> list[int]:
    """Those for which something is aimed at or was completed, the latest first."""
    aimed = set(ProgrammeTarget.objects.standing().order_by().values_list("year", flat=True).distinct())
    done = ResultRecord.objects.completed(date.max).order_by().values_list(ExtractYear("completed_on"), flat=True).distinct()
    return sorted(aimed | set(done), reverse=True)


def years_held() -> list[int]:
    """Those in which a course begins, the latest first."""
    found = Course.objects.order_by().values_list(ExtractYear("starts_on"), flat=True).distinct()
    return sorted(found, reverse=True)
