"""A report filled in offline: the form as a workbook and back, with a dry run; a blank form to print."""

import io
import zipfile
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from python_calamine import CalamineWorkbook

from office.models import ImportDraft
from office.tables import Grid, xlsx
from office.tables.cell_kinds import Percent
from reports import services
from reports.away import TABLE, as_cell, read_back
from reports.models import Answer, QuarterlyReport
from reports.questions import form_of
from reports.sheet import lay_out
from tests.reports import filing
from tests.reports.filing import CONTENT, IDENTITY, NOW, OVERVIEW, PRESENT, RESULTS, SHARE, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast_stands")]
PAGE = "/reports/2026-Q4/emb-fr/"
FORM, BRING = f"{PAGE}form.xlsx", f"{PAGE}bring/"
COURSES = {
    "key": "courses", "kind": "table", **words("label", "Khóa"),
    "columns": [
        {"key": "course", "kind": "text", **words("label", "Tên khóa"), "required": True},
        {"key": "turns", "kind": "number", **words("label", "Số lượt"), "least": 0, "most": 500},
    ],
}  # fmt: skip
WITH_TABLE = {**CONTENT, "sections": [*CONTENT["sections"], {"key": "training", **words("title", "Đào tạo"), "questions": [COURSES]}]}


@pytest.fixture
def obligation(embassy, measure):
    filing.questionnaire(content=WITH_TABLE)
    filing.serves(embassy, measure)
    filing.open_mission(embassy)
    return filing.owed(embassy)


@pytest.fixture
def report(obligation, mission_officer):
    return filing.begin(obligation, mission_officer)


@pytest.fixture
def browser(signed_in, mission_officer):
    found = signed_in(mission_officer)
    found.cookies["language"] = "en"
    return found


def text_of(answer):
    return unescape(answer.content.decode())


def rows_of(content):
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)


def downloaded(browser):
    answer = browser.get(FORM)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def filled(content, answers):
    """The rows of the workbook as the person sends it back: answers by code; and its headings."""
    heads, *rows = rows_of(content)
    made = []
    for row in rows:
        row = [str(cell) for cell in row]
        if row[0] in answers:
            row[2] = answers[row[0]]
        made.append(row)
    return made, heads


def workbook(rows):
    return xlsx(TABLE, rows)


def send(browser, content, name="form.xlsx"):
    return browser.post(BRING, {"file": SimpleUploadedFile(name, content)})


def brought(browser, answers):
    """The page of the dry run."""
    rows, _heads = filled(downloaded(browser), answers)
    with translation.override("en"):
        answer = send(browser, workbook(rows))
    assert answer.status_code == 302, text_of(answer)
    return browser.get(answer["Location"]), answer["Location"]


def confirm(browser, page, address, **more):
    return browser.post(address, {"seen": page.context["seen"], "act": "save", **more})


def saved(report):
    return {(row.question, row.row): row.value for row in Answer.objects.filter(report_version__report=report) if row.value is not None}


def test_what_is_filled_is_shown_first_and_then_saved(browser, report):
    typed = {"overview": "Đã làm việc.", "present": "12", "share": "62.5", "identity": "Chưa", "results.2.3": "Xong."}
    table = {"courses:1:course": "Biên dịch", "courses:1:turns": "3"}
    page, address = brought(browser, typed | table)
    assert "The file would change 6 answers" in text_of(page)
    assert saved(report) == {}
    assert confirm(browser, page, address)["Location"] == f"{PAGE}check/"
    assert saved(report) == {
        OVERVIEW: "Đã làm việc.", PRESENT: 12, SHARE: 625, IDENTITY: "not-yet", RESULTS: "Xong.",
        ("courses", ""): [{"course": "Biên dịch", "turns": 3}],
    }  # fmt: skip
    assert not ImportDraft.objects.exists()


