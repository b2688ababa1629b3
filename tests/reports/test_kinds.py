"""The kinds of questions beyond one plain answer: tables, conditions, what is carried forward, figures that add up."""

from contextlib import suppress

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.folding import clean
from reports.kinds import KINDS, MOST_ROWS, WrongCells
from reports.questions import WrongForm, condition_words, form_of, keep, missing, plain, progress_of, read_plain, read_value, shown
from reports.sheet import Before, lay_out


def words(name, text):
    return {f"{name}_vi": text, f"{name}_en": text}


def one(key, kind="text", **values):
    return {"key": key, "kind": kind, **words("label", key.title()), **values}


COURSES = one("courses", "table", columns=[
    one("course", required=True),
    one("turns", "number", least=0, most=500),
    one("hours", "number", decimals=1),
    one("where", "choice", choices=[{"key": "home", **words("label", "Trong nước")}, {"key": "away", **words("label", "Ngoài nước")}]),
])  # fmt: skip
PREMISES = one("premises", "choice", required=True, choices=[{"key": k, **words("label", k)} for k in ("owned", "rented", "lent")])
RENT = one("rent-until", required=True, when={"question": "premises", "is": ["rented", "lent"]})
LATE = one("late", "number", required=True, carried=True)
REASONS = one("reasons", required=True, when={"question": "late", "above": 0})
TOTAL = one("total", "number", cumulative=True)
FORM = form_of({"sections": [{"key": "all", **words("title", "Tất cả"), "questions": [COURSES, PREMISES, RENT, LATE, REASONS, TOTAL]}]})
TABLE = FORM.question("courses")


class Saved:
    """An answer as the database gives it."""

    def __init__(self, question, value, version=1):
        self.question, self.row, self.value, self.version, self.at = question, "", value, version, None
        self.by = type("Person", (), {"name": "An"})


def typed(*rows):
    keys = ("course", "turns", "hours", "where")
    return [dict(zip(keys, (*row, "", "", "", "")[:4], strict=True)) for row in rows]


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


class TestATable:
    def test_is_read_row_by_row_without_the_empty_ones(self):
        rows = typed(("Biên dịch", "12", "3.5", "home"), (), ("Nghi lễ",))
        assert read_value(TABLE, rows) == [{"course": "Biên dịch", "turns": 12, "hours": 35, "where": "home"}, {"course": "Nghi lễ"}]

    def test_of_empty_rows_is_no_answer(self):
        assert read_value(TABLE, typed((), ())) is None
        assert keep(TABLE, []) is None

    def test_names_every_cell_that_cannot_stand(self):
        with pytest.raises(WrongCells) as wrong:
            read_value(TABLE, typed(("Biên dịch", "600"), ("", "3"), ("Nghi lễ", "x", "", "moon")))
        assert wrong.value.cells == {
            (0, "turns"): "Enter a number from 0 to 500.",
            (1, "course"): "Fill in this cell.",
            (2, "turns"): "Enter a number, such as 125.",
            (2, "where"): "Choose one of the answers.",
        }
        assert "Row 1, Turns: Enter a number from 0 to 500." in str(wrong.value)

    def test_has_an_end(self):
        with pytest.raises(ValueError, match="At most 100 rows"):
            read_value(TABLE, typed(*[("Khóa",)] * (MOST_ROWS + 1)))

    def test_is_shown_one_line_a_row(self):
        assert shown(TABLE, [{"course": "A", "hours": 35}, {"turns": 2}]) == "Course: A; Hours: 3.5\nTurns: 2"

    @pytest.mark.parametrize("value", ["text", [["a"]], [{"unknown": "a"}], [{"course": {"deep": 1}}], {"course": "a"}, [3], 7])
    def test_of_another_shape_is_refused_from_a_program(self, value):
        with pytest.raises(ValueError, match=r"\w"):
            keep(TABLE, read_plain(TABLE, value))

    @pytest.mark.parametrize("value", ["text", [{"course": 3}], [{"unknown": "a"}], [None]])
    def test_damaged_by_a_hand_in_the_database_is_named(self, value):
        assert shown(TABLE, value) == "This answer cannot be read."

    @settings(max_examples=40)
    @given(
        st.lists(st.fixed_dictionaries({"course": st.sampled_from(["a", "â", "=1", "-;:", "a b"])}, optional={
            "turns": st.integers(0, 500), "hours": st.integers(-(10**6), 10**6), "where": st.sampled_from(["home", "away"]),
        }), min_size=1, max_size=5)
    )  # fmt: skip
    def test_what_is_shown_in_the_inputs_and_to_programs_is_read_back_as_the_same(self, rows):
        with translation.override("en"):
            kept = keep(TABLE, rows)
            assert read_value(TABLE, KINDS["table"].text(TABLE, kept)) == kept
            assert keep(TABLE, read_plain(TABLE, plain(TABLE, kept))) == kept

    @settings(max_examples=60)
    @given(st.lists(st.dictionaries(st.sampled_from(["course", "turns", "hours", "where"]), st.text(max_size=6), max_size=4), max_size=4))
    def test_whatever_is_typed_is_rows_a_message_or_nothing(self, rows):
        with translation.override("en"), suppress(ValueError):
            kept = read_value(TABLE, [{key: clean(cell) for key, cell in row.items()} for row in rows])
            assert kept is None or keep(TABLE, kept) == kept


