"""What a spreadsheet keeps beside the value of a cell: its error, its number format; and where the table stands in the workbook."""

import io
import zipfile
from datetime import datetime

import pytest
import xlsxwriter
from django.core.exceptions import ValidationError

from office.tables import Column, Grid, Kind, Table, grid_of_file, grid_of_text, read, workbook_reading
from office.tables.cell_kinds import Percent, is_percent_format
from office.tables.workbook_reading import sheets_of_workbook

TABLE = Table(
    "Bảng",
    (
        Column("code", "Mã", Kind.CODE, required=True),
        Column("title", "Tên"),
        Column("percent", "Tiến độ (%)", Kind.PERCENT),
        Column("value", "Giá trị", Kind.DECIMAL),
        Column("due_on", "Thời hạn", Kind.DATE),
    ),
    key=("code",),
)
HEADS = ["Mã", "Tên", "Tiến độ (%)", "Giá trị", "Thời hạn"]


def made(*, before=(), formats=(), hidden=0, at=(0, 0)):
    """A workbook with one row; `before`: rows above the headings; `formats`: cells by place, each (value, number format)."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        for number in range(hidden):
            book.add_worksheet(f"Ẩn {number}").hide()
        sheet = book.add_worksheet("Số liệu")
        sheet.activate()
        sheet.set_first_sheet()
        row, column = at
        for cells in [*before, HEADS, ["2.1", "Một", 10, 5, "31/12/2026"]]:
            sheet.write_row(row, column, cells)
            row += 1
        for place, (value, shown) in dict(formats).items():
            sheet.write(row - 1, column + place, value, book.add_format({"num_format": shown}))
    return io.BytesIO(content.getvalue())


def with_errors(*errors):
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADS)
        sheet.write_string(1, 0, "2.1")
        for place, error in enumerate(errors, start=1):
            sheet.write_formula(1, place, "=1/0", None, error)
    return io.BytesIO(content.getvalue())


def row_of(content):
    reading = read(TABLE, Grid.of_json(grid_of_file(content).as_json()))
    assert reading.faults == []
    return reading.rows[0]


def test_the_error_of_a_formula_is_a_fault_of_its_cell_and_never_empty():
    row = row_of(with_errors("#N/A", "#DIV/0!", "#REF!", "#NAME?"))
    assert {fault.key: fault.typed for fault in row.faults} == {
        "title": "#N/A", "percent": "#DIV/0!", "value": "#REF!", "due_on": "#NAME?",
    }  # fmt: skip
    assert "#N/A" in row.faults[0].reason


def test_a_row_that_holds_nothing_else_is_not_lost():
    grid = grid_of_file(with_errors("#N/A"))
    assert grid.rows[1][1][1] == "#N/A"
    assert read(TABLE, grid_of_text("Mã;Tên\n2.1;#N/A")).rows[0].faults[0].key == "title"
    assert read(TABLE, grid_of_text("Mã;Tên\n2.1;#N/A là lỗi của Excel")).rows[0].faults == []


def test_an_error_in_any_sheet_of_a_workbook_is_told():
    sheets = sheets_of_workbook(with_errors("#N/A", "#DIV/0!"))
    assert sheets["Sheet1"][1] == ["2.1", "#N/A", "#DIV/0!", "", ""][: len(sheets["Sheet1"][1])]


@pytest.mark.parametrize(("holds", "value"), [(1, 100), (0.5, 50), (0.01, 1), (0.07, 7), (0.29, 29), (0, 0)])
@pytest.mark.parametrize("shown", ["0%", "0.00%", "[Red]0%", "#,##0%;-0%"])
def test_what_a_cell_shows_in_percent_is_read_so(holds, value, shown):
    assert row_of(made(formats={2: (holds, shown)})).values["percent"] == value


@pytest.mark.parametrize("shown", ["General", "0", '0"%"', "0.0"])
def test_a_share_without_a_percent_sign_asks_what_is_meant(shown):
    row = row_of(made(formats={2: (0.5, shown)}))
    assert "50%" in row.faults[0].reason
    assert row_of(made(formats={2: (1, shown)})).values["percent"] == 1


def test_another_number_that_is_shown_in_percent_asks_too():
    row = row_of(made(formats={3: (0.683, "0.0%")}))
    assert (row.faults[0].key, row.faults[0].typed) == ("value", "68.3%")
    assert row_of(made(formats={1: (0.683, "0.0%")})).values["title"] == "68.3%"


def test_a_workbook_of_nothing_but_errors_does_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr(workbook_reading, "MOST_NOTED", 3)
    with pytest.raises(ValidationError):
        grid_of_file(with_errors("#N/A", "#DIV/0!", "#REF!", "#NAME?"))
    assert grid_of_file(with_errors("#N/A", "#DIV/0!"))


def test_formats_as_excel_and_others_write_them():
    assert is_percent_format(9, "")
    assert is_percent_format(10, "")
    assert not is_percent_format(1, "")
    assert is_percent_format(165, "0.0\\ %")
    assert not is_percent_format(165, '0" %"')
    assert not is_percent_format(9, "General")


def test_a_percentage_waits_as_what_it_is():
    grid = Grid(((1, ("a", Percent(1.0), Percent(0.5), 1.0)),))
    kept = Grid.of_json(grid.as_json()).rows[0][1]
    assert [type(cell) for cell in kept] == [str, Percent, Percent, float]
    assert str(kept[1]) == "100%"


@pytest.mark.parametrize("at", [(0, 0), (0, 2), (3, 0), (2, 3)])
def test_places_are_those_of_the_sheet_where_it_begins_with_empty_rows_and_columns(at):
    assert row_of(made(formats={2: (1, "0%")}, at=at)).values["percent"] == 100


def test_hidden_sheets_before_it_are_passed_over_and_it_is_said():
    reading = read(TABLE, Grid.of_json(grid_of_file(made(hidden=2)).as_json()))
    assert reading.rows[0].values["code"] == "2.1"
    assert "“Số liệu”" in reading.place
    assert read(TABLE, grid_of_file(made())).place == ""


def test_headings_below_a_title_are_found_and_their_row_is_said():
    title = [["Tên"], ["Bảng theo dõi giải pháp năm 2026"], [], ["", "Đơn vị tính: %"]]
    reading = read(TABLE, grid_of_file(made(before=title)))
    assert [row.number for row in reading.rows] == [6]
    assert reading.rows[0].values["title"] == "Một"
    assert "5" in reading.place
    assert reading.heading == 5


def test_a_row_of_data_is_never_taken_for_the_headings():
    assert [row.number for row in read(TABLE, grid_of_text("Mã;Tên\nTên;Mã\nTên;Một")).rows] == [2, 3]
    assert read(TABLE, grid_of_text("Ma số;Tên gì\nMã;x")).faults


def test_a_column_that_is_none_of_ours_is_left_out_only_where_all_of_ours_are_there():
    row = "\n2.1;Một;10;5;31/12/2026;x"
    whole = read(TABLE, grid_of_text(";".join([*HEADS, "Ghi chú riêng"]) + row))
    assert (whole.faults, whole.left_out, len(whole.rows)) == ([], ["Ghi chú riêng"], 1)
    misspelt = read(TABLE, grid_of_text(";".join(["Mã", "Tên", "Tiến bộ (%)", "Giá trị", "Thời hạn"]) + row))
    assert not misspelt.rows
    assert any("“Tiến bộ (%)”" in fault.reason and "“Tiến độ (%)”" in fault.reason for fault in misspelt.faults)


def test_rows_are_counted_with_the_empty_lines_above_them():
    rows = read(TABLE, grid_of_text("\n\r\n  \nMã;Tên\n\n2.1;Một")).rows
    assert [(row.number, row.values["title"]) for row in rows] == [(6, "Một")]


def test_the_line_that_tells_excel_the_mark_is_understood():
    rows = read(TABLE, grid_of_file(io.BytesIO("\ufeffsep=;\r\nMã;Tên\r\n2.1;Một, hai, ba, bốn\r\n".encode()))).rows
    assert [(row.number, row.values["title"]) for row in rows] == [(2, "Một, hai, ba, bốn")]  # Excel does not show that line


def test_an_hour_behind_a_day_is_refused_in_a_text_and_in_a_real_cell():
    for cell in (datetime(2026, 12, 31, 17, 0), "31/12/2026 17:00"):
        row = row_of(made(formats={4: (cell, "dd/mm/yyyy hh:mm")}))
        assert (row.faults[0].key, row.faults[0].typed) == ("due_on", "31/12/2026 17:00")
    assert row_of(made(formats={4: (datetime(2026, 12, 31), "dd/mm/yyyy")})).values["due_on"].day == 31


def test_a_day_that_there_is_not_is_quoted_as_it_was_typed():
    (fault,) = read(TABLE, grid_of_text("Mã;Thời hạn\n2.1;20261110")).rows[0].faults
    assert "20261110" in fault.reason


def test_text_in_no_known_encoding_is_refused():
    with pytest.raises(ValidationError):
        grid_of_file(io.BytesIO("Mã;Tên\n2.1;Đề án".encode("cp1258", "replace")))


def test_formats_are_looked_for_in_cells_and_not_in_styles_of_names():
    """`cellStyleXfs` stands before `cellXfs`, and cells do not count by it."""
    content = made(formats={2: (1, "0%")})
    with zipfile.ZipFile(content) as parts:
        assert b"cellStyleXfs" in parts.read("xl/styles.xml")
    assert row_of(content).values["percent"] == 100
