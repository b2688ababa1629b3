"""Quarterly reports are found by their period and unit, as people write them, and by the code of a receipt."""

import pytest

from reports.finding import reports_named
from tests.factories import UnitFactory
from tests.reports import filing

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def owed(embassy):
    """By two missions for two quarters."""
    embassy.search_text = "dai su quan viet nam tai phap embassy in france dsq emb-fr"
    embassy.save()
    other = UnitFactory(code="emb-th", kind="mission", search_text="dai su quan viet nam tai thai lan embassy in thailand emb-th")
    for code in ("2026-Q3", "2026-Q4"):
        for unit in (embassy, other):
            filing.owed(unit, code)


def found(words):
    return {str(row) for row in reports_named(words)}


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("báo cáo quý IV/2026", {"2026-Q4 emb-fr", "2026-Q4 emb-th"}),
        ("bao cao quy iv 2026 Phap", {"2026-Q4 emb-fr"}),
        ("Q4 2026 emb-th", {"2026-Q4 emb-th"}),
        ("Thái Lan 2026", {"2026-Q3 emb-th", "2026-Q4 emb-th"}),
        ("report of Thailand, quarter III/2026", {"2026-Q3 emb-th"}),
        ("LT-2026Q4-emb-fr-2", {"2026-Q4 emb-fr"}),
        ("lt-2026q3-EMB-FR-1", {"2026-Q3 emb-fr"}),
        ("2026", set()),
        ("Pháp", set()),
        ("báo cáo", set()),
        ("quý IV/2031", set()),
        ("LT-2031Q4-emb-fr-2", set()),
    ],
)
def test_a_report_is_found_as_people_name_it(owed, words, codes):
    assert found(words) == codes


def test_who_reads_no_report_of_others_finds_none(owed, signed_in, secretariat, officer, mission_officer):
    def hits(person, words="quý IV/2026"):
        groups = signed_in(person).get("/search/", {"q": words}).context["groups"]
        return {hit.address for group in groups if group.kind.key == "reports" for hit in group.hits}

    assert hits(secretariat) == {"/reports/2026-Q4/emb-fr/", "/reports/2026-Q4/emb-th/"}
    assert hits(mission_officer) == {"/reports/2026-Q4/emb-fr/"}
    assert hits(officer) == set()


def test_the_latest_stands_first(owed, signed_in, secretariat):
    groups = signed_in(secretariat).get("/search/", {"q": "Thái Lan 2026"}).context["groups"]
    assert [hit.code for group in groups if group.kind.key == "reports" for hit in group.hits] == ["Quý IV/2026", "Quý III/2026"]
