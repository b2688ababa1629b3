"""What people send: days and numbers in every dress, headings in any order, and each fault with its row, column and reason."""

import io
from datetime import date, datetime
from decimal import Decimal

import pytest
import xlsxwriter
from django.core.exceptions import ValidationError
from django.utils.translation import override

from office.tables import Column, Kind, Table, choices_of, grid_of_file, grid_of_text, read
from plan.progress import Health, State


def workbook(rows, *, dates="dd/mm/yyyy"):
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"default_date_format": dates}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                sheet.write(number, place, value)
    return io.BytesIO(content.getvalue())


def one(table, heading, cell, code="2.1"):
    """The value, or the reason, of one cell that stands in a workbook."""
    reading = read(table, grid_of_file(workbook([["Mã", heading], [code, cell]])))
    assert reading.faults == []
    row = reading.rows[0]
    return row.faults[0].reason if row.faults else list(row.values.values())[1]


@pytest.mark.parametrize(
    "cell", ["31/12/2026", "31.12.2026", "31-12-2026", "2026-12-31", "2026-12-31 00:00:00", date(2026, 12, 31), datetime(2026, 12, 31)]
)
def test_a_day_in_every_dress(table, cell):
    assert one(table, "Thời hạn", cell) == date(2026, 12, 31)


@pytest.mark.parametrize("cell", ["31/02/2026", "12/31/2026", "tháng 12", "46022", 46022, "2026-12-31 17:00"])
def test_what_is_no_day_is_a_fault(table, cell):
    assert isinstance(one(table, "Thời hạn", cell), str)


@pytest.mark.parametrize(
    ("cell", "value"),
    [("1.234,5", "1234.5"), ("1234,5", "1234.5"), (1234.5, "1234.5"), ("-3", "-3"), (0.1, "0.1"), ("1.234", "1234"), ("0,25", "0.25")],
)
def test_a_number_as_the_language_of_the_sheet_writes_it(table, cell, value):
    assert one(table, "Giá trị", cell) == Decimal(value)


def test_an_english_sheet_has_english_numbers_whoever_reads_it():
    table = Table("x", (Column("state", State.PAUSED.label and Health.AT_RISK._label_), Column("value", "Value", Kind.DECIMAL, decimals=2)))
    with override("en"):
        heading = str(table["state"].heading)
    with override("vi"):
        reading = read(table, grid_of_text(f"{heading}\tValue\nx\t1,234.5"))
    assert reading.rows[0].values["value"] == Decimal("1234.5")


@pytest.mark.parametrize("cell", ["1,234.567", "12a", True, "1e9", "∞", "1.23,4"])
def test_what_is_no_number_is_a_fault(table, cell):
    assert isinstance(one(table, "Giá trị", cell), str)


@pytest.mark.parametrize(("cell", "value"), [("55", 55), ("55%", 55), ("55 %", 55), (55, 55), (0, 0), (1, 1), (100, 100)])
def test_percent_as_typed_and_as_excel_keeps_it(table, cell, value):
    assert one(table, "Tiến độ (%)", cell) == value


@pytest.mark.parametrize("cell", ["140", -1, "55,5", "nhiều"])
def test_percent_beyond_its_bounds(table, cell):
    assert isinstance(one(table, "Tiến độ (%)", cell), str)


def test_a_choice_by_its_key_and_its_words_in_both_languages():
    table = Table("x", (Column("state", "Trạng thái", Kind.CHOICE, choices=choices_of(State)), Column("note", "Ghi chú")))
    for typed in ("paused", "Tạm dừng", "tạm dừng", "Paused"):
        assert read(table, grid_of_text(f"Trạng thái\tGhi chú\n{typed}\tx")).rows[0].values["state"] == "paused"
    fault = read(table, grid_of_text("Trạng thái\tGhi chú\nxong rồi\tx")).rows[0].faults[0]
    assert "xong rồi" in fault.reason
    assert "Tạm dừng" in fault.reason


def test_a_unit_by_code_or_name_and_two_of_one_name_need_the_code(table):
    assert (
        one(table, "Cơ quan chủ trì", "vu-a")
        == one(table, "Cơ quan chủ trì", "VỤ A")
        == one(table, "Cơ quan chủ trì", "Department A")
        == "vu-a"
    )
    assert one(table, "Cơ quan chủ trì", "Vụ B (cuc-b)") == "cuc-b"
    assert "Vụ B" in one(table, "Cơ quan chủ trì", "Vụ B")
    assert one(table, "Cơ quan phối hợp", "Vụ A; Agency B; vu-a") == ["vu-a", "cuc-b"]


def test_a_name_as_it_is_written_goes_before_a_code_that_reads_alike():
    table = Table("x", (Column("country", "Country", Kind.CODE, choices={"AT": "Áo", "AO": "Angola", "AX": "Ao"}),))
    rows = read(table, grid_of_text("Country\nÁo\nAO\nAo\náo")).rows
    assert [row.values.get("country") for row in rows] == ["AT", "AO", "AX", None]


