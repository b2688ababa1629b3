"""Working days in Viet Nam: weekends, public holidays by law (Tết among them), and days that the Government has moved.
Pure, without a query and without a clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays import HolidayBase


@dataclass(frozen=True)
class WorkingDays:
    """The days by law, changed by decisions: `off` [nghỉ hoán đổi] are free, `worked` [làm bù] are not."""

    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    def has(self, day: date) -> bool:
        if day in self.off:
            return False
        return day in self.worked or is_worked_by_law(day)

    def after(self, day: date, count: int) -> date:
        """The `count`-th working day after a day."""
        while count:
            day += timedelta(days=1)
            count -= self.has(day)
        return day


BY_LAW = WorkingDays()


@cache
def _by_law() -> HolidayBase:
    """A year is worked out when a day of it is first asked about. Loaded then: the library brings the holidays of all
    countries, seven megabytes, and most pages ask for none."""
    from holidays.countries import VN

    return VN(language="vi")


def is_worked_by_law(day: date) -> bool:
    return _by_law().is_working_day(day)


def holidays_by_law(year: int) -> list[tuple[date, str]]:
    """The public holidays of a year that fall on a day from Monday to Friday, with their names in Vietnamese."""
    from holidays.countries import VN

    return [(day, str(name)) for day, name in sorted(VN(years=year, language="vi").items()) if day.weekday() < 5]
