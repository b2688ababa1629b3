"""What is sent to the API and is not as it should be: said whole, in the words of the reader, and not sent back at length."""

import json
import re

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.services.tokens import make_token
from plan.models import StatusUpdate
from tests.plan.test_api import MEASURE, PLAN, UPDATE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast_stands")]
UPDATES, EVIDENCE = f"{MEASURE}updates/", f"{MEASURE}evidence/"


@pytest.fixture
def post(signed_in, officer, measure):
    client = signed_in(officer)
    return lambda body, address=UPDATES, kind="application/json": client.post(address, body, content_type=kind)


@pytest.mark.parametrize("sent", ['{"percent": 10, "percent": 61, SENT', '{"percent": 10, SENT, "x": {"percent": 1, "percent": 1}}'])
def test_a_name_that_stands_twice_in_an_object_is_refused(post, sent):
    """Of two values nobody can tell which was meant; the last one was taken."""
    answer = post(sent.replace("SENT", json.dumps(UPDATE)[1:].replace("}", "") + ("" if "x" in sent else "}")))
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["percent"])
    assert StatusUpdate.objects.count() == 0


def test_the_same_name_in_two_objects_is_no_repetition(post):
    assert "state" not in post('{"percent": {"state": 1}, "narrative": {"state": 1}, "state": "paused"}').json()["errors"]


def test_a_part_of_a_form_that_stands_twice_is_refused(post):
    body = "".join(f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
                   for name, value in [("kind", "link"), ("kind", "link"), ("title", "x"), ("address", "https://a.vn/")])  # fmt: skip
    answer = post(f"{body}--b--\r\n", EVIDENCE, "multipart/form-data; boundary=b")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["kind"])


def test_every_fault_is_told_at_once(post):
    errors = post({**UPDATE, "percent": 900, "state": "odd", "misspelt": 1}).json()["errors"]
    assert set(errors) == {"percent", "state", "misspelt"}


@pytest.mark.parametrize("field", ["state", "x" * 2_000_000, "misspelt"])
def test_what_was_sent_is_not_sent_back_at_length(post, field):
    answer = post({**UPDATE, field: "x" * 100_000, "state" if field != "state" else "y": "x" * 100_000})
    assert answer.status_code == 400
    assert len(answer.content) < 6_000
    assert len(post({f"f{n}": 1 for n in range(5000)}).content) < 60_000


@pytest.mark.parametrize(
    ("body", "kind"), [("null", "application/json"), ("x", "multipart/form-data; boundary="), ("x", "multipart/form-data")]
)
def test_what_cannot_be_read_is_said_in_the_words_of_the_reader(post, body, kind):
    for language in ("vi", "en"):
        answer = Client.post(post.__closure__[0].cell_contents, EVIDENCE, body, content_type=kind, headers={"Accept-Language": language})
        assert answer.status_code == 400
        assert bool(re.search("[À-ỹ]", answer.json()["detail"])) == (language == "vi"), answer.json()


def test_too_much_that_is_no_file_is_told_its_measure(measure, officer):
    _token, secret = make_token(user=officer, label="x", read_only=False, by=officer, now=timezone.now())
    client = APIClient(headers={"Authorization": f"Token {secret}", "Accept-Language": "en"})
    answer = client.post(UPDATES, {**UPDATE, "narrative": "x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE}, format="json")
    assert (answer.status_code, answer.json()["status"]) == (413, 413)
    assert f"everything else {settings.DATA_UPLOAD_MAX_MEMORY_SIZE / 1024**2} MB" in answer.json()["detail"]


# Who may not


def test_a_key_that_only_reads_is_named_as_the_cause(measure, officer):
    _token, secret = make_token(user=officer, label="x", read_only=True, by=officer, now=timezone.now())
    answer = APIClient(headers={"Authorization": f"Token {secret}", "Accept-Language": "en"}).post(UPDATES, UPDATE, format="json")
    assert (answer.status_code, answer.json()["detail"]) == (403, "This key only reads.")


@pytest.mark.parametrize(("language", "words"), [("en", "X-CSRFToken"), ("vi", "khóa")])
def test_a_session_without_its_token_is_told_so(measure, officer, language, words):
    client = Client(enforce_csrf_checks=True, headers={"Accept-Language": language})
    client.force_login(officer, backend="accounts.backend.Backend")
    answer = client.post(UPDATES, UPDATE, content_type="application/json")
    assert (answer.status_code, words in answer.json()["detail"]) == (403, True)


def test_who_may_not_see_is_not_told_that_they_may(signed_in, officer, auditor, measure):
    client = signed_in(officer)
    refused = client.get("/api/v1/events/", headers={"Accept-Language": "en"})
    assert (refused.status_code, refused.json()["detail"]) == (403, "Your role does not let you see this.")
    refused = signed_in(auditor).post(UPDATES, UPDATE, content_type="application/json", headers={"Accept-Language": "en"})
    assert (refused.status_code, refused.json()["detail"]) == (403, "You may see this but not change it.")


# Pages and methods


@pytest.mark.parametrize(("page", "status"), [("abc", 400), ("0", 400), ("-1", 400), ("99", 404), ("1", 200), ("last", 200)])
def test_a_page_that_is_not_there_is_said_at_its_parameter(signed_in, officer, measure, page, status):
    answer = signed_in(officer).get(f"{PLAN}measures/", {"page": page})
    assert answer.status_code == status
    assert status == 200 or list(answer.json()["errors"]) == ["page"]


def test_allow_names_what_is_answered(signed_in, officer, measure):
    client = signed_in(officer)
    answer = client.options(MEASURE)
    assert (answer.status_code, answer["Allow"]) == (405, "GET, PATCH, HEAD")


# The schema and its page


@pytest.mark.parametrize("accept", ["*/*", "application/vnd.oai.openapi"])
def test_a_problem_is_json_where_the_call_answers_something_else(accept):
    answer = Client().get("/api/schema/", headers={"Accept": accept})
    assert (answer.status_code, answer["Content-Type"], answer.json()["status"]) == (401, "application/problem+json", 401)


def test_who_opens_the_page_of_the_calls_is_asked_to_sign_in(signed_in, officer):
    answer = Client().get("/api/docs/")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/api/docs/")
    assert signed_in(officer).get("/api/docs/").status_code == 200
