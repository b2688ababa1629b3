"""When missions report in the illustration, and what becomes of it: one plan for each mission and quarter. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from random import Random
from zoneinfo import ZoneInfo

from overview.simulation.timeline import chance, next_workday, workday
from plan.calendar import CLOSING_TIME, HANOI, Dates, due_at


class Habit(StrEnum):
    PUNCTUAL = "punctual"
    CARELESS = "careless"  # often has to mend its report
    TARDY = "tardy"
    SILENT = "silent"  # has reported once and never since


SHARES = {Habit.SILENT: 0.03, Habit.TARDY: 0.12, Habit.CARELESS: 0.16}
EARLY, FORGETS = 0.26, 0.04
OFFICE_OPENS = time(8, 30)


@dataclass(frozen=True)
class Sending:
    """How one report goes: drafted, sent, perhaps returned and mended, decided. All instants."""

    begun_at: datetime
    sent_at: datetime
    reviewed_at: datetime
    returned: bool = False
    mended_at: datetime | None = None
    accepted_at: datetime | None = None  # after it was mended
    nil: bool = False


@dataclass(frozen=True)
class Place:
    """What decides when a mission sends: its habit, its clock, how long its department takes."""

    code: str
    habit: Habit
    zone: ZoneInfo
    department_days: int


def habits_of(codes: Sequence[str], model: str, seed: int) -> dict[str, Habit]:
    """A habit for each mission: at least one of each kind; `model` is always punctual."""
    shuffled = sorted(set(codes) - {model})
    chance(seed, "habits").shuffle(shuffled)
    found, start = {model: Habit.PUNCTUAL}, 0
    for habit, share in SHARES.items():
        many = max(1, round(len(shuffled) * share))
        found |= dict.fromkeys(shuffled[start : start + many], habit)
        start += many
    return {code: found.get(code, Habit.PUNCTUAL) for code in codes}


def nil_in(quarter: Dates, habits: dict[str, Habit], model: str, seed: int) -> set[str]:
    """The few that have nothing to report."""
    among = sorted(code for code, habit in habits.items() if habit == Habit.PUNCTUAL and code != model)
    return set(chance(seed, "nil", quarter.code).sample(among, min(2, len(among) // 4)))


def sending(
    place: Place, quarter: Dates, number: int, *, nil: bool, seed: int, sure: bool = False, until: datetime | None = None
) -> Sending | None:
    """The plan of one report, None: nothing is sent. `number` counts quarters from the first one; `sure` never forgets
    and never slips; `until` is an extended due time."""
    draw = chance(seed, "sending", place.code, quarter.code)
    if place.habit == Habit.SILENT and number:
        return None
    if place.habit == Habit.PUNCTUAL and not sure and not nil and draw.random() < FORGETS:
        return None
    return _course(place, _sent_at(place, quarter, draw, sure, until), draw, nil=nil, sure=sure)


def sent_on(place: Place, day: date, *, returned: bool, seed: int) -> Sending:
    """A report sent on a given day, so that a reviewer has something to do."""
    draw = chance(seed, "sent", place.code, day)
    course = _course(place, _hour(place, workday(day), draw), draw, nil=False, sure=True)
    waits = course.sent_at + timedelta(days=60)
    if not returned:
        return Sending(course.begun_at, course.sent_at, reviewed_at=waits)
    return Sending(course.begun_at, course.sent_at, course.sent_at + timedelta(days=2), returned=True, mended_at=waits, accepted_at=waits)


def after_cut_off(course: Sending, quarter: Dates) -> Sending:
    """A mission that has opened during the quarter is asked at the cut-off."""
    asked = datetime.combine(quarter.cut_off_on + timedelta(days=1), OFFICE_OPENS, HANOI)
    sent = max(course.sent_at, asked + timedelta(hours=5))
    reviewed = max(course.reviewed_at, sent + timedelta(days=1))
    return Sending(max(course.begun_at, asked), sent, reviewed, nil=course.nil)


def _sent_at(place: Place, quarter: Dates, draw: Random, sure: bool, until: datetime | None) -> datetime:
    due = until or due_at(quarter.cut_off_on)
    last = due.astimezone(HANOI).date()
    if place.habit == Habit.TARDY and draw.random() < 0.75:
        return _hour(place, next_workday(last + timedelta(days=draw.randint(1, 13))), draw)
    if not until and not sure and draw.random() < EARLY:
        return _hour(place, workday(quarter.cut_off_on - timedelta(days=draw.randint(6, 45))), draw)
    sent = _hour(place, workday(last - timedelta(days=draw.choice((0, 0, 0, 1, 1, 2, 3, 5)))), draw)
    return sent if sent < due else due - timedelta(minutes=draw.randint(8, 400))


def _course(place: Place, sent: datetime, draw: Random, *, nil: bool, sure: bool) -> Sending:
    begun = sent - timedelta(hours=2) if nil else sent - timedelta(days=draw.randint(1, 9), hours=draw.randint(0, 3))
    reviewed = _reviewed(place, sent, draw)
    slips = {Habit.CARELESS: 0.7, Habit.TARDY: 0.2}.get(place.habit, 0.05)
    if nil or sure or draw.random() >= slips:
        return Sending(begun, sent, reviewed, nil=nil)
    mended = _hour(place, next_workday(reviewed.date() + timedelta(days=draw.randint(2, 6))), draw)
    return Sending(begun, sent, reviewed, returned=True, mended_at=mended, accepted_at=_reviewed(place, mended, draw))


def _reviewed(place: Place, sent: datetime, draw: Random) -> datetime:
    """During office hours in Hà Nội, after the department's usual days."""
    day = next_workday(sent.astimezone(HANOI).date() + timedelta(days=place.department_days + draw.randint(0, 2)))
    return datetime.combine(day, CLOSING_TIME, HANOI) - timedelta(minutes=draw.randint(10, 500))


def _hour(place: Place, day: date, draw: Random) -> datetime:
    """A working hour at the post."""
    return datetime(day.year, day.month, day.day, draw.randint(9, 16), draw.randint(0, 59), tzinfo=place.zone).astimezone(HANOI)