class TestACondition:
    def test_makes_an_answer_needed_only_when_it_holds(self):
        def faults(**answers):
            return {fault.question for fault in missing(FORM, {(key, ""): value for key, value in answers.items()}, [])}

        assert faults(premises="owned", late=0) == set()
        assert faults(premises="rented", late=3) == {"rent-until", "reasons"}
        assert "rent-until" not in faults()

    def test_is_told_in_words(self):
        told = [condition_words(FORM, FORM.question(key).when) for key in ("rent-until", "reasons", "late")]
        assert told == ["Answer if question 1.2 is “rented” or “lent”.", "Answer if question 1.4 is above 0.", ""]

    @pytest.mark.parametrize(
        ("when", "why"),
        [
            ({"question": "nowhere", "is": ["a"]}, "names no question above it"),
            ({"question": "after", "above": 1}, "names no question above it"),
            ({"question": "premises", "is": ["castle"]}, "does not fit"),
            ({"question": "premises", "above": 0}, "does not fit"),
            ({"question": "premises"}, "either the answers or a number"),
            ({"question": "premises", "is": ["owned"], "above": 0}, "either the answers or a number"),
        ],
    )
    def test_that_cannot_be_judged_is_refused(self, when, why):
        section = {"key": "all", **words("title", "T"), "questions": [PREMISES, one("asked", when=when), one("after", "number")]}
        with pytest.raises(WrongForm, match=why):
            form_of({"sections": [section]})


def field(key, answers=(), before=None):
    told = Before("Quý III", FORM, {(name, ""): value for name, value in (before or {}).items()})
    return next(one for one in lay_out(FORM, {}, answers, before=told).fields if one.question.key == key)


class TestWhatIsCarriedForward:
    def test_begins_with_the_last_answer_and_does_not_count_until_it_is_saved(self):
        begun = field("late", before={"late": 4})
        assert (begun.text, begun.is_carried, begun.is_answered, begun.is_missing) == ("4", True, False, True)
        saved = field("late", [Saved("late", 4)], {"late": 4})
        assert (saved.text, saved.is_carried, saved.is_answered) == ("4", False, True)

    def test_is_not_put_back_into_a_field_that_was_emptied(self):
        emptied = field("late", [Saved("late", None)], {"late": 4})
        assert (emptied.text, emptied.is_carried) == ("", False)

    def test_is_only_what_this_edition_could_keep(self):
        assert field("late", before={"late": "four"}).text == ""


class TestACumulativeFigure:
    def test_that_falls_asks_for_a_word_and_is_not_refused(self):
        """USDR ARPA reporter #1059: a cumulative figure may not fall between quarters; here it is a warning."""
        sheet = lay_out(FORM, {}, [Saved("total", 9)], before=Before("Quý III", FORM, {("total", ""): 12}))
        assert [asked.question.key for _part, asked in sheet.fallen] == ["total-why"]
        assert not field("total-why", [Saved("total", 9)], {"total": 12}).is_hidden
        assert "total" not in {fault.question for fault in missing(FORM, {("total", ""): 9}, [])}

    def test_that_does_not_fall_asks_nothing(self):
        assert field("total-why", [Saved("total", 12)], {"total": 12}).is_hidden
        assert field("total-why", [Saved("total", 3)]).is_hidden

    def test_that_was_explained_is_explained(self):
        sheet = lay_out(FORM, {}, [Saved("total", 9), Saved("total-why", "Ghi nhầm.")], before=Before("Q3", FORM, {("total", ""): 12}))
        assert sheet.fallen == []

    def test_counts_no_unasked_explanation_among_the_questions(self):
        assert progress_of(FORM.sections[0], {}, []).asked == 6
