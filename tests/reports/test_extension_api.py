"""More time for a report through the API: asked for, listed, granted, refused."""

import pytest
from django.utils import timezone

from reports.api.extensions import ExtensionShape
from tests.plan.test_api import holds
from tests.reports import filing
from tests.reports.filing import BEFORE, DAY, DUE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast_stands")]
REPORT = "/api/v1/reports/2026-Q4/emb-fr/extension-requests/"
LIST = "/api/v1/extension-requests/"
UNTIL = (DUE + 4 * DAY).isoformat()
WHY = "Đoàn công tác đang ở ngoài địa bàn."


@pytest.fixture(autouse=True)
def before_the_due_time(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: BEFORE)


@pytest.fixture
def owed(embassy):
    filing.open_mission(embassy)
    filing.questionnaire()
    return filing.owed(embassy)


@pytest.fixture
def call(signed_in):
    def ask(person, address, body=None, **headers):
        headers = {"Accept-Language": "en", **{name.replace("_", "-"): value for name, value in headers.items()}}
        browser = signed_in(person)
        if body is None:
            return browser.get(address, headers=headers)
        return browser.post(address, body, content_type="application/json", headers=headers)

    return ask


@pytest.fixture
def asked(owed, call, mission_officer):
    answer = call(mission_officer, REPORT, {"until": UNTIL, "reason": WHY})
    assert answer.status_code == 201, answer.content
    return answer


def test_the_unit_asks_and_reads_it_where_the_answer_says(asked, call, mission_officer):
    assert asked.json()["waiting"] is True
    assert (asked.json()["reason"], asked.json()["asked_by"]) == (WHY, mission_officer.name)
    read = call(mission_officer, asked["Location"])
    assert read.json() == asked.json()
    assert read["ETag"] == asked["ETag"]
    holds(ExtensionShape(), read.json())


def test_asking_twice_with_one_key_asks_once_and_a_second_request_is_refused(owed, call, mission_officer):
    body = {"until": UNTIL, "reason": WHY}
    first, again = (call(mission_officer, REPORT, body, Idempotency_Key="k") for _time in range(2))
    assert (first.json(), again["Idempotency-Replayed"]) == (again.json(), "true")
    assert call(mission_officer, REPORT, body).status_code == 400
    assert call(mission_officer, REPORT).json()["count"] == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"reason": WHY}, "until"),
        ({"until": UNTIL}, "reason"),
        ({"until": "2026-12-31T17:00:00", "reason": WHY}, "until"),  # of which place?
        ({"until": "２０２６-12-31T17:00:00Z", "reason": WHY}, "until"),
        ({"until": "9999-12-31T23:59:59Z", "reason": WHY}, "until"),
        ({"until": "2026-02-30T17:00:00Z", "reason": WHY}, "until"),
        ({"until": DUE.isoformat(), "reason": WHY}, "until"),
        ({"until": UNTIL, "reason": WHY, "by": "me"}, "by"),
    ],
)
def test_what_cannot_be_asked_is_refused_at_its_field(owed, call, mission_officer, body, field):
    answer = call(mission_officer, REPORT, body)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


def test_granted_as_asked_or_to_another_time_with_a_reason(asked, call, secretariat, owed):
    one = asked["Location"]
    other = (DUE + DAY).isoformat()
    assert list(call(secretariat, f"{one}grant/", {"until": other}).json()["errors"]) == ["reason"]
    granted = call(secretariat, f"{one}grant/", {"until": other, "reason": "Chỉ thêm một ngày."}, If_Match=asked["ETag"])
    assert (granted.status_code, granted.json()["decision"], granted.json()["waiting"]) == (200, "granted", False)
    owed.refresh_from_db()
    assert owed.extended_to == DUE + DAY
    assert call(secretariat, f"{one}refuse/", {"reason": "Không."}).status_code == 400


def test_refused_with_a_reason_and_a_stale_decision_is_412(asked, call, secretariat, owed):
    one = asked["Location"]
    assert list(call(secretariat, f"{one}refuse/", {}).json()["errors"]) == ["reason"]
    refused = call(secretariat, f"{one}refuse/", {"reason": "Đã gia hạn hai lần."}, If_Match=asked["ETag"])
    assert (refused.json()["decision"], refused.json()["decided_by"]) == ("refused", secretariat.name)
    assert call(secretariat, f"{one}grant/", {}, If_Match=asked["ETag"]).status_code == 412


def test_the_list_holds_what_the_caller_reads(asked, call, secretariat, mission_officer, reviewer, geographic, owed):
    other = filing.owed(filing.mission("emb-us"))
    assert call(secretariat, f"{LIST}?period=2026-Q4&waiting=true").json()["results"] == [asked.json()]
    assert call(secretariat, f"{LIST}?waiting=false").json()["count"] == 0
    assert call(reviewer, LIST).json()["count"] == 1
    assert call(secretariat, f"{LIST}?period=2031-Q1").status_code == 404
    assert call(secretariat, f"{LIST}?state=new").status_code == 400
    owed.extension_requests.update(obligation=other)
    assert call(mission_officer, LIST).json()["count"] == 0
    assert call(mission_officer, asked["Location"]).status_code == 404


def test_what_was_sent_meanwhile_waits_no_longer(asked, call, secretariat, owed):
    filing.sent(owed, BEFORE)
    assert [row["waiting"] for row in call(secretariat, f"{LIST}?waiting=false").json()["results"]] == [False]


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b'{"until": NaN}', b'{"until": ' + b"9" * 5000 + b"}"])
def test_what_is_no_json_is_refused_in_the_language_of_the_caller(owed, call, mission_officer, body, signed_in):
    headers = {"Accept-Language": "vi"}
    answer = signed_in(mission_officer).post(REPORT, body, content_type="application/json", headers=headers)
    assert (answer.status_code, answer.json()["detail"].partition(".")[0]) == (400, "Dữ liệu gửi lên không phải là JSON đọc được")
