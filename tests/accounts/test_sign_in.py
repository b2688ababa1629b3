"""Signing in: our pages, our words, no page of allauth that this house does not have."""

import re
from threading import Event
from unittest.mock import Mock

import pytest
from allauth.account import urls as theirs
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import override

from tests.conftest import mail_is_out

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast_stands")]
PASSWORD = "mot mat khau du dai"


@pytest.fixture(autouse=True)
def _no_attempts_before():
    cache.clear()


@pytest.fixture
def person(officer):
    officer.set_password(PASSWORD)
    officer.language = "en"
    officer.save()
    return officer


def sign_in(client, person, password=PASSWORD, **more):
    return client.post(reverse("account_login"), {"login": person.email, "password": password, **more})


def test_a_person_signs_in_by_e_mail_and_reads_in_their_language(client, person):
    answer = sign_in(client, person, next="/plan/?q=a")
    assert answer.url == "/plan/?q=a"
    assert answer.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"


@pytest.mark.parametrize("password", ["wrong", ""])
def test_a_wrong_password_keeps_the_address_and_says_what_is_wrong(client, person, password):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    answer = sign_in(client, person, password)
    assert answer.status_code == 422
    assert f'value="{person.email}"' in answer.content.decode()
    assert "data-errors" in answer.content.decode()


def test_nobody_is_sent_to_another_site(client, person):
    assert sign_in(client, person, next="https://elsewhere.example/").url == "/"


def test_a_closed_account_does_not_sign_in(client, person):
    person.is_active = False
    person.save()
    assert "_auth_user_id" not in client.session
    sign_in(client, person)
    assert "_auth_user_id" not in client.session


def test_one_account_is_slowed_down_and_its_office_is_not(client, person, head):
    for _attempt in range(6):
        sign_in(client, person, "wrong")
    assert sign_in(client, person).status_code in (422, 429)
    head.set_password(PASSWORD)
    head.save()
    assert sign_in(client, head).status_code == 302


def test_a_lost_password_is_replaced_by_mail_in_the_readers_language(client, person):
    answer = client.post(reverse("account_reset_password"), {"email": person.email})
    assert answer.url == reverse("account_reset_password_done")
    mail_is_out()
    (message,) = mail.outbox
    assert message.to == [person.email]
    assert f"\n{settings.SITE_ADDRESS}accounts/password/reset/key/" in message.body, "whatever the house was called by"
    link = re.search(r"/accounts/password/reset/key/\S+", message.body).group()
    page = client.get(link, follow=True)
    form = page.redirect_chain[-1][0]
    short = client.post(form, {"password1": "short", "password2": "short"})
    assert short.status_code == 422
    done = client.post(form, {"password1": "mot mat khau khac han", "password2": "mot mat khau khac han"})
    assert done.url == reverse("account_reset_password_from_key_done")
    assert sign_in(client, person, "mot mat khau khac han").status_code == 302
    with override("en"):
        assert client.get(link).status_code == 200


def test_an_unknown_address_gets_the_same_answer_and_no_mail(client, db):
    answer = client.post(reverse("account_reset_password"), {"email": "nobody@demo.test"})
    assert answer.url == reverse("account_reset_password_done")
    mail_is_out()
    assert mail.outbox == []


def test_a_mail_server_that_is_away_does_not_tell_who_has_an_account(client, person, monkeypatch, caplog):
    monkeypatch.setattr(mail.EmailMessage, "send", Mock(side_effect=ConnectionRefusedError("nobody there")))
    for email in (person.email, "nobody@demo.test"):
        answer = client.post(reverse("account_reset_password"), {"email": email})
        assert (answer.status_code, answer.url) == (302, reverse("account_reset_password_done"))
    mail_is_out()
    (said,) = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert said == "A mail about a password could not be sent (ConnectionRefusedError: nobody there)."


def test_nobody_waits_for_a_slow_mail_server(client, person, monkeypatch):
    answered, send = Event(), mail.EmailMessage.send

    def slowly(message):
        assert answered.wait(30)
        return send(message)

    monkeypatch.setattr(mail.EmailMessage, "send", slowly)
    client.post(reverse("account_reset_password"), {"email": person.email})
    assert mail.outbox == []
    answered.set()
    mail_is_out()
    assert len(mail.outbox) == 1


def test_signing_out_takes_a_press(signed_in, officer):
    browser = signed_in(officer)
    assert browser.get(reverse("account_logout")).status_code == 200
    assert "_auth_user_id" in browser.session
    browser.post(reverse("account_logout"))
    assert "_auth_user_id" not in browser.session


@pytest.mark.parametrize("pattern", theirs.urlpatterns, ids=lambda pattern: pattern.name)
def test_every_page_of_allauth_is_ours_or_is_not_there(signed_in, officer, pattern):
    kwargs = {"uidb36": "1", "key": "old"} if "uidb36" in pattern.pattern.converters or "from_key" in pattern.name else {}
    if pattern.name == "account_confirm_email":
        kwargs = {"key": "old"}
    if pattern.name == "account_reset_password_from_key_done":
        kwargs = {}
    answer = signed_in(officer).get(reverse(pattern.name, kwargs=kwargs))
    assert answer.status_code in (200, 302, 404)
    if answer.status_code != 302:
        assert 'class="top"' in answer.content.decode()


def test_accounts_are_made_by_invitation_only(client, db):
    page = client.post(reverse("account_signup"), {"email": "a@b.test", "password1": PASSWORD, "password2": PASSWORD})
    assert page.status_code == 200
    from accounts.models import User

    assert not User.objects.filter(email="a@b.test").exists()
