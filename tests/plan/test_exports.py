"""The files of the plan say exactly what its pages say."""

import csv
import io
import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone
from docx import Document
from python_calamine import CalamineWorkbook

from plan.models import Measure
from tests import cast, once
from tests.factories import AssignmentFactory, MeasureFactory, PlanFactory, TaskFactory, UnitFactory
from tests.plan.conftest import NOW, deeds

TODAY = timezone.localdate


def sheet(answer, number=0):
    assert answer.status_code == 200, answer.status_code
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer) if answer.streaming else answer.content))
    return book.get_sheet_by_index(number).to_python()


def csv_rows(answer):
    text = b"".join(answer).decode()
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";"))


def words(html):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def page_rows(page):
    """The rows of the page of measures: each a list of the words of its cells."""
    body = page.content.decode().partition("<tbody")[2].partition("</tbody>")[0]
    rows = [
        re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)
        for row in re.findall(r"<tr(?! role=\"row\" class=\"group\").*?</tr>", body, re.S)
    ]
    return [[words(cell) for cell in row] for row in rows]


@pytest.fixture(scope="module")
def once_furnished(django_db_setup, django_db_blocker):
    """Measures in several states, with dangerous texts and several units."""
    with once.made_once(django_db_blocker):
        department, geographic = cast.department(), cast.geographic()
        measure, other_measure = cast.measure(), cast.measure("3.1", lead=geographic)
        third = UnitFactory(code="vu-luat", name_vi="Vụ Luật pháp", name_en="Legal Department")
        for unit in (geographic, third):
            AssignmentFactory(measure=measure, unit=unit, role="coordinating")
        Measure.objects.filter(pk=measure.pk).update(output_vi="=HYPERLINK(1)", output_en="Decree", title_vi="Hoàn thiện;\nthể chế “A”")
        do = deeds(cast.member("officer", department), cast.member("head", department), cast.secretariat())
        do.set_term(measure, TODAY() + timedelta(days=30))
        do.update(measure, percent=55, health="at_risk", reason="Chờ góp ý")
        do.set_term(other_measure, TODAY() - timedelta(days=3))
        MeasureFactory(task=TaskFactory(plan=PlanFactory(), code="2"), code="2.10", output_kind="product")
        yield


@pytest.fixture
def furnished(once_furnished, plan):
    return plan


