"""What every API call shares, seen through the calls of the plan."""

import json
import re
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils.translation import override

from accounts.models import Event
from office import once, problems
from office.models import Installation, RememberedAnswer
from plan.models import StatusUpdate
from tests.plan.test_api import MEASURE, PLAN, UPDATE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast_stands")]
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
    assert post({**UPDATE, "percent": 50}, "k2").status_code == 201
    assert StatusUpdate.objects.count() == 2


@pytest.mark.parametrize("sent", ["1e999", "1.5", "5", "true", "[]"])
def test_a_number_is_no_text(post, measure, sent):
    """`1e999` is read as infinity, and would stand in a lasting history as "inf"."""
    answer = post(json.dumps(UPDATE | {"narrative": "SENT"}).replace('"SENT"', sent), "k1")
    assert answer.status_code == 400
    assert "narrative" in answer.json()["errors"]


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
    answer = signed_in(secretariat).post(
        UPDATES, {**UPDATE, "percent": 50}, content_type="application/json", headers={"Idempotency-Key": "k1"}
    )
    assert "Idempotency-Replayed" not in answer
    assert StatusUpdate.objects.count() == 2


def test_who_may_no_longer_do_it_is_not_answered_again(post, measure, officer):
    assert post(UPDATE, "k1").status_code == 201
    officer.memberships.update(role="auditor")
    reads = post(UPDATE, "k1")
    assert (reads.status_code, "Idempotency-Replayed" in reads, "narrative" in reads.json()) == (403, False, False)
    officer.memberships.all().delete()
    assert post(UPDATE, "k1").status_code == 404


@pytest.mark.both
def test_an_answer_is_kept_for_a_week(post, measure):
    post(UPDATE, "k1")
    made = RememberedAnswer.objects.get().created_at
    assert (once.forget(made + timedelta(days=7)), RememberedAnswer.objects.count()) == (0, 1)
    assert (once.forget(made + timedelta(days=7, seconds=1)), RememberedAnswer.objects.count()) == (1, 0)


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


def test_every_problem_has_its_title_in_the_language_of_the_reader():
    ours = {status.value for status in HTTPStatus} & {400, 401, 403, 404, 405, 406, 409, 412, 413, 415, 422, 428, 429, 500, 503}
    with override("vi"):
        titles = {status: problems.title(status) for status in ours}
    assert {status: words for status, words in titles.items() if words == HTTPStatus(status).phrase} == {}
    assert all(re.search("[À-ỹ]", words) for words in titles.values())


def test_a_problem_has_its_fields(signed_in, officer, measure):
    body = signed_in(officer).get(f"{PLAN}measures/?cell=x", headers={"Accept-Language": "en"}).json()
    assert set(body) == {"type", "title", "status", "detail", "errors"}
    assert (body["type"], body["status"], body["detail"]) == ("about:blank", 400, "Look at: cell.")


# What is sent as it should not be


def nested(levels, inside='""'):
    return '{"narrative": ' + "[" * levels + inside + "]" * levels + "}"


@pytest.mark.parametrize("levels", [20, 900, 100_000])
@pytest.mark.parametrize("key", ["", "k1"])
def test_what_is_nested_too_deeply_is_refused_in_words(post, measure, levels, key):
    answer = post(nested(levels), key)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert "20" in answer.json()["detail"]


def test_what_is_nested_a_little_is_judged_by_its_field(post, measure):
    assert list(post(nested(19), "").json()["errors"]) == ["narrative"] or "narrative" in post(nested(19), "").json()["errors"]


@pytest.mark.parametrize("size", ["0", "-1", "x", "501", "", "1.5", "１", "99999999999"])
def test_a_page_of_an_impossible_size_is_refused(signed_in, officer, measure, size):
    answer = signed_in(officer).get(f"{PLAN}measures/", {"page_size": size})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["page_size"])


def test_a_page_of_the_greatest_size_is_answered(signed_in, officer, measure):
    assert signed_in(officer).get(f"{PLAN}measures/?page_size=500").json()["count"] == 1


def test_a_field_that_no_document_can_hold_is_named_all_the_same(post, measure):
    answer = post('{"\\ud800": 1}', "").json()
    assert "\\ud800" in answer["errors"]
    assert "\\ud800" in answer["detail"]


# Faults of ours


@pytest.fixture
def broken(monkeypatch):
    def broken(error):
        def raises(*args, **kwargs):
            raise error

        monkeypatch.setattr("plan.access.plan_for", raises)

    return broken


@pytest.mark.parametrize(("error", "status"), [(RuntimeError("secret"), 500), (OperationalError("secret"), 503)])
def test_a_fault_of_ours_is_a_problem_too(broken, officer, measure, error, status):
    broken(error)
    client = Client(raise_request_exception=False)
    client.force_login(officer, backend="accounts.backend.Backend")
    answer = client.get(f"{PLAN}scoreboard/")
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["status"] == status
    assert "secret" not in answer.content.decode()
    assert client.get("/plan/292/")["Content-Type"].startswith("text/html")


def test_an_address_that_the_api_does_not_have_is_a_problem(signed_in, officer):
    answer = signed_in(officer).get("/api/v1/nowhere/")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


# Versions


@pytest.mark.parametrize("header", ["*", '"v1", "v7"', '"v7.abc", W/"v1.0a"', '"elsewhere", "v1"', ""])
def test_a_version_is_named_in_every_way_of_http(signed_in, officer, measure, header):
    answer = signed_in(officer).post(UPDATES, UPDATE, content_type="application/json", headers={"If-Match": header} if header else {})
    assert answer.status_code == 201


def test_what_needs_a_version_takes_any_for_one(signed_in, secretariat, measure):
    def edit(**headers):
        edit = {"output_vi": "Đề án"}
        return signed_in(secretariat).patch(MEASURE, edit, content_type="application/json", headers=headers).status_code

    assert (edit(), edit(**{"If-Match": "*"})) == (428, 200)


@pytest.mark.parametrize("header", ["v1", '"elsewhere"', ",", "W/*"])
def test_a_tag_that_is_none_of_ours_is_said_so(signed_in, officer, measure, header):
    officer.language = "en"
    officer.save()
    answer = signed_in(officer).post(UPDATES, UPDATE, content_type="application/json", headers={"If-Match": header})
    assert answer.status_code == 412
    assert "somebody else" not in answer.json()["detail"]
    assert StatusUpdate.objects.count() == 0


def test_older_versions_are_stale(signed_in, officer, measure):
    signed_in(officer).post(UPDATES, UPDATE, content_type="application/json")
    answer = signed_in(officer).post(UPDATES, UPDATE, content_type="application/json", headers={"If-Match": '"v0", "v1"'})
    assert (answer.status_code, answer["ETag"][:3]) == (412, '"v2')


@pytest.mark.parametrize(
    "accept", ["application/json; indent*=nope''4", "application/json; indent=99999999999", "x", ";;;", "*/*; q*=hex''1"]
)
def test_no_wish_for_another_form_is_a_fault_of_ours(officer, measure, accept):
    client = Client(raise_request_exception=False)
    client.force_login(officer, backend="accounts.backend.Backend")
    assert client.get(PLAN, headers={"accept": accept}).status_code in {200, 400, 406}