def test_a_report_that_was_not_begun_is_begun_by_saving(browser, obligation):
    page, address = brought(browser, {"overview": "Việc."})
    assert not QuarterlyReport.objects.exists()
    confirm(browser, page, address)
    assert saved(QuarterlyReport.objects.get()) == {OVERVIEW: "Việc."}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_our_own_export_sent_back_changes_nothing(browser, report, mission_officer, language):
    values = {OVERVIEW: "=1+1 là chữ\ndòng hai", SHARE: 625, IDENTITY: "applied", ("courses", ""): [{"course": "-2", "turns": 7}]}
    services.save_answers(report=report, values=values, seen={}, by=mission_officer, now=NOW)
    browser.cookies["language"] = language
    answer = send(browser, downloaded(browser))
    page = browser.get(answer["Location"])
    assert page.context["brought"].lines == ()
    assert page.context["brought"].same == 6


@pytest.mark.parametrize(("written", "sent"), [("vi", "en"), ("en", "vi")])
def test_it_does_so_in_the_other_language_too(browser, report, mission_officer, written, sent):
    values = {PRESENT: 12, SHARE: 625, IDENTITY: "applied", ("courses", ""): [{"course": "Biên dịch", "turns": 7}]}
    services.save_answers(report=report, values=values, seen={}, by=mission_officer, now=NOW)
    browser.cookies["language"] = written
    content = downloaded(browser)
    browser.cookies["language"] = sent
    page = browser.get(send(browser, content)["Location"])
    assert page.context["brought"].lines == ()
    assert page.context["brought"].same > 4


def test_files_are_left_to_the_page(embassy, browser, mission_officer):
    scan = {"key": "scan", "kind": "file", **words("label", "Bản quét")}
    filing.questionnaire(
        content={**CONTENT, "sections": [*CONTENT["sections"], {"key": "more", **words("title", "Tệp"), "questions": [scan]}]}
    )
    filing.open_mission(embassy)
    filing.begin(filing.owed(embassy), mission_officer)
    assert "scan" not in {row[0] for row in rows_of(downloaded(browser))}


def test_no_text_of_it_is_ever_a_formula(browser, report, mission_officer):
    services.save_answers(report=report, values={OVERVIEW: '=HYPERLINK("http://x")'}, seen={}, by=mission_officer, now=NOW)
    with zipfile.ZipFile(io.BytesIO(downloaded(browser))) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


def test_faults_are_told_at_the_cell_and_the_rest_can_be_saved(browser, report):
    answers = {
        "overview": "Việc.",
        "present": "700",
        "share": "x",
        "courses:1:turns": "3",
        "courses:2:course": "A",
        "courses:2:turns": "-1",
    }
    page, address = brought(browser, answers)
    text = text_of(page)
    assert "Enter a number from 0 to 500." in text
    assert "Row 2, Số lượt: Enter a number from 0 to 500." in text
    assert "3 answers cannot be saved" in text
    confirm(browser, page, address)
    assert saved(report) == {OVERVIEW: "Việc."}


def test_both_texts_are_shown_where_somebody_has_saved_meanwhile(browser, report, mission_head):
    rows, _heads = filled(downloaded(browser), {"overview": "Của tệp.", "present": "5"})
    services.save_answers(report=report, values={OVERVIEW: "Của đồng nghiệp."}, seen={}, by=mission_head, now=NOW)
    address = send(browser, workbook(rows))["Location"]
    page = browser.get(address)
    assert "Của tệp." in text_of(page)
    assert "Của đồng nghiệp." in text_of(page)
    confirm(browser, page, address)
    assert saved(report) == {OVERVIEW: "Của đồng nghiệp.", PRESENT: 5}


def test_what_the_file_says_can_be_taken_instead(browser, report, mission_head):
    rows, _heads = filled(downloaded(browser), {"overview": "Của tệp."})
    services.save_answers(report=report, values={OVERVIEW: "Của đồng nghiệp."}, seen={}, by=mission_head, now=NOW)
    address = send(browser, workbook(rows))["Location"]
    confirm(browser, browser.get(address), address, **{"take-overview": "mine"})
    assert saved(report) == {OVERVIEW: "Của tệp."}


