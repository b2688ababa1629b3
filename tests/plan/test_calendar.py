from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plan.calendar import HANOI, Kind, code_on, dates_of, due_at, following, preceding, working_day_after


@pytest.mark.parametrize(
    ("code", "starts", "cut_off", "government"),
    [
        # Decree 09/2019, Article 12, as the examples of plan/data/reference.yaml have them
        ("2026-Q1", date(2025, 12, 15), date(2026, 3, 14), date(2026, 3, 25)),
        ("2026-Q4", date(2026, 9, 15), date(2026, 12, 14), date(2026, 12, 25)),
        ("2026-H1", date(2025, 12, 15), date(2026, 6, 14), date(2026, 6, 25)),
        ("2026-H2", date(2026, 6, 15), date(2026, 12, 14), date(2026, 12, 25)),
        ("2026", date(2025, 12, 15), date(2026, 12, 14), date(2026, 12, 25)),
        ("2028-Q1", date(2027, 12, 15), date(2028, 3, 14), date(2028, 3, 25)),  # over 29 February
    ],
)
def test_periods_run_from_the_15th_to_the_14th(code, starts, cut_off, government):
    dates = dates_of(code)
    assert (dates.starts_on, dates.cut_off_on, dates.government_due_on) == (starts, cut_off, government)


@pytest.mark.parametrize("code", ["", "2026-Q5", "2026-H3", "26-Q1", "2026-Q", "2026-q4", "2026-Q4 ", "0000-Q1"])
def test_other_codes_are_refused(code):
    with pytest.raises(ValueError, match="reporting period"):
        dates_of(code)


def test_the_year_ends_on_14_december():
    assert code_on(Kind.YEAR, date(2026, 12, 14)) == "2026"
    assert code_on(Kind.YEAR, date(2026, 12, 15)) == "2027"
    assert code_on(Kind.QUARTER, date(2026, 12, 15)) == "2027-Q1"
    assert code_on(Kind.HALF_YEAR, date(2026, 6, 15)) == "2026-H2"
    assert code_on(Kind.QUARTER, date(2028, 2, 29)) == "2028-Q1"


@given(day=st.dates(date(1990, 1, 1), date(2100, 12, 31)), kind=st.sampled_from(Kind))
def test_every_day_is_in_exactly_one_period_of_a_kind_and_periods_follow_without_a_gap(day, kind):
    dates = dates_of(code_on(kind, day))
    assert dates.starts_on <= day <= dates.cut_off_on
    assert dates_of(following(dates.code)).starts_on == dates.cut_off_on + timedelta(days=1)
    assert preceding(following(dates.code)) == dates.code


def test_missions_owe_their_report_on_the_third_working_day_at_17_in_hanoi():
    assert due_at(date(2026, 12, 14)) == datetime(2026, 12, 17, 17, 0, tzinfo=HANOI)


def test_weekends_and_holidays_are_no_working_days():
    assert working_day_after(date(2026, 3, 13), 1) == date(2026, 3, 16)
    tet = {date(2026, 2, 16) + timedelta(days=n) for n in range(5)}
    assert working_day_after(date(2026, 2, 14), 1, tet) == date(2026, 2, 23)
