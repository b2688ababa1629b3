"""Who is due which reminder when: the pure rule, in every zone, with the traps of those who came before."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.reminders import DAY, Cause, Policy, Why, base_day, is_morning, owed_now, read_days, recipients, window_at

DUE = datetime(2026, 12, 17, 10, 0, tzinfo=UTC)  # Thursday, 17:00 in Hà Nội
HANOI, PARIS, ANGELES, AUCKLAND = (
    ZoneInfo(name) for name in ("Asia/Ho_Chi_Minh", "Europe/Paris", "America/Los_Angeles", "Pacific/Auckland")
)
KATHMANDU = ZoneInfo("Asia/Kathmandu")
POLICY = Policy()
HOUR = timedelta(hours=1)


def at(zone, month, day, hour=9, year=2026):
    return datetime(year, month, day, hour, tzinfo=zone)


def sent(zone, since, until, *, every=HOUR / 6, due=DUE, cause=Cause.DUE, away=()):
    """The (local day, step) of every mail that a job run so often would send; `away`: moments of a job that stood still."""
    said, ledger, now = [], set(), since
    while now < until:
        window = owed_now(POLICY, cause, due, zone, now)
        if window and window not in ledger and not any(begin <= now < end for begin, end in away):
            ledger.add(window)
            said.append((now.astimezone(zone).date(), window.step))
        now += every
    return said


@pytest.mark.parametrize("zone", [HANOI, PARIS, KATHMANDU, AUCKLAND])
def test_each_step_is_said_once_on_its_morning(zone):
    said = sent(zone, at(zone, 11, 20), at(zone, 12, 31))
    days = [date(2026, 12, 17) + step * DAY for step in POLICY.around_due]
    assert days[6] == date(2026, 12, 20)  # a Sunday: told on the Monday
    days[6] += DAY
    assert said == list(zip(days, POLICY.around_due, strict=True))


def test_where_the_deadline_falls_into_the_night_the_last_morning_is_the_day_before():
    """In Los Angeles it is 2:00 on the 17th: the last day to write is the 16th, not the morning after the deadline."""
    assert base_day(POLICY, Cause.DUE, DUE, ANGELES) == date(2026, 12, 16)
    said = sent(ANGELES, at(ANGELES, 11, 20), at(ANGELES, 12, 31))
    assert [day for day, step in said if step == 0] == [date(2026, 12, 16)]
    assert [day for day, step in said if step == 1] == [date(2026, 12, 17)]


@pytest.mark.parametrize(("zone", "hours_before"), [(HANOI, 9), (AUCKLAND, 15), (ANGELES, 18), (PARIS, 3)])
def test_the_last_one_leaves_time(zone, hours_before):
    last = datetime.combine(base_day(POLICY, Cause.DUE, DUE, zone), datetime.min.time(), zone) + 8 * HOUR
    assert DUE - last == hours_before * HOUR


def test_trap_4_a_missed_run_is_caught_up_once():
    """Only "exactly seven days before" loses the reminder when one run is missed."""
    away = [(at(HANOI, 12, 10, 0), at(HANOI, 12, 12, 0))]  # both days around the step of seven days, which is the 10th
    said = sent(HANOI, at(HANOI, 12, 8), at(HANOI, 12, 14, 7), away=away)
    assert said == [(date(2026, 12, 8), -14), (date(2026, 12, 12), -7)]


def test_a_long_silence_is_not_made_up_by_a_flood():
    away = [(at(HANOI, 12, 1, 0), at(HANOI, 12, 19, 0))]
    assert sent(HANOI, at(HANOI, 12, 1), at(HANOI, 12, 20, 0), away=away) == [(date(2026, 12, 19), 1)]


def test_after_the_last_window_there_is_silence():
    assert window_at(POLICY, Cause.DUE, DUE, HANOI, at(HANOI, 12, 31, 7)).step == 7
    assert window_at(POLICY, Cause.DUE, DUE, HANOI, at(HANOI, 12, 31, 8)) is None
    assert window_at(POLICY, Cause.DUE, DUE, HANOI, at(HANOI, 12, 3, 7)) is None


def test_not_on_a_sunday_unless_it_is_the_last_day():
    sunday = datetime(2026, 12, 20, 10, 0, tzinfo=UTC)
    said = sent(HANOI, at(HANOI, 12, 1), at(HANOI, 12, 31), due=sunday)
    assert (date(2026, 12, 20), 0) in said
    assert [day for day, _step in said if day.weekday() == 6] == [date(2026, 12, 20)]
    # of the steps on other Sundays (-14, -7, +7) each follows on its Monday
    assert {day for day, step in said if step in {-14, -7, 7}} == {date(2026, 12, 7), date(2026, 12, 14), date(2026, 12, 28)}


def test_only_in_the_morning_of_the_place():
    window = window_at(POLICY, Cause.DUE, DUE, PARIS, at(PARIS, 12, 14))
    hours = [hour for hour in range(24) if is_morning(POLICY, window, PARIS, at(PARIS, 12, 14, hour))]
    assert hours == [8, 9]
    assert not is_morning(POLICY, window, PARIS, at(HANOI, 12, 14, 9))


def test_an_extension_moves_the_windows_also_when_it_was_overdue_before():
    """Hypha #4476: a date that keeps moving must not silence what comes after it."""
    later = DUE + 10 * DAY  # granted on the 19th, after the first reminder that it is overdue
    before = sent(HANOI, at(HANOI, 12, 18), at(HANOI, 12, 19))
    after = sent(HANOI, at(HANOI, 12, 19), at(HANOI, 12, 31), due=later)
    assert before == [(date(2026, 12, 18), 1)]
    assert [step for _day, step in after] == [-14, -7, -3, -1, 0, 1, 3]  # the first at once: a week and more is left