def test_what_was_saved_after_the_dry_run_is_never_overwritten_unread(browser, report, mission_head):
    page, address = brought(browser, {"overview": "Của tệp."})
    services.save_answers(report=report, values={OVERVIEW: "Của đồng nghiệp."}, seen={}, by=mission_head, now=NOW)
    again = confirm(browser, page, address)
    assert again.status_code == 409
    assert "Của đồng nghiệp." in text_of(again)
    assert saved(report) == {OVERVIEW: "Của đồng nghiệp."}


class TestAnotherForm:
    @pytest.mark.parametrize(
        ("mark", "told"),
        [
            ("2026-Q3 emb-fr missions-quarterly-1", "period: 2026-Q3 ≠ 2026-Q4"),
            ("2026-Q4 emb-de missions-quarterly-1", "unit: emb-de ≠ emb-fr"),
            ("2026-Q4 emb-fr missions-quarterly-2", "edition of the questionnaire: missions-quarterly-2 ≠ missions-quarterly-1"),
            ("", "its first line is missing"),
        ],
    )
    def test_is_refused_by_name(self, browser, report, mark, told):
        rows, _heads = filled(downloaded(browser), {"report": mark, "overview": "Lạ."})
        answer = send(browser, workbook(rows))
        assert answer.status_code == 422
        assert told in text_of(answer)
        assert not ImportDraft.objects.exists()

    def test_a_file_that_is_none_of_ours_is_refused(self, browser, report):
        for content, told in ((b"a;b\n1;2\n", "Send the workbook"), (b"", "empty"), (b"\xd0\xcf\x11\xe0" + b"0" * 99, "old or protected")):
            answer = send(browser, content)
            assert answer.status_code == 422
            assert told in text_of(answer)

    def test_a_report_that_cannot_be_written_takes_none(self, browser, report, mission_officer, mission_head):
        rows, _heads = filled(downloaded(browser), {"overview": "Muộn."})
        services.save_answers(report=report, values=filing.NEEDED, seen={}, by=mission_officer, now=NOW)
        services.submit(report=report, by=mission_head, now=NOW, seen=None)
        answer = send(browser, workbook(rows))
        assert answer.status_code == 422
        assert "has been submitted" in text_of(answer)


class TestTrap7:
    """PRP reads columns 9, 11, 12 and 19 by their place, and int(value) drops the decimals that its documents promise."""

    def test_columns_are_found_by_their_headings(self, report):
        sheet = lay_out(report.obligation.questionnaire.form, {})
        grid = Grid(((1, ("Version", "My notes", "ANSWER", "Code")), (2, ("", "", "mark", "report")), (3, ("0", "x", "Việc.", "overview"))))
        assert [(line.field.name, line.value) for line in read_back(grid, sheet, "mark").lines] == [("overview", "Việc.")]

    @pytest.mark.parametrize(("cell", "kept"), [(62.5, 625), (62, 620), ("62,5", 625), ("62.5", 625), (1.5, 15)])
    def test_no_decimal_is_dropped_whatever_the_cell_holds(self, report, cell, kept):
        sheet = lay_out(report.obligation.questionnaire.form, {})
        grid = Grid(((1, ("Mã", "Trả lời", "Phiên bản")), (2, ("report", "mark", "")), (3, ("share", cell, "0"))))
        assert [line.value for line in read_back(grid, sheet, "mark").lines] == [kept]

    def test_too_many_decimals_are_refused_and_not_cut(self, report):
        sheet = lay_out(report.obligation.questionnaire.form, {})
        grid = Grid(((1, ("Code", "Answer", "Version")), (2, ("report", "mark", "")), (3, ("share", 62.55, "0"))))
        assert read_back(grid, sheet, "mark").wrong


def test_the_blank_form_holds_every_question_and_no_answer(browser, report, mission_officer):
    services.save_answers(report=report, values={OVERVIEW: "Không in ra."}, seen={}, by=mission_officer, now=NOW)
    text = text_of(browser.get(f"{PAGE}print/"))
    for question in report.obligation.questionnaire.form.questions:
        assert str(question.label) in text
    assert "Không in ra." not in text
    assert text.index("Edition 1.") < text.index(str(question.label)) < text.index("missions-quarterly-1</span>"), "its code is at the foot"


