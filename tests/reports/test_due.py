"""A deadline on two clocks, and lengths of time in words."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.utils import translation

from reports.due import due_in_words, elsewhere, span

DUE = datetime(2026, 12, 17, 10, 0, tzinfo=UTC)  # 17:00 in Hà Nội


@pytest.fixture(autouse=True)
def in_vietnamese():
    with translation.override("vi"):
        yield


def test_a_deadline_says_both_clocks_and_what_is_left():
    due = due_in_words(DUE, "Europe/Paris", "Paris", DUE - timedelta(days=2, hours=4, minutes=30))
    assert (due.hanoi, due.there, due.left, due.is_over) == (
        "17:00 ngày 17/12/2026 giờ Hà Nội",
        "tức 11:00 giờ Paris",
        "còn 2 ngày 4 giờ",
        False,
    )
    assert due.words == "17:00 ngày 17/12/2026 giờ Hà Nội, tức 11:00 giờ Paris, còn 2 ngày 4 giờ"
    assert due.clocks == due.words.removesuffix(", còn 2 ngày 4 giờ")


def test_pages_and_mail_write_it_in_no_other_way():
    """The table of all periods says Hà Nội in its head and shows no unit's clock; it is for the ministry."""
    pages = {page.name: page.read_text() for page in (settings.BASE_DIR / "templates/reports").rglob("*.*")}
    assert not [name for name, text in pages.items() if "due.hanoi" in text]
    written = re.compile(r"(due_at|due_then|until|extended_to|granted_to)\|moment")
    assert [name for name, text in pages.items() if written.search(text)] == ["_periods_all.html"]


def test_once_it_has_passed_it_says_by_how_much():
    due = due_in_words(DUE, "", "", DUE + timedelta(hours=3, minutes=20))
    assert (due.there, due.left, due.is_over) == ("", "quá hạn 3 giờ 20 phút", True)


def test_the_last_instant_is_still_in_time():
    assert not due_in_words(DUE, "", "", DUE).is_over
    assert due_in_words(DUE, "", "", DUE + timedelta(microseconds=1)).is_over


@pytest.mark.parametrize(
    ("at", "zone", "place", "words"),
    [
        (DUE, "Europe/Paris", "Paris", "tức 11:00 giờ Paris"),
        # the same hour of Hà Nội is another one in Paris in summer, and on the two days around the change
        (datetime(2026, 6, 17, 10, 0, tzinfo=UTC), "Europe/Paris", "Paris", "tức 12:00 giờ Paris"),
        (datetime(2026, 3, 28, 10, 0, tzinfo=UTC), "Europe/Paris", "Paris", "tức 11:00 giờ Paris"),
        (datetime(2026, 3, 29, 10, 0, tzinfo=UTC), "Europe/Paris", "Paris", "tức 12:00 giờ Paris"),
        (DUE, "Asia/Kathmandu", "Kathmandu", "tức 15:45 giờ Kathmandu"),
        # summer in the south, and six hours ahead of Hà Nội
        (DUE, "Pacific/Auckland", "", "tức 23:00 giờ Auckland"),
        (datetime(2026, 6, 17, 10, 0, tzinfo=UTC), "Pacific/Auckland", "", "tức 22:00 giờ Auckland"),
        # late in the evening of Hà Nội it is the next day there
        (datetime(2026, 12, 17, 12, 0, tzinfo=UTC), "Pacific/Auckland", "", "tức 01:00 ngày 18/12/2026 giờ Auckland"),
        (DUE, "America/Los_Angeles", "", "tức 02:00 giờ Los Angeles"),
        # in the morning of Hà Nội it is still the day before
        (datetime(2026, 12, 17, 2, 0, tzinfo=UTC), "America/Los_Angeles", "", "tức 18:00 ngày 16/12/2026 giờ Los Angeles"),
        (DUE, "Asia/Bangkok", "Bangkok", ""),
        (DUE, "", "", ""),
    ],
)
def test_the_clock_of_the_place(at, zone, place, words):
    assert elsewhere(at, zone, place) == words


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(days=2, hours=4, minutes=59), "2 ngày 4 giờ"),
        (timedelta(days=2, minutes=59), "2 ngày"),
        (timedelta(hours=23, minutes=59), "23 giờ 59 phút"),
        (timedelta(minutes=12, seconds=59), "12 phút"),
        (timedelta(seconds=59), "dưới 1 phút"),
        (timedelta(0), "dưới 1 phút"),
    ],
)
def test_a_length_of_time_is_told_in_its_two_largest_units(length, words):
    assert span(length) == words


def test_english_counts_one_and_many():
    with translation.override("en"):
        due = due_in_words(DUE, "America/Los_Angeles", "San Francisco", DUE - timedelta(days=1, hours=2))
    assert (due.hanoi, due.there, due.left) == ("17:00 on 17/12/2026 Hà Nội time", "that is 02:00 in San Francisco", "1 day 2 hours left")


@pytest.mark.parametrize(
    ("at", "zone", "words"),
    [
        (DUE, "America/Sao_Paulo", "tức 07:00 giờ Sao Paulo"),
        (DUE, "Europe/London", "tức 10:00 giờ London"),
        (datetime(2026, 6, 17, 10, 0, tzinfo=UTC), "Europe/London", "tức 11:00 giờ London"),
        (DUE, "Asia/Kolkata", "tức 15:30 giờ Kolkata"),
        (DUE, "Pacific/Apia", "tức 23:00 giờ Apia"),
        # the night on which London goes to summer time: there is no 01:30
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "Europe/London", "tức 00:59 giờ London"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "Europe/London", "tức 02:00 giờ London"),
        # the night on which Los Angeles goes back: 01:30 comes twice, an hour apart
        (datetime(2026, 11, 1, 8, 30, tzinfo=UTC), "America/Los_Angeles", "tức 01:30 giờ Los Angeles"),
        (datetime(2026, 11, 1, 9, 30, tzinfo=UTC), "America/Los_Angeles", "tức 01:30 giờ Los Angeles"),
        # 29 February, and the end of a year that has not come there
        (datetime(2028, 2, 29, 16, 0, tzinfo=UTC), "Pacific/Auckland", "tức 05:00 ngày 01/03/2028 giờ Auckland"),
        (datetime(2028, 2, 29, 1, 0, tzinfo=UTC), "America/Sao_Paulo", "tức 22:00 ngày 28/02/2028 giờ Sao Paulo"),
        (datetime(2026, 12, 31, 18, 0, tzinfo=UTC), "America/Los_Angeles", "tức 10:00 ngày 31/12/2026 giờ Los Angeles"),
    ],
)
def test_trap_21_every_unit_reads_the_deadline_on_its_own_clock(at, zone, words):
    """DHIS2: one timely rule for all units, no local time."""
    assert elsewhere(at, zone, "") == words


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Asia/Kathmandu", "Pacific/Auckland", "Europe/London"])
def test_what_is_left_is_the_same_on_every_clock_also_over_a_change_of_the_hour(zone):
    at = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)
    before = at - timedelta(days=2, hours=1)
    assert due_in_words(at, zone, "", before).left == "còn 2 ngày 1 giờ"
