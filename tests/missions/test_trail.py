"""Where the facts of a mission come from is told to those who keep them in their language."""

import csv
from pathlib import Path

import pytest
from django.utils import translation

from missions.templatetags.missions import begun
from missions.trail import trail

REGISTER = Path(__file__).parents[2] / "missions" / "data" / "missions.csv"


def test_every_source_of_the_shipped_register_is_told_in_vietnamese():
    with REGISTER.open(encoding="utf-8", newline="") as file, translation.override("vi"):
        told = [line for row in csv.DictReader(file) for name in ("basis", "coord_basis") for line in trail(row[name])]
    assert [text for text, language in told if language] == []
    assert [text for text, _language in told if "found" in text or "extract" in text or "centre" in text] == []


@pytest.mark.parametrize(
    ("basis", "told"),
    [
        ("", []),
        ("Quyết định số 12/QĐ-TTg", [("Quyết định số 12/QĐ-TTg", "")]),
        ("told by the embassy, 100% sure", [("told by the embassy, 100% sure", "en")]),
        ("Wikidata Q7 (year) + found: example.vn", [("Wikidata Q7 (năm mở)", ""), ("example.vn", "")]),
        ("city centre (GeoNames, CC BY 4.0)", [("trung tâm thành phố, không phải trụ sở; GeoNames, CC BY 4.0", "")]),
    ],
)
def test_what_is_not_known_stands_as_it_was_written(basis, told):
    with translation.override("vi"):
        assert trail(basis) == told


@pytest.mark.parametrize(
    ("text", "shown"),
    [("danh sách 97", "Danh sách 97"), ("lecourrier.vn, 6/2025", "lecourrier.vn, 6/2025"), ("nguồn, v.v.", "Nguồn, v.v."), ("", "")],
)
def test_a_source_begins_as_a_sentence_does(text, shown):
    assert begun(text) == shown


@pytest.mark.django_db
def test_who_keeps_the_data_reads_them_on_the_page(keeper, signed_in):
    browser = signed_in(keeper)
    browser.cookies["language"] = "vi"
    page = browser.get("/missions/pm-unesco/").content.decode().partition('id="a-sources"')[2].partition("</section>")[0]
    assert '<p class="meta">Danh sách trên Wikipedia' in page
    assert "Trung tâm thành phố, không phải trụ sở; GeoNames, CC BY 4.0" in page
    assert 'lang="en"' not in page
