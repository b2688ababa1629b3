"""What every API call shares, seen through the calls of the plan."""

import pytest

from accounts.models import Event
from office.models import Installation, RememberedAnswer
from plan.models import StatusUpdate
from tests.plan.test_api import MEASURE, PLAN, UPDATE

pytestmark = pytest.mark.django_db
UPDATES = f"{MEASURE}updates/"


@pytest.fixture
def post(signed_in, officer):
    client = signed_in(officer)
    return lambda body, key, address=UPDATES: client.post(address, body, content_type="application/json", headers={"Idempotency-Key": key})


@pytest.mark.both
def test_a_call_repeated_with_its_key_is_answered_again_and_done_once(post, measure):
    first, second = post(UPDATE, "k1"), post(UPDATE, "k1")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert second["Idempotency-Replayed"] == "true"
    assert second["Location"] == first["Location"]
    assert (StatusUpdate.objects.count(), Event.objects.count()) == (1, 1)
    assert post(UPDATE, "k2").status_code == 201
    assert StatusUpdate.objects.count() == 2


def test_a_key_used_for_another_request_is_refused(post, measure):
    post(UPDATE, "k1")
    answer = post({**UPDATE, "percent": 50}, "k1")
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert StatusUpdate.objects.count() == 1


@pytest.mark.both
def test_a_refused_call_can_be_put_right_under_the_same_key(post, measure):
    assert post({**UPDATE, "percent": 900}, "k1").status_code == 400
    assert RememberedAnswer.objects.count() == 0
    assert post(UPDATE, "k1").status_code == 201


def test_a_key_too_long_is_refused(post, measure):
    assert list(post(UPDATE, "k" * 201).json()["errors"]) == ["Idempotency-Key"]


def test_one_persons_key_is_not_anothers(post, measure, signed_in, secretariat):
    post(UPDATE, "k1")
    answer = signed_in(secretariat).post(UPDATES, UPDATE, content_type="application/json", headers={"Idempotency-Key": "k1"})
    assert "Idempotency-Replayed" not in answer
    assert StatusUpdate.objects.count() == 2


def test_an_illustration_says_so_in_every_answer(signed_in, officer, measure):
    client = signed_in(officer)
    assert "X-Installation" not in client.get(PLAN)
    Installation.objects.create(kind="demo")
    for address in (PLAN, MEASURE, f"{PLAN}measures/9.9/"):
        assert client.get(address)["X-Installation"] == "demo"
    assert client.get(PLAN).json()["demo"] is client.get(f"{PLAN}scoreboard/").json()["demo"] is True


def test_an_unknown_visitor_is_asked_who_they_are(client, measure):
    answer = client.get(PLAN)
    assert answer.status_code in {401, 403}
    assert answer["Content-Type"] == "application/problem+json"


def test_a_method_that_is_not_there(signed_in, officer, measure):
    answer = signed_in(officer).delete(MEASURE)
    assert (answer.status_code, answer.json()["status"]) == (405, 405)


def test_errors_are_in_the_language_of_the_user(signed_in, officer, measure):
    officer.language = "en"
    officer.save()
    assert signed_in(officer).get(f"{PLAN}measures/9.9/").json()["title"] == "Not found"
    assert signed_in(officer).get(PLAN).headers["Content-Language"] == "en"


def test_a_problem_has_its_fields(signed_in, officer, measure):
    body = signed_in(officer).get(f"{PLAN}measures/?cell=x", headers={"Accept-Language": "en"}).json()
    assert set(body) == {"type", "title", "status", "detail", "errors"}
    assert (body["type"], body["status"], body["detail"]) == ("about:blank", 400, "Look at: cell.")
