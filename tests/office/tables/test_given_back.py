"""The file with the faults gives a cell back as the kind of cell that it was, in every kind of column: sent again as it is, it
has the same faults. A number that had become a text, or a day, would be taken for something that nobody typed."""

import io
import json
import re
import zipfile
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.folding import clean
from office.tables import Column, Kind, Table, grid_of_file, read
from office.tables.importing import Importer, error_file, run
from office.tables.sources import Grid
from tests.office.tables.conftest import HEALTH, UNITS

pytestmark = pytest.mark.django_db
TABLE = Table(
    "Giải pháp",
    tuple(
        Column(f"{kind}_{number}", f"Cột {kind} {number}", kind, choices=choices)
        for kind in Kind
        for number, choices in enumerate(
            [HEALTH, UNITS] if kind is Kind.CHOICE else [{}, UNITS] if kind in {Kind.CODE, Kind.LIST} else [{}]
        )
    ),
)
NUMBERS = st.integers(1 - 10**15, 10**15 - 1) | st.floats(-9e307, 9e307, allow_nan=False).map(lambda number: float(f"{number:.15g}"))
TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40).map(clean).filter(str.strip)
CELL = st.one_of(
    st.none(),
    NUMBERS,
    st.sampled_from([0, 1, 2026, 2.1, 12.5, 0.555, 168.0]),
    st.booleans(),
    st.dates(date(1900, 3, 1), date(9999, 12, 31)),
    TEXTS,
    st.sampled_from(["=1+1", "'tis", "on_track", "vu-a; vu-b", "140", "31/02/2026", "14:30:00", "x" * 32_500]),
)


class Refusing(Importer):
    """Of which a service refuses every cell that can be read."""

    table = TABLE

    def find(self, values):
        raise ValidationError({key: "Không được." for key in TABLE.keys})

    def write(self, found, values, changed):
        raise AssertionError


def outcome(grid):
    return run(Refusing(), read(TABLE, grid), keep=False)


def sheet(cells):
    return Grid(((1, tuple(TABLE.headings)), (2, tuple(cells))))


@settings(max_examples=150)
@given(st.lists(CELL, min_size=len(TABLE.columns), max_size=len(TABLE.columns)))
def test_a_cell_comes_back_as_what_it_was(cells):
    kept = Grid.of_json(json.loads(json.dumps(sheet([*cells[:-1], "x"]).as_json())))
    line = outcome(kept).lines[0]
    (back,) = outcome(grid_of_file(io.BytesIO(error_file(outcome(kept))))).lines
    bad = {fault.key for fault in line.faults}
    plain = {key: float(cell) if type(cell) is int else cell for key, cell in line.row.typed.items()}  # a sheet has only these
    assert {key: (type(back.row.typed[key]), back.row.typed[key]) for key in bad} == {key: (type(plain[key]), plain[key]) for key in bad}
    assert [(fault.key, fault.reason) for fault in back.faults] == [(fault.key, fault.reason) for fault in line.faults]


@pytest.mark.parametrize("number", [12.5, 0.555])
def test_a_number_is_shown_with_all_its_digits_and_never_as_a_day(number):
    with zipfile.ZipFile(io.BytesIO(error_file(outcome(sheet([number] * len(TABLE.columns)))))) as parts:
        page, styles = (parts.read(f"xl/{name}.xml").decode() for name in ("worksheets/sheet1", "styles"))
    forms = dict(re.findall(r'<numFmt numFmtId="(\d+)" formatCode="([^"]*)"', styles)) | {"0": "General"}
    looks = [forms.get(form, form) for form in re.findall(r'<xf numFmtId="(\d+)"', styles.partition("<cellXfs")[2])]
    shown = [looks[int(look)] for look in re.findall(rf'<c r="[A-Z]+2" s="(\d+)"><v>{number}</v>', page)]
    assert set(shown) == {"General", "@"}
