from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from plan.moment import Moment
from tests.plan.conftest import NOW, TODAY


def read(**params):
    return Moment.read(params, NOW)


def test_without_words_it_is_today_as_known_now():
    assert read() == Moment(TODAY, None, TODAY) == Moment.now(NOW)
    assert read().is_now
    assert read(on="", known=" ").query == ""


@pytest.mark.parametrize("text", ["01/03/2026", "1/3/2026", "2026-03-01", " 2026-03-01 "])
def test_a_day_as_people_and_machines_write_it(text):
    assert read(on=text).on == date(2026, 3, 1)


@pytest.mark.parametrize(
    "text",
    ["31/02/2026", "2026-13-01", "01/03/26", "tomorrow", "1/1/2100", "01/01/1900", "99999-01-01", "//", "20260301", "１/３/", "0/0/0000"],
)
def test_an_impossible_day_names_its_field(text):
    with pytest.raises(ValidationError) as error:
        read(on=text)
    assert list(error.value.message_dict) == ["on"]


@pytest.mark.parametrize("text", ["31/02/2026", "2026-02-30", "32/1/2026", "29/02/2027"])
def test_a_day_that_the_calendar_lacks_is_called_so(text):
    with override("en"), pytest.raises(ValidationError) as error:
        read(on=text)
    assert error.value.messages == [f"There is no such day in the calendar: {text}."]


def test_a_day_to_come_is_told_from_today():
    assert read(on="21/03/2026").is_to_come
    assert not read(on="20/03/2026").is_to_come


@pytest.mark.parametrize("text", ["2026-02-30", "noon", "2026-03-01T25:00", "9999-12-31T23:59:59-12:00", "T", "2026-03-01Tx", "31/12/9999"])
def test_an_impossible_moment_names_its_field(text):
    with pytest.raises(ValidationError) as error:
        read(known=text)
    assert list(error.value.message_dict) == ["known"]


def test_a_moment_is_read_in_its_zone_and_in_ha_noi_without_one():
    assert read(known="2026-03-01T10:00:00Z").known == datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert read(known="2026-03-01T10:00").known == datetime(2026, 3, 1, 3, tzinfo=UTC)
    assert read(known="2026-03-01T10:00 07:00").known == datetime(2026, 3, 1, 3, tzinfo=UTC)


def test_a_day_of_knowledge_means_its_end_in_ha_noi():
    assert read(known="01/03/2026").known == datetime(2026, 3, 1, 16, 59, 59, 999999, tzinfo=UTC)


def test_what_is_known_later_than_now_is_known_now():
    assert read(known="2027-01-01T00:00:00Z").is_now


def test_links_carry_the_moment():
    then = read(on="01/03/2026", known="2026-03-10T10:00:00Z")
    assert then.query == "on=2026-03-01&known=2026-03-10T10%3A00%3A00Z"
    assert read(on="2026-03-01", known="2026-03-10T10:00:00Z") == then


@given(st.text(max_size=30), st.text(max_size=30))
def test_no_text_is_ever_a_fault(on, known):
    with suppress(ValidationError):
        assert 1945 <= read(on=on, known=known).on.year <= 2099


NONSENSE = [
    "99999999999999999999/1/2026",
    "2147483648/1/2026",
    "1/99999999999999999999/2026",
    "1_0/1/2026",
    "+1/1/2026",
    "1/1/ 2026",
    "１/１/２０２６",
    "2026-W05-1",
]


@pytest.mark.parametrize("text", NONSENSE)
def test_what_only_a_machine_would_take_for_a_day_is_none(text):
    for name in ("on", "known"):
        with pytest.raises(ValidationError) as error:
            read(**{name: text})
        assert list(error.value.message_dict) == [name]


@pytest.mark.parametrize(
    "text", ["2026-W05-1T10:00", "20260301T100000Z", "2026-03-01T10:00:00,5Z", "２０２６-03-01T10:00", "2026-03-01x10:00", "2026-03-01T10"]
)
def test_what_only_a_machine_would_take_for_a_moment_is_none(text):
    with pytest.raises(ValidationError):
        read(known=text)


@given(st.from_regex(r"[-+_ 0-9０-９]{1,22}/[-+_0-9]{1,22}/[-+_0-9]{1,6}", fullmatch=True))
def test_no_number_in_place_of_a_day_is_ever_a_fault(text):
    with suppress(ValidationError):
        assert 1945 <= read(on=text).on.year <= 2099
