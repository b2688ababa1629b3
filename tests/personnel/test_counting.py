"""Small counts are hidden, and a reader who adds and subtracts does not find them."""

from hypothesis import given, settings
from hypothesis import strategies as st

from personnel.counting import SMALL, Cell, at_least, parts

COUNTS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 13), min_size=1)


def could_be(told, key):
    """Every value that a hidden cell can have for who knows the total and how each cell is marked: sums, one cell after another."""
    rest = told.total.shown - sum(cell.shown for cell in told.cells.values() if cell.shown is not None)
    hidden = {name: range(1, SMALL) if cell.is_small else range(SMALL, rest + 1) for name, cell in told.cells.items() if cell.shown is None}
    sums = {0}
    for name, values in hidden.items():
        if name != key:
            sums = {total + value for total in sums for value in values if total + value <= rest}
    return {value for value in hidden[key] if rest - value in sums}


@given(COUNTS)
@settings(max_examples=60, deadline=None)
def test_no_small_count_can_be_computed_from_the_others(counts):
    told = parts(counts)
    assert told.total.shown in (None, sum(counts.values()))
    for key, cell in told.cells.items():
        assert cell.shown in (None, counts[key])
        assert not 0 < (cell.shown or 0) < SMALL
        if cell.is_small and told.total.shown is not None:
            assert len(could_be(told, key)) > 1


def test_hiding_one_cell_alone_would_give_it_away():
    told = parts({"a": 2, "b": 30, "c": 40})
    assert told.cells == {"a": Cell(None, True), "b": Cell(None), "c": Cell(40)}
    assert told.total == Cell(72)


def test_where_nothing_helps_all_is_hidden():
    assert parts({"a": 4, "b": 4}).total == Cell(None)  # two small ones that come to eight are four each


def test_who_does_not_know_how_few_there_are_learns_what_is_lacking_at_the_least():
    assert [at_least(have, 10) for have in (0, 1, 4, 5, 12)] == [10, 6, 6, 5, 0]
