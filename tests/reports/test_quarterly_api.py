"""One quarterly report through the API: read, written field by field, submitted, returned, accepted, reopened."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Event
from reports.api.shapes import QuarterlyShape
from reports.models import Answer, QuarterlyReport
from tests.plan.test_api import holds
from tests.reports import filing
from tests.reports.filing import ANSWERS, NOW, OVERVIEW, PRESENT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast_stands")]
REPORT = "/api/v1/reports/2026-Q4/emb-fr/"
PLAIN = {"overview": "Đã làm việc với sở tại.", "results.2.3": "Đã khảo sát.", "present": 12, "share": 62.5, "identity": "applied"}


@pytest.fixture
def obligation(embassy, measure):
    filing.serves(embassy, measure)
    filing.indicators(measure.plan)
    return filing.owed(embassy)


@pytest.fixture
def report(obligation, mission_officer):
    report = filing.begin(obligation, mission_officer)
    filing.write(report, ANSWERS, mission_officer)
    return report


@pytest.fixture
def submitted(report, mission_head):
    filing.submit(report, mission_head)
    return report


@pytest.fixture
def call(signed_in):
    """call(person, "patch", "", {…}, If-Match="…") asks for the report, or for one of its steps, and answers the response."""

    def ask(person, method, step="", body=None, **headers):
        headers = {"Accept-Language": "en", **{name.replace("_", "-"): value for name, value in headers.items()}}
        given = {"data": body or {}, "content_type": "application/json"} if method != "get" else {}
        return getattr(signed_in(person), method)(f"{REPORT}{step}", headers=headers, **given)

    return ask


@pytest.fixture
def write(call, mission_officer):
    """write({"present": 12}) patches the report as it stands, as the mission's officer; what is said differently holds."""

    def patch(answers, *, by=None, seen=None, tag=None):
        standing = call(by or mission_officer, "get")
        body = {"answers": answers, "seen": standing.json()["seen"] if seen is None else seen}
        return call(by or mission_officer, "patch", body=body, If_Match=tag or standing["ETag"])

    return patch


# Reading


def test_a_report_not_begun_is_empty_and_at_version_0(call, obligation, mission_officer):
    answer = call(mission_officer, "get")
    body = answer.json()
    assert (body["state"], body["version"], body["edition"], body["versions"]) == ("not_begun", 0, None, [])
    assert body["answers"] == dict.fromkeys(PLAIN)
    assert body["seen"] == dict.fromkeys(PLAIN, 0)
    assert body["missing"] == ["overview", "present"]
    assert body["due_at"] == "2026-12-17T10:00:00Z"
    assert answer["ETag"].startswith('"v0.')
    assert not QuarterlyReport.objects.exists()


def test_numbers_are_told_as_people_read_them(call, report, mission_officer):
    body = call(mission_officer, "get").json()
    assert body["answers"] == PLAIN
    assert set(body["seen"].values()) == {1}
    assert body["missing"] == []


def test_answers_hold_to_the_shape_of_the_schema(call, obligation, mission_officer, mission_head, reviewer):
    assert holds(QuarterlyShape(), call(mission_officer, "get").json())
    report = filing.begin(obligation, mission_officer)
    filing.write(report, ANSWERS, mission_officer)
    filing.submit(report, mission_head)
    filing.give_back(report, reviewer, remarks={PRESENT: "Đúng không?"})
    body = call(mission_officer, "get").json()
    assert holds(QuarterlyShape(), body)
    [first, second] = body["versions"]
    assert (first["receipt"], first["decision"], first["reason"]) == ("LT-2026Q4-emb-fr-1", "returned", "Bổ sung số liệu.")
    assert [(remark["field"], remark["text"]) for remark in first["remarks"]] == [("present", "Đúng không?")]
    assert (second["submitted_at"], second["decision"]) == (None, "")


def test_a_draft_is_read_by_its_unit_alone(call, report, reviewer, secretariat, mission_officer, mission_head):
    for person in (reviewer, secretariat):
        body = call(person, "get").json()
        assert (body["state"], body["edition"], set(body["answers"].values())) == ("draft", None, {None})
    filing.submit(report, mission_head)
    filing.give_back(report, reviewer)
    filing.write(report, {PRESENT: 13}, mission_officer)
    assert (call(reviewer, "get").json()["edition"], call(reviewer, "get").json()["answers"]["present"]) == (1, 12)
    assert (call(mission_officer, "get").json()["edition"], call(mission_officer, "get").json()["answers"]["present"]) == (2, 13)


def test_it_costs_as_many_questions_after_many_versions(signed_in, submitted, mission_head, reviewer):
    filing.give_back(submitted, reviewer, remarks={PRESENT: "Thêm."})
    filing.submit(submitted, mission_head)
    client = signed_in(mission_head)
    client.get(REPORT)  # what is asked once in the life of a process

    def questions():
        with CaptureQueriesContext(connection) as asked:
            assert client.get(REPORT).status_code == 200
        return len(asked)

    once = questions()
    for _round in range(5):
        filing.give_back(submitted, reviewer, remarks={OVERVIEW: "Thêm.", PRESENT: "Thêm."})
        filing.submit(submitted, mission_head)
    assert questions() == once <= 15


