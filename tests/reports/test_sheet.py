"""A report laid out for its pages: how far a section has come, what stands beside an answer, what differs."""

from types import SimpleNamespace

import pytest
from django.utils import translation

from office.comparing import compare
from reports.questions import form_of, missing
from reports.resubmitted import changed
from reports.sheet import Before, in_words, lay_out
from tests.reports.filing import CONTENT, IDENTITY, OVERVIEW, PRESENT, RESULTS, SHARE

FORM = form_of(CONTENT)
MEASURES = {"2.3": "Mạng lưới", "3.1": "Đào tạo"}


@pytest.fixture(autouse=True)
def in_vietnamese():
    with translation.override("vi"):
        yield


def answer(key, value, version=1):
    return SimpleNamespace(question=key[0], row=key[1], value=value, version=version, by=SimpleNamespace(name="Châu"), at=None)


def remark(key, text="?"):
    return SimpleNamespace(question=key[0], row=key[1], text=text)


def sheet(*answers, **more):
    return lay_out(FORM, MEASURES, [answer(*one) for one in answers], **more)


def standing(*answers, **more):
    return sheet(*answers, **more).part("work").standing[1]


class TestHowFar:
    def test_at_most_four_words_for_each_state(self):
        assert standing() == "Chưa bắt đầu"
        assert standing((OVERVIEW, "x")) == "Đang soạn 1/3"
        assert standing((OVERVIEW, "x"), done=["work"]) == "Hoàn thành"
        assert standing((RESULTS, "x"), done=["work"]) == "Còn thiếu 1 câu"
        assert standing((OVERVIEW, "x"), remarks=[remark(OVERVIEW)]) == "Có nhận xét"
        assert standing((OVERVIEW, "x"), remarks=[remark(OVERVIEW)], done=["work"]) == "Hoàn thành"
        assert standing((OVERVIEW, "x"), remarks=[remark(PRESENT)]) == "Đang soạn 1/3"

    def test_nought_is_an_answer_and_an_emptied_field_is_none(self):
        part = sheet((PRESENT, 0), (SHARE, None)).part("staff")
        assert [field.is_answered for field in part.fields] == [True, False, False]
        assert part.missing == []

    def test_sections_follow_each_other_and_the_first_unfinished_is_next(self):
        laid = sheet((OVERVIEW, "x"), done=["work"])
        work, staff = laid.parts
        assert (laid.after(work), laid.after(staff), laid.unfinished, laid.done) == (staff, None, staff, 1)


class TestLacking:
    @pytest.mark.parametrize(
        "answers",
        [
            [],
            [(OVERVIEW, "x")],
            [(OVERVIEW, ["x"])],
            [(("results", "9.9"), "cũ")],
            [(("results", "9.9"), ["x"]), (OVERVIEW, "x"), (PRESENT, 7)],
        ],
        ids=["nothing", "a section", "what cannot be read", "a measure no longer served", "the same, and it cannot be read"],
    )
    def test_is_what_the_report_cannot_be_submitted_without(self, answers):
        """Also of what is asked of each measure twice: one that the unit no longer serves is asked nothing more."""
        work, staff = CONTENT["sections"]
        twice = [{**work["questions"][1], "key": key, "required": True} for key in ("results", "next")]
        form = form_of({**CONTENT, "sections": [{**work, "questions": [work["questions"][0], *twice]}, staff]})
        laid = lay_out(form, MEASURES, [answer(*one) for one in answers])
        asked_for = missing(form, dict(answers), list(MEASURES))
        assert [(field.question.key, field.row) for _part, field in laid.missing] == [(fault.question, fault.row) for fault in asked_for]


