"""A page is read (GET, HEAD) and takes what a form sends (POST); no address has another method by accident."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import resolve, reverse

from tests.architecture.test_every_route_is_guarded import outcome, table

READ = [row for row in table() if row["method"] == "GET" and row["secretariat"] == "ok"]


def addresses(objects):
    return [reverse(row["route"], kwargs=objects[row["object"]]) for row in READ]


@pytest.fixture
def secretariat(house):
    client = Client(raise_request_exception=False)
    client.cookies.load(house[0]["secretariat"])
    return client


@pytest.mark.django_db
def test_what_can_be_read_can_be_asked_for_its_head(house, secretariat):
    """Monitors and link checkers ask so. That each can be read is said by the table itself."""
    found = {}
    for address in addresses(house[1]):
        with transaction.atomic():
            found[address] = outcome(secretariat.head(address))
            transaction.set_rollback(True)
    assert {address: said for address, said in found.items() if said != "ok"} == {}


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "PUT", "PATCH", "DELETE", "PROPFIND", "FOO"])
def test_a_page_has_no_other_method(house, secretariat, method):
    pages = [address for address in addresses(house[1]) if not hasattr(resolve(address).func, "cls")]
    assert len(pages) > 20
    answers = {address: secretariat.generic(method, address) for address in pages}
    assert {address: answer.status_code for address, answer in answers.items() if answer.status_code != 405} == {}
    assert all("GET" in answer["Allow"] for answer in answers.values())


@pytest.mark.django_db
def test_a_call_is_not_asked_what_it_takes(house, secretariat):
    """The schema says it, to everybody alike."""
    calls = {reverse(row["route"], kwargs=house[1][row["object"]]) for row in table() if row["route"].startswith("api")}
    answers = {call: secretariat.options(call) for call in calls}
    assert len(answers) > 20
    assert {call: answer.status_code for call, answer in answers.items() if answer.status_code != 405} == {}
