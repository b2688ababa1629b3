from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plan.progress import TRANSITIONS, Act, Cell, CellCounts, Standing, State, cell, expected, next_states, required_pace, share_of_way

BASELINE = (date(2025, 12, 31), 99)
TARGETS = [(date(2030, 12, 31), 115), (date(2045, 12, 31), 150)]


@pytest.mark.parametrize(
    ("standing", "on", "answer"),
    [
        (Standing(), date(2026, 1, 1), Cell.NO_DEADLINE),
        (Standing(term="dated", due_on=date(2026, 3, 10)), date(2026, 3, 10), Cell.OPEN_WITHIN),
        (Standing(term="dated", due_on=date(2026, 3, 10)), date(2026, 3, 11), Cell.OPEN_OVERDUE),
        (Standing(state="proposed", term="dated", due_on=date(2026, 3, 10)), date(2026, 3, 11), Cell.OPEN_OVERDUE),
        (Standing(term="ongoing"), date(2026, 3, 11), Cell.ONGOING),
        (Standing(state="paused", term="dated", due_on=date(2026, 3, 10)), date(2026, 3, 11), Cell.PAUSED),
        (Standing(state="done", completed_on=date(2026, 3, 10), due_at_completion=date(2026, 3, 10)), date(2026, 4, 1), Cell.DONE_ON_TIME),
        (Standing(state="done", completed_on=date(2026, 3, 11), due_at_completion=date(2026, 3, 10)), date(2026, 4, 1), Cell.DONE_LATE),
        (Standing(state="done", completed_on=date(2026, 3, 11)), date(2026, 4, 1), Cell.DONE_WITHOUT_TERM),
        (Standing(state="cancelled", term="dated", due_on=date(2026, 3, 10)), date(2026, 4, 1), Cell.OUT),
        (Standing(state="done", completed_on=date(2026, 3, 11), superseded=True), date(2026, 4, 1), Cell.OUT),
    ],
)
def test_the_cell_follows_from_dates(standing, on, answer):
    assert cell(standing, on) == answer


def test_late_is_visible_in_2026_and_not_in_2030():
    """Elsewhere: late only against the last goal already past, so never before 2030."""
    wanted = expected(BASELINE, TARGETS, date(2026, 12, 31))
    assert 102 < wanted < 102.3
    assert wanted > 99


def test_the_path_goes_through_its_points_and_stays_after_the_last():
    assert [expected(BASELINE, TARGETS, day) for day, _value in TARGETS] == [115, 150]
    assert expected(BASELINE, TARGETS, date(2050, 1, 1)) == 150
    assert expected(BASELINE, TARGETS, date(2025, 12, 31)) == 99
    assert expected(BASELINE, TARGETS, date(2025, 12, 30)) is None


def test_two_targets_of_one_day_do_not_divide_by_zero():
    assert expected(BASELINE, [(date(2025, 12, 31), 100), *TARGETS], date(2025, 12, 31)) == 100


def test_going_backwards_is_below_zero_and_still_late():
    """Elsewhere: clamped at zero, or dropped, and lateness with it."""
    assert share_of_way(99, 115, 95) == -0.25
    assert expected(BASELINE, TARGETS, date(2027, 1, 1)) > 95


def test_an_indicator_that_should_fall_is_measured_the_same_way():
    assert share_of_way(40, 10, 25) == 0.5
    assert share_of_way(40, 10, 46) == -0.2
    assert expected((date(2026, 1, 1), 40), [(date(2027, 1, 1), 10)], date(2026, 7, 2)) < 40


def test_no_way_to_go_has_no_share():
    assert share_of_way(5, 5, 5) is None


def test_the_pace_is_what_the_path_asks_for_in_a_year():
    assert required_pace([BASELINE, *TARGETS], date(2027, 1, 1)) == pytest.approx(3.2, abs=0.01)
    assert required_pace([BASELINE, *TARGETS], date(2031, 6, 1)) == pytest.approx(35 / 15, abs=0.01)
    assert required_pace([BASELINE, *TARGETS], date(2045, 12, 31)) is None
    assert required_pace([(date(2028, 12, 31), 99), (date(2030, 12, 31), 115)], date(2028, 12, 31)) == pytest.approx(8, abs=0.05)


@given(st.dates(date(2025, 12, 31), date(2050, 1, 1)), st.dates(date(2025, 12, 31), date(2050, 1, 1)))
def test_a_rising_path_never_falls(first, second):
    first, second = sorted([first, second])
    assert expected(BASELINE, TARGETS, first) <= expected(BASELINE, TARGETS, second)


def test_every_state_can_be_left_but_nothing_skips_the_second_person():
    assert {state for act in TRANSITIONS.values() for state in act} == set(State)
    assert [act for act, steps in TRANSITIONS.items() for reach in steps.values() if State.DONE in reach] == [Act.CONFIRM]


def test_an_officer_is_offered_what_an_officer_may():
    assert next_states(Act.RECORD, "in_progress", may_decide=False) == (State.IN_PROGRESS,)
    assert next_states(Act.RECORD, "paused", may_decide=False) == ()
    assert next_states(Act.RECORD, "done") == ()


def test_counts_add_up():
    row = CellCounts.sum([CellCounts("1", {Cell.OUT: 1, Cell.ONGOING: 2}), CellCounts("2", {Cell.ONGOING: 1})])
    assert (row.total, row.in_force, row["ongoing"], row[Cell.PAUSED]) == (4, 3, 3, 0)
    assert [name for name, _number in row.items()] == list(Cell)
