"""What training tells a progress report: each programme since the plan began and in the year of the report, on both clocks."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Sum
from django.db.models.functions import ExtractYear

from personnel.models import Programme, ProgrammeTarget, ResultRecord
from personnel.training_path import Reached, expected, since


@dataclass(frozen=True)
class Told:
    programme: Programme
    whole: Reached
    of_year: Reached


def programmes_told(start: date, on: date, known: datetime | None) -> list[Told]:
    """Those that aimed at something or trained somebody between the days, in three questions."""
    rows = Programme.objects.filter(recorded_at__lte=known) if known else Programme.objects.all()
    done: dict[int, dict[int, int]] = defaultdict(dict)
    completed = ResultRecord.objects.completed(on, known).filter(completed_on__gte=start).order_by()
    groups = completed.values_list("enrolment__course__programme", ExtractYear("completed_on"))
    for programme, year, people in groups.annotate(n=Sum("heads")):
        done[programme][year] = people
    aims: dict[int, dict[int, int]] = defaultdict(dict)
    for programme, year, people in ProgrammeTarget.objects.standing(known).values_list("programme", "year", "people"):
        aims[programme][year] = people
    told = [_told(row, since(aims[row.pk], start, row.from_on), done[row.pk], start, on) for row in rows]
    return [one for one in told if one.whole.target or one.whole.completed]


def _told(row: Programme, targets: dict[int, int], done: dict[int, int], start: date, on: date) -> Told:
    begins = max(start, row.from_on or start)
    of_year = {on.year: targets[on.year]} if on.year in targets else {}
    return Told(
        row,
        Reached(targets, sum(done.values()), expected(targets, on, begins)),
        Reached(of_year, done.get(on.year, 0), expected(of_year, on, begins)),
    )
