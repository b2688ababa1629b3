"""The history of the network: by year, and published totals beside the count."""

import re
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership, Unit
from accounts.naming import forbidden
from missions.models import NetworkTotal
from missions.network import Happening, Official
from missions.years import totals, years
from tests.factories import ISSUED, UserFactory
from tests.missions.many import many_missions

pytestmark = pytest.mark.django_db
PARTS = {"embassies": None, "consulates": None, "missions_at_organisations": None, "offices": None}


def _happened(post, kind, on, precision="day"):
    return Happening(post, "embassy", kind, on, precision)


def test_before_the_first_whole_count_a_year_has_no_number():
    rows = [_happened(1, "opened", date(2000, 12, 31), "year"), _happened(2, "opened", date(2020, 11, 9), "not_later_than")]
    found = years(rows, [], date(2022, 5, 1))
    assert [(line.year, line.size) for line in found] == [(2022, 2), (2021, 2), (2020, 2), (2000, None)]
    assert [len(line.began) for line in found] == [0, 0, 0, 1]
    assert [len(line.by_then) for line in found] == [0, 0, 1, 0]


def test_what_is_first_known_once_the_whole_is_known_has_opened_since():
    rows = [_happened(1, "opened", date(2020, 1, 1), "not_later_than"), _happened(2, "opened", date(2021, 6, 1), "not_later_than")]
    found = years(rows, [Official(date(2020, 6, 1), 1, PARTS)], date(2021, 12, 31))
    assert [(line.size, len(line.began), len(line.by_then)) for line in found] == [(2, 1, 0), (1, 0, 1)]


def test_a_change_is_told_only_between_days_on_which_the_whole_is_known():
    rows = [_happened(1, "opened", date(2020, 1, 1), "not_later_than"), _happened(2, "opened", date(2021, 6, 1))]
    officials = [Official(date(2019, 1, 1), 5, PARTS), Official(date(2020, 6, 1), 1, PARTS), Official(date(2021, 12, 1), 3, PARTS)]
    latest, middle, first = totals(rows, officials)
    assert (first.counted, first.before, middle.before) == (None, None, None)
    assert (latest.published_change, latest.recorded_change, latest.difference) == (2, 1, 1)


@pytest.fixture
def browser(network, signed_in):
    user = UserFactory(email="reader@demo.test", language="en")
    Membership.objects.create(user=user, unit=Unit.objects.get(code="van-phong-bo"), role="unit_officer", from_on=ISSUED)
    browser = signed_in(user)
    browser.cookies["language"] = "en"
    return browser


@pytest.fixture
def text_of(browser):
    def read(query=""):
        page = re.search(r"<main.*</main>", browser.get(f"/missions/history/{query}").content.decode(), re.S)[0]
        return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))

    return read


@pytest.mark.parametrize(
    ("query", "said"), [("?on=2020-12-31", "94 missions on 31/12/2020"), ("?on=2025-12-31", "99 missions on 31/12/2025")]
)
def test_the_count_of_a_day_is_told(text_of, query, said):
    assert said in text_of(query)


def test_before_the_first_record_the_number_is_not_known(text_of):
    assert "The number of missions is not known" in text_of("?on=2015-01-01")


def test_each_year_says_what_changed_it_with_the_precision_of_each_day(text_of):
    text = text_of("?on=2025-12-31")
    assert re.search(r"2025 99 .*Busan 13/08/2025.*Embassy of Viet Nam in Portugal in 11/2025", text)
    assert "2018 not known – Embassy of Viet Nam in Uzbekistan not earlier than 05/06/2018 (17/NQ-CP)" in text
    assert "69 known to be open by then, opened at a time not known" in text


def test_every_difference_is_named_row_by_row(text_of):
    text = text_of()
    assert "19/12/2021 : 96 published, 94 counted" in text
    assert "2 more were published than are counted" in text
    assert "Since 09/11/2020: +2 by the published totals, 0 by the events. No opening or closing is recorded in between." in text
    assert "Since 19/12/2021: +3 by the published totals, +5 by the events" in text
    assert "27/11/2019 : 96 published, counted: not known Whether they differ cannot be said." in text


def test_a_total_after_the_day_is_not_spoken_of(text_of):
    assert "19/12/2021 :" not in text_of("?on=2020-12-31")


def test_it_says_nothing_that_must_not_be_said(browser):
    page = browser.get("/missions/history/").content.decode()
    assert [pair for text in re.split(r"<[^>]+>", page) for pair in forbidden(unescape(text))] == []


def test_it_costs_the_same_at_ten_times_the_missions(browser):
    browser.get("/missions/history/")
    with CaptureQueriesContext(connection) as once:
        browser.get("/missions/history/")
    many_missions(1000)
    with CaptureQueriesContext(connection) as often:
        browser.get("/missions/history/")
    assert len(often) <= len(once) <= 12


def test_a_total_that_falls_short_is_said_so(browser):
    NetworkTotal.objects.create(on=date(2026, 1, 15), total=90, source="x")
    assert "9 fewer were published than are counted" in browser.get("/missions/history/").content.decode()
