"""The network on a day (design rule 5): pure, from events alone."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions.network import (
    ENDS,
    STARTS,
    EventKind,
    Happening,
    Official,
    by_kind,
    gained,
    known_from,
    network,
    open_posts,
    sizes,
    unsettled,
)


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
        assert (unsettled([happening], [], day) == (happening,)) is depends
        assert network([happening], [], day).unsettled == unsettled([happening], [], day)


# Two posts of one first total, a third that is known to be open only by December, and a total that agrees afterwards.
LATE = [*VAGUE, post(on=date(2025, 12, 16), precision="not_later_than", number=3)]
AGREEING = [Official(date(2021, 1, 1), 2, {"embassies": 2}), Official(date(2025, 12, 29), 3, {})]


@pytest.mark.parametrize(
    ("day", "least", "most"),
    [
        (date(2021, 1, 1), 2, 2),  # the total of that day counts it not
        (date(2021, 1, 2), 2, 3),
        (date(2025, 12, 15), 2, 3),
        (date(2025, 12, 16), 3, 3),
    ],
)
def test_what_is_known_to_be_open_only_by_a_day_may_have_opened_since_the_total_before(day, least, most):
    found = network(LATE, AGREEING, day)
    assert (found.least, found.most) == (least, most)
    assert [row.post for row in found.unsettled] == ([3] if least != most else [])


def test_what_ended_not_earlier_than_a_day_ended_before_the_total_after():
    closed = [*LATE, post("closed", date(2025, 3, 1), "not_earlier_than", number=2)]
    totals = [AGREEING[0], Official(date(2025, 12, 29), 2, {})]
    days = [date(2025, 2, 28), date(2025, 3, 1), date(2025, 12, 20), date(2025, 12, 29)]
    found = [network(closed, totals, day) for day in days]
    assert [(row.total, row.least, row.most) for row in found] == [(2, 2, 3), (1, 1, 3), (2, 2, 3), (2, 2, 2)]


def test_before_the_first_whole_count_nothing_is_said_to_be_unsettled():
    assert unsettled(LATE, AGREEING, date(2020, 1, 1)) == ()


@pytest.mark.parametrize(
    ("since", "on", "between"),
    [
        (date(2024, 12, 1), date(2025, 12, 1), (0, 1)),
        (date(2025, 12, 1), date(2026, 12, 1), (0, 1)),
        (date(2021, 1, 1), date(2026, 12, 1), (1, 1)),
        (date(2025, 12, 20), date(2026, 12, 1), (0, 0)),
    ],
)
def test_a_gain_is_a_range_where_a_day_is_not_known(since, on, between):
    assert gained(LATE, AGREEING, since, on) == between


@given(
    st.lists(st.tuples(st.sampled_from(["day", "month", "year"]), st.integers(0, 900)), max_size=12),
    st.integers(0, 900),
    st.integers(0, 900),
)
def test_what_is_counted_lies_between_the_least_and_the_most(rows, first, later):
    base = date(2022, 1, 1).toordinal()
    days = sorted(base + at for _precision, at in rows)
    happenings = [post(on=date.fromordinal(day), precision=rows[n][0], number=n) for n, day in enumerate(days)]
    since, on = (date.fromordinal(base + at) for at in sorted((first, later)))
    counted = len(open_posts(happenings, on)) - len(open_posts(happenings, since))
    least, most = gained(happenings, [], since, on)
    assert least <= counted <= most
