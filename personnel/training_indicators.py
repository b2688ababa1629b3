"""What training tells the indicators of a plan: how many people have completed a course since the plan began, by audience.

Nobody has published targets for them; what should be reached follows from the targets of the programmes themselves.
Everybody reads an indicator, on any day: from one day to the next exact numbers would count the people of a course. So it is
rounded as for who may not read names (`personnel.counting`), and 0 until there are eight.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from itertools import accumulate

from django.db.models import F, IntegerField, Min, Sum, Value
from django.db.models.functions import Cast

from personnel import counting
from personnel.counting import rounded
from personnel.models import Programme, ProgrammeTarget, ResultRecord
from personnel.training_path import Aim, adding_up, counted_from, turns
from plan import indicators
from plan.indicators import Told
from plan.models import Indicator, Plan
from plan.reckoning import Goal

CODES = {f"trained-{audience}": str(audience) for audience in Programme.Audience.values}
PAGE = "personnel:completion"
Days = Mapping[str, Mapping[date, int]]
Aims = Mapping[str, list[Aim]]


def began() -> date:
    """From when people are counted: the day on which the first plan was issued."""
    return Plan.objects.aggregate(n=Min("issued_on"))["n"] or date(2025, 9, 23)


def trained(codes: Mapping[str, date | None], until: date, known: datetime | None) -> dict[str, Told]:
    """For each code its steps and goals, of all of them in one question. Before anything was aimed at or reached nothing is
    known: an empty list would else say that nobody was trained."""
    audiences = {CODES[code] for code in codes}
    completed, aimed = _read(audiences, until, known)
    told = {}
    for code, start in codes.items():
        audience, first = CODES[code], start or began()
        steps = _steps({day: people for day, people in completed.get(audience, {}).items() if day >= first})
        if until < first or not (steps or audience in aimed):
            told[code] = Told([])
            continue
        aims = counted_from(aimed.get(audience, []), first)
        goals = tuple(Goal(day, people, code=str(day.year)) for day, people in adding_up(aims))
        told[code] = Told([*([] if steps and steps[0][0] == first else [(first, 0)]), *steps], goals, tuple(turns(aims, first)))
    return told


def _steps(by_day: Mapping[date, int]) -> list[tuple[date, int]]:
    """The days on which the rounded number of all until then becomes another."""
    days, found, before = sorted(by_day), list[tuple[date, int]](), 0
    for day, people in zip(days, accumulate(by_day[day] for day in days), strict=True):
        if (now := rounded(people)) != before:
            found.append((day, now))
            before = now
    return found


def _read(audiences: set[str], until: date, known: datetime | None) -> tuple[Days, Aims]:
    """People by audience and day of completion, and what each programme of an audience aims at: one question, for the dashboard
    has few to spare. A row with a year is an aim, its day the first of its programme."""
    audience = "enrolment__course__programme__audience"
    done = ResultRecord.objects.completed(until, known).filter(**{f"{audience}__in": audiences}).order_by()
    aims = ProgrammeTarget.objects.standing(known).filter(programme__audience__in=audiences).order_by()
    no_year = Cast(Value(None), IntegerField())
    people = done.annotate(of=F(audience), day=F("completed_on"), when=no_year).values_list("of", "day", "when").annotate(n=Sum("heads"))
    aimed = aims.annotate(of=F("programme__audience"), day=F("programme__from_on"), when=Cast("year", IntegerField()))
    by_day, by_audience = defaultdict[str, dict[date, int]](dict), defaultdict[str, list[Aim]](list)
    for one, day, year, n in people.union(aimed.values_list("of", "day", "when").annotate(n=Sum("people")), all=True):
        if year is None:
            by_day[one][day] = n
        else:
            by_audience[one].append(Aim(year, n, day))
    return by_day, by_audience


def steps_of(code: str, until: date, known: datetime | None) -> list[tuple[date, int]]:
    start = Indicator.objects.filter(code=code).values_list("baseline_on", flat=True).first()
    return trained({code: start}, until, known)[code].steps


def value_of(code: str, on: date, known: datetime | None) -> int | None:
    return next((people for _day, people in reversed(steps_of(code, on, known))), None)


def register() -> None:
    for code, audience in CODES.items():
        value, steps = partial(value_of, code), partial(steps_of, code)
        indicators.register(code, value, steps=steps, page=PAGE, asked=f"audience={audience}", family=trained, rough=counting.within)
