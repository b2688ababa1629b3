"""The calls about periods: counted as the pages count, for whom they are."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.reports import filing
from tests.reports.filing import AFTER, BEFORE, DUE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast_stands")]
LIST, ONE = "/api/v1/periods/", "/api/v1/periods/2026-Q4/"
COUNTS = {"expected", "received", "on_time", "late", "nil", "nil_late", "waived", "not_due", "missing"}


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: AFTER)


@pytest.fixture
def filed(geographic, embassy, secretariat):
    rows = {code: filing.owed(filing.mission(code, geographic)) for code in ("emb-fr", "emb-de", "emb-it")}
    rows["emb-xx"] = filing.owed(filing.mission("emb-xx"))
    filing.accept(filing.sent(rows["emb-de"], BEFORE), secretariat, now=BEFORE)
    filing.sent(rows["emb-it"], DUE + timedelta(days=1), nil=True)
    filing.owed(rows["emb-fr"].unit, "2026-Q3")
    return rows


def test_one_period_names_the_missing_by_department(signed_in, secretariat, filed):
    body = signed_in(secretariat).get(ONE).json()
    said = {name: body[name] for name in COUNTS}
    assert said == {
        "expected": 4, "received": 2, "on_time": 1, "late": 0, "nil": 1, "nil_late": 1, "waived": 0, "not_due": 0, "missing": 2,
    }  # fmt: skip
    assert {name: body[name] for name in ("waiting", "returned", "accepted", "reopened")} == {
        "waiting": 1, "returned": 0, "accepted": 1, "reopened": 0,
    }  # fmt: skip
    assert [unit["code"] for unit in body["missing_units"]] == ["emb-fr", "emb-xx"]
    named = {department["code"]: [unit["code"] for unit in department["missing_units"]] for department in body["departments"]}
    assert named == {"vu-chau-au": ["emb-fr"], None: ["emb-xx"]}
    assert sum(department["expected"] for department in body["departments"]) == body["expected"]
    assert (body["code"], body["due_at"]) == ("2026-Q4", "2026-12-17T10:00:00Z")


def test_it_says_what_the_page_says(signed_in, reviewer, filed):
    browser = signed_in(reviewer)
    counts = browser.get("/reports/2026-Q4/").context["register"].counts.as_dict()
    body = browser.get(ONE).json()
    assert {name: body[name] for name in counts} == counts
    assert body["expected"] == 3


def test_the_past_is_answered(signed_in, secretariat, filed):
    browser = signed_in(secretariat)
    body = browser.get(f"{ONE}?on=2026-12-16").json()
    assert (body["on"], body["received"], body["not_due"], body["missing"]) == ("2026-12-16", 1, 3, 0)
    (row,) = [row for row in browser.get(f"{LIST}?on=16/12/2026").json()["results"] if row["code"] == "2026-Q4"]
    assert (row["received"], row["not_due"]) == (1, 3)
    assert browser.get(f"{ONE}?on=2026-08-01").json()["expected"] == 0


def test_the_list_counts_each_period_newest_first(signed_in, secretariat, filed):
    rows = signed_in(secretariat).get(LIST).json()["results"]
    assert [(row["code"], row["expected"], row["missing"]) for row in rows] == [("2026-Q4", 4, 2), ("2026-Q3", 1, 1)]


@pytest.mark.parametrize("address", [f"{ONE}?on=31/02/2026", f"{LIST}?known=hom-qua", f"{LIST}?standing=late"])
def test_what_cannot_be_read_is_a_problem(signed_in, secretariat, filed, address):
    answer = signed_in(secretariat).get(address)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_a_mission_is_told_of_itself_and_strangers_of_nothing(signed_in, mission_head, stranger, administrator, filed):
    assert signed_in(mission_head).get(ONE).json()["expected"] == 1
    for nobody in (stranger, administrator):
        assert [signed_in(nobody).get(address).status_code for address in (LIST, ONE)] == [404, 404]
    assert signed_in(mission_head).get("/api/v1/periods/2031-Q4/").status_code == 404


@pytest.mark.parametrize("address", [LIST, ONE])
def test_the_same_few_queries_at_ten_times_the_rows(signed_in, secretariat, geographic, address):
    browser = signed_in(secretariat)

    def queries(units):
        for number in units:
            for code in ("2026-Q3", "2026-Q4"):
                filing.owed(filing.mission(f"emb-{number}", geographic), code)
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(address).status_code == 200
        return len(captured)

    queries(range(3))  # the first request after signing in also stamps the session
    few = queries(range(0))
    assert queries(range(3, 30)) == few <= 10
