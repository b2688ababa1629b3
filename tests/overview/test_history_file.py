"""/audit/lines.csv and .xlsx: what the page of the history shows, as a file."""

import csv
from io import BytesIO, StringIO

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from accounts import history, sealing
from overview import history_file
from tests.personnel.rows import OfficerFactory

pytestmark = pytest.mark.django_db
NAME = "Cán bộ 904"


def say(unit, by, new="mới", **more):
    return history.record(by=by, verb="unit.rename", obj=unit, code=unit.code, unit=unit, changes={"name_vi": ("cũ", new)}, **more)


def lines(answer):
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text), delimiter=";"))


def read(browser, query=""):
    return lines(browser.get(f"/audit/lines.csv{query}"))


def test_it_has_the_lines_of_the_page_with_all_that_they_say(department, geographic, administrator, auditor, signed_in):
    say(department, administrator, reason="vì thế")
    say(geographic, administrator)
    browser = signed_in(auditor)
    shown = [str(event.pk) for event in browser.get("/audit/").context["page"].events]
    rows = read(browser)
    assert [row["Dòng"] for row in rows] == shown
    assert rows[1]["Nội dung thay đổi"] == "Tên tiếng Việt: cũ → mới"
    assert (rows[1]["Người thực hiện"], rows[1]["Lý do"], rows[1]["Đơn vị"]) == (str(administrator), "vì thế", str(department))
    assert rows[1]["Việc đã làm"] == f"đã đổi tên đơn vị {department}"


def test_the_filter_is_that_of_the_page_and_so_is_who_reads_what(department, geographic, administrator, auditor, head, signed_in):
    say(department, administrator)
    say(geographic, administrator)
    assert [row["Mã"] for row in read(signed_in(auditor), f"?code={geographic.code}")] == [geographic.code]
    assert [row["Mã"] for row in read(signed_in(head))] == [department.code]


def test_a_filter_that_cannot_be_read_is_shown_on_the_page(auditor, signed_in):
    answer = signed_in(auditor).get("/audit/lines.xlsx?since=32/13/2026")
    assert answer.status_code == 422
    assert "Không đọc được bộ lọc" in answer.content.decode()


def test_the_workbook_says_the_same(department, administrator, auditor, signed_in):
    say(department, administrator)
    browser = signed_in(auditor)
    sheet = CalamineWorkbook.from_filelike(BytesIO(browser.get("/audit/lines.xlsx").content)).get_sheet_by_index(0).to_python()
    assert [str(value) for value in sheet[1][1:9]] == list(read(browser)[0].values())[1:9]


def test_what_was_blanked_stays_away_and_no_cell_is_a_formula(department, administrator, auditor, signed_in):
    blanked = say(department, administrator, new="bí mật")
    sealing.redact(event=blanked, by=administrator, reason="gõ nhầm", now=timezone.now())
    say(department, administrator, reason="=1+1")
    rows = read(signed_in(auditor))
    assert (rows[0]["Lý do"], rows[-1]["Nội dung thay đổi"]) == ("'=1+1", "Nội dung đã được xóa trắng")


@pytest.mark.parametrize(("person", "told"), [("auditor", False), ("personnel", True), ("head", True)])
def test_an_auditor_has_no_file_of_names(person, told, request, department, personnel, signed_in):
    """Their reading is noted on pages (decision 46); who has files of officers elsewhere has them here."""
    officer = OfficerFactory(unit=department)
    changes = {"name": ("Cán bộ 901", NAME)}
    history.record(
        by=personnel,
        verb="personnel.officer_edited",
        obj=officer,
        code=str(officer.pk),
        label=officer.label,
        unit=department,
        changes=changes,
    )
    row = next(row for row in read(signed_in(request.getfixturevalue(person))) if row["Mã"] == str(officer.pk))
    assert (NAME in str(row)) == told
    if not told:
        assert "Đọc tại trang của dòng" in row["Nội dung thay đổi"]


def test_a_file_that_is_cut_says_so_in_its_name_and_beside_its_rows(department, administrator, auditor, signed_in, monkeypatch):
    monkeypatch.setattr(history_file, "MOST", 2)
    events = [say(department, administrator, new=str(number)) for number in range(3)]
    browser = signed_in(auditor)
    answer = browser.get("/audit/lines.csv")
    assert "2-dong-moi-nhat" in answer["Content-Disposition"]
    assert [row["Dòng"] for row in lines(answer)] == [str(event.pk) for event in reversed(events[1:])]
    book = CalamineWorkbook.from_filelike(BytesIO(browser.get("/audit/lines.xlsx").content))
    assert "10.000 dòng mới nhất" in str(book.get_sheet_by_index(1).to_python())
    assert "dong-moi-nhat" not in browser.get("/audit/lines.csv?code=khong-co")["Content-Disposition"]


def test_it_asks_the_same_few_questions_at_ten_times_the_rows(department, administrator, auditor, signed_in, django_assert_max_num_queries):
    browser = signed_in(auditor)
    for times in (3, 27):
        for number in range(times):
            say(department, administrator, new=str(number))
        browser.get("/audit/lines.csv")
        with django_assert_max_num_queries(8):
            browser.get("/audit/lines.csv")
