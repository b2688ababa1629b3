"""What holds for every call of the API, one by one: nothing that was asked is passed over."""

import inspect
import re
from collections import Counter

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

import office.api
from accounts.roles import ROLES, Permission
from office.api import Strict
from tests import promised
from tests.architecture.test_every_route_is_guarded import methods_of
from tests.factories import UserFactory

PART = {"slug": "x", "str": "x", "int": 1, "uuid": "00000000-0000-0000-0000-000000000001"}


def calls():
    """{name of a route: (its view, an address of it)}."""
    api = next(entry for entry in get_resolver().url_patterns if getattr(entry, "namespace", "") == "api")
    return {entry.name: (entry.callback, _address(entry)) for entry in api.url_patterns if isinstance(entry, URLPattern)}


def _address(entry):
    kinds = {name: PART[_kind(converter)] for name, converter in entry.pattern.converters.items()}
    return reverse(f"api:{entry.name}", kwargs=kinds)


def _kind(converter):
    return type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")


READ = {name: found for name, found in calls().items() if "GET" in methods_of(found[0])}
WRITTEN = {name: found for name, found in calls().items() if methods_of(found[0]) - {"GET"}}


@pytest.fixture
def somebody(db):
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(UserFactory(), backend="accounts.backend.Backend")
    return client


def test_there_are_calls():
    assert len(READ) > 30
    assert len(WRITTEN) > 30


def test_every_call_stands_on_our_base():
    assert {name for name, (view, _address) in calls().items() if not issubclass(view.cls, office.api.View)} == set()


@pytest.mark.parametrize("name", READ)
def test_what_a_call_does_not_know_is_refused_and_never_passed_over(somebody, name):
    """Before anything else, so that it holds whatever stands at the address."""
    view, address = READ[name]
    asked = {"no-such-parameter": "1"} | ({} if view.cls.pagination_class else {"page": "1", "page_size": "1"})
    answer = somebody.get(address, asked)
    assert (answer.status_code, set(answer.json().get("errors", {}))) >= (400, set(asked)), answer.json()
    assert set(asked) <= set(answer.json()["errors"])


@pytest.mark.parametrize("name", READ)
def test_what_is_asked_twice_is_refused(somebody, name):
    answer = somebody.get(f"{READ[name][1]}?page=1&page=2")
    assert (answer.status_code, answer.json()["errors"]["page"][-1]) == (400, "It may be given only once.")


@pytest.mark.parametrize("name", WRITTEN)
def test_what_changes_something_takes_no_parameters(somebody, name):
    view, address = WRITTEN[name]
    for method in methods_of(view) - {"GET"}:
        answer = getattr(somebody, method.lower())(f"{address}?dry_run=1", {}, content_type="application/json")
        assert (answer.status_code, list(answer.json()["errors"])) == (400, ["dry_run"])


def test_a_call_that_checks_nothing_is_seen(somebody, monkeypatch):
    """The control."""
    monkeypatch.setattr(office.api.View, "_read_query", lambda view, request: {})
    with pytest.raises((AssertionError, KeyError)):
        test_what_a_call_does_not_know_is_refused_and_never_passed_over(somebody, "plans")


# What the schema says


def operations():
    found = promised.schema()["paths"]
    return {each["operationId"]: each for methods in found.values() for each in methods.values()}


def ill_described(operations):
    """Those without words, with the words of another, or without the permission that they need."""
    words = {name: each.get("description", "") for name, each in operations.items()}
    shared = {told for told, times in Counter(words.values()).items() if times > 1}
    known = {f"`{permission}`" for permission in Permission}
    return {name for name, told in words.items() if not told or told in shared or not set(re.findall(r"`[\w.]+`", _needs(told))) & known}


def _needs(told):
    return told.rpartition("Needs ")[2] if "Needs " in told else ""


def test_every_call_is_described_in_words_of_its_own_and_names_the_permission_that_it_needs():
    assert len(operations()) > 70
    assert ill_described(operations()) == set()


@pytest.mark.parametrize("words", ["", "One course. Needs `training.read`.", "One course of its own.", "One course. Needs `x.y`."])
def test_a_call_that_is_ill_described_is_seen(words):
    """The control."""
    assert "plans_list" in ill_described({**operations(), "plans_list": {"description": words}})


def test_no_shape_is_described_by_what_it_is_built_on():
    bases = {inspect.getdoc(base) for base in (Strict, office.api.View)}
    described = {name: each.get("description") for name, each in promised.schema()["components"]["schemas"].items()}
    assert {name for name, told in described.items() if told in bases} == set()


def test_the_rules_for_all_calls_are_those_that_hold():
    about = promised.schema()["info"]["description"]
    assert "600 calls a minute" in about
    assert "from 1 to 500, 50 if left out" in about
    assert all(f"`{key}`" in about for key in ROLES)
    listed = operations()["measures_list"]
    assert {"429", "304"} <= set(listed["responses"])
    assert set(operations()["measures_update"]["responses"]["201"]["headers"]) == {"ETag", "Location", "Idempotency-Replayed"}
    assert {"412", "422"} <= set(operations()["measures_update"]["responses"])
    assert "428" in operations()["quarterly_write"]["responses"]


def test_what_a_patch_needs_is_required():
    assert promised.schema()["components"]["schemas"]["AnswersInput"]["required"] == ["answers"]
