"""Where one is signed in: listed with the present one marked, others ended, nobody else's touched."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts import jobs
from accounts.models import Event
from accounts.sessions import device

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0"
PAGE = "/accounts/sessions/"


@pytest.fixture
def browsers(officer):
    made = []
    for _ in range(3):
        client = Client(headers={"User-Agent": FIREFOX})
        client.force_login(officer, backend="accounts.backend.Backend")
        client.get("/accounts/profile/")
        made.append(client)
    return made


def signed_in_still(client):
    return client.get("/accounts/profile/").status_code == 200


def test_the_present_session_is_marked_and_no_key_is_told(browsers):
    page = browsers[0].get(PAGE)
    rows = page.context["sessions"]
    assert [row.is_current for row in rows] == [True, False, False]
    assert rows[0].agent == "Firefox, Windows"
    assert not [client for client in browsers if client.session.session_key in page.content.decode()]


def test_one_other_session_is_ended_then_all(browsers, officer):
    first, *others = browsers
    mark = first.get(PAGE).context["sessions"][1].mark
    first.post(PAGE, {"end": mark})
    assert sum(signed_in_still(client) for client in others) == 1
    first.post(PAGE, {"end": "others"})
    assert [signed_in_still(client) for client in browsers] == [True, False, False]
    assert Event.objects.about(officer).filter(verb="user.sessions").count() == 2


def test_neither_the_present_session_nor_another_persons_is_ended(browsers, head, signed_in):
    stranger = signed_in(head)
    stranger.get("/accounts/profile/")
    mark = browsers[0].get(PAGE).context["sessions"][0].mark
    theirs = stranger.get(PAGE).context["sessions"][0].mark
    for one in (mark, theirs, "made-up", ""):
        browsers[0].post(PAGE, {"end": one})
    assert all(signed_in_still(client) for client in browsers)
    assert signed_in_still(stranger)


@pytest.mark.parametrize(
    ("agent", "told"), [("", ""), ("curl/8", ""), (FIREFOX, "Firefox, Windows"), ("X (iPhone) Safari/1", "Safari, iPhone")]
)
def test_a_browser_is_told_in_two_words(agent, told):
    assert device(agent) == told


def test_sessions_that_are_over_are_forgotten(browsers):
    over, *open_ones = browsers
    Session.objects.filter(pk=over.session.session_key).update(expire_date=timezone.now() - timedelta(seconds=1))
    assert jobs.forget_sessions() == 1
    assert {session.pk for session in Session.objects.all()} == {client.session.session_key for client in open_ones}
