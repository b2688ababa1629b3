"""What is asked, as data, and what is typed, as it is kept: numbers as either language writes them, limits, what is missing."""

from contextlib import suppress

import pytest
from django.utils import translation
from hypothesis import example, given
from hypothesis import strategies as st

from reports.asked import Choice, Words
from reports.kinds import LONGEST
from reports.questions import Question, WrongForm, form_of, keep, missing, observed, progress_of, read_value, shown
from tests.reports.filing import CONTENT, IDENTITY, OVERVIEW, PRESENT, RESULTS, SHARE

FORM = form_of(CONTENT)


def number(**values):
    return Question("n", "1.1", "number", Words("Số", "Number"), **values)


TEXT = Question("t", "1.2", "text", Words("Lời", "Text"))
CHOICE = Question(
    "c", "1.3", "choice", Words("Chọn", "Choose"), choices=(Choice("yes", Words("Có", "Yes"), 1000), Choice("no", Words("Không", "No")))
)


def read(typed, question, language="vi"):
    with translation.override(language):
        return read_value(question, typed)


def refused(typed, question, language="en"):
    with translation.override(language), pytest.raises(ValueError, match=r"\w") as error:
        read_value(question, typed)
    return str(error.value)


# Numbers


@pytest.mark.parametrize(
    ("language", "typed", "decimals", "kept"),
    [
        ("vi", "1.240,5", 1, 12405),
        ("en", "1,240.5", 1, 12405),
        ("vi", "1.240", 0, 1240),
        ("en", "1,240", 0, 1240),
        ("vi", "1240,5", 1, 12405),
        ("vi", "1 240,5", 1, 12405),
        ("vi", "1\u00a0240", 0, 1240),
        ("vi", "12.345.678", 0, 12345678),
        ("vi", "62,50", 1, 625),
        ("vi", "62", 1, 620),
        ("en", "0", 0, 0),
        ("vi", "-3", 0, -3),
        ("vi", "1.24", 2, 124),  # one point twenty-four, with two decimals kept
        ("en", " 7 ", 0, 7),
    ],
)  # fmt: skip
def test_a_number_is_read_as_the_language_writes_it(language, typed, decimals, kept):
    assert read(typed, number(decimals=decimals), language) == kept


@pytest.mark.parametrize(
    ("language", "typed"),
    [("vi", "1.24"), ("en", "1,24"), ("vi", "0.240"), ("en", "0,240"), ("vi", "1,240.5"), ("en", "1.240,5"), ("vi", "1.24.000"), ("vi", "12,5")],
)  # fmt: skip
def test_a_slip_of_marks_is_never_read_as_another_number(language, typed):
    assert refused(typed, number(), language)


@pytest.mark.parametrize("typed", ["mười", "1e5", "1e9999999", "1_000", "NaN", "Infinity", "--1", ",", ".", "1" * 19, "１２", "0x10"])
def test_what_is_no_plain_number_is_refused_with_an_example(typed):
    assert "Enter a number, such as 125" in refused(typed, number())


@pytest.mark.parametrize(
    ("limits", "example"),
    [
        ({"least": 0, "most": 1000, "decimals": 1}, "50"), ({"least": 0, "most": 500}, "125"), ({"least": 2000}, "2,000"), ({"most": 5}, "5"),
        ({"least": 0, "most": 1}, "0"),
    ],
)  # fmt: skip
def test_the_example_of_a_number_can_itself_be_the_answer(limits, example):
    asked = number(**limits)
    assert refused("many", asked) == f"Enter a number, such as {example}."
    assert read(example, asked, "en") is not None


def test_too_many_decimals_are_refused_not_rounded():
    assert refused("62.55", number(decimals=1)) == "At most 1 digit after the decimal mark."
    assert refused("62.5", number()) == "Enter a whole number."


@pytest.mark.parametrize(
    ("limits", "typed", "told"),
    [
        ({"least": 0, "most": 1000, "decimals": 1}, "100.1", "Enter a number from 0 to 100."),
        ({"least": 0, "most": 1000, "decimals": 1}, "-1", "Enter a number from 0 to 100."),
        ({"least": 5}, "4", "Enter a number not below 5."),
        ({"most": 5}, "6", "This number is too large."),
        ({}, "1000000000000000", "This number is too large."),
    ],
)
def test_limits_are_told_in_the_persons_terms(limits, typed, told):
    assert refused(typed, number(**limits)) == told


def test_both_ends_of_the_limits_are_allowed():
    share = number(least=0, most=1000, decimals=1)
    assert (read("0", share), read("100", share)) == (0, 1000)


@given(units=st.integers(-(10**14), 10**14), decimals=st.integers(0, 4), language=st.sampled_from(["vi", "en"]))
@example(units=12405, decimals=1, language="vi")
def test_what_is_shown_is_read_back_as_the_same(units, decimals, language):
    question = number(decimals=decimals)
    with translation.override(language):
        assert read_value(question, shown(question, units)) == units


