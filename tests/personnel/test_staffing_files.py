"""Teams, readiness and completion as workbooks: numbers are numbers, and nothing stands there that the page hides."""

from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from personnel.counting import Cell
from personnel.models import ExpertTeam, TeamMember
from personnel.services import norm
from personnel.services.norm import Said
from personnel.training_tables import number_of
from tests.factories import LONG_AGO
from tests.missions.openings import NOW, date_it, load_stages, make_opening
from tests.personnel.people import TODAY, staff
from tests.personnel.rows import ProgrammeFactory
from tests.personnel.training import completed

pytestmark = pytest.mark.django_db


def rows_of(answer):
    assert answer.status_code == 200
    return CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()


@pytest.fixture
def team(department, geographic, embassy):
    own, _other, _abroad = staff(department, geographic, embassy)
    made = ExpertTeam.objects.create(code="kinh-te", name_vi="Kinh tế", lead_unit=department, wanted=7, recorded_at=LONG_AGO)
    TeamMember.objects.create(team=made, officer=own, from_on=LONG_AGO.date())
    return made


def test_teams_for_who_reads_names_and_for_who_counts(team, personnel, leader, auditor, head, signed_in):
    head_line, row = rows_of(signed_in(personnel).get("/personnel/teams.xlsx"))
    told = dict(zip(head_line, row, strict=True))
    assert (told["Số chuyên gia cần có"], told["Thành viên hiện nay"], told["Còn thiếu"]) == (7.0, 1.0, 6.0)
    assert told["Thành viên"] == "Cán bộ 901"
    hidden = rows_of(signed_in(leader).get("/personnel/teams.xlsx"))[1]
    assert "Cán bộ 901" not in str(hidden)
    assert "dưới 8" in hidden
    assert signed_in(auditor).get("/personnel/teams.xlsx").status_code == 403
    assert "Cán bộ 901" in str(rows_of(signed_in(head).get("/personnel/teams.xlsx")))  # of the own unit


def test_readiness_post_by_post(team, geographic, secretariat, personnel, leader, head, signed_in):
    load_stages()
    date_it(make_opening(secretariat, geographic), secretariat)
    norm.set_norm(rows=[Said("embassy", "senior", 2)], reason="Thử", by=personnel, now=NOW)
    rows = rows_of(signed_in(personnel).get("/personnel/readiness.xlsx"))
    assert rows[1][4:8] == [2.0, "", 1.0, 1.0]
    assert rows[1][8]
    hidden = rows_of(signed_in(leader).get("/personnel/readiness.xlsx"))
    assert hidden[1][6] == "dưới 8"
    assert "Cán bộ" not in str(rows + hidden)
    assert signed_in(head).get("/personnel/readiness.xlsx").status_code == 404


def test_completion_has_numbers_in_its_cells(department, personnel, signed_in):
    completed(ProgrammeFactory(lead_unit=department), TODAY.replace(month=3), heads=1234)
    rows = rows_of(signed_in(personnel).get("/personnel/programmes/completion.xlsx"))
    assert 1234.0 in [row[2] for row in rows]
    assert not [row for row in rows[1:] if isinstance(row[2], str) and row[2].replace(".", "").isdigit()]


def test_what_is_hidden_stands_there_in_words():
    assert [number_of(count) for count in (Cell(1200), Cell(None), Cell(20, own=3))] == [1200, "dưới 8", "3 + 20"]
