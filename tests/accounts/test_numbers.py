"""Numbers as the reader's language writes them, kept as whole numbers of 10^-decimals units."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from accounts.inputs import NumberField
from accounts.numbers import TwoReadingsError, read_scaled, shown_percent, shown_rounded, shown_scaled, unit_of


@pytest.mark.parametrize(
    ("language", "typed", "decimals", "kept"),
    [
        ("vi", "1.240,5", 1, 12405), ("en", "1,240.5", 1, 12405), ("vi", "1240,5", 1, 12405),
        ("vi", "1 240", 0, 1240), ("vi", "-3", 0, -3), ("en", "0.5", 1, 5), ("vi", "12", 2, 1200),
    ],
)  # fmt: skip
def test_each_language_has_its_own_marks(language, typed, decimals, kept):
    with translation.override(language):
        assert read_scaled(typed, decimals) == kept


@pytest.mark.parametrize(
    ("language", "typed", "decimals"),
    [
        ("vi", "1.24", 0),
        ("vi", "1,24", 1),
        ("en", "12,5", 1),
        ("vi", "mười", 0),
        ("vi", "1e3", 0),
        ("en", "1e999999999", 1),
        ("vi", "", 0),
        ("vi", "-", 0),
        ("vi", "nan", 0),
        ("vi", "1,5", 0),
        ("vi", "1,2,3", 1),
    ],
)
def test_a_slip_is_refused_and_never_guessed(language, typed, decimals):
    with translation.override(language), pytest.raises(ValueError, match=r"\w"):
        read_scaled(typed, decimals)


@pytest.mark.parametrize(
    ("language", "typed", "decimals", "ways"),
    [
        ("en", "1.000", 0, ("1,000", "1")), ("en", "1.500", 1, ("1,500", "1.5")), ("en", "-12.500", 2, ("-12,500", "-12.5")),
        ("vi", "1,000", 0, ("1.000", "1")), ("vi", "1,500", 1, ("1.500", "1,5")),
    ],
)  # fmt: skip
def test_thousands_with_the_mark_of_the_other_language_are_not_taken_for_a_fraction(language, typed, decimals, ways):
    with translation.override(language), pytest.raises(TwoReadingsError) as refused:
        read_scaled(typed, decimals)
    assert all(way in str(refused.value) for way in (typed, *ways))


@pytest.mark.parametrize(
    ("language", "typed", "decimals", "kept"),
    [("en", "1.500", 3, 1500), ("en", "0.500", 1, 5), ("en", "1500.000", 1, 15000), ("en", "1,500", 1, 15000), ("vi", "1.500", 1, 15000)],
)
def test_what_can_be_read_in_one_way_only_is_read(language, typed, decimals, kept):
    with translation.override(language):
        assert read_scaled(typed, decimals) == kept


@given(st.sampled_from(["vi", "en"]), st.integers(-(10**14), 10**14), st.integers(0, 4))
def test_what_is_shown_can_be_typed_again(language, value, decimals):
    with translation.override(language):
        assert read_scaled(shown_scaled(value, decimals), decimals) == value


@pytest.mark.parametrize(
    ("value", "places", "vi", "en"),
    [
        (0.5, 0, "1", "1"), (2.5, 0, "3", "3"), (0.25, 1, "0,3", "0.3"), (1.005, 2, "1,01", "1.01"),
        (-2.5, 0, "-3", "-3"), (1240, 0, "1.240", "1,240"), (18, 1, "18,0", "18.0"),
    ],
)  # fmt: skip
def test_half_is_rounded_up_everywhere(language_of, value, places, vi, en):
    assert language_of(shown_rounded, value, places) == {"vi": vi, "en": en}


@pytest.mark.parametrize(("percent", "places", "vi", "en"), [(66.666, 1, "66,7%", "66.7%"), (5, 0, "5%", "5%"), (12.5, 0, "13%", "13%")])
def test_a_percentage_has_one_form_in_each_language(language_of, percent, places, vi, en):
    assert language_of(shown_percent, percent, places) == {"vi": vi, "en": en}


@pytest.mark.parametrize(
    ("language", "value", "unit", "told"),
    [
        ("en", 1, "products", " product"), ("en", 2, "products", " products"), ("en", 1, "people", " person"), ("en", 0, "posts", " posts"),
        ("en", 64.5, "%", "%"), ("vi", 64.5, "%", "%"), ("vi", 1, "người", " người"), ("en", 1, "", ""), ("en", 1, "million đồng", " million đồng"),
        ("en", 1, "series", " series"), ("en", 1, "mass", " mass"),
    ],
)  # fmt: skip
def test_a_unit_agrees_with_its_value(language, value, unit, told):
    with translation.override(language):
        assert unit_of(value, unit) == told


@pytest.fixture
def language_of():
    """What a function says, in each language."""

    def said(function, *given):
        answers = {}
        for language in ("vi", "en"):
            with translation.override(language):
                answers[language] = function(*given)
        return answers

    return said


def test_a_field_keeps_the_scaled_number_and_shows_it_again():
    field = NumberField(decimals=1)
    with translation.override("vi"):
        assert field.clean("12,5") == 125
        assert field.prepare_value(125) == "12,5"
        assert field.prepare_value("12,5 x") == "12,5 x"  # what was typed wrongly is kept
        for wrong in ("12,55", "abc", "", "9" * 30):
            with pytest.raises(ValidationError):
                field.clean(wrong)
    assert NumberField(required=False).clean("") is None
