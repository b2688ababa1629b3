"""Whatever the API answers is what its schema promises: every read of the table of routes, by one who may."""

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from rest_framework.response import Response

from office.api import View
from tests import promised
from tests.architecture.test_every_route_is_guarded import PEOPLE, named, table

READS = {named(row): row for row in table() if row["route"].startswith("api:") and row["method"] == "GET"}
OPEN = {name: [person for person in PEOPLE if row[person] == "ok"] for name, row in READS.items()}


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name in READS if OPEN[name]])
def test_a_read_answers_as_the_schema_says(name, house):
    """`tests.promised` holds each answer; here stands that each is asked for, by everybody who may see something else."""
    row, (people, objects) = READS[name], house
    for person in {OPEN[name][0], OPEN[name][-1], "secretariat" if "secretariat" in OPEN[name] else OPEN[name][0]}:
        cache.clear()
        client = Client(raise_request_exception=True)
        client.cookies.load(people[person])
        assert client.get(reverse(row["route"], kwargs=objects[row["object"]])).status_code in {200, 400}


@pytest.mark.parametrize(
    ("shape", "value", "stands"),
    [
        ({"type": "string", "nullable": True}, None, True),
        ({"type": "string"}, None, False),
        ({"allOf": [{"type": "object"}], "nullable": True}, None, False),
        ({"type": "object", "properties": {"a": {"type": "number"}}, "required": ["a"]}, {"a": 1}, True),
        ({"type": "object", "properties": {"a": {"type": "number"}}, "required": ["a"]}, {"a": "1"}, False),
        ({"type": "object", "properties": {"a": {"type": "number"}}, "required": ["a"]}, {}, False),
        ({"type": "object", "properties": {"a": {"type": "number"}}}, {"b": 1}, False),
        ({"type": "string", "format": "date"}, "31/12/2026", False),
    ],
)
def test_what_is_held_against_the_schema_is_read_strictly(shape, value, stands):
    """The control: in OpenAPI 3.0 null beside a reference is not allowed by `nullable`."""
    assert promised.Draft202012Validator(promised.strict(shape), format_checker=promised.FormatChecker()).is_valid(value) == stands


@pytest.mark.django_db
def test_an_answer_that_differs_is_noticed(house, monkeypatch):
    """The control."""
    people, _objects = house
    monkeypatch.setattr("plan.api.answers.PLAN", ("code", "number"))
    client = Client()
    client.cookies.load(people["secretariat"])
    with pytest.raises(promised.BrokenPromise, match="title_vi"):
        client.get("/api/v1/plans/")
    assert issubclass(Response, HttpResponse)
    assert hasattr(View, "finalize_response")
