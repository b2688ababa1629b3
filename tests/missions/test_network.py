"""The network on a day (design rule 5): pure, from events alone."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions.network import ENDS, STARTS, EventKind, Happening, Official, by_kind, known_from, network, open_posts, sizes, unsettled


def post(kind="opened", on=date(2020, 1, 1), precision="day", number=1, post_kind="embassy"):
    return Happening(number, post_kind, kind, on, precision)


@pytest.mark.parametrize(
    ("events", "is_open"),
    [
        ([], False),
        ([("opened", 1)], True),
        ([("opened", 1), ("closed", 2)], False),
        ([("opened", 1), ("suspended", 2), ("reopened", 3)], True),
        ([("opened", 1), ("closed", 2), ("opened", 3), ("closed", 4)], False),
        ([("opened", 1), ("closed", 2), ("reopened", 2)], True),  # on one day: what is recorded later decides
        ([("opened", 20)], False),
    ],
)
def test_the_latest_event_dated_by_then_decides(events, is_open):
    happenings = [post(kind, date(2020, 1, day)) for kind, day in events]
    assert (1 in open_posts(happenings, date(2020, 1, 10))) is is_open


def test_an_opening_without_a_day_is_never_counted():
    assert open_posts([post(on=None, precision="unknown")], date(2099, 1, 1)) == {}


def test_a_day_counts_from_its_end():
    assert open_posts([post(on=date(2020, 5, 5))], date(2020, 5, 5))
    assert not open_posts([post(), post("closed", date(2020, 5, 5))], date(2020, 5, 5))


def test_without_events_nothing_is_known():
    assert known_from([], []) is None
    assert network([], [], date(2020, 1, 1)).total is None


def test_exact_openings_are_known_from_the_first():
    assert known_from([post(on=date(1960, 2, 2)), post(on=date(1950, 1, 1), number=2)], []) == date(1950, 1, 1)


VAGUE = [post(on=date(1950, 12, 31), precision="year"), post(on=date(2020, 11, 9), precision="not_later_than", number=2)]


def test_a_vague_opening_is_known_from_the_first_total_that_agrees():
    totals = [Official(date(1951, 1, 1), 1, {}), Official(date(2021, 1, 1), 5, {}), Official(date(2022, 1, 1), 2, {"embassies": 2})]
    assert known_from(VAGUE, totals) == date(2022, 1, 1)
    assert network(VAGUE, totals, date(2021, 6, 1)).total is None


def test_without_such_a_total_a_vague_opening_is_known_from_its_own_day():
    assert known_from(VAGUE, [Official(date(2021, 1, 1), 2, {"embassies": 1})]) == date(2020, 11, 9)


def test_a_difference_is_named_and_nothing_is_corrected():
    found = network(
        [post()],
        [Official(date(2021, 1, 1), 3, {}), Official(date(2019, 1, 1), 3, {}), Official(date(2022, 1, 1), 0, {})],
        date(2022, 1, 1),
    )
    assert [(row.counted, row.difference, row.missing) for row in found.compared] == [(1, 2, 0), (None, None, 0), (1, -1, 1)]
    assert [row.difference for row in found.differing] == [2, -1]
    assert found.total == 1


@given(st.lists(st.tuples(st.sampled_from(EventKind), st.integers(0, 3000), st.integers(1, 5)), max_size=30), st.integers(0, 3000))
def test_a_post_is_open_or_not_and_counted_once(rows, day):
    ordered = sorted(rows, key=lambda row: row[1])
    happenings = [post(kind, date.fromordinal(730000 + at), number=number) for kind, at, number in ordered if kind in STARTS + ENDS]
    on = date.fromordinal(730000 + day)
    opened = open_posts(happenings, on)
    assert sum(by_kind(happenings, on).values()) == len(opened) <= 5


def test_the_size_is_told_by_the_days_on_which_it_changes():
    happenings = [
        post(on=date(2020, 1, 1)),
        post(on=date(2021, 1, 1), number=2),
        post("closed", date(2022, 1, 1)),
        post(on=date(2022, 1, 1), number=3),  # one closed and one opened: the size is the same
        post(on=date(2023, 1, 1), number=4),
    ]
    told = [(date(2020, 1, 1), 1), (date(2021, 1, 1), 2), (date(2023, 1, 1), 3)]
    assert sizes(happenings, [], date(2099, 1, 1)) == told
    assert sizes(happenings, [], date(2022, 12, 31)) == told[:2]
    assert sizes(happenings, [], date(2019, 12, 31)) == []
    assert sizes([], [], date(2099, 1, 1)) == []


def test_the_size_is_told_from_the_first_day_on_which_it_is_known():
    totals = [Official(date(2022, 1, 1), 2, {"embassies": 2})]
    assert sizes(VAGUE, totals, date(2099, 1, 1)) == [(date(2022, 1, 1), 2)]


@pytest.mark.parametrize(
    ("precision", "on", "day", "depends"),
    [
        ("month", date(2025, 11, 30), date(2025, 10, 31), False),
        ("month", date(2025, 11, 30), date(2025, 11, 1), True),
        ("month", date(2025, 11, 30), date(2025, 11, 29), True),
        ("month", date(2025, 11, 30), date(2025, 11, 30), False),  # it is counted
        ("year", date(2025, 12, 31), date(2025, 1, 1), True),
        ("year", date(2025, 12, 31), date(2024, 12, 31), False),
        ("day", date(2025, 11, 30), date(2025, 11, 29), False),
    ],
)
def test_within_its_month_or_year_the_count_depends_on_what_has_no_day(precision, on, day, depends):
    for kind in ("opened", "closed"):
        happening = post(kind, on, precision)
        assert (unsettled([happening], day) == (happening,)) is depends
        assert network([happening], [], day).unsettled == unsettled([happening], day)
