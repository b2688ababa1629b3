"""How an indicator stands on a day (design rules 4 and 5): pure."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from personnel.counting import rounded, within
from plan.reckoning import Direction, Goal, Point, Side, Way, apart, asked_of, held, marked, mean, standing, year_before

START = date(2025, 12, 29)
NETWORK = Way("up", (START, 99), (Goal(date(2030, 12, 31), 115, True, "2.3-A"), Goal(date(2045, 12, 31), 150, True, "2.3-B")))
TODAY = date(2026, 12, 31)


def at(value, way=NETWORK, on=TODAY, **more):
    return standing(way, [Point(on, value)], on, **more)


def test_late_is_visible_in_2026_and_not_in_2030():
    found = at(99, places=1)
    assert (round(found.expected, 1), found.difference, found.side) == (102.2, -3.2, Side.BEHIND)
    assert (found.goal.value, found.reached) == (115, False)


def test_the_pace_needed_grows_when_nothing_happens_and_the_planned_one_does_not():
    then, now = at(99, on=START), at(99)
    assert then.required_pace == pytest.approx(then.planned_pace) == pytest.approx(now.planned_pace)
    assert now.required_pace == pytest.approx(16 / 4, abs=0.01)
    assert now.required_pace > now.planned_pace


def test_nothing_known_is_no_number():
    found = standing(NETWORK, [], TODAY)
    assert (found.value, found.difference, found.side, found.required_pace, found.actual_pace, found.share) == (None,) * 6
    assert found.expected is not None  # what the plan asks for is known all the same


def test_a_later_value_is_not_looked_at():
    assert standing(NETWORK, [Point(date(2026, 1, 1), 99), Point(date(2027, 1, 1), 120)], TODAY).value == 99


def test_going_backwards_is_said_and_still_late():
    found = at(95)
    assert found.is_backwards
    assert found.share == -0.25
    assert found.side == Side.BEHIND


@pytest.mark.parametrize(
    ("direction", "value", "side"),
    [
        ("up", 110, Side.AHEAD), ("up", 95, Side.BEHIND),
        ("down", 95, Side.AHEAD), ("down", 110, Side.BEHIND),
        ("keep", 110, Side.BEHIND), ("keep", 95, Side.BEHIND), ("keep", 100, Side.ON_PATH),
    ],
)  # fmt: skip
def test_the_direction_judges_the_side(direction, value, side):
    way = Way(direction, (START, 100), (Goal(date(2030, 12, 31), 100),))
    assert at(value, way).side == side


def test_a_difference_too_small_to_show_is_none():
    way = Way("up", (START, 0), (Goal(START + timedelta(days=1000), 1),))
    found = standing(way, [Point(START, 0)], START + timedelta(days=40), places=1)
    assert (found.difference, found.side) == (0, Side.ON_PATH)


def test_a_target_reached_early_needs_no_pace():
    found = at(116)
    assert (found.reached, found.required_pace) == (True, 0)
    falling = at(5, Way("down", (START, 40), (Goal(date(2030, 12, 31), 10),)))
    assert (falling.reached, falling.required_pace) == (True, 0)


def test_after_the_first_target_the_second_is_the_next():
    found = at(115, on=date(2031, 1, 1))
    assert found.goal.value == 150
    assert at(115, on=date(2030, 12, 31)).goal.value == 115  # the day itself still belongs to it
    last = at(140, on=date(2046, 1, 1), places=1)
    assert (last.goal, last.required_pace, last.expected, last.difference) == (None, None, 150, -10)


def test_without_baseline_or_target_there_is_a_value_and_no_path():
    for way in (Way("up"), Way("up", (START, 9)), Way("up", None, (Goal(date(2030, 12, 31), 115),))):
        found = at(99, way)
        assert (found.value, found.expected, found.difference, found.side, found.share) == (99, None, None, None, None)


# Pace so far


def test_the_actual_pace_is_that_of_twelve_months():
    points = held([(date(2020, 11, 9), 94), (date(2025, 8, 13), 95), (date(2025, 12, 29), 99)], date(2026, 1, 1))
    found = standing(NETWORK, points, date(2026, 1, 1), holds=True)
    assert found.value == 99
    assert found.actual_pace == pytest.approx(5, abs=0.01)
    assert found.paced_from == date(2025, 1, 1)


def test_a_value_known_for_less_than_a_year_has_no_pace():
    points = held([(date(2025, 8, 13), 95), (date(2025, 12, 29), 99)], date(2026, 1, 1))
    assert standing(NETWORK, points, date(2026, 1, 1), holds=True).actual_pace is None


def test_periods_are_compared_with_the_period_of_the_year_before():
    points = [Point(date(2025, 3, 10), 80), Point(date(2025, 9, 14), 95), Point(date(2026, 3, 14), 100)]
    found = standing(NETWORK, points, date(2026, 4, 1))
    assert found.paced_from == date(2025, 3, 10)
    assert found.actual_pace == pytest.approx(20 / (369 / 365.25))


def test_an_old_value_tells_nothing_of_the_last_twelve_months():
    points = [Point(date(2023, 3, 14), 80), Point(date(2024, 3, 14), 95)]
    assert standing(NETWORK, points, date(2026, 4, 1)).actual_pace is None


@pytest.mark.parametrize(("day", "before"), [(date(2024, 2, 29), date(2023, 2, 28)), (date(2025, 2, 28), date(2024, 2, 28))])
def test_the_year_before_a_leap_day(day, before):
    assert year_before(day) == before


# Few units


def reported(*units, value=100):
    return [Point(date(2026, 3, 14) + timedelta(days=91 * n), value, f"2026-Q{n + 1}", count) for n, count in enumerate(units)]


def test_a_period_that_few_have_answered_does_not_stand_for_the_whole():
    points = reported(98, 97, 12)
    found = standing(Way("up"), points, date(2027, 1, 1))
    assert (found.latest.period, found.partial.period, found.before.period) == ("2026-Q2", "2026-Q3", "2026-Q1")


@pytest.mark.parametrize(("units", "partial"), [(79, True), (80, False), (99, False)])
def test_four_fifths_are_the_whole(units, partial):
    assert marked(reported(100, units))[-1].partial is partial
    asked = asked_of(reported(units), {"2026-Q1": 100})
    assert marked(asked)[-1].partial is partial


def test_an_earlier_period_stands_as_it_is_and_a_first_one_too():
    assert not any(point.partial for point in marked(reported(3, 99)))
    assert not any(point.partial for point in marked(reported(3)))
    assert marked([]) == []


# Whatever is given

values = st.integers(-(10**9), 10**9)
days = st.dates(date(2020, 1, 1), date(2060, 1, 1))
ways = st.builds(
    Way,
    st.sampled_from(["up", "down", "keep"]),
    st.none() | st.tuples(st.just(START), values),
    st.lists(st.builds(Goal, st.dates(START + timedelta(days=1), date(2050, 1, 1)), values), max_size=3).map(tuple),
)
histories = st.lists(st.builds(Point, days, values), max_size=8).map(lambda points: sorted(points, key=lambda point: point.on))


@given(ways, histories, days)
def test_what_is_said_holds_together(way, points, on):
    found = standing(way, points, on)
    known = [point for point in points if point.on <= on]
    assert found.value == (known[-1].value if known else None)
    assert (found.difference is None) == (found.side is None) == (found.value is None or found.expected is None)
    if found.expected is not None:
        ends = [way.baseline[1], *(goal.value for goal in way.goals)]
        assert min(ends) - 1e-6 <= found.expected <= max(ends) + 1e-6
    if found.required_pace and found.goal:
        years = (found.goal.due_on - on).days / 365.25
        assert found.value + found.required_pace * years == pytest.approx(found.goal.value, abs=1e-3)
    if found.paced_from:
        assert found.paced_from < found.latest.on


@given(histories.filter(bool), days)
def test_a_mirrored_indicator_is_judged_the_same(points, on):
    """Up towards 115 and down towards -115 are the same way, seen from the other side."""
    mirror = Way("down", (START, -99), tuple(Goal(goal.due_on, -goal.value) for goal in NETWORK.goals))
    one = standing(NETWORK, points, on)
    other = standing(mirror, [Point(point.on, -point.value) for point in points], on)
    assert (one.side, one.share, one.reached) == (other.side, other.share, other.reached)
    if one.difference is not None:
        assert one.difference == pytest.approx(-other.difference, abs=1)  # halves are rounded to the even number


@given(st.lists(st.tuples(days, values), max_size=6, unique_by=lambda step: step[0]).map(sorted), days)
def test_a_held_value_is_the_last_step(steps, on):
    points = held(steps, on)
    assert [point.on for point in points] == sorted({point.on for point in points})
    assert all(point.on <= on for point in points)
    before = [value for day, value in steps if day <= on]
    assert [point.value for point in points][-1:] == before[-1:]


@given(st.lists(values, min_size=1, max_size=50))
def test_the_mean_is_rounded_half_up(numbers):
    exact = Fraction(sum(numbers), len(numbers))
    rounded = mean(sum(numbers), len(numbers))
    assert exact - Fraction(1, 2) < rounded <= exact + Fraction(1, 2)


def test_half_is_rounded_up():
    assert [mean(total, 2) for total in (1, 3, -1)] == [1, 2, 0]


@given(days, st.integers(0, 200))
def test_the_path_of_the_network_asks_for_more_every_day(on, value):
    assume(START <= on < date(2045, 12, 30))
    assert at(value, on=on).expected <= at(value, on=on + timedelta(days=1)).expected


class TestARoundedValue:
    """What is reckoned from it is so at the least (docs/decisions/0050): between its bounds nothing can be said."""

    def test_what_is_apart_is_so_at_the_least(self):
        assert [apart(30, wanted, (28, 32)) for wanted in (42.4, 33, 32, 30.5, 28, 27.5, 20)] == [-10, -1, 0, 0, 0, 0, 8]
        assert apart(30, 42.5) == -12.5

    def test_it_is_behind_and_lacking_at_the_least(self):
        way = Way(Direction.UP, (date(2025, 12, 31), 0), (Goal(date(2026, 12, 31), 44),))
        at = standing(way, [Point(date(2026, 12, 1), 30)], date(2026, 12, 1), rough=lambda value: (value - 2, value + 2))
        plain = standing(way, [Point(date(2026, 12, 1), 30)], date(2026, 12, 1))
        assert (at.difference, at.lacking, at.side) == (-8, 12, "behind")
        assert (plain.difference, plain.lacking) == (-10, 14)

    @given(st.integers(0, 400), st.integers(0, 400))
    def test_nothing_tells_people_of_the_same_rounded_count_apart(self, people, wanted):
        told = rounded(people)
        least, most = within(told)
        assert least <= people <= most
        assert abs(apart(told, wanted, (least, most))) <= abs(people - wanted)
        assert apart(told, wanted, within(told)) == apart(rounded(most), wanted, within(rounded(most)))
