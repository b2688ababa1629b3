"""A small table with a column of each kind."""

import pytest

from office.tables import Column, Kind, Table

HEALTH = {"on_track": "Đúng lộ trình", "at_risk": ("Có rủi ro", "At risk")}
UNITS = {"vu-a": ("Vụ A", "Department A"), "vu-b": ("Vụ B", "Department B"), "cuc-b": ("Vụ B", "Agency B")}


@pytest.fixture
def table():
    return Table(
        "Giải pháp",
        (
            Column("place", "TT", Kind.WHOLE, reads=False),
            Column("code", "Mã", Kind.CODE, required=True),
            Column("title", "Nhiệm vụ", width=60, limit=500),
            Column("percent", "Tiến độ (%)", Kind.PERCENT),
            Column("count", "Số lượng", Kind.WHOLE),
            Column("value", "Giá trị", Kind.DECIMAL, decimals=2),
            Column("due_on", "Thời hạn", Kind.DATE),
            Column("health", "Đánh giá", Kind.CHOICE, choices=HEALTH),
            Column("lead", "Cơ quan chủ trì", Kind.CODE, choices=UNITS),
            Column("others", "Cơ quan phối hợp", Kind.LIST, choices=UNITS),
        ),
        key=("code",),
    )