def test_the_workbook_says_cell_by_cell_what_the_page_says(officer, furnished, signed_in):
    browser = signed_in(officer)
    shown = page_rows(browser.get("/plan/292/measures/"))
    head, *rows = sheet(browser.get("/plan/292/measures.xlsx"))
    assert head[:7] == ["STT", "Mã", "Nhiệm vụ, giải pháp", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời hạn hoàn thành", "Sản phẩm"]
    assert len(rows) == len(shown) == 3
    for row, cells in zip(rows, shown, strict=True):
        cell = dict(zip(head, row, strict=True))
        assert f"{cell['Mã']} {cell['Nhiệm vụ, giải pháp']}".split() == cells[0].split()
        assert (cell["Cơ quan chủ trì"] or "–", cell["Cơ quan phối hợp"] or "–") == (cells[1], cells[2])
        assert (f"{cell['Thời hạn hoàn thành']:%d/%m/%Y}" in cells[3]) if cell["Thời hạn hoàn thành"] else cells[3] == "–"
        # The page tells an output that has no words by its kind; the file has that in a column of its own, for it comes back.
        assert (cell["Sản phẩm"] or {"Chưa nêu": "–"}.get(kind := cell["Loại sản phẩm"], kind)) == cells[4]
        assert " ".join(filter(None, [cell["Tình trạng thực hiện"], cell["Đánh giá tiến độ"]])) == cells[5]
        assert (f"{cell['Tiến độ (%)']:.0f}%" if cell["Tiến độ (%)"] != "" else "–") == cells[6].replace("\u00a0", "").replace(" ", "")


def test_the_file_of_the_board_has_the_rows_of_its_filter_and_says_which(officer, furnished, signed_in):
    browser = signed_in(officer)
    for query, expected in (
        ("", ["2.3", "2.10", "3.1"]),
        ("?beside=vu-luat", ["2.3"]),
        ("?due=60&sort=-due", ["2.3"]),
        ("?state=not_started&group=none", ["2.10", "3.1"]),
    ):
        board = browser.get(f"/plan/292/board/{query or '?sort=code'}").content.decode()
        address = unescape(re.search(r'href="(/plan/292/board\.xlsx[^"]*)"', board)[1])
        answer = browser.get(address)
        assert sorted(row[1] for row in sheet(answer)[1:]) == sorted(expected), query
        assert set(re.findall(r'<tr id="m-([\d.]+)"', board)) == set(expected)
        about = " ".join(str(cell) for row in sheet(browser.get(address), 1) for cell in row)
        assert ("Chỉ gồm" in about) is bool(query), about
    assert browser.get("/plan/292/board.xlsx?due=x").status_code == 422
    assert browser.get("/plan/292/board.pdf").status_code == 404


def _as_read(day):
    """A day of a CSV file, which any spreadsheet is to understand, as a person reads it."""
    return "/".join(reversed(day.split("-")))


def test_csv_and_workbook_and_word_have_the_same_words(officer, furnished, signed_in):
    browser = signed_in(officer)
    head, *rows = csv_rows(browser.get("/plan/292/measures.csv"))
    assert head == sheet(browser.get("/plan/292/measures.xlsx"))[0]
    by_code = {row[1]: dict(zip(head, row, strict=True)) for row in rows}
    assert by_code["2.3"]["Sản phẩm"] == "'=HYPERLINK(1)"
    document = Document(io.BytesIO(browser.get("/plan/292/measures.docx").content))
    table = next(table for table in document.tables if len(table.columns) == 10)
    assert [cell.text for cell in table.rows[0].cells][:3] == ["STT", "Mã", "Nhiệm vụ, giải pháp"]
    assert "w:tblHeader" in table.rows[0]._tr.xml
    for row in table.rows[1:]:
        cells = [cell.text for cell in row.cells]
        said = by_code[cells[1]]
        assert cells[3:6] == [said["Cơ quan chủ trì"], said["Cơ quan phối hợp"], _as_read(said["Thời hạn hoàn thành"])]
        assert cells[6] == said["Sản phẩm"].removeprefix("'") or cells[6] == said["Loại sản phẩm"]
        assert cells[9].removesuffix("%") == said["Tiến độ (%)"]


@pytest.mark.parametrize("query", ["?cell=open_overdue", "?task=2", "?unit=vu-chau-au", "?health=at_risk", "?q=2.10", "?unit=none"])
def test_the_filter_of_the_address_is_honoured(officer, furnished, signed_in, query):
    browser = signed_in(officer)
    shown = [row[0].split()[0] for row in page_rows(browser.get(f"/plan/292/measures/{query}"))]
    assert 0 < len(shown) < 3
    assert [row[1] for row in sheet(browser.get(f"/plan/292/measures.xlsx{query}"))[1:]] == shown
    assert [row[1] for row in csv_rows(browser.get(f"/plan/292/measures.csv{query}"))[1:]] == shown
    said = sheet(browser.get(f"/plan/292/measures.xlsx{query}"), 1)
    assert "Chỉ gồm" in said[1][0]


def test_the_past_is_exported_as_it_was(officer, furnished, measure, signed_in):
    browser = signed_in(officer)
    then = f"?on={NOW:%d/%m/%Y}&known={(NOW - timedelta(days=1)):%Y-%m-%d}"
    row = next(row for row in csv_rows(browser.get(f"/plan/292/measures.csv{then}"))[1:] if row[1] == "2.3")
    assert "Có rủi ro" not in row
    assert row[12] == ""  # nobody had recorded anything by then
    row = next(row for row in csv_rows(browser.get(f"/plan/292/measures.csv?on={NOW:%d/%m/%Y}"))[1:] if row[1] == "2.3")
    assert row[12] == f"{NOW:%Y-%m-%d}"


def test_a_filter_that_cannot_be_read_is_said_on_the_page(officer, furnished, signed_in):
    for address in ("/plan/292/measures.xlsx?on=31/02/2026", "/plan/292/measures.csv?cell=nonsense", "/plan/292/scoreboard.xlsx?on=x"):
        answer = signed_in(officer).get(address)
        assert answer.status_code == 422
        assert "text/html" in answer["Content-Type"]


def test_a_form_that_there_is_not(officer, furnished, signed_in):
    for address in ("/plan/292/measures.pdf", "/plan/292/scoreboard.csv", "/plan/292/scoreboard.xlsx?by=nobody", "/plan/999/measures.xlsx"):
        assert signed_in(officer).get(address).status_code == 404


@pytest.mark.both
@pytest.mark.parametrize("by", ["task", "unit", "plan"])
@pytest.mark.parametrize("then", ["", f"&on={NOW:%d/%m/%Y}", "&on=01/01/2026&known=2026-01-01"])
def test_the_cells_are_those_of_the_api(officer, furnished, signed_in, by, then):
    browser = signed_in(officer)
    asked = browser.get(
        f"/api/v1/plans/292/scoreboard/?by={by}{then}" if by != "plan" else f"/api/v1/plans/292/scoreboard/?{then[1:]}"
    ).json()
    _head, *rows = sheet(browser.get(f"/plan/292/scoreboard.xlsx?by={by}{then}"))
    assert rows[-1][-1] == asked["total"]
    groups = asked.get("groups", [asked])
    for group in groups:
        name = group.get("name_vi") or (
            "Chưa có cơ quan chủ trì" if by == "unit" else f"{group.get('code', '')}. {group.get('name_vi', '')}"
        )
        row = next(row for row in rows if by == "plan" or row[0] == name or row[0] == f"{group['code']}. {name}")
        assert sum(row[1:-1]) == row[-1] == group["total"]
    assert [value for value in rows[-1][1:-1] if value] == [number for number in asked["cells"].values() if number]


def test_word_has_the_cells_too(officer, furnished, signed_in):
    browser = signed_in(officer)
    rows = sheet(browser.get("/plan/292/scoreboard.xlsx?by=unit"))
    document = Document(io.BytesIO(browser.get("/plan/292/scoreboard.docx?by=unit").content))
    table = document.tables[-1]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        [str(int(cell)) if isinstance(cell, float) else cell for cell in row] for row in rows
    ]


