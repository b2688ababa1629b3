"""The reporting calendar of Decree 09/2019/NĐ-CP: pure, without a query and without a clock.

A period runs from its first day to its cut-off, both included. The days are days in Hà Nội; a deadline is an instant.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
WORKING_DAYS_AFTER_CUT_OFF = 3
CLOSING_TIME = time(17, 0)


class Kind(StrEnum):
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"


@dataclass(frozen=True)
class Dates:
    """A period by the rule, before anybody edits its row."""

    code: str
    kind: Kind
    starts_on: date
    cut_off_on: date
    government_due_on: date  # by which the ministry reports to the Government


_CODE = re.compile(r"(?P<year>\d{4})(?:-(?P<part>[QH])(?P<number>[1-4]))?")


def dates_of(code: str) -> Dates:
    """The dates of "2026-Q4", "2026-H1" or "2026". ValueError for any other code.

    Decree 09/2019, Article 12: a quarter runs from the 15th of the month before it to the 14th of its last month
    (clause 2), a half-year from 15 December of the year before or 15 June (clause 3), a year from 15 December of the
    year before to 14 December (clause 4). Article 13, clause 1: ministries report by the 25th of the last month.
    """
    match = _CODE.fullmatch(code)
    if not match or (match["part"] == "H" and match["number"] not in "12") or not 1 < int(match["year"]) < 9999:
        raise ValueError(f"{code!r} is not the code of a reporting period")
    year, number = int(match["year"]), int(match["number"] or 0)
    if match["part"] == "Q":
        return _dates(code, Kind.QUARTER, year, last_month=3 * number, months=3)
    if match["part"] == "H":
        return _dates(code, Kind.HALF_YEAR, year, last_month=6 * number, months=6)
    return _dates(code, Kind.YEAR, year, last_month=12, months=12)


def code_on(kind: Kind, day: date) -> str:
    """The code of the period of that kind in which a day falls: 15 December belongs to the next year."""
    counted = _shift(day, 1) if day.day >= 15 else (day.year, day.month)
    year, month = counted
    if kind == Kind.QUARTER:
        return f"{year}-Q{(month + 2) // 3}"
    if kind == Kind.HALF_YEAR:
        return f"{year}-H{(month + 5) // 6}"
    return str(year)


def following(code: str) -> str:
    """The code of the next period of the same kind."""
    dates = dates_of(code)
    return code_on(dates.kind, dates.cut_off_on + timedelta(days=1))


def preceding(code: str) -> str:
    dates = dates_of(code)
    return code_on(dates.kind, dates.starts_on - timedelta(days=1))


def working_day_after(day: date, count: int, holidays: Collection[date] = ()) -> date:
    """The `count`-th working day after a day: Monday to Friday, public holidays left out."""
    while count:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in holidays:
            count -= 1
    return day


def due_at(cut_off_on: date, holidays: Collection[date] = ()) -> datetime:
    """When missions owe their report unless the row says otherwise: the third working day after the cut-off, 17:00 Hà Nội.

    Decree 09/2019, Article 13, clause 2 leaves this date to the body that asks; Article 8, clause 5 b asks for at
    least one working day after the cut-off.
    """
    return datetime.combine(working_day_after(cut_off_on, WORKING_DAYS_AFTER_CUT_OFF, holidays), CLOSING_TIME, HANOI)


def _dates(code: str, kind: Kind, year: int, *, last_month: int, months: int) -> Dates:
    cut_off = date(year, last_month, 14)
    start_year, start_month = _shift(cut_off, -months)
    return Dates(code, kind, date(start_year, start_month, 15), cut_off, date(year, last_month, 25))


def _shift(day: date, months: int) -> tuple[int, int]:
    """Year and month so many months away."""
    count = day.year * 12 + day.month - 1 + months
    return count // 12, count % 12 + 1