# Writing


def test_a_first_save_begins_the_report(write, obligation):
    answer = write({"present": 12, "share": "62.5"})
    body = answer.json()
    assert (answer.status_code, body["state"], body["version"]) == (200, "draft", 1)
    assert (body["answers"]["present"], body["answers"]["share"], body["answers"]["overview"]) == (12, 62.5, None)
    assert Answer.objects.get(question="share").value == 625


def test_a_save_that_is_refused_begins_nothing(write, obligation):
    answer = write({"present": 501})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["present"])
    assert not QuarterlyReport.objects.exists()


def test_what_get_answers_can_be_sent_back(call, write, report, mission_officer):
    read = call(mission_officer, "get").json()
    assert write(read["answers"], seen=read["seen"]).status_code == 200
    assert set(Answer.objects.values_list("version", flat=True)) == {1}


def test_null_empties_a_field(write, report):
    assert write({"share": None}).json()["answers"]["share"] is None


@pytest.mark.parametrize(
    ("answers", "named"),
    [
        ({"colour": "đỏ"}, ["colour"]),
        ({"results.9.9": "x"}, ["results.9.9"]),
        ({"present": "1.240,5"}, ["present"]),
        ({"present": 12.5}, ["present"]),
        ({"present": 1e300}, ["present"]),
        ({"present": -1, "identity": "perhaps"}, ["identity", "present"]),
        ({"overview": 5}, ["overview"]),
        ({"share": 62.55}, ["share"]),
    ],
)
def test_what_does_not_fit_is_named_field_by_field_and_nothing_is_kept(write, report, answers, named):
    answer = write({**answers, **({} if "overview" in answers else {"overview": "Khác."})})
    assert (answer.status_code, sorted(answer.json()["errors"])) == (400, named)
    assert report.latest().values() == ANSWERS


@pytest.mark.parametrize("answers", [{"overview": True}, {"overview": ["x"]}, {"overview": {"a": 1}}, ["overview"], "overview"])
def test_answers_are_texts_numbers_or_null(write, report, answers):
    assert write(answers).status_code == 400


def test_a_misspelt_key_of_the_body_is_refused(call, report, mission_officer):
    tag = call(mission_officer, "get")["ETag"]
    answer = call(mission_officer, "patch", body={"answer": {"present": 1}}, If_Match=tag)
    assert (answer.status_code, set(answer.json()["errors"])) == (400, {"answer", "answers"})


def test_a_save_names_the_version_it_has_read(call, report, mission_officer):
    body = {"answers": {"present": 13}}
    assert call(mission_officer, "patch", body=body).status_code == 428
    assert call(mission_officer, "patch", body=body, If_Match="nonsense").status_code == 412
    for tag in ('"v9"', '"v0"'):
        answer = call(mission_officer, "patch", body=body, If_Match=tag)
        assert (answer.status_code, answer["ETag"]) == (412, call(mission_officer, "get")["ETag"])
    assert report.latest().values() == ANSWERS


def test_whoever_believes_it_begun_is_told_that_it_is_not(call, obligation, mission_officer):
    answer = call(mission_officer, "patch", body={"answers": {"present": 13}}, If_Match='"v1"')
    assert (answer.status_code, answer["ETag"][:4]) == (412, '"v0.')


def test_a_field_changed_meanwhile_answers_both_values(call, write, report, mission_officer, mission_head):
    read = call(mission_officer, "get")
    write({"share": 70}, by=mission_head)
    answer = write({"share": 80.5, "present": 13}, seen=read.json()["seen"], tag=read["ETag"])
    assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")
    [clash] = answer.json()["clashes"]
    assert {name: clash[name] for name in ("field", "saved", "sent", "by", "version")} == {
        "field": "share", "saved": 70.0, "sent": 80.5, "by": "mission_head", "version": 2,
    }  # fmt: skip
    assert report.latest().values() == {**ANSWERS, ("share", ""): 700}
    assert write({"share": 80.5}, seen={"share": clash["version"]}).status_code == 200


def test_what_was_submitted_is_not_written(write, submitted):
    answer = write({"present": 13})
    assert (answer.status_code, answer.json()["status"]) == (400, 400)


# The steps


