"""The reporting calendar of Decree 09/2019/NĐ-CP: pure, without a query and without a clock.

A period runs from its first day to its cut-off, both included. The days are days in Hà Nội; a deadline is an instant.
Which day of which month, and by which working day at which hour, stands in data/periods.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from plan.working_days import BY_LAW, WorkingDays

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
RULE_FILE = Path(__file__).with_name("data") / "periods.yaml"


class Kind(StrEnum):
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"


@dataclass(frozen=True)
class Rule:
    """What data/periods.yaml says; ValueError where it cannot be a calendar."""

    cut_off_day: int
    government_day: int
    months: Mapping[Kind, int]
    working_days: int
    at: time

    @classmethod
    def of(cls, read: Mapping[str, Any]) -> Rule:
        months = {kind: int(read["months"][kind.value]) for kind in Kind}
        units = read["units"]
        rule = cls(
            int(read["cut_off_day"]),
            int(read["government_day"]),
            months,
            int(units["working_days_after_cut_off"]),
            time.fromisoformat(units["at"]),
        )
        if not 1 <= rule.cut_off_day < rule.government_day <= 28 or any(12 % count for count in months.values()) or rule.working_days < 1:
            raise ValueError(f"no calendar follows from {dict(read)}")
        return rule


RULE = Rule.of(yaml.safe_load(RULE_FILE.read_text(encoding="utf-8")))
CLOSING_TIME = RULE.at


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
    kind = {"Q": Kind.QUARTER, "H": Kind.HALF_YEAR}.get(match["part"], Kind.YEAR)
    months, year = RULE.months[kind], int(match["year"])
    last = months * int(match["number"] or 1)
    cut_off = date(year, last, RULE.cut_off_day)
    start_year, start_month = _shift(cut_off, -months)
    starts = date(start_year, start_month, RULE.cut_off_day) + timedelta(days=1)
    return Dates(code, kind, starts, cut_off, date(year, last, RULE.government_day))


def code_on(kind: Kind, day: date) -> str:
    """The code of the period of that kind in which a day falls: 15 December belongs to the next year."""
    year, month = _shift(day, 1) if day.day > RULE.cut_off_day else (day.year, day.month)
    part = {Kind.QUARTER: "-Q", Kind.HALF_YEAR: "-H"}.get(kind)
    return f"{year}{part}{(month - 1) // RULE.months[kind] + 1}" if part else str(year)


def following(code: str) -> str:
    """The code of the next period of the same kind."""
    dates = dates_of(code)
    return code_on(dates.kind, dates.cut_off_on + timedelta(days=1))


def preceding(code: str) -> str:
    dates = dates_of(code)
    return code_on(dates.kind, dates.starts_on - timedelta(days=1))


def due_at(cut_off_on: date, days: WorkingDays = BY_LAW) -> datetime:
    """When units owe their report unless the row says otherwise: the third working day after the cut-off, 17:00 Hà Nội.

    Decree 09/2019, Article 13, clause 2 leaves this date to the body that asks; Article 8, clause 5 b asks for at
    least one working day after the cut-off.
    """
    return datetime.combine(days.after(cut_off_on, RULE.working_days), RULE.at, HANOI)


def _shift(day: date, months: int) -> tuple[int, int]:
    """Year and month so many months away."""
    count = day.year * 12 + day.month - 1 + months
    return count // 12, count % 12 + 1