@given(typed=st.text(max_size=30), language=st.sampled_from(["vi", "en"]))
def test_whatever_is_typed_is_a_number_a_message_or_nothing(typed, language):
    with translation.override(language), suppress(ValueError):
        value = read_value(number(decimals=1, least=0, most=1000), typed)
        assert value is None or 0 <= value <= 1000


# Texts and choices


def test_nothing_typed_is_no_answer():
    assert read("  ", TEXT) is None
    assert read("", number()) is None


def test_a_text_may_be_long_but_not_without_end():
    assert len(read("a" * LONGEST, TEXT)) == LONGEST
    assert "At most 20000 characters" in refused("a" * (LONGEST + 1), TEXT)


def test_of_choices_one_is_taken():
    assert read("yes", CHOICE) == "yes"
    assert refused("perhaps", CHOICE) == "Choose one of the answers."


def test_an_indicator_counts_what_the_choice_is_worth_and_nothing_for_a_text():
    assert observed(CHOICE, "yes") == 1000
    assert observed(CHOICE, "no") is None
    assert observed(number(), 7) == 7
    assert observed(TEXT, "7") is None


def test_answers_are_shown_in_the_readers_language():
    with translation.override("vi"):
        assert (shown(number(decimals=1), 12405), shown(CHOICE, "yes")) == ("1.240,5", "Có")
    with translation.override("en"):
        assert (shown(number(decimals=1), 12405), shown(CHOICE, "yes"), shown(number(), None)) == ("1,240.5", "Yes", "")


# Keeping


def test_a_value_that_fits_is_kept():
    assert keep(number(most=9), 9) == 9
    assert keep(TEXT, " x\u0000 ") == "x"
    assert keep(CHOICE, "") is None


@pytest.mark.parametrize(
    ("question", "value"), [(None, "x"), (number(), "9"), (number(), True), (number(most=9), 10), (TEXT, 9), (CHOICE, "perhaps")]
)
def test_a_value_that_answers_no_question_or_does_not_fit_is_refused(question, value):
    with pytest.raises(ValueError, match=r"\w"):
        keep(question, value)


# What is missing


def test_required_questions_without_an_answer_are_missing():
    with translation.override("en"):
        assert [(fault.question, fault.message) for fault in missing(FORM, {}, ["2.3"])] == [
            ("overview", "Answer question 1.1."),
            ("present", "Answer question 2.1."),
        ]
    assert missing(FORM, {OVERVIEW: "x", PRESENT: 0}, ["2.3"]) == []


def test_progress_counts_a_field_for_each_measure_served():
    work, staff = FORM.sections
    assert (progress_of(work, {OVERVIEW: "x", RESULTS: "y"}, ["2.3", "3.1"]).answered, progress_of(work, {}, ["2.3", "3.1"]).asked) == (
        2,
        3,
    )
    assert progress_of(staff, {PRESENT: 0, SHARE: 1, IDENTITY: "applied"}, []).answered == 3


# The questionnaire itself


def changed(**question):
    first = {**CONTENT["sections"][0]["questions"][0], **question}
    return {"sections": [{**CONTENT["sections"][0], "questions": [first]}]}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ({}, "sections: there is none"),
        ({"sections": [{**CONTENT["sections"][0], "questions": []}]}, "section work: it asks nothing"),
        ({"sections": CONTENT["sections"] * 2}, "section staff, work: the key stands twice"),
        ({"sections": [{**CONTENT["sections"][0], "key": "hai mục"}]}, "section 1: key must be"),
        ({"sections": [{**CONTENT["sections"][0], "title_en": ""}]}, "section work: title_vi and title_en are both needed"),
        (changed(kind="essay"), "question overview: kind must be one of"),
        (changed(key=""), "question 1.1: key must be"),
        (changed(choices=[{"key": "a", "label_vi": "a", "label_en": "a"}]), "question overview: only a choice has choices"),
        (changed(label_vi=""), "question overview: label_vi and label_en are both needed"),
    ],
)
def test_a_form_that_cannot_be_used_says_where_and_why(content, told):
    with pytest.raises(WrongForm) as wrong:
        form_of(content)
    assert told in str(wrong.value)


def test_the_key_of_a_question_stands_once_in_the_whole_form():
    first, second = CONTENT["sections"]
    with pytest.raises(WrongForm, match="question overview, results: the key stands twice"):
        form_of({"sections": [first, {**second, "questions": first["questions"]}]})


def test_questions_are_numbered_as_people_call_them():
    assert [question.number for question in FORM.questions] == ["1.1", "1.2", "2.1", "2.2", "2.3"]
    assert (FORM.question("share").most, FORM.question("none"), FORM.section("staff").title.vi) == (1000, None, "Biên chế")