def test_a_report_goes_from_hand_to_hand(call, report, mission_head, reviewer, write):
    assert call(mission_head, "post", "submit/").json()["state"] == "submitted"
    returned = call(reviewer, "post", "return/", {"reason": "Số liệu?", "remarks": {"present": "Đúng không?"}})
    assert (returned.status_code, returned.json()["state"]) == (200, "returned")
    assert write({"present": 13}).status_code == 200
    assert call(mission_head, "post", "submit/").json()["versions"][-1]["sha256"]
    accepted = call(reviewer, "post", "accept/")
    assert (accepted.json()["state"], accepted.json()["answers"]["present"]) == ("accepted", 13)
    assert call(reviewer, "post", "reopen/", {"reason": "Thay đổi"}).json()["versions"][-1]["reopened_because"] == "Thay đổi"
    assert Event.objects.filter(verb__startswith="reports.").count() == 5


def test_a_nil_return_needs_no_beginning(call, obligation, mission_head):
    answer = call(mission_head, "post", "submit/", {"nil": True})
    assert (answer.status_code, answer.json()["versions"][0]["nil"]) == (200, True)


def test_what_is_missing_is_named_and_nothing_is_begun(call, obligation, mission_head):
    answer = call(mission_head, "post", "submit/")
    assert (answer.status_code, sorted(answer.json()["errors"])) == (400, ["overview", "present"])
    assert not QuarterlyReport.objects.exists()


def test_answers_changed_since_they_were_read_are_not_submitted_unread(call, write, report, mission_head):
    read = call(mission_head, "get").json()["answers_sha256"]
    write({"present": 13})
    assert call(mission_head, "post", "submit/", {"answers_sha256": read}).status_code == 412
    again = call(mission_head, "get").json()["answers_sha256"]
    assert call(mission_head, "post", "submit/", {"answers_sha256": again}).status_code == 200


@pytest.mark.parametrize(("step", "body"), [("return/", {"reason": "x"}), ("accept/", {}), ("reopen/", {"reason": "x"})])
def test_a_step_that_is_not_its_turn_is_refused(call, obligation, mission_officer, reviewer, step, body):
    assert call(reviewer, "post", step, body).status_code == 400
    filing.begin(obligation, mission_officer)
    assert call(reviewer, "post", step, body).status_code == 400
    assert not Event.objects.filter(verb__startswith="reports.").exists()


@pytest.mark.parametrize("step", ["return/", "reopen/"])
def test_a_reason_is_needed(call, submitted, reviewer, step):
    answer = call(reviewer, "post", step, {"reason": ""})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["reason"])


def test_a_step_taken_on_an_older_version_is_refused(call, report, mission_head, reviewer):
    read = call(mission_head, "get")["ETag"]
    filing.submit(report, mission_head, now=timezone.now())
    assert call(reviewer, "post", "accept/", If_Match=read).status_code == 412
    assert call(reviewer, "post", "accept/", If_Match=call(reviewer, "get")["ETag"]).status_code == 200


def test_a_submission_repeated_with_its_key_is_done_once(call, report, mission_head):
    first = call(mission_head, "post", "submit/", {"nil": False}, Idempotency_Key="k1")
    again = call(mission_head, "post", "submit/", {"nil": False}, Idempotency_Key="k1")
    assert (first.status_code, again.status_code, again["Idempotency-Replayed"]) == (200, 200, "true")
    assert again.json() == first.json()
    assert Event.objects.filter(verb="reports.submitted").count() == 1


def test_what_came_back_is_not_submitted_as_it_was_unless_that_is_said(call, submitted, mission_head, reviewer):
    call(reviewer, "post", "return/", {"reason": "Bổ sung."}, If_Match=call(reviewer, "get")["ETag"])
    tag = call(mission_head, "get")["ETag"]
    refused = call(mission_head, "post", "submit/", {"nil": False}, If_Match=tag)
    assert (refused.status_code, "unchanged" in refused.content.decode()) == (400, True)
    assert call(mission_head, "post", "submit/", {"nil": False, "unchanged": True}, If_Match=tag).status_code == 200


def test_reviewers_do_not_write_and_writers_do_not_review(call, submitted, mission_officer, mission_head, reviewer, write):
    assert write({"present": 1}, by=reviewer).status_code == 403
    assert call(mission_officer, "post", "submit/").status_code == 403
    for step in ("accept/", "return/", "reopen/"):
        assert call(mission_head, "post", step, {"reason": "x"}).status_code == 403


def test_whose_report_it_is_not_is_told_of_none(call, submitted, officer, stranger):
    for person in (officer, stranger):
        assert call(person, "get").status_code == 404
        assert call(person, "patch", body={"answers": {}}, If_Match='"v1"').status_code == 404


def test_what_is_no_longer_asked_stays_in_what_was_submitted(call, submitted, measure, reviewer):
    measure.assignments.filter(role="coordinating").delete()
    assert call(reviewer, "get").json()["answers"]["results.2.3"] == "Đã khảo sát."


def test_a_waived_report_says_so(call, obligation, secretariat, mission_officer, write):
    filing.services.waive(obligation=obligation, by=secretariat, reason="Sơ tán", now=NOW, seen=None)
    assert call(mission_officer, "get").json()["obligation"] == "waived"
    assert write({"present": 1}).status_code == 400