def test_codes_that_excel_turned_into_numbers_or_days():
    table = Table("x", (Column("code", "Mã", Kind.CODE, choices={"2.1": "", "2.10": "", "3.4": ""}), Column("note", "Ghi chú")))

    def first(cell):
        row = read(table, grid_of_file(workbook([["Mã", "Ghi chú"], [cell, "x"]]))).rows[0]
        return row.faults[0].reason if row.faults else row.values["code"]

    assert first(3.4) == "3.4"
    assert "2.10" in first(2.1)
    assert first("2.1") == "2.1"
    assert "Excel" in first(date(2026, 10, 2))


def test_headings_in_any_order_unknown_missing_and_twice(table):
    assert read(table, grid_of_text("nhiệm vụ;MÃ\nMột;2.1")).rows[0].values == {"title": "Một", "code": "2.1"}
    assert "Nhiệm vụ" not in str(read(table, grid_of_text("Nhiệm vụ;Lạ\nMột;2.1")).faults[0])
    faults = [str(fault) for fault in read(table, grid_of_text("Nhiệm vụ;Lạ\nMột;2.1")).faults]
    assert len(faults) == 3  # what is missing, what is not known, and where it was read
    assert "Mã" in faults[0]
    assert "Lạ" in faults[1]
    assert "Mã" in str(read(table, grid_of_text("Mã;Mã\n1;2")).faults[0])


def test_trap_7_columns_are_found_by_their_headings_and_decimals_are_kept(table):
    """A peer reads columns 9, 11 and 12 whatever stands in them, and drops the decimals that its help promises."""
    text = "Giá trị;Ghi gì đó\n0,25;x"
    assert read(table, grid_of_text(text)).faults
    row = read(table, grid_of_text("Giá trị;Nhiệm vụ;Mã\n0,25;Một;2.1")).rows[0]
    assert row.values == {"value": Decimal("0.25"), "title": "Một", "code": "2.1"}


def test_a_fault_names_row_column_and_reason_in_the_readers_language(table):
    text = "Mã;Thời hạn;Tiến độ (%)\n2.1;31/12/2026;5\n;31/02/2026;5\n2.1;;140"
    with override("en"):
        faults = [fault for row in read(table, grid_of_text(text)).rows for fault in row.faults]
        told = str(faults[1])
    assert [(fault.row, fault.key) for fault in faults] == [(3, "code"), (3, "due_on"), (4, "percent"), (4, "code")]
    assert told == "row 3, Thời hạn: There is no such day in the calendar: 31/02/2026."
    assert "row 2" in faults[3].reason
    assert [fault.typed for fault in faults] == ["", "31/02/2026", "140", "2.1"]


def test_what_calls_itself_a_workbook_and_is_none_is_told_so(table):
    prose, named = io.BytesIO(b"hello not a workbook\nnor is this"), io.BytesIO("Mã;Nhiệm vụ\n2.1;Một".encode())
    prose.name = named.name = "giai-phap.xlsx"
    with pytest.raises(ValidationError, match="xlsx"):
        grid_of_file(prose)
    assert read(table, grid_of_file(named)).rows[0].values["code"] == "2.1"  # a table under a wrong name is read all the same


def test_row_numbers_are_those_of_the_sheet_also_over_empty_rows(table):
    rows = read(table, grid_of_file(workbook([[], ["Mã"], [], ["2.1"], [], [""], ["2.2"]]))).rows
    assert [row.number for row in rows] == [4, 7]


def test_more_rows_than_may_be(table):
    with pytest.raises(ValidationError, match=r"5\.000"):
        grid_of_text("Mã\n" + "x\n" * 5001)
    with pytest.raises(ValidationError, match=r"5\.000"):
        read(table, grid_of_file(workbook([["Mã"]] + [[f"a{n}"] for n in range(5001)])))
    assert len(read(table, grid_of_text("Mã\n" + "\n".join(f"a{n}" for n in range(5000)))).rows) == 5000


def test_a_soft_line_break_of_word_and_decomposed_letters_are_cleaned(table):
    row = read(table, grid_of_text("Mã\tNhiệm vụ\n2.1\tmột\x0bhai\x00 ba\u0301")).rows[0]
    assert row.values["title"] == "một\nhai bá"


def test_nothing_and_nothing_below_the_headings(table):
    assert len(read(table, grid_of_text("")).faults) == 1
    assert len(read(table, grid_of_text("Mã\n")).faults) == 1


def test_utf_16_as_excel_saves_unicode_text_and_latin_is_refused(table):
    assert read(table, grid_of_file(io.BytesIO("Mã\tNhiệm vụ\n2.1\tMột".encode("utf-16")))).rows[0].values["title"] == "Một"
    with pytest.raises(ValidationError):
        grid_of_file(io.BytesIO("M\xe3;x".encode("latin-1")))


def test_a_text_of_a_million_empty_lines_is_not_read_to_its_end():
    grid_of_text("a\tb\n" + "\n" * 9_000 + "1\t2")
    with pytest.raises(ValidationError) as refused:
        grid_of_text("a\tb\n" + "\n" * 1_000_000)
    assert refused.value.code == "too_long"
