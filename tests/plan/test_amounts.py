"""Amounts as people write them, and their sums and shares."""

import re

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from accounts.numbers import TwoReadingsError
from plan.forms import FundingForm
from plan.money import Amounts, read_amount, shown_millions, total


@pytest.mark.parametrize(
    ("typed", "dong"),
    [
        ("1.250.000.000", 1_250_000_000), ("1250000000", 1_250_000_000), ("1.250 triệu", 1_250_000_000), ("1,25 tỷ", 1_250_000_000),
        ("1,25 tỉ đồng", 1_250_000_000), ("0", 0), ("12 tr", 12_000_000), ("500 đồng", 500),
    ],
)  # fmt: skip
def test_an_amount_is_read_as_people_write_it(typed, dong):
    assert read_amount(typed) == dong


@pytest.mark.parametrize("typed", ["nhiều", "1,2,3", "1e9", "-5", "1.25", "12 quả", "1,2345678 triệu", "١٢", "9" * 18, "", "1.250 triệu 3"])
def test_what_is_no_amount_is_refused_with_a_message(typed):
    with pytest.raises(ValueError, match=r"\w"):
        read_amount(typed)


@pytest.mark.parametrize(
    ("language", "typed", "ways"),
    [
        ("en", "1.250 triệu", ("1,250 triệu", "1,250,000 đồng")), ("en", "1.250 billion", ("1,250 billion", "1,250,000,000 đồng")),
        ("vi", "1,250 million", ("1.250 million", "1.250.000 đồng")), ("vi", "1,250 tỷ", ("1.250 tỷ", "1.250.000.000 đồng")),
    ],
)  # fmt: skip
def test_an_amount_that_may_be_a_thousand_times_as_much_is_refused_with_both_ways_of_writing_it(language, typed, ways):
    with translation.override(language):
        with pytest.raises(TwoReadingsError) as refused:
            read_amount(typed)
        told = str(refused.value)
        assert all(way in told for way in (typed, *ways))
        more, less = (read_amount(way) for way in ways)
        assert more == 1000 * less


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_the_hint_and_the_refusal_advise_can_be_typed(language):
    with translation.override(language):
        with pytest.raises(ValueError, match="250") as refused:
            read_amount("nhiều")
        for advised in (str(FundingForm.base_fields["planned"].help_text), str(refused.value)):
            dong, million, billion = re.findall(r"\d[\d.,]*\d(?: (?:triệu|tỷ|million|billion))?", advised)
            assert read_amount(dong) == read_amount(million) == read_amount(billion) == 1_250_000_000


@given(st.integers(0, 10**16))
def test_what_is_shown_in_millions_is_read_back_the_same(dong):
    for language, word in (("vi", "triệu"), ("en", "million")):
        with translation.override(language):
            shown = f"{shown_millions(dong)} {word}"
            if 10**6 <= dong < 10**9 and dong % 10**3 == 0 and dong % 10**4:  # 1,250 triệu: it may be the thousands of English
                with pytest.raises(TwoReadingsError):
                    read_amount(shown)
            else:
                assert read_amount(shown) == dong


AMOUNTS = st.builds(Amounts, *[st.none() | st.integers(0, 10**12)] * 3)


@given(st.lists(AMOUNTS, max_size=5))
def test_a_sum_knows_only_what_was_entered(rows):
    for name in ("planned", "allocated", "disbursed"):
        entered = [value for row in rows if (value := getattr(row, name)) is not None]
        assert getattr(total(rows), name) == (sum(entered) if entered else None)


def test_nearly_all_is_not_all():
    assert Amounts(None, 10_000, 9_999).share == 999
    assert Amounts(None, 10_000, 10_000).share == 1000
    assert Amounts(None, 118_000, 16_512).share == 140  # 13,99 %: rounded as all numbers are
    assert Amounts(None, 21_000, 2_217).share == 106
    assert (Amounts(None, 10_000, 1).share, Amounts(None, 10_000, 0).share) == (1, 0)  # a little is not nothing
    assert Amounts(None, 0, 0).share is None
    assert Amounts(None, 1, None).share is None
