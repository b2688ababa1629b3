"""How a report names what it rests on, whose it is and who signs: in the form of Decree 30/2020/NĐ-CP."""

from datetime import date
from io import BytesIO

import pytest
from docx import Document

from accounts.models import Membership
from office.decree import cited
from reports.composition import compose
from reports.drawing import docx_of, shell_of
from reports.facts import Name, OfficialTotal
from reports.inputs import read_inputs
from reports.sentences import measured, name_and_address
from tests import cast
from tests.factories import UnitFactory
from tests.reports.conftest import NOW, ON
from tests.reports.test_composition import texts
from tests.reports.test_figures import figures, network


@pytest.mark.parametrize(
    ("on", "vi", "en"),
    [
        (date(2025, 9, 23), "23 tháng 9 năm 2025", "23/09/2025"),
        (date(2026, 2, 5), "05 tháng 02 năm 2026", "05/02/2026"),
        (date(2026, 10, 1), "01 tháng 10 năm 2026", "01/10/2026"),
    ],
)
def test_a_day_below_ten_and_the_first_two_months_have_a_zero(on, vi, en):
    assert (cited(on, "", "vi"), cited(on, "Chính phủ", "vi"), cited(on, "Chính phủ", "en")) == (vi, f"{vi} của Chính phủ", en)


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("Viet Nam News, 19 Dec 2021", ("Viet Nam News, 19 Dec 2021", "")),
        ("VietnamPlus, 29/12/2025, https://a.vn/b", ("VietnamPlus, 29/12/2025", "https://a.vn/b")),
        ("https://www.a.vn/b", ("a.vn", "https://www.a.vn/b")),
        ("", ("", "")),
    ],
)
def test_a_source_is_its_name_and_its_address(source, told):
    assert name_and_address(source) == told


def test_a_percent_follows_its_number_and_other_units_stand_apart():
    assert [measured(62.0, 1, unit) for unit in ("%", "người", "")] == ["62,0%", "62,0 người", "62,0"]


def test_the_source_of_the_published_total_has_its_name_in_the_sentence_and_its_address_in_a_note():
    page = "https://www.vietnamplus.vn/a.vnp"
    given = figures(net=network(99, official=OfficialTotal(date(2025, 12, 29), 99, page, 99, f"VietnamPlus, 29/12/2025, {page}")))
    vi, en = ("\n".join(texts(compose(given, language))) for language in ("vi", "en"))
    assert "99 (ngày 29/12/2025; nguồn: VietnamPlus, 29/12/2025)." in vi
    assert f"Nguồn của số liệu công bố: {page}" in vi
    assert "99 (29/12/2025; source: vietnamplus.vn)." in en
    assert f"Source of the published total: {page}" in en


def test_the_document_is_cited_in_full_where_it_is_first_named():
    given = figures()
    given["plan"]["title"]["vi"] = "Nghị quyết về Kế hoạch đến năm 2030"
    text = "\n".join(texts(compose(given, "vi")))
    assert "Thực hiện Nghị quyết số 292/NQ-CP ngày 23 tháng 9 năm 2025 của Chính phủ về Kế hoạch đến năm 2030, xin báo cáo" in text
    del given["plan"]["issuer"]
    assert "ngày 23 tháng 9 năm 2025 về Kế hoạch đến năm 2030, xin" in "\n".join(texts(compose(given, "vi")))


def test_the_word_file_goes_up_inside_the_ministry_from_the_unit_of_the_secretariat():
    """What goes to the leadership of the ministry has neither the symbol of the ministry nor the signature of its minister."""
    shell = shell_of(figures(agency=Name("Văn phòng Bộ", "Ministry Office")), "en", "")
    assert (shell.agency_above, shell.agency) == ("Ministry of Foreign Affairs", "Ministry Office")
    assert (shell.addressee, shell.signer, shell.symbol) == ("Ministry leadership", "HEAD OF UNIT", "BC-……")
    assert shell_of(figures(), "vi", "").agency == "……", "where nobody knows, it is written in"
    assert shell.recipients == ("As above", "Units of the ministry (for implementation)")
    document = Document(BytesIO(docx_of((), figures(), "en", "")))
    assert "To: Ministry leadership" in [line.text for line in document.paragraphs]


@pytest.mark.django_db
def test_the_unit_of_the_secretariat_is_known_where_it_sits_in_one(whole, ministry, secretariat):
    assert read_inputs(whole, ON, NOW).agency == Name(""), "the ministry itself is no unit of it"
    office = UnitFactory(code="van-phong-bo", name_vi="Văn phòng Bộ", name_en="Ministry Office", parent=ministry)
    Membership.objects.filter(user=secretariat).update(unit=office)
    assert read_inputs(whole, ON, NOW).agency == Name("Văn phòng Bộ", "Ministry Office")
    cast.member("secretariat", UnitFactory(code="vu-khac", parent=ministry))
    assert read_inputs(whole, ON, NOW).agency == Name("")