class TestFields:
    def test_a_question_asked_of_several_measures_has_a_number_for_each(self):
        assert [one.title for one in sheet().part("work").fields] == ["1.1 Kết quả", "1.2a Giải pháp 2.3", "1.2b Giải pháp 3.1"]
        [_overview, alone] = lay_out(FORM, {"2.3": "Mạng lưới"}).part("work").fields
        assert alone.title == "1.2 Giải pháp 2.3"

    def test_beyond_the_alphabet_numbers_still_differ(self):
        fields = lay_out(FORM, {f"9.{n}": "x" for n in range(60)}).part("work").fields
        assert len({one.number for one in fields}) == 61

    def test_questions_about_measures_have_a_row_for_each_and_lose_none_answered(self):
        rows = [field for field in sheet((("results", "9.9"), "cũ")).part("work").fields if field.row]
        assert [(field.row, field.row_title, field.name) for field in rows] == [
            ("2.3", "Mạng lưới", "results.2.3"),
            ("3.1", "Đào tạo", "results.3.1"),
            ("9.9", "", "results.9.9"),
        ]

    def test_answers_are_told_with_their_unit_in_the_readers_language(self):
        question = form_of(
            {
                "sections": [
                    {
                        "key": "s",
                        "title_vi": "x",
                        "title_en": "x",
                        "questions": [
                            {
                                "key": "q",
                                "kind": "number",
                                "decimals": 1,
                                "label_vi": "x",
                                "label_en": "x",
                                "unit_vi": "%",
                                "unit_en": "%",
                            }
                        ],
                    }
                ]
            }
        ).questions[0]
        assert in_words(question, 715) == "71,5%"
        with translation.override("en"):
            assert in_words(question, 715) == "71.5%"
        assert in_words(question, None) == ""

    def test_the_period_before_stands_beside_the_answers(self):
        before = Before("Quý III/2026", FORM, {PRESENT: 24, IDENTITY: "applied"})
        laid = sheet(before=before)
        assert laid.before == "Quý III/2026"
        assert {field.key: field.before for field in laid.fields if field.before} == {PRESENT: "24", IDENTITY: "Đã áp dụng"}

    def test_an_older_edition_is_read_as_it_was_asked(self):
        older = form_of(
            {"sections": [{**CONTENT["sections"][1], "questions": [{**CONTENT["sections"][1]["questions"][1], "decimals": 0}]}]}
        )
        laid = sheet(before=Before("Quý III/2026", older, {SHARE: 62}))
        assert laid.part("staff").fields[1].before == "62"

    def test_a_choice_that_need_not_be_answered_can_be_taken_back(self):
        field = sheet((IDENTITY, "applied")).part("staff").fields[2]
        assert field.options[0] == ("", "Chưa trả lời")
        assert (field.text, field.anchor) == ("applied", "a-identity-0")


class TestChanges:
    def test_only_what_differs_or_was_remarked_on_is_looked_at(self):
        laid = sheet((OVERVIEW, "mới"), (PRESENT, 0), (SHARE, 625), remarks=[remark(SHARE)])
        rows = changed(laid, {OVERVIEW: "cũ", SHARE: 625, IDENTITY: "applied"})
        assert [(row.field.key, row.old, row.differs) for row in rows] == [
            (OVERVIEW, "cũ", True),
            (PRESENT, "", True),
            (SHARE, "62,5", False),
            (IDENTITY, "Đã áp dụng", True),
        ]

    def test_a_long_answer_is_compared_word_by_word(self):
        pieces = compare("Đã khảo sát ba địa bàn, còn hai địa bàn.", "Đã khảo sát bốn địa bàn, còn hai địa bàn.")
        assert [piece for piece in pieces if piece[0]] == [("del", "ba"), ("ins", "bốn")]
        assert "".join(text for kind, text in pieces if kind != "del") == "Đã khảo sát bốn địa bàn, còn hai địa bàn."

    def test_a_short_or_wholly_new_answer_is_shown_whole(self):
        assert compare("4 người", "2 người") == [("del", "4 người"), ("", "\n"), ("ins", "2 người")]
        assert compare("", "mới") == [("ins", "mới")]
        assert compare("cũ", "") == [("del", "cũ")]
        assert [kind for kind, _text in compare("một hai ba bốn năm sáu", "a b c d e f g h")] == ["del", "", "ins"]

    def test_a_very_long_answer_is_not_compared(self):
        assert len(compare("a " * 2000, "b " * 2000)) == 3
