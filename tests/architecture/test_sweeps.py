"""The dealing of sweeps (tests/sweeps.py): every row, every variant, always the same; and the whole is the whole."""

import json
from collections import Counter
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import run
from tests import sweeps
from tests.architecture.test_every_route_is_guarded import PEOPLE, named, outcomes, people_at, table
from tests.browser.pages import PAGES
from tests.browser.test_every_page import WAYS, WIDTHS, ways_of
from tests.personnel.test_two_worlds import READERS, asked_by

ROWS = st.lists(st.text(max_size=4), unique=True, max_size=30)
AXIS = st.lists(st.integers(), unique=True, min_size=1, max_size=8)


@pytest.fixture(autouse=True)
def _nothing_here_is_counted(monkeypatch):
    monkeypatch.setattr(sweeps, "asked", {})
    monkeypatch.setattr(sweeps, "met", {})


@given(ROWS, AXIS, AXIS)
def test_the_whole_is_the_product(rows, one, other):
    assert sweeps.dealt("x", rows, one, other, whole=True) == list(product(rows, one, other))


@given(ROWS, AXIS, AXIS)
def test_each_row_occurs_once_and_each_variant_as_far_as_there_are_rows(rows, one, other):
    told = sweeps.dealt("x", rows, one, other, whole=False)
    assert [row for row, *_way in told] == rows
    for place, axis in enumerate((one, other), start=1):
        taken = {way[place] for way in told}
        assert taken <= set(axis)
        assert len(taken) >= min(len(rows), len(axis))


def test_it_is_dealt_alike_everywhere_and_a_row_that_comes_moves_no_other():
    rows, axis = [f"page {number}" for number in range(40)], ["a", "b", "c", "d"]
    told = dict(sweeps.dealt("x", rows, axis, whole=False))
    assert [told[f"page {number}"] for number in range(6)] == ["a", "a", "b", "c", "b", "d"]
    more = dict(sweeps.dealt("x", [*rows[:20], "another", *rows[20:]], axis, whole=False))
    assert {row: more[row] for row in rows} == told


def test_the_variants_of_a_row_may_be_its_own():
    own = {"one": ["a"], "two": ["a", "b"], "three": ["a", "b", "c"]}
    told = sweeps.dealt("x", own, own.get, whole=False)
    assert {variant for _row, variant in told} == {"a", "b", "c"}
    assert sweeps.dealt("x", own, own.get, whole=True) == [(row, variant) for row in own for variant in own[row]]


def test_what_is_left_is_counted_and_written_down(monkeypatch, tmp_path):
    monkeypatch.setenv("SWEPT", str(tmp_path))
    sweeps.dealt("pages", "abc", [1, 2], whole=False)
    sweeps.dealt("all of them", "abc", [1, 2], whole=True)
    for taken in (2, 3):
        sweeps.count("texts", taken, 10)
    sweeps.write_down()
    (file,) = tmp_path.iterdir()
    assert json.loads(file.read_text()) == {"asked": {"pages": [3, 6], "all of them": [6, 6]}, "met": {"texts": [5, 20]}}


# The sweeps of the house


@pytest.fixture
def _dealt(monkeypatch):
    monkeypatch.setattr(sweeps, "WHOLE", False)


@pytest.fixture
def _whole(monkeypatch):
    monkeypatch.setattr(sweeps, "WHOLE", True)


@pytest.mark.usefixtures("_dealt")
def test_each_address_gives_each_of_its_answers_to_somebody():
    rows, asked = table(), people_at(table())
    for row in rows:
        assert sorted(row[person] for person in asked[named(row)]) == outcomes(row)
    counts = Counter(person for people in asked.values() for person in people)
    assert set(counts) == set(PEOPLE)
    assert min(counts.values()) > 50, counts


@pytest.mark.usefixtures("_whole")
def test_each_address_is_asked_by_everybody():
    assert {address: sorted(people) for address, people in people_at(table()).items()} == {named(row): sorted(PEOPLE) for row in table()}


@pytest.mark.usefixtures("_dealt")
def test_each_page_is_shown_once_and_all_ways_and_widths_occur():
    ways = ways_of(PAGES)
    shown = [(way, width) for page in PAGES for way, widths in ways[page.name].items() for width in widths]
    assert len(shown) == len(PAGES) == len(ways)
    assert {way for way, _width in shown} == set(WAYS)
    assert {(way, width) for way, width in shown} == set(product(WAYS, WIDTHS))


@pytest.mark.usefixtures("_whole")
def test_each_page_is_shown_in_all_ways_and_widths():
    ways = ways_of(PAGES)
    assert {page.name: {way: list(WIDTHS) for way in WAYS} for page in PAGES} == ways


COUNTING = [*(f"/personnel/{page}/" for page in ("rotation", "courses", "readiness", "teams", "programmes", "officers")), "/a/?on=2026"]


@pytest.mark.usefixtures("_dealt")
def test_each_page_that_counts_people_is_asked_by_one_and_every_reader_asks():
    told = {who: asked_by(who, COUNTING) for who in READERS}
    assert sorted(address for addresses in told.values() for address in addresses) == sorted(COUNTING)
    assert all(told.values())


@pytest.mark.usefixtures("_dealt")
def test_the_number_of_a_row_in_an_address_does_not_say_who_asks():
    assert {who: len(asked_by(who, ["/x/1/"])) for who in READERS} == {who: len(asked_by(who, ["/x/977/"])) for who in READERS}


@pytest.mark.usefixtures("_whole")
def test_each_page_that_counts_people_is_asked_by_all():
    assert all(asked_by(who, COUNTING) == COUNTING for who in READERS)


def test_the_end_of_a_run_says_what_is_left_and_nothing_where_all_was_asked(capsys):
    rounds = run.Rounds([])
    for process in (1, 2):
        told = {"asked": {"pages": [3, 6], "all": [6, 6]}, "met": {"texts": [5, 20]}}
        Path(rounds.swept.name, f"{process}.json").write_text(json.dumps(told))
    rounds.left()
    assert capsys.readouterr().out == "Left to --whole: 3 of 6 pages; 30 of 40 texts.\n"
    run.Rounds([]).left()
    assert capsys.readouterr().out == ""
