"""What is shown for a count, and that nobody who adds and subtracts finds a small one in it."""

from random import Random

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from personnel import counting
from tests.personnel.attacker import Sum, pinned

COURSES = [(programme, number) for programme in "ab" for number in range(3)]
PEOPLE = st.integers(0, 17) | st.integers(1, 4)


def told(count):
    """The least and the most that a reader must think possible where `count` is rounded."""
    shown = counting.rounded(count)
    return (shown - 2 if shown else 0, counting.most(count))


def told_apart(count):
    """The rounding that comes to mind first: nobody, one to four, the nearest five."""
    if count < 5:
        return (min(count, 1), min(count, 1) * 4)
    nearest = (count + 2) // 5 * 5
    return (max(5, nearest - 2), nearest + 2)


def exact(count):
    return (count, count)


def sums(counts, shown, groups):
    return [Sum(frozenset(cells), *shown(sum(counts[cell] for cell in cells))) for cells in groups if cells]


def tree(counts, shown):
    """Courses, programmes, and all: how what is shown of training adds up."""
    programmes = [[cell for cell in counts if cell[0] == programme] for programme in "ab"]
    return sums(counts, shown, [*([cell] for cell in counts), *programmes, list(counts)])


def test_to_the_nearest_five_and_under_eight_nothing():
    assert [counting.rounded(n) for n in (0, 1, 4, 5, 7, 8, 12, 13, 17, 18, 1002, 1003)] == [0, 0, 0, 0, 0, 10, 10, 15, 15, 20, 1000, 1005]
    assert [counting.most(n) for n in (0, 7, 8, 12, 13)] == [7, 7, 12, 12, 17]
    assert all(least <= n <= most for n in range(200) for least, most in [told(n)])
    with override("vi"):
        assert [str(counting.told(n)) for n in (0, 3, 7, 8, 1234)] == ["dưới 8"] * 3 + ["10", "1.235"]
        assert [str(counting.told(n, exact=True)) for n in (0, 3, 1234)] == ["0", "3", "1.234"]


def test_a_row_that_would_say_that_there_is_somebody_is_left_out():
    assert counting.listed({"a": 7, "b": 9}) == {"b": counting.Cell(10)}
    assert counting.listed({"a": 7, "b": 9}, exact=True) == {"a": counting.Cell(7), "b": counting.Cell(9)}


def test_who_does_not_know_how_few_there_are_learns_what_is_lacking_at_the_least():
    assert [counting.lacking(have, 10) for have in (0, 1, 7, 8, 12)] == [3, 3, 3, 0, 0]
    assert all(counting.lacking(have, 40) <= max(0, 40 - have) for have in range(60))


@given(st.fixed_dictionaries(dict.fromkeys(COURSES, PEOPLE)))
@settings(max_examples=150)
def test_no_small_count_can_be_computed_from_what_it_adds_up_to(counts):
    assert pinned(counts, tree(counts, told)) == set()


def test_the_attacker_finds_what_can_be_found():
    """Without rounding everything; and where one to four is a class of its own, four and four that come to about ten."""
    counts = dict.fromkeys(COURSES, 0) | {("a", 0): 4, ("a", 1): 4, ("b", 0): 30}
    small = {("a", 0), ("a", 1)}
    assert pinned(counts, tree(counts, exact)) == small
    assert pinned(counts, tree(counts, told_apart)) == small
    assert pinned(counts, tree(counts, told)) == set()


@pytest.mark.parametrize(("shown", "finds"), [(told, False), (told_apart, True)])
def test_of_what_is_recorded_from_one_day_to_the_next(shown, finds):
    """Two programmes of two courses, as all sums are shown on a day and on the next: a hundred ministries drawn by chance."""
    random, found = Random(51), 0
    for _time in range(100):
        counts = {(of, day): random.choice([0, 1, 2, 3, 4, 6, 8, 13, 19, 26, 31]) for of in ("a0", "a1", "b0", "b1") for day in (1, 2)}
        until = [[cell for cell in counts if cell[1] <= day] for day in (1, 2)]
        groups = [[cell for cell in cells if cell[0].startswith(of)] for cells in until for of in ("", "a", "b", "a0", "a1", "b0", "b1")]
        found += len(pinned(counts, sums(counts, shown, groups)))
    assert bool(found) == finds
