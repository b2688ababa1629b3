"""Who has not reported, by department, region and kind: each number opens exactly its rows, on the page, in the file, by the API."""

import re
from datetime import datetime, timedelta
from html import unescape
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from python_calamine import CalamineWorkbook

from missions.models import Mission
from office.tables import grid_of_file
from reports.chasing import standing_word
from reports.models import Obligation
from tests import cast, once
from tests.factories import UnitFactory
from tests.office.uploads import upload
from tests.reports import filing
from tests.reports.filing import AFTER, BEFORE, DUE

pytestmark = pytest.mark.django_db
PAGE = "/reports/2026-Q4/"
PLACES = {"emb-fr": "Europe", "emb-de": "Europe", "emb-us": "Americas", "cg-osaka": "Asia-Pacific", "emb-xx": ""}


@pytest.fixture(autouse=True)
def after_the_due_time(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: AFTER)


@pytest.fixture(scope="module")
def quarter(django_db_setup, django_db_blocker):
    """Two in Europe (one late), one in the Americas (nil), a consulate in Asia (missing), one nowhere (waived), a department (on time)."""
    with once.made_once(django_db_blocker):
        europe = cast.embassy().lead_unit
        rows = {code: filing.owed(filing.mission(code, europe if region == "Europe" else None)) for code, region in PLACES.items()}
        for code, region in PLACES.items():
            kind = "consulate_general" if code == "cg-osaka" else "embassy"
            Mission.objects.filter(unit__code=code).update(region_broad=region, kind=kind)
        rows["vu"] = filing.owed(UnitFactory(code="vu-abc", name_vi="Vụ Abc"))
        filing.sent(rows["emb-fr"], DUE + timedelta(seconds=1))
        filing.sent(rows["emb-de"], DUE - timedelta(seconds=1))
        filing.sent(rows["emb-us"], BEFORE, nil=True)
        filing.sent(rows["vu"], BEFORE)
        filing.waived(rows["emb-xx"], BEFORE, cast.secretariat())
        yield


@pytest.fixture
def filed(quarter):
    return filing.obligations()


def test_only_regions_and_kinds_that_are_there_are_offered(filed, secretariat, reviewer, signed_in):
    def offered(person, name, query=""):
        page = signed_in(person).get(PAGE + query)
        assert page.status_code == 200
        return [key for key, _word in page.context["form"].fields[name].choices]

    assert offered(secretariat, "region") == ["", "chau-a-thai-binh-duong", "chau-au", "chau-my", "none"]
    assert set(offered(secretariat, "kind")) == {"", "embassy", "consulate_general", "department"}
    assert offered(reviewer, "region") == ["", "chau-au"]
    assert offered(reviewer, "kind") == ["", "embassy"]
    assert offered(reviewer, "kind", "?kind=department") == ["", "embassy", "department"]  # as a kept address asks


def numbers(page):
    """(group's key, standing) → (the number, its address) of the table of groups."""
    table = page[page.index('id="groups"') :]
    return [
        (int(n), unescape(address))
        for address, n in re.findall(r'<a[^>]*href="([^"]*by=[^"]*)"[^>]*>(\d+)</a>', table[: table.index("</table>")])
    ]


@pytest.mark.both
@pytest.mark.parametrize("by", ["department", "region", "kind"])
def test_every_number_opens_exactly_its_rows(by, filed, signed_in, secretariat):
    browser = signed_in(secretariat)
    found = numbers(browser.get(f"{PAGE}?by={by}").content.decode())
    assert sum("standing=owed" in address for _n, address in found) >= 2
    for n, address in found:
        assert browser.get(address).content.decode().count("data-row") == n, address


@pytest.mark.both
def test_groups_hold_everything_once(filed):
    rows = Obligation.objects.standing(AFTER)
    for by, keys in {
        "department": {"vu-chau-au": (2, 1), "": (3, 0)},
        "region": {"chau-au": (2, 1), "chau-my": (1, 0), "chau-a-thai-binh-duong": (1, 0), "": (1, 0)},
        "kind": {"embassy": (3, 1), "consulate_general": (1, 0), "department": (1, 0)},
    }.items():
        assert {group.code: (group.counts.expected, group.counts.late) for group in rows.grouped(by)} == keys, by
        assert sum(group.counts.waived for group in rows.grouped(by)) == 1


def test_one_second_decides_what_is_late_and_late_is_received(filed):
    counts = {row.unit.code: (row.standing, row.is_late) for row in Obligation.objects.standing(AFTER).select_related("unit")}
    assert counts["emb-de"] == ("on_time", False)
    assert counts["emb-fr"] == ("late", True)


def test_the_file_holds_the_rows_of_the_page_with_a_word_for_each_quarter(filed, signed_in, secretariat):
    answer = signed_in(secretariat).get("/reports/2026-Q4.xlsx?by=region&region=chau-au")
    text = "\n".join(str(row) for row in grid_of_file(upload("a.xlsx", b"".join(answer) if answer.streaming else answer.content)).rows)
    assert "emb-fr" in text
    assert "emb-us" not in text
    assert standing_word("late", True) in text


