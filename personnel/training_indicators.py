"""What training tells the indicators of a plan: how many people have completed a course since the plan began, by audience.

Nobody has published targets for them; what should be reached follows from the targets of the programmes themselves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from itertools import accumulate

from django.db.models import Min, Sum

from personnel.models import Programme, ProgrammeTarget, ResultRecord
from personnel.training_path import adding_up, since
from plan import indicators
from plan.indicators import Told
from plan.models import Indicator, Plan
from plan.reckoning import Goal

CODES = {f"trained-{audience}": str(audience) for audience in Programme.Audience.values}
PAGE = "personnel:completion"


def began() -> date:
    """From when people are counted: the day on which the first plan was issued."""
    return Plan.objects.aggregate(n=Min("issued_on"))["n"] or date(2025, 9, 23)


def trained(codes: Mapping[str, date | None], until: date, known: datetime | None) -> dict[str, Told]:
    """For each code its steps and goals, of all of them in two questions. Before anything was aimed at or reached nothing is
    known: an empty list would else say that nobody was trained."""
    audiences = {CODES[code] for code in codes}
    completed, aimed = _completed(audiences, until, known), _aimed(audiences, known)
    told = {}
    for code, start in codes.items():
        audience, first = CODES[code], start or began()
        by_day = {day: people for day, people in completed[audience].items() if day >= first}
        if until < first or not (by_day or aimed[audience]):
            told[code] = Told([])
            continue
        days = sorted(by_day)
        steps = list(zip(days, accumulate(by_day[day] for day in days), strict=True))
        goals = tuple(Goal(day, people, code=str(day.year)) for day, people in adding_up(since(aimed[audience], first)))
        told[code] = Told([*([] if days and days[0] == first else [(first, 0)]), *steps], goals)
    return told


def _completed(audiences: set[str], until: date, known: datetime | None) -> dict[str, dict[date, int]]:
    found: dict[str, dict[date, int]] = defaultdict(dict)
    rows = ResultRecord.objects.completed(until, known).filter(enrolment__course__programme__audience__in=audiences)
    for audience, day, people in (
        rows.order_by().values_list("enrolment__course__programme__audience", "completed_on").annotate(n=Sum("heads"))
    ):
        found[audience][day] = people
    return found


def _aimed(audiences: set[str], known: datetime | None) -> dict[str, dict[int, int]]:
    found: dict[str, dict[int, int]] = defaultdict(dict)
    rows = ProgrammeTarget.objects.standing(known).filter(programme__audience__in=audiences)
    for audience, year, people in rows.order_by().values_list("programme__audience", "year").annotate(n=Sum("people")):
        found[audience][year] = people
    return found


def steps_of(code: str, until: date, known: datetime | None) -> list[tuple[date, int]]:
    start = Indicator.objects.filter(code=code).values_list("baseline_on", flat=True).first()
    return trained({code: start}, until, known)[code].steps


def value_of(code: str, on: date, known: datetime | None) -> int | None:
    return next((people for _day, people in reversed(steps_of(code, on, known))), None)


def register() -> None:
    for code, audience in CODES.items():
        value, steps = partial(value_of, code), partial(steps_of, code)
        indicators.register(code, value, steps=steps, page=PAGE, asked=f"audience={audience}", family=trained)
