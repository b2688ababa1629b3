"""How often and how far a term has moved: counted from the decisions, never from a text."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plan.slippage import Slippage, slippage
from plan.views.deadlines import moved
from tests.factories import MeasureFactory
from tests.plan.conftest import NOW

pytestmark = pytest.mark.usefixtures("cast_stands")

FIRST = date(2026, 6, 30)


@dataclass
class Change:
    new_due_on: date | None

    @property
    def new_term(self):
        return "dated" if self.new_due_on else "ongoing"


def of(*days):
    return slippage(Change(None if day is None else FIRST + timedelta(days=day)) for day in days)


@pytest.mark.parametrize(
    ("days", "times", "in_all"),
    [((), 0, None), ((0,), 0, 0), ((0, 30), 1, 30), ((0, 30, 10), 2, 10), ((0, -5), 1, -5), ((0, 30, 0), 2, 0), ((0, None), 1, None)],
)
def test_the_first_date_is_no_move(days, times, in_all):
    told = of(*days)
    assert (told.times, told.days) == (times, in_all)


def test_work_that_was_ongoing_has_its_first_date_when_it_gets_one():
    assert of(None, 0, 7) == Slippage(FIRST, FIRST + timedelta(days=7), 1)


@given(st.lists(st.none() | st.integers(-50, 50), max_size=8))
def test_moves_add_up(days):
    told = of(*days)
    dated = [place for place, day in enumerate(days) if day is not None]
    after = days[dated[0] :] if dated else []
    assert told.times == sum(a != b for a, b in pairwise(after))
    assert told.original == (FIRST + timedelta(days=after[0]) if after else None)
    assert told.current == (FIRST + timedelta(days=days[-1]) if days and days[-1] is not None else None)


@pytest.fixture
def thrice(do, measure):
    do.set_term(measure, FIRST)
    for n in range(1, 4):
        do.decide(do.ask(measure, FIRST + timedelta(days=30 * n), now=NOW + timedelta(days=n)), now=NOW + timedelta(days=n, hours=1))
    return measure


@pytest.mark.django_db
@pytest.mark.both
class TestPages:
    def test_moved_three_times_or_more(self, thrice, plan, do, other_measure, head, officer, signed_in):
        do.set_term(other_measure, FIRST)
        (row,) = moved(plan, 3)
        assert (row.measure, row.moved.original, row.moved.times, row.moved.days) == (thrice, FIRST, 3, 90)
        assert moved(plan, 4) == []
        browser = signed_in(officer)
        assert [row.measure.code for row in browser.get("/plan/292/deadlines/").context["moved"]] == ["2.3"]
        assert browser.get("/plan/292/deadlines/?times=4").context["moved"] == []
        assert browser.get("/plan/292/deadlines/?times=0").status_code == 422
        page = browser.get("/plan/292/measures/2.3/").context["slipped"]
        assert (page.original, page.times, page.days) == (FIRST, 3, 90)

    def test_an_old_date_asked_against_does_not_count_twice(self, do, plan, measure, secretariat):
        """What a request named as the present term may have been replaced while it waited."""
        do.set_term(measure, FIRST)
        asked = do.ask(measure, FIRST + timedelta(days=60))
        do.set_term(measure, FIRST + timedelta(days=30), now=NOW + timedelta(hours=1))
        do.decide(asked, now=NOW + timedelta(hours=2))
        (row,) = moved(plan, 2)
        assert (row.moved.times, row.moved.days) == (2, 60)

    def test_requests_that_wait_stand_beside(self, do, measure, officer, signed_in):
        do.ask(measure, FIRST)
        page = signed_in(officer).get("/plan/292/deadlines/")
        assert [change.measure.code for change, _may_decide in page.context["asked"]] == ["2.3"]
        assert "Chờ góp ý" in page.content.decode()

    def test_whoever_may_decides_in_the_row(self, do, measure, other_measure, leader, secretariat, officer, signed_in):
        measure.save_seen(None, {"is_key": True})
        key, plain = do.ask(measure, FIRST), do.ask(other_measure, FIRST)
        addresses = {f"/plan/292/measures/{change.measure.code}/deadlines/{change.pk}/": change for change in (key, plain)}
        for person, theirs in ((leader, {key}), (secretariat, {plain}), (officer, set())):
            browser = signed_in(person)
            page = browser.get("/plan/292/deadlines/").content.decode()
            assert {change for address, change in addresses.items() if f'href="{address}"' in page} == theirs
            assert all((browser.get(address).status_code == 200) == (change in theirs) for address, change in addresses.items())

    def test_the_same_few_queries_at_ten_times_the_rows(self, thrice, do, officer, signed_in, django_assert_max_num_queries):
        browser = signed_in(officer)
        browser.get("/plan/292/deadlines/")
        with django_assert_max_num_queries(15) as few:
            browser.get("/plan/292/deadlines/?times=1")
        for number in range(9):
            row = MeasureFactory(task=thrice.task, code=f"7.{number}")
            do.set_term(row, FIRST)
            do.set_term(row, FIRST + timedelta(days=9))
            do.ask(row, FIRST + timedelta(days=20))
        with django_assert_max_num_queries(len(few)):
            assert len(browser.get("/plan/292/deadlines/?times=1").context["moved"]) == 10

    def test_the_api_tells_it(self, thrice, officer, call):
        told = call(officer).get("/api/v1/plans/292/measures/2.3/").json()["slippage"]
        assert told == {"original": "2026-06-30", "current": "2026-09-28", "times": 3, "days": 90}
