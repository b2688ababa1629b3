"""The handover pack of a mission: what stands in it, and for whom."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt

from missions.models import Mission
from personnel.models import Posting
from reports.models import Proposal
from tests.factories import AssignmentFactory
from tests.personnel.people import staff
from tests.reports import filing, proposed
from tests.reports.filing import BEFORE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast_stands")]
PACK = "/missions/emb-fr/hand-over.docx"


@pytest.fixture
def kept(department, geographic, embassy, measure, secretariat):
    unit = filing.mission("emb-fr", geographic)
    filing.sent(filing.owed(unit, "2026-Q2"), BEFORE - timedelta(days=200))
    filing.owed(unit, "2026-Q3")
    AssignmentFactory(measure=measure, unit=unit, role="coordinating")
    staff(department, geographic, unit)
    asked = proposed.typed(secretariat)
    Proposal.objects.filter(pk=asked.pk).update(unit=unit)
    proposed.answered(proposed.assigned(Proposal.objects.get(pk=asked.pk), department, secretariat), secretariat)
    return unit


def words(answer):
    document = Document(BytesIO(answer.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_the_next_head_finds_what_is_open_and_what_was_promised(kept, mission_head, signed_in):
    told = words(signed_in(mission_head).get(PACK))
    for part in ("2.3", "Giải pháp 2.3", "Quý II", "Đề nghị mở lớp bồi dưỡng.", "Sẽ mở lớp trong quý I/2027.", "Cán bộ 903"):
        assert part in told
    assert "Cán bộ 901" not in told
    Posting.objects.update(ended_on=timezone.localdate() - timedelta(days=1))
    assert "Cán bộ 903" not in words(signed_in(mission_head).get(PACK))


def lines_of_the_head(answer):
    return [" ".join(cell.text.split()) for cell in Document(BytesIO(answer.content)).tables[0].rows[1].cells]


def test_it_is_written_in_the_city_of_the_mission_and_its_number_is_left_open(kept, mission_head, signed_in):
    """“/BC-ĐSQVNTP” was a mark that nobody has given, and nothing stood before “, ngày”."""
    year = timezone.localdate().year
    Mission.objects.filter(unit=kept).update(city_vi="Paris")
    assert lines_of_the_head(signed_in(mission_head).get(PACK)) == ["Số: /BB-……", f"Paris, ngày tháng năm {year}"]
    Mission.objects.filter(unit=kept).update(city_vi="", city_en="")
    assert lines_of_the_head(signed_in(mission_head).get(PACK))[1] == f"……, ngày tháng năm {year}"


def test_its_last_line_takes_no_room_and_remarks_are_called_so(kept, mission_head, signed_in):
    """A signature at the foot of a page brought an empty page behind it."""
    document = Document(BytesIO(signed_in(mission_head).get(PACK).content))
    last = document.paragraphs[-1]
    assert document.element.body[-2] is last._p
    assert last._p.pPr.find(f"{qn('w:rPr')}/{qn('w:vanish')}") is not None
    assert last.paragraph_format.line_spacing == Pt(1)
    assert "Ghi chú" in [cell.text for table in document.tables for cell in table.rows[0].cells]
    assert "Thông báo" not in words(signed_in(mission_head).get(PACK))


def test_they_are_minutes_which_both_sign(kept, mission_head, signed_in):
    answer = signed_in(mission_head).get(PACK)
    lines = [line.text for line in Document(BytesIO(answer.content)).paragraphs]
    assert lines[lines.index("BIÊN BẢN") + 1].startswith("Bàn giao công việc của ")
    signed = Document(BytesIO(answer.content)).tables[-1].rows
    assert [[cell.text.split("\n")[0] for cell in row.cells] for row in signed] == [["BÊN GIAO", "BÊN NHẬN"], ["Nơi nhận:", ""]]


@pytest.mark.parametrize(
    ("language", "title", "begun"), [("vi", "2. Báo cáo", "Bàn giao công việc của "), ("en", "2. Reports", "Handover of work: Embassy")]
)
def test_its_words_hold_for_every_report_and_before_every_name(language, title, begun, kept, mission_head, signed_in):
    """An ad hoc report stood under “Quarterly reports”, and “the work of Embassy of Viet Nam” lacked an article."""
    type(kept).objects.filter(pk=kept.pk).update(name_en="Embassy of Viet Nam in France")
    browser = signed_in(mission_head)
    browser.cookies["language"] = language
    lines = [line.text for line in Document(BytesIO(browser.get(PACK).content)).paragraphs]
    assert title in lines
    assert any(line.startswith(begun) for line in lines)


def test_a_measure_that_is_done_is_not_handed_over(kept, measure, mission_head, signed_in):
    type(measure).objects.filter(pk=measure.pk).update(state="done", completed_on=date(2026, 10, 1))
    assert "Giải pháp 2.3" not in words(signed_in(mission_head).get(PACK))


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("personnel", True),
        ("reviewer", False),
        ("secretariat", False),
        ("leader", False),
        ("auditor", False),
        ("officer", None),
        ("stranger", None),
    ],
)
def test_each_part_is_for_who_may_read_it(kept, signed_in, request, who, names):
    browser = signed_in(request.getfixturevalue(who))
    answer, page = browser.get(PACK), browser.get("/missions/emb-fr/")
    assert answer.status_code == (404 if names is None else 200)
    assert (b'id="a-pack"' in page.content) == (names is not None)
    if names is not None:
        assert ("Cán bộ 903" in words(answer)) == names
