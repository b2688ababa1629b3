from datetime import date, datetime, time, timedelta

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from plan.calendar import HANOI, RULE_FILE, Kind, Rule, code_on, dates_of, due_at, following, preceding
from plan.working_days import BY_LAW, WorkingDays, holidays_by_law


@pytest.mark.parametrize(
    ("code", "starts", "cut_off", "government"),
    [
        # Decree 09/2019, Article 12, as the examples of docs/data/reference.yaml have them
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


def test_weekends_and_public_holidays_are_no_working_days():
    assert BY_LAW.after(date(2026, 3, 13), 1) == date(2026, 3, 16)
    assert BY_LAW.after(date(2026, 4, 29), 1) == date(2026, 5, 4)  # 30 April, 1 May, a weekend


def test_tet_is_no_working_time():
    """By the lunar calendar: from the eve of 16 February 2026 to the Friday after."""
    assert due_at(date(2026, 2, 14)) == datetime(2026, 2, 25, 17, 0, tzinfo=HANOI)
    assert (date(2026, 2, 17), "Tết Nguyên Đán") in holidays_by_law(2026)


def test_a_day_moved_by_decision_counts_as_it_was_decided():
    bridged = WorkingDays(off=frozenset({date(2026, 12, 16)}), worked=frozenset({date(2026, 12, 19)}))
    assert due_at(date(2026, 12, 14), bridged).date() == date(2026, 12, 18)
    assert bridged.after(date(2026, 12, 18), 1) == date(2026, 12, 19)  # a Saturday that is made up for
    assert not BY_LAW.has(date(2026, 12, 19))


def test_trap_20_the_rule_of_the_deadlines_is_data_and_a_rule_that_makes_no_calendar_is_refused():
    """TANF: deadlines and their texts hard-coded in the schedule of its jobs."""
    read = yaml.safe_load(RULE_FILE.read_text(encoding="utf-8"))
    later = Rule.of({**read, "units": {"working_days_after_cut_off": 5, "at": "11:30"}})
    assert (later.working_days, later.at) == (5, time(11, 30))
    for wrong in ({"cut_off_day": 26}, {"months": {"quarter": 5, "half_year": 6, "year": 12}}, {"government_day": 31}):
        with pytest.raises(ValueError, match="no calendar"):
            Rule.of({**read, **wrong})
