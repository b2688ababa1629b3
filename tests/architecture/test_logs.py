"""One line a fact, with the id of its request and without what must not be written down."""

import io
import json
import logging

import pytest
from django.test import Client
from django.utils.module_loading import import_string

from config import logs


@pytest.fixture
def lines():
    """lines() are the lines written so far, read as JSON."""
    written = io.StringIO()
    asked = logs.settings(level="INFO", as_json=True)
    described = dict(asked["formatters"]["line"])
    handler = logging.StreamHandler(written)
    handler.setFormatter(described.pop("()")(**described))
    for name in asked["handlers"]["stderr"]["filters"]:
        handler.addFilter(import_string(asked["filters"][name]["()"])())
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel("INFO")
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.removeHandler(handler)
    root.setLevel(level)


def test_a_request_is_one_line_with_its_id(client, lines):
    answer = client.get("/accounts/logout/?token=secret", headers={"X-Request-ID": "abc-12345678"})
    (line,) = [line for line in lines() if line["logger"] == "request"]
    assert answer["X-Request-ID"] == line["request_id"] == "abc-12345678"
    assert (line["route"], line["method"], line["status"]) == ("accounts/logout/", "GET", 302)
    assert "secret" not in json.dumps(line)


def test_whoever_watches_the_house_is_a_line_only_when_something_is_wrong(client, lines, monkeypatch):
    client.get("/healthz")
    assert lines() == []
    monkeypatch.setattr("config.health.LOOKS", {"database": lambda: 1 / 0})
    assert client.get("/readyz").status_code == 503
    assert [line["status"] for line in lines() if line["logger"] == "request"] == [503]


def test_an_id_that_is_no_id_is_replaced(client):
    assert client.get("/healthz", headers={"X-Request-ID": "<script>"})["X-Request-ID"].isalnum()


def test_an_error_is_one_line_with_its_trace(lines):
    try:
        raise ValueError("Đại sứ quán")
    except ValueError:
        logging.getLogger("reports").exception("It failed")
    (line,) = lines()
    assert line["event"] == "It failed"
    assert "ValueError: Đại sứ quán" in line["exception"]
    assert line["level"] == "error"


def test_a_refusal_is_no_fault_and_has_no_trace(lines, signed_in, auditor, measure):
    assert signed_in(auditor).get("/plan/292/measures/2.3/update/").status_code == 403
    assert signed_in(auditor).get("/accounts/login/", headers={"host": "elsewhere.example"}).status_code == 400
    refusals = [line for line in lines() if line["logger"].startswith("django.")]
    assert [line["level"] for line in refusals] == ["warning", "error"]
    assert not [line for line in refusals if "exception" in line or "exc_info" in line]


@pytest.mark.parametrize(("address", "has_route"), [("/accounts/invitation/one-time-secret/", True), ("/one-time-secret/", False)])
def test_a_refusal_names_the_route_and_not_the_address(address, has_route, lines, client, db):
    assert client.get(f"{address}?with=one-time-secret").status_code == 404
    told = [line for line in lines() if line["logger"] == "django.request"]
    assert len(told) == 1
    assert "one-time-secret" not in json.dumps(lines())
    assert ("accounts/invitation/<str:token>/" in told[0]["event"]) == has_route
    assert told[0]["request_id"] == next(line["request_id"] for line in lines() if line["logger"] == "request")


def test_a_form_without_its_token_names_no_address_either(lines, officer):
    assert Client(enforce_csrf_checks=True).post("/accounts/invitation/one-time-secret/").status_code == 403
    assert [line["logger"] for line in lines() if line["logger"].startswith("django.")] == ["django.security.csrf"]
    assert "one-time-secret" not in json.dumps(lines())


def test_a_fault_of_ours_keeps_its_trace(lines, signed_in, auditor, measure, monkeypatch):
    monkeypatch.setattr("plan.access.measure_for", lambda *args, **kwargs: 1 / 0)
    client = signed_in(auditor)
    client.raise_request_exception = False
    assert client.get("/plan/292/measures/2.3/").status_code == 500
    assert [line for line in lines() if "ZeroDivisionError" in line.get("exception", "")]