def test_a_filter_that_cannot_be_read_is_shown_on_the_page(filed, signed_in, secretariat):
    browser = signed_in(secretariat)
    assert browser.get("/reports/2026-Q4.xlsx?region=nope").status_code == 302
    assert browser.get(f"{PAGE}?region=nope").status_code == 422
    assert browser.get(f"{PAGE}?by=nope").status_code == 422


def test_the_api_answers_the_same_groups(filed, signed_in, secretariat):
    body = signed_in(secretariat).get("/api/v1/periods/2026-Q4/?by=region").json()
    assert body["by"] == "region"
    assert {one["key"]: one["expected"] for one in body["groups"]} == {"chau-au": 2, "chau-my": 1, "chau-a-thai-binh-duong": 1, None: 1}
    assert signed_in(secretariat).get("/api/v1/periods/2026-Q4/?by=nope").status_code == 400


def test_ten_times_the_rows_cost_no_more_questions(filed, signed_in, secretariat):
    browser = signed_in(secretariat)

    def questions():
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(f"{PAGE}?by=region").status_code == 200
        return len(asked)

    questions()
    once = questions()
    for number in range(45):
        filing.owed(filing.mission(f"emb-{number}"))
    assert questions() == once <= 15


@pytest.mark.both
class TestHowLongAReviewTakes:
    @pytest.fixture
    def reviewed(self, filed, reviewer):
        """In Europe three decisions: one report returned after 2 hours and accepted after 10, another accepted after 4."""
        for code, hours in (("emb-fr", 2), ("emb-de", 4)):
            report = Obligation.objects.get(unit__code=code).report
            end = report.first_submitted_at + timedelta(hours=hours)
            if code == "emb-fr":
                filing.give_back(report, reviewer, now=end)
                filing.sent(report.obligation, end)
                end += timedelta(hours=10)
            filing.accept(report, reviewer, now=end)

    def test_as_a_median_by_department_region_and_kind(self, filed, reviewed, signed_in, secretariat):
        for by, line in (("department", "Vụ Châu Âu"), ("region", "Châu Âu"), ("kind", "Đại sứ quán")):
            page = signed_in(secretariat).get(f"{PAGE}?by={by}")
            times = {one.name: one.time for one in page.context["lines"] if one.time}
            assert {name: (time.number, time.words) for name, time in times.items()} == {line: (3, "4 giờ")}, by
        assert page.context["register"].times.all.number == 3

    def test_only_what_had_been_decided_by_then_counts(self, filed, reviewed):
        rows = Obligation.objects.in_force()
        ends = sorted(row.decided_at for row in rows.decisions("department", AFTER + timedelta(days=9)))
        assert [len(rows.decisions("department", end - timedelta(microseconds=1))) for end in ends] == [0, 1, 2]

    def test_in_the_file_and_the_api(self, filed, reviewed, signed_in, secretariat):
        browser = signed_in(secretariat)
        body = browser.get("/api/v1/periods/2026-Q4/?by=region").json()
        assert (body["decisions"], body["review_median_hours"]) == (3, 4.0)
        assert {one["key"]: one["review_median_hours"] for one in body["groups"] if one["decisions"]} == {"chau-au": 4.0}
        assert [one["decisions"] for one in body["departments"]] == [3, 0]
        (_number, head), *rows = grid_of_file(upload("a.xlsx", browser.get("/reports/2026-Q4.xlsx").content)).rows
        assert {"Hạn gửi, giờ Hà Nội", "Gửi lần đầu, giờ Hà Nội"} <= set(head)
        book = CalamineWorkbook.from_filelike(BytesIO(browser.get("/reports/2026-Q4.xlsx").content)).get_sheet_by_index(0).to_python()
        assert {type(row[head.index("Hạn gửi, giờ Hà Nội")]) for row in book[1:]} == {datetime}
        waited = {str(cells[0]): cells[head.index("Chờ xem xét, giờ")] for _number, cells in rows}
        assert {code: float(hours) for code, hours in waited.items() if hours} == {"emb-fr": 12, "emb-de": 4}


@pytest.mark.parametrize(
    ("by", "names"), [("region", ["Châu Á - Thái Bình Dương", "Châu Âu"]), ("kind", ["Tổng Lãnh sự quán", "Đại sứ quán"])]
)
def test_the_rows_stand_under_the_group_by_which_the_page_is_grouped(by, names, filed, signed_in, secretariat):
    page = signed_in(secretariat).get(f"{PAGE}?by={by}")
    groups = {group.department.name or page.context["register"].nameless: len(group.rows) for group in page.context["register"].groups}
    assert set(names) <= set(groups)
    assert sum(groups.values()) == 6
    html = unescape(page.content.decode())
    for name in groups:
        assert f">{name}</h2>" in html
    chosen = unescape(signed_in(secretariat).get(f"{PAGE}?by={by}&standing=received").content.decode())
    assert f'scope="colgroup" colspan="6">{names[1]}</th>' in chosen
    assert "Vụ Châu Âu</th>" not in chosen[chosen.index('id="chosen"') :]
