"""What a table is written as: nothing that runs, typed cells, the mark of the illustration, the look of the house."""

import csv
import io
import re
import time
import zipfile
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from office import installation
from office.models import Installation
from office.tables import Column, Kind, Table, block, csv_lines, in_words, xlsx
from office.tables.workbooks import sheet_names
from office.tables.writing import csv_response, guarded, unguarded

pytestmark = pytest.mark.django_db
DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠a", "'=1"]
ROW = (1, "2.1", "Một", 5, -7, Decimal("1234.5"), date(2026, 12, 31), "at_risk", "vu-a", ["vu-a", "cuc-b"])


def lines(table, *rows):
    text = "".join(csv_lines(table, rows))
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:], newline=""), delimiter=";"))


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_is_a_formula(table, text):
    row = (1, "2.1", text, *ROW[3:])
    assert lines(table, row)[1][2] == f"'{text}"
    parts = zipfile.ZipFile(io.BytesIO(xlsx(table, [row])))
    sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "<f " not in sheet
    assert unguarded(guarded(text)) == text


def test_numbers_stay_numbers(table):
    assert lines(table, ROW)[1] == ["1", "2.1", "Một", "5", "-7", "1234,5", "2026-12-31", "Có rủi ro", "Vụ A", "Vụ A; Vụ B (cuc-b)"]
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(xlsx(table, [ROW]))).get_sheet_by_index(0)
    assert sheet.to_python()[1][2:7] == ["Một", 5.0, -7.0, 1234.5, date(2026, 12, 31)]


def test_moments_and_years_are_what_they_are():
    moments = Table("x", (Column("at", "Lúc, giờ Hà Nội", Kind.MOMENT), Column("year", "Năm", Kind.WHOLE, grouped=False)))
    row = (datetime(2026, 12, 4, 17, 5), 2026)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(xlsx(moments, [row]))).get_sheet_by_index(0)
    assert sheet.to_python()[1] == [datetime(2026, 12, 4, 17, 5), 2026.0]
    styles = zipfile.ZipFile(io.BytesIO(xlsx(moments, [row]))).read("xl/styles.xml").decode()
    assert 'formatCode="dd/mm/yyyy hh:mm"' in styles
    assert lines(moments, row, (None, None))[1:] == [["2026-12-04 17:05", "2026"], ["", ""]]
    assert in_words(moments, row) == ["17:05 04/12/2026", "2026"]


def test_a_number_too_long_for_a_spreadsheet_is_written_as_text(table):
    row = (*ROW[:5], Decimal("12345678901234567.25"), *ROW[6:])
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(xlsx(table, [row]))).get_sheet_by_index(0)
    assert sheet.to_python()[1][5] == "12.345.678.901.234.567,25"


def test_the_header_stays_in_view_and_is_repeated_on_paper(table):
    parts = zipfile.ZipFile(io.BytesIO(xlsx(table, [ROW])))
    assert 'state="frozen"' in parts.read("xl/worksheets/sheet1.xml").decode()
    assert "Print_Titles" in parts.read("xl/workbook.xml").decode()


def test_a_control_character_does_no_harm(table):
    row = (1, "2.1", "một\x0bhai\x00", *ROW[3:])
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(xlsx(table, [row]))).get_sheet_by_index(0)
    assert sheet.to_python()[1][2] == "một\nhai"


def test_an_illustration_says_so_in_the_workbook_and_in_the_name(table, db):
    Installation.objects.update_or_create(pk=1, defaults={"kind": "demo"})
    installation.forget()
    with zipfile.ZipFile(io.BytesIO(xlsx(table, [ROW]))) as parts:
        assert "Số liệu minh họa" in "".join(parts.read(name).decode() for name in parts.namelist())
    assert "minh-hoa" in csv_response(table, [ROW], "giai-phap")["Content-Disposition"]


def test_a_block_for_page_and_word_has_the_words_of_the_reader(table):
    made = block(table, [ROW])
    assert [text.text for text in made.rows[0]] == [
        "1",
        "2.1",
        "Một",
        "5%",
        "-7",
        "1.234,5",
        "31/12/2026",
        "Có rủi ro",
        "Vụ A",
        "Vụ A; Vụ B (cuc-b)",
    ]
    assert made.columns[3].align == "end"


def test_ten_thousand_rows_of_csv_cost_little(table):
    rows = [(n, f"2.{n}", "Giải pháp " * 5, *ROW[3:]) for n in range(10_000)]
    began = time.perf_counter()
    size = sum(len(piece) for piece in csv_lines(table, rows))
    assert size > 1_000_000
    assert time.perf_counter() - began < 3


def test_pieces_are_sent_as_they_are_made(table):
    made = csv_lines(table, ((n, f"{n}", "x", *ROW[3:]) for n in range(1200)))
    assert re.match("\ufeffTT;Mã", next(made))
    assert [piece.count("\r\n") for piece in made] == [500, 500, 200]


FORBIDDEN = re.compile(r"[\[\]:*?/\\']")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Kết quả thực hiện các nhiệm vụ theo đơn vị", "Kết quả thực hiện các nhiệm vụ"),
        ("Kết quả thực hiện các nhiệm vụ x", "Kết quả thực hiện các nhiệm vụ"),  # 32 characters
        ("2. Kết quả: 'Quý III/2026' [*]?", "2. Kết quả Quý III 2026"),
        ("Một danh mục khá dài của tuần - và nữa", "Một danh mục khá dài của tuần"),
        ("x" * 40, "x" * 31),
        ("/?*", "1"),
        ("History", "History 1"),
    ],
)
def test_a_sheet_is_named_by_whole_words(text, name):
    assert sheet_names([text]) == [name]


def test_no_two_sheets_have_one_name():
    """Excel does not tell capitals apart, and opens no file with two sheets of one name."""
    long = "Kết quả thực hiện các nhiệm vụ"
    assert sheet_names([f"{long} của Bộ", f"{long} của cơ quan", long.upper(), "Bảng"]) == [
        long,
        "Kết quả thực hiện các nhiệm (2)",
        "KẾT QUẢ THỰC HIỆN CÁC NHIỆM (3)",
        "Bảng",
    ]


@given(st.lists(st.text(max_size=60), max_size=12))
def test_excel_takes_every_name(texts):
    names = sheet_names(texts)
    assert len({name.lower() for name in names}) == len(texts)
    assert all(0 < len(name) <= 31 and name == name.strip() and not FORBIDDEN.search(name) for name in names)


def test_a_table_called_like_the_sheet_about_it_is_written(table):
    book = CalamineWorkbook.from_filelike(io.BytesIO(xlsx(replace(table, name="Về tệp này"), [ROW], about=["Một dòng."])))
    assert book.sheet_names == ["Về tệp này", "Về tệp này (2)"]