def test_trap_3_a_returned_report_is_counted_from_its_return():
    returned = datetime(2026, 12, 21, 9, 0, tzinfo=UTC)
    said = sent(PARIS, at(PARIS, 12, 21), at(PARIS, 1, 20, year=2027), due=returned, cause=Cause.RETURNED)
    assert said == [(date(2026, 12, 23), 2), (date(2026, 12, 26), 5), (date(2026, 12, 31), 10)]


def test_officers_then_the_head_then_the_department():
    assert recipients(["o"], ["h"], ["d"]).why == Why.OFFICER
    assert recipients([], ["h"], ["d"]).people == ("h",)
    assert recipients([], [], ["d"]).why == Why.DEPARTMENT
    assert recipients([], [], []) is None


@settings(max_examples=60)
@given(
    zone=st.sampled_from([HANOI, PARIS, ANGELES, AUCKLAND, KATHMANDU, ZoneInfo("America/Havana"), ZoneInfo("Pacific/Kiritimati")]),
    due=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),
    starts=st.lists(st.integers(0, 60 * 24), max_size=12),
)
def test_whenever_the_job_runs_no_window_is_said_twice_and_all_is_said_in_the_morning(zone, due, starts):
    ledger = set()
    for hours in sorted(starts):
        now = due - 20 * DAY + hours * HOUR
        window = owed_now(POLICY, Cause.DUE, due, zone, now)
        if window:
            assert now.astimezone(zone).hour in {8, 9}
            assert window.step in POLICY.around_due
            ledger.add(window)
    assert len({window.step for window in ledger}) == len(ledger)


@pytest.mark.parametrize(("typed", "days"), [("14, 7, 3, 1", (1, 3, 7, 14)), ("7;7 ;1", (1, 7)), ("", ())])
def test_days_as_people_type_them(typed, days):
    assert read_days(typed) == days


@pytest.mark.parametrize("typed", ["mười", "-3", "1.5", "91", "٣", "7 3"])
def test_what_is_no_day_is_refused(typed):
    with pytest.raises(ValueError, match=r".*"):
        read_days(typed)
