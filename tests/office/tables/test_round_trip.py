"""What a table writes it reads back: the same values from a workbook, a CSV file and pasted text, in both languages."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.folding import clean
from office.tables import csv_lines, grid_of_file, grid_of_text, read, xlsx
from tests.office.tables import conftest

pytestmark = pytest.mark.django_db  # a workbook of an illustration says so
TABLE = conftest.table.__wrapped__() if hasattr(conftest.table, "__wrapped__") else conftest.table._get_wrapped_function()()
TEXT = st.text(st.characters(codec="utf-8"), max_size=60).map(lambda text: clean(text).strip())
HARD = st.sampled_from(
    ["=1+1", "'=1+1", "''=x", "-5", "@a", "+84 24", "＝A1", "a;b", 'say "x"', "2.10", "_x0041_", "dòng\nhai", "'tis", "1e5", "TRUE"]
)
UNIT = st.sampled_from(["vu-a", "vu-b", "cuc-b"])
ROW = st.tuples(
    st.integers(1, 9),
    st.one_of(TEXT, HARD).filter(bool),
    st.one_of(TEXT, HARD),
    st.none() | st.integers(0, 100),
    st.none() | st.integers(-(10**12), 10**12),
    st.none() | st.decimals(-(10**9), 10**9, places=2),
    st.none() | st.dates(date(1945, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["", "on_track", "at_risk"]),
    st.just("") | UNIT,
    st.lists(UNIT, unique=True, max_size=3),
)
ROWS = st.lists(ROW, min_size=1, max_size=6, unique_by=lambda row: row[1])


def pasted(rows):
    """As a sheet copies it: tabs, texts of several lines in quotes."""
    text = "".join(csv_lines(TABLE, rows)).removeprefix("\ufeff")
    import csv

    out = io.StringIO()
    csv.writer(out, delimiter="\t", lineterminator="\r\n").writerows(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    return grid_of_text(out.getvalue())


WAYS = {
    "xlsx": lambda rows: grid_of_file(io.BytesIO(xlsx(TABLE, rows))),
    "csv": lambda rows: grid_of_file(io.BytesIO("".join(csv_lines(TABLE, rows)).encode())),
    "pasted": pasted,
}


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("way", WAYS)
def test_what_is_written_is_read_back(way, language):
    @settings(max_examples=60)
    @given(ROWS)
    def holds(rows):
        with override(language):
            reading = read(TABLE, WAYS[way](rows))
            assert [fault for row in reading.rows for fault in row.faults] == []
            assert reading.unread == ["TT"]
            for row, made in zip(reading.rows, rows, strict=True):
                assert row.values == dict(zip(TABLE.keys[1:], made[1:], strict=True))

    holds()


def test_the_same_rows_are_the_same_bytes():
    rows = [(1, "2.1", "Một", 5, 7, Decimal("1.5"), date(2026, 12, 31), "at_risk", "vu-a", ["vu-b"])]
    assert xlsx(TABLE, rows, about=["Đến ngày 31/12/2026"]) == xlsx(TABLE, rows, about=["Đến ngày 31/12/2026"])