@pytest.mark.parametrize("form", ["xlsx", "csv", "docx"])
def test_few_questions_whatever_the_number(officer, furnished, signed_in, form, django_assert_max_num_queries):
    browser = signed_in(officer)
    browser.get("/plan/292/")
    with django_assert_max_num_queries(12) as few:
        answer = browser.get(f"/plan/292/measures.{form}")
        len(b"".join(answer) if answer.streaming else answer.content)
    for n in range(40):
        AssignmentFactory(measure=MeasureFactory(task=TaskFactory(code="2"), code=f"2.{n + 100}"), unit=UnitFactory())
    with django_assert_max_num_queries(len(few)):
        answer = browser.get(f"/plan/292/measures.{form}")
        len(b"".join(answer) if answer.streaming else answer.content)


def test_english_comes_in_english(officer, furnished, signed_in):
    answer = signed_in(officer).get("/plan/292/measures.xlsx", headers={"Accept-Language": "en"})
    head, *rows = sheet(answer)
    assert head[:7] == ["No.", "Code", "Measure", "Lead agency", "Coordinating agencies", "Deadline", "Output"]
    assert "Decree" in next(row for row in rows if row[1] == "2.3")


def test_the_page_links_to_its_files(officer, furnished, signed_in):
    page = signed_in(officer).get("/plan/292/measures/?task=2&page=1").content.decode()
    assert 'href="/plan/292/measures.xlsx?task=2"' in page
    assert 'href="/plan/292/scoreboard.docx?by=unit"' in signed_in(officer).get("/plan/292/").content.decode()


def test_supplementary_measures_are_not_exported(officer, furnished, signed_in):
    MeasureFactory(task=TaskFactory(code="2"), code="S2.1", in_plan_from=None, in_plan_recorded_at=None)
    assert "S2.1" not in {row[1] for row in csv_rows(signed_in(officer).get("/plan/292/measures.csv"))}