def test_the_draft_of_another_person_is_not_found(browser, signed_in, mission_head, report):
    _page, address = brought(browser, {"overview": "Việc."})
    assert signed_in(mission_head).get(address).status_code == 404


POSTS = {
    "key": "posts",
    "kind": "number",
    **words("label", "Biên chế"),
    "unit_vi": "biên chế",
    "unit_en": "posts",
    "least": 0,
    "most": 2000,
}
RATE = {"key": "rate", "kind": "number", **words("label", "Tỷ lệ"), "unit_vi": "%", "unit_en": "%", "decimals": 1, "least": 0, "most": 1000}


def form_with(*questions):
    return form_of({"sections": [{"key": "a", **words("title", "Phần"), "questions": list(questions)}]})


def line_of(question, cell, heads=("Mã", "Trả lời", "Phiên bản"), unreckoned=frozenset()):
    """The one line that a file with this answer has."""
    rows = ((1, heads), (2, ("report", "mark", "")), (3, (question["key"], cell, "0")))
    (line,) = read_back(Grid(rows, unreckoned=unreckoned), lay_out(form_with(question), {}), "mark").lines
    return line


@pytest.mark.parametrize(
    ("question", "cell", "kept"),
    [
        (POSTS, "6\u00a0biên chế", 6), (POSTS, "6 posts", 6), (POSTS, "1.200 biên chế", 1200), (POSTS, 6.0, 6),
        (RATE, "68,3%", 683), (RATE, "75 %", 750), (RATE, Percent(0.683), 683), (RATE, Percent(1), 1000), (RATE, 68.3, 683), (RATE, "1", 10),
    ],
)  # fmt: skip
def test_an_answer_is_read_as_the_last_period_is_shown(question, cell, kept):
    assert line_of(question, cell).value == kept


@pytest.mark.parametrize(
    ("question", "cell", "told"),
    [
        (RATE, "1.500", "0 đến 100"), (RATE, "150%", "0 đến 100"), ({**POSTS, "most": 500}, "1.200", "0 đến 500"), (POSTS, "6 máy", "số"), (RATE, "%", "số"),
        (POSTS, Percent(0.5), "số"), (POSTS, "6%", "số"), (RATE, "#N/A", "#N/A"), (POSTS, "#DIV/0!", "#DIV/0!"),
    ],
)  # fmt: skip
def test_what_cannot_stand_is_told_by_its_bounds_and_read_once(question, cell, told):
    line = line_of(question, cell)
    assert line.value is None
    assert told in line.error


def test_the_error_of_a_formula_never_takes_an_answer_away(report):
    assert "#REF!" in line_of({"key": "said", "kind": "text", **words("label", "Lời")}, "#REF!").error
    assert line_of({"key": "said", "kind": "text", **words("label", "Lời")}, None, unreckoned=frozenset({(3, 2)})).error


def test_messages_are_in_the_language_of_the_reader_whatever_that_of_the_sheet():
    with translation.override("en"):
        assert line_of({**POSTS, "most": 500}, "1.200").error == "Enter a number from 0 to 500."


@pytest.mark.parametrize("language", ["vi", "en"])
def test_numbers_go_out_as_numbers_and_their_last_period_is_understood(language):
    with translation.override(language):
        asked = zip(form_with(POSTS, RATE).questions, (1250, 683), strict=True)
        rows = [[question.key, "", as_cell(question, value), "", "", "", "0"] for question, value in asked]
        book = CalamineWorkbook.from_filelike(io.BytesIO(xlsx(TABLE, rows)))
        assert [row[2] for row in book.get_sheet_by_index(0).to_python()[1:]] == [1250.0, 68.3]


def test_a_title_above_the_headings_is_passed_over(report):
    rows = ((1, ("Báo cáo quý",)), (4, ("Mã", "Trả lời", "Phiên bản")), (5, ("report", "mark", "")), (6, ("overview", "Việc.", "0")))
    (line,) = read_back(Grid(rows), lay_out(report.obligation.questionnaire.form, {}), "mark").lines
    assert line.value == "Việc."
