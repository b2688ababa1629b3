"""One line a fact, with the id of its request and without what must not be written down."""

import io
import json
import logging

import pytest

from config import logs


@pytest.fixture
def lines():
    """lines() are the lines written so far, read as JSON."""
    written = io.StringIO()
    described = dict(logs.settings(level="INFO", as_json=True)["formatters"]["line"])
    handler = logging.StreamHandler(written)
    handler.setFormatter(described.pop("()")(**described))
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel("INFO")
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.removeHandler(handler)
    root.setLevel(level)


def test_a_request_is_one_line_with_its_id(client, lines):
    answer = client.get("/healthz?token=secret", headers={"X-Request-ID": "abc-12345678"})
    (line,) = [line for line in lines() if line["logger"] == "request"]
    assert answer["X-Request-ID"] == line["request_id"] == "abc-12345678"
    assert (line["route"], line["method"], line["status"]) == ("healthz", "GET", 200)
    assert "secret" not in json.dumps(line)


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
