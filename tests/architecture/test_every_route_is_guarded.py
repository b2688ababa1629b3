"""Who may do what, address by address.

`routes.csv` is the reviewed table: every page and API call x method x object x person, and what they get:

    ok      allowed as far as the input is judged (2xx, a redirect inside, 400, 409, 412, 422, 428)
    login   sent to sign in        401  the same for the API
    403     may see, may not do    404  may not know of it    405  no such method

A route that the table lacks fails the test, as does an answer that differs. Of those whom a row gives the same answer one is
asked, or all (tests/sweeps.py): each guard of each address is held, and its refusals beside it. To see what a new route answers,
run with ROUTES_OBSERVED=file.csv: the answers are written there, to be read and then moved into the table by hand.
"""

import csv
import os
from http.cookies import SimpleCookie
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import get_user
from django.core.cache import cache
from django.db import transaction
from django.test import Client, RequestFactory
from django.urls import URLPattern, get_resolver, reverse

from accounts.session_store import SessionStore
from tests.architecture.sent_twice import HARMLESS, nameless
from tests.sweeps import dealt

TABLE = Path(__file__).with_name("routes.csv")
PEOPLE = [
    "anonymous",
    "stranger",
    "officer",
    "head",
    "reviewer",
    "mission_officer",
    "mission_head",
    "personnel",
    "secretariat",
    "leader",
    "auditor",
    "administrator",
]
JUDGED = {200, 201, 202, 204, 400, 409, 412, 422, 428}
# Not ours to guard: static assets and the pages by which one signs in are open by their nature and listed in the table.


def routes():
    """(name, methods) of every named route; pages are asked with GET and POST, API calls with what they offer."""

    def walk(patterns, prefix):
        for entry in patterns:
            if isinstance(entry, URLPattern):
                yield f"{prefix}{entry.name}", methods_of(entry.callback)
            else:
                yield from walk(entry.url_patterns, prefix + (f"{entry.namespace}:" if entry.namespace else ""))

    found = {}
    for name, methods in walk(get_resolver().url_patterns, ""):
        found.setdefault(name, set()).update(methods)
    return {name: sorted(methods) for name, methods in sorted(found.items())}


def methods_of(callback):
    if actions := getattr(callback, "actions", None):
        return {method.upper() for method in actions if method != "head"}
    if api := getattr(callback, "cls", None):
        return {method.upper() for method in api.http_method_names if hasattr(api, method) and method not in {"head", "options"}}
    return {"GET", "POST"}


def table():
    with TABLE.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_the_table_names_every_route_and_no_other():
    listed = {(row["route"], row["method"]) for row in table()}
    wanted = {(name, method) for name, methods in routes().items() for method in methods}
    assert wanted - listed == set(), "routes without a row"
    assert listed - wanted == set(), "rows without a route"


def outcome(response):
    if response.status_code in {301, 302, 303}:
        return "login" if response["Location"].startswith("/accounts/login/") else "ok"
    return "ok" if response.status_code in JUDGED else str(response.status_code)


def ask(client, row, address):
    send = getattr(client, row["method"].lower())
    if row["route"].startswith("api:") and row["method"] in {"POST", "PATCH", "PUT", "DELETE"}:
        return send(address, data={}, content_type="application/json")
    return send(address)


def named(row):
    return f"{row['method']} {row['route']} {row['object']}"


def people_at(rows):
    """{name of a row: people to be asked}, at least one for each answer that the row has."""
    answers = [(named(row), answer, tuple(who for who in PEOPLE if row[who] == answer)) for row in rows for answer in outcomes(row)]
    at = {named(row): [] for row in rows}
    for (address, _answer, _who), person in dealt("people at each address", answers, lambda told: told[2], named=lambda told: told[:2]):
        at[address].append(person)
    return at


def outcomes(row):
    return sorted({row[person] for person in PEOPLE})


OBSERVED = os.environ.get("ROUTES_OBSERVED")
ASKED = people_at(table()) if not OBSERVED else {named(row): PEOPLE for row in table()}


BY_ROUTE = {route: list(rows) for route, rows in groupby(sorted(table(), key=itemgetter("route")), key=itemgetter("route"))}


@pytest.mark.django_db
@pytest.mark.parametrize("route", BY_ROUTE)
def test_answers_as_the_table_says(route, house):
    client = Client(raise_request_exception=False)  # one for all: it keeps the chain of middleware it has built
    wrong = {}
    for row in BY_ROUTE[route]:
        cache.clear()  # nobody is throttled for what the row before has asked
        seen = {person: answer_to(client, row, person, house) for person in ASKED[named(row)]}
        assert seen
        wrong |= {(named(row), person): (said, row[person]) for person, said in seen.items() if said != row[person]}
        if OBSERVED:
            with Path(OBSERVED).open("a", encoding="utf-8") as file:
                csv.writer(file).writerow([row["route"], row["method"], row["object"], *(seen[person] for person in PEOPLE)])
    assert wrong == {}, "answered, and should have"


def answer_to(client, row, person, house):
    people, objects = house
    client.cookies = SimpleCookie(people[person])
    address = reverse(row["route"], kwargs=objects[row["object"]])
    with transaction.atomic():
        response = ask(client, row, address)
        transaction.set_rollback(True)
    if response.status_code == 200 and not response.streaming and "text/html" in response.headers.get("Content-Type", ""):
        twice = nameless(response.content.decode(), address) - set(HARMLESS)
        assert not twice, f"forms that nobody would know to be sent twice (tests/architecture/sent_twice.py): {twice}"
    return outcome(response)


@pytest.mark.django_db
def test_an_answer_that_differs_is_noticed(house, monkeypatch):
    """The control: the same row, in which the officer is said to be refused."""
    row = next(row for row in table() if (row["route"], row["method"], row["officer"]) == ("overview:home", "GET", "ok"))
    monkeypatch.setitem(BY_ROUTE, "overview:home", [{**row, "officer": "403"}])
    monkeypatch.setitem(ASKED, named(row), PEOPLE)
    with pytest.raises(AssertionError, match=r"GET overview:home -.*officer.*ok.*403"):
        test_answers_as_the_table_says("overview:home", house)


def test_a_form_that_nothing_tells_from_its_second_sending_is_noticed():
    """The control, and what is listed as harmless is there."""
    form = '<form method="post" action="/reports/ad-hoc/"><input name="title">{}</form>'
    assert nameless(form.format(""), "/") == {"reports:ad-hoc"}
    assert nameless(form.format('<input type="hidden" name="once" value="x">'), "/") == set()
    assert nameless('<form method="post"><input name="x"></form>', "/reports/ad-hoc/?a=1#b".partition("?")[0]) == {"reports:ad-hoc"}
    assert set(HARMLESS) - set(routes()) == set()


@pytest.mark.django_db
def test_who_comes_in_is_read_once_and_each_request_has_a_copy_of_its_own(house):
    """Whatever a request makes of its person or its session, the next one begins as the table found them."""
    people, _objects = house
    first, second = (_came_in(people["head"]) for _time in range(2))
    assert (first.pk, first._roles, dict(first.session)) == (second.pk, second._roles, dict(second.session))
    first.name, first.session["x"] = "changed", 1
    first._roles.clear()
    third = _came_in(people["head"])
    assert (third.name, third.session.get("x"), third._roles) == (second.name, None, second._roles)
    assert third._roles
    assert _came_in(people["officer"]).pk != third.pk


def _came_in(cookies):
    request = RequestFactory().get("/")
    request.session = SessionStore(cookies[settings.SESSION_COOKIE_NAME])
    user = get_user(request)
    user.session = request.session
    return user
