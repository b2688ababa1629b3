"""Saving one answer while somebody writes (autosave): small, clear about what stands in the way, and never more than a save."""

import json

import pytest
from django.core import mail
from django.test import Client

from accounts.models import Event
from reports.api.shapes import ClashShape
from reports.models import Answer
from tests.reports import filing
from tests.reports.filing import OVERVIEW, PRESENT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast_stands")]
REPORT = "/api/v1/reports/2026-Q4/emb-fr/"


@pytest.fixture
def report(embassy, measure, mission_officer):
    filing.serves(embassy, measure)
    return filing.begin(filing.owed(embassy), mission_officer)


@pytest.fixture
def save(signed_in):
    """save(person, "overview", "typed", seen) -> response"""

    def put(person, field, typed, seen=0, language="vi"):
        body = {"typed": typed, "seen": seen}
        return signed_in(person).put(
            f"{REPORT}answers/{field}/", body, content_type="application/json", headers={"Accept-Language": language}
        )

    return put


def saved(report):
    return {(row.question, row.row): row.value for row in Answer.objects.filter(report_version__report=report)}


@pytest.mark.both
def test_what_is_typed_is_saved_and_said_in_words(save, mission_officer, report):
    answer = save(mission_officer, "overview", "Một\r\nhai  ")
    assert (answer.status_code, answer.json()["seen"]) == (200, 1)
    assert answer.json()["told"].startswith("Đã lưu ")
    assert saved(report) == {OVERVIEW: "Một\nhai"}
    assert save(mission_officer, "overview", "Ba", seen=1).json()["seen"] == 2
    assert save(mission_officer, "results.2.3", "Khảo sát").status_code == 200
    assert save(mission_officer, "overview", "", seen=2).json()["told"] == "Chưa trả lời"


def test_numbers_are_read_as_the_language_writes_them(save, mission_officer, report):
    assert save(mission_officer, "share", "62,5").status_code == 200
    assert save(mission_officer, "share", "63.5", seen=1, language="en").status_code == 200
    assert saved(report)[("share", "")] == 635


def test_it_submits_nothing_mails_nothing_and_leaves_no_history(save, mission_head, report):
    for seen, text in enumerate(("a", "b", "c")):
        save(mission_head, "overview", text, seen=seen)
    report.refresh_from_db()
    assert (report.state, report.version) == ("draft", 1)
    assert report.latest().done_sections == []
    assert not Event.objects.exists()
    assert mail.outbox == []


def test_a_wrong_value_says_why_and_saves_nothing(save, mission_officer, report):
    answer = save(mission_officer, "present", "nhiều")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert list(answer.json()["errors"]) == ["present"]
    assert save(mission_officer, "present", "501").json()["errors"] == {"present": ["Nhập số từ 0 đến 500."]}
    assert save(mission_officer, "overview", "x" * 20_001).json()["errors"]["overview"][0].startswith("Tối đa 20")
    assert save(mission_officer, "results.9.9", "x").status_code == 400
    assert saved(report) == {}


def test_of_a_table_each_cell_that_is_wrong_is_named(save, embassy, mission_officer):
    columns = [
        {"key": "course", "kind": "text", **filing.words("label", "Lớp")},
        {"key": "people", "kind": "number", **filing.words("label", "Số người")},
    ]
    asked = {"key": "courses", "kind": "table", **filing.words("label", "Lớp học"), "columns": columns}
    content = {"sections": [{"key": "courses", **filing.words("title", "Đào tạo"), "questions": [asked]}]}
    filing.begin(filing.owed(embassy, questionnaire=filing.questionnaire(2, content=content)), mission_officer)
    rows = [{"course": "", "people": ""}, {"course": "Biên dịch", "people": "nhiều"}]
    errors = save(mission_officer, "courses", rows).json()["errors"]
    assert errors == {"courses": ["Dòng 2, Số người: Nhập số, ví dụ 125."], "courses:1:people": ["Nhập số, ví dụ 125."]}
    rows[1]["people"] = "12"
    assert save(mission_officer, "courses", rows).status_code == 200
    assert Answer.objects.get().value == [{"course": "Biên dịch", "people": 12}]


@pytest.mark.both
def test_of_two_who_write_the_same_answer_the_second_hears_what_the_first_wrote(save, mission_officer, mission_head, report):
    filing.write(report, {PRESENT: 12}, mission_head)
    answer = save(mission_officer, "present", "13")
    body = answer.json()
    assert answer.status_code == 409
    assert (body["theirs"], body["typed"], body["clashes"][0]["version"]) == ("12", "12", 1)
    assert set(body["clashes"][0]) == set(ClashShape().fields)
    assert (body["clashes"][0]["saved"], body["clashes"][0]["sent"]) == (12, 13)
    assert body["detail"].startswith("mission_head đã sửa câu này lúc")
    assert save(mission_head, "present", "13").json()["detail"].startswith("Bạn đã sửa câu này tại một trang khác lúc")
    assert saved(report) == {PRESENT: 12}
    assert save(mission_officer, "present", "12").status_code == 200  # both wrote the same
    assert save(mission_officer, "present", "13", seen=1).status_code == 200
    assert save(mission_officer, "overview", "của tôi").status_code == 200  # another field: nobody is asked


def test_a_report_that_has_been_submitted_is_locked(save, mission_officer, mission_head, report):
    filing.write(report, filing.NEEDED, mission_officer)
    filing.submit(report, mission_head)
    answer = save(mission_officer, "overview", "viết thêm", seen=1)
    assert (answer.status_code, answer.json()["clashes"]) == (409, [])
    assert "Báo cáo đã được gửi" in answer.json()["detail"]
    assert saved(report)[OVERVIEW] == filing.NEEDED[OVERVIEW]


def test_without_a_session_it_answers_401_and_not_a_page(client, report):
    answer = client.put(f"{REPORT}answers/overview/", {"typed": "x", "seen": 0}, content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")


def test_another_site_saves_nothing(mission_officer, report):
    client = Client(enforce_csrf_checks=True)
    client.force_login(mission_officer, backend="accounts.backend.Backend")
    answer = client.put(f"{REPORT}answers/overview/", {"typed": "x", "seen": 0}, content_type="application/json")
    assert (answer.status_code, saved(report)) == (403, {})


def test_a_field_that_is_not_asked_and_a_report_not_begun_are_not_found(save, mission_officer, embassy, report):
    assert save(mission_officer, "nope", "x").status_code == 404
    filing.owed(embassy, "2026-Q3")
    address = "/api/v1/reports/2026-Q3/emb-fr/answers/overview/"
    assert Client().put(address, {}, content_type="application/json").status_code == 401


@pytest.mark.parametrize("body", [{}, {"typed": "x"}, {"typed": None, "seen": 0}, {"typed": ["x"], "seen": 0}, {"typed": "x", "seen": -1}])
def test_what_is_not_of_the_shape_is_refused(signed_in, mission_officer, report, body):
    answer = signed_in(mission_officer).put(f"{REPORT}answers/overview/", json.dumps(body), content_type="application/json")
    assert (answer.status_code, saved(report)) == (400, {})


def test_it_asks_the_database_little(signed_in, mission_officer, report, django_assert_max_num_queries):
    browser = signed_in(mission_officer)

    def save(typed, seen):
        body = {"typed": typed, "seen": seen}
        return browser.put(f"{REPORT}answers/overview/", body, content_type="application/json").status_code

    assert save("a", 0) == 200
    with django_assert_max_num_queries(15):
        assert save("b", 1) == 200
