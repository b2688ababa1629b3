"""Cells whose formula was written without the value it comes to: they are named, never read as empty."""

import io
import re
import zipfile
from unittest.mock import patch

import pytest
from django.utils import translation

from office.tables import read, workbook_reading, xlsx
from office.tables.sources import Grid, grid_of_file
from tests.office.tables.test_writing import ROW

pytestmark = pytest.mark.django_db


def workbook(table, cell):
    """The sheet with another cell in place of the title in the first row below the headings."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx(table, [ROW]))) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                text, count = re.subn(
                    r'<c r="C(\d+)"([^>]*)>(?:(?!</c>).)*</c>(?=(?:(?!<c r="C).)*$)', cell, content.decode(), count=0, flags=re.S
                )
                assert count == 1
                content = text.encode()
            target.writestr(name, content)
    made.seek(0)
    return made


@pytest.mark.parametrize("value", ["", "<v></v>", "<v/>"])
def test_a_formula_without_its_value_is_a_fault_of_its_cell(table, value):
    grid = grid_of_file(workbook(table, rf'<c r="C\1"><f>UPPER("a")</f>{value}</c>'))
    assert len(grid.unreckoned) == 1
    for language, words in (("en", "A formula stands here without its value"), ("vi", "tệp không lưu kết quả")):
        with translation.override(language):
            (row,) = read(table, Grid.of_json(grid.as_json())).rows
            assert [words in fault.reason for fault in row.faults] == [True]


@pytest.mark.parametrize("cell", [r'<c r="C\1" t="str"><f>UPPER("a")</f><v>A</v></c>', r'<c r="C\1" t="str"><f>""</f><v></v></c>'])
def test_a_formula_with_its_value_is_read_as_that(table, cell):
    grid = grid_of_file(workbook(table, cell))
    assert grid.unreckoned == frozenset()
    assert not any("formula" in fault.reason for row in read(table, grid).rows for fault in row.faults)


def test_each_part_of_a_workbook_is_walked_once(table):
    """Looking for formulas is no second reading."""
    walked = []
    through = workbook_reading._Walk.through

    def counted(walk, content):
        walked.append(content)
        return through(walk, content)

    with patch.object(workbook_reading._Walk, "through", counted):
        assert len(grid_of_file(workbook(table, r'<c r="C\1"><f>UPPER("a")</f></c>')).unreckoned) == 1
    assert walked
    assert len(walked) == len(set(walked))
