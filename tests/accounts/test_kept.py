"""R26: the session ends while somebody types. What was sent is kept over the sign-in and saved with one press."""

import re
from html import unescape

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.kept import carried_form
from accounts.models import User

pytestmark = pytest.mark.django_db
PROFILE = "/accounts/profile/"
PASSWORD = "mot mat khau de thu"
TYPED = "Nguyễn Thị Bảo Châu & <con>\r\ndòng hai"


@pytest.fixture
def browser(mission_officer):
    mission_officer.set_password(PASSWORD)
    mission_officer.save()
    client = Client(enforce_csrf_checks=True)
    client.force_login(mission_officer, backend="accounts.backend.Backend")
    return client


def hidden(html):
    """[(name, value)] of the hidden inputs, as a browser sends them."""
    return [(name, unescape(value)) for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html)]


def text_of(answer):
    return answer.content.decode()


def form_of(browser, address=PROFILE):
    html = text_of(browser.get(address))
    return dict(hidden(html))


def sign_in(browser, page, password=PASSWORD):
    fields = {name: value for name, value in hidden(text_of(page)) if name in {"kept", "next", "csrfmiddlewaretoken"}}
    return browser.post("/accounts/login/", {**fields, "login": "mission_officer@demo.test", "password": password})


def test_what_was_typed_is_saved_after_signing_in_again(browser, mission_officer):
    fields = form_of(browser) | {"name": "Tên đã gõ", "language": "vi", "time_zone": "Europe/Paris"}
    Session.objects.all().delete()
    page = browser.post(PROFILE, fields)
    assert page.status_code == 401
    assert "không mất gì" in text_of(page)
    assert sign_in(browser, page, "sai").status_code == 422
    again = sign_in(browser, sign_in(browser, page, "sai"))
    assert again.status_code == 200
    assert "Tên đã gõ" in text_of(again)
    assert User.objects.get(pk=mission_officer.pk).name == "mission_officer"  # nothing is saved without the person's press
    saved = browser.post(PROFILE, dict(hidden(text_of(again))))
    assert saved.status_code == 302
    assert User.objects.get(pk=mission_officer.pk).name == "Tên đã gõ"


def test_every_character_comes_through(browser):
    fields = form_of(browser) | {"name": TYPED}
    Session.objects.all().delete()
    again = sign_in(browser, browser.post(PROFILE, fields))
    assert dict(hidden(again.sent.decode()))["name"] == TYPED


def test_where_nothing_was_typed_one_is_sent_to_sign_in_as_ever(client, db):
    assert client.post(PROFILE, {}).status_code == 302
    assert client.get(PROFILE).status_code == 302


def test_passwords_travel_nowhere(browser):
    token = form_of(browser)["csrfmiddlewaretoken"]
    Session.objects.all().delete()
    page = browser.post("/accounts/password/change/", {"csrfmiddlewaretoken": token, "oldpassword": "bi mat", "password1": "moi"})
    assert page.status_code == 302


def test_an_old_form_of_our_own_is_sent_again_with_one_press(browser, mission_officer):
    typed = {"name": "Tên đã gõ", "language": "vi", "time_zone": "Europe/Paris"}
    fields = form_of(browser) | typed | {"csrfmiddlewaretoken": "x" * 64}
    page = browser.post(PROFILE, fields, headers={"Origin": "http://testserver"})
    assert page.status_code == 403
    again = {name: value for name, value in hidden(text_of(page).split("<main", 1)[1])}
    assert again["name"] == "Tên đã gõ"
    assert browser.post(PROFILE, again).status_code == 302
    assert User.objects.get(pk=mission_officer.pk).name == "Tên đã gõ"


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://example.org"}, {"Origin": "null"}])
def test_what_another_site_sends_is_shown_and_offered_to_nobody(browser, headers):
    page = browser.post(PROFILE, {"name": "của kẻ khác"}, headers=headers)
    assert page.status_code == 403
    assert 'value="của kẻ khác"' not in text_of(page).split("<main", 1)[1]


NONSENSE = {
    "nothing": "",
    "no JSON": "x",
    "too little": "[]",
    "too much": "[1, 2, 3]",
    "another house": '["https://example.org/", []]',
    "another house by our own way": '["//example.org/", [["a", "b"]]]',
    "no pairs": '["/x", [1]]',
    "a number for a text": '["/x", [["a", 1]]]',
    "a list for a text": '["/x", [["a", ["b"]]]]',
    "a number for an address": '[1, [["a", "b"]]]',
    "deeper than can be read": "[" * 100_000,
    "nearly as deep": f'["/x", [["a", {"[" * 900}{"]" * 900}]]]',
    "half a letter": '["/plan/", [["a", "\\ud800x"]]]',
    "half a letter in a name": '["/plan/", [["\\udfff", "x"]]]',
    "half a letter in the address": '["/plan/\\ud800", [["a", "b"]]]',
}


@pytest.mark.parametrize("sent", NONSENSE.values(), ids=NONSENSE)
def test_what_does_not_come_from_us_is_not_carried(rf, sent):
    assert carried_form(rf.post("/accounts/login/", {"kept": sent})) is None


def test_two_halves_are_a_letter(rf):
    sent = '["/plan/", [["a", "\\ud83d\\ude00"]]]'
    assert carried_form(rf.post("/accounts/login/", {"kept": sent})).fields == [("a", "😀")]


@pytest.mark.parametrize("what", ["deeper than can be read", "half a letter", "half a letter in the address"])
def test_who_brings_nonsense_is_signed_in_as_ever(client, mission_officer, what):
    mission_officer.set_password(PASSWORD)
    mission_officer.save()
    typed = {"login": mission_officer.email, "password": PASSWORD}
    answer = client.post("/accounts/login/", {**typed, "kept": NONSENSE[what], "next": PROFILE})
    assert (answer.status_code, answer["Location"]) == (302, PROFILE)
    assert client.get(PROFILE).status_code == 200
