"""The time of retention is reckoned once: what a page promises is what the daily job does, on the 29th of February too."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personnel.retention import kept_until, last_to_ask
from personnel.services import leaving
from personnel.services.posting import term
from personnel.services.retention import erase_who_left
from plan.moment import HANOI
from tests.personnel.rows import OfficerFactory

DAYS = st.dates(date(1990, 1, 1), date(2045, 12, 31)) | st.sampled_from([date(year, 2, 29) for year in range(1992, 2045, 4)])
YEARS = st.integers(1, 50)


@given(DAYS, DAYS, YEARS, st.integers(-2, 2))
def test_the_question_asks_for_everybody_whose_time_is_over(left_on, recorded_on, years, off):
    today = kept_until(left_on, recorded_on, years) + timedelta(days=off)
    if off >= 0:
        assert max(left_on, recorded_on) <= last_to_ask(today, years)
    elif max(left_on, recorded_on) <= last_to_ask(today, years):
        assert off == -1  # asked for in vain, never erased


@given(DAYS, DAYS, YEARS)
def test_a_time_ends_the_given_number_of_years_after_the_later_day(left_on, recorded_on, years):
    begins, ends = max(left_on, recorded_on), kept_until(left_on, recorded_on, years)
    assert ends.year - begins.year == years
    assert (ends.month, ends.day) == ((2, 28) if (begins.month, begins.day) == (2, 29) and ends.year % 4 else (begins.month, begins.day))


@pytest.mark.django_db
@pytest.mark.parametrize("left_on", [date(2020, 2, 28), date(2020, 2, 29), date(2020, 3, 1)])
def test_the_job_erases_on_the_day_that_the_page_names_and_not_before(left_on):
    """Five years from 29/02/2020 end on 28/02/2025; reckoned backwards from there the year began on the 28th."""
    recorded = datetime.combine(left_on, time(9), HANOI)
    officer = OfficerFactory(left_on=left_on, left_recorded_at=recorded)
    assert term().retention_years == 5
    ends = leaving.kept_until(left_on, recorded)
    assert erase_who_left(now=datetime.combine(ends - timedelta(days=1), time(23, 59), HANOI)) == 0
    assert erase_who_left(now=datetime.combine(ends, time(0, 1), HANOI)) == 1
    officer.refresh_from_db()
    assert officer.name == ""
