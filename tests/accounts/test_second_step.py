"""R27, ASVS 6.3.3, 6.4.3, 6.5.1-5: the second step at sign-in. Each guard beside what it lets through."""

import re
import time
from datetime import timedelta
from html import unescape

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from accounts import services
from accounts.models import Event, User
from office.models import Mail
from tests.accounts.phones import PASSWORD, Phone, give, half_in, is_in, with_password
from tests.conftest import mail_is_out

pytestmark = pytest.mark.django_db
NEW = {"password1": "một mật khẩu khác hẳn", "password2": "một mật khẩu khác hẳn"}


@pytest.fixture(autouse=True)
def _empty_cache(settings, tmp_path):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": tmp_path / "cache"}}
    cache.clear()


@pytest.fixture
def person(officer):
    return with_password(officer)


@pytest.fixture
def mailed():
    """mailed(person): the subjects of what lies in the outbox for them, oldest first."""
    return lambda person: list(Mail.objects.filter(user=person).order_by("pk").values_list("subject", flat=True))


@pytest.fixture
def phone(person):
    return Phone(person)


def test_without_a_phone_the_password_alone_opens_as_ever(person):
    client = Client()
    assert client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})["Location"] == "/"
    assert is_in(client)


def test_with_a_phone_its_code_is_asked_for_and_one_goes_where_one_was_going(phone):
    client = half_in(phone.person, next="/plan/")
    assert give(client, "000000").status_code == 422
    answer = give(client, phone.code())
    assert (answer.status_code, answer["Location"]) == (302, "/plan/")
    assert is_in(client)


@pytest.mark.parametrize("address", ["/", "/accounts/profile/", "/accounts/2fa/", "/accounts/2fa/totp/activate/", "/api/v1/missions/"])
def test_the_password_alone_reaches_nothing(phone, address):
    client = half_in(phone.person)
    answer = client.get(address)
    assert answer.status_code == 401 if address.startswith("/api/") else answer["Location"].startswith("/accounts/login/")
    assert client.post("/accounts/2fa/totp/deactivate/").status_code == 302
    assert services.use_code(user=phone.person, code=phone.code(), now=timezone.now())


def test_the_page_speaks_the_language_of_the_person(phone):
    assert "Lớp xác thực thứ hai" in half_in(phone.person).get("/accounts/2fa/authenticate/").content.decode()
    User.objects.update(language="en")
    assert "Second step" in half_in(phone.person).get("/accounts/2fa/authenticate/").content.decode()


def test_spaces_in_a_code_are_no_mistake(phone):
    code = phone.code()
    assert give(half_in(phone.person), f" {code[:3]} {code[3:]} ").status_code == 302


# Each code once


@pytest.mark.parametrize(("steps", "accepted"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_one_step_off_and_not_two(phone, steps, accepted):
    now = timezone.now()
    code = phone.code(steps, at=now)
    if accepted:
        services.use_code(user=phone.person, code=code, now=now)
    else:
        with pytest.raises(ValidationError):
            services.use_code(user=phone.person, code=code, now=now)


def test_a_code_opens_once_also_after_its_half_minute_and_through_another_browser(phone):
    code = phone.code()
    assert give(half_in(phone.person), code).status_code == 302
    cache.clear()  # it is not the cache that remembers
    assert give(half_in(phone.person), code).status_code == 422
    assert give(half_in(phone.person), phone.code(-1)).status_code == 422, "nor one from before"
    assert give(half_in(phone.person), phone.code(1)).status_code == 302


def test_the_code_that_set_it_up_does_not_open(person):
    now = timezone.now()
    phone = Phone(person)
    code = phone.code(at=now)
    services.set_up(user=person, key=phone.key, code=code, by=person, now=now)
    with pytest.raises(ValidationError):
        services.use_code(user=person, code=code, now=now)
    services.use_code(user=person, code=phone.code(1, at=now), now=now)


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("which", ["phone", "recovery code"])
def test_of_two_processes_at_the_same_moment_one_is_let_in(phone, at_once, monkeypatch, which):
    now = timezone.now()
    code = phone.code(at=now) if which == "phone" else phone.recovery[0]
    save = Authenticator.save
    monkeypatch.setattr(Authenticator, "save", lambda row, **more: (time.sleep(0.3), save(row, **more)))  # all have read by then
    answers = at_once(*[lambda: services.use_code(user=phone.person, code=code, now=now)] * 3)
    assert sorted(type(answer).__name__ for answer in answers) == ["Authenticator", "ValidationError", "ValidationError"]


def test_a_recovery_code_opens_once_and_leaves_nine(phone):
    code = phone.recovery[3]
    assert give(half_in(phone.person), f"{code[:4]} {code[4:8]}-{code[8:]}").status_code == 302
    assert give(half_in(phone.person), code).status_code == 422
    assert give(half_in(phone.person), phone.recovery[4]).status_code == 302
    event = Event.objects.about(phone.person).first()
    assert (event.verb, event.body.changes) == ("factor.code_used", {"codes_left": [9, 8]})


def test_new_codes_end_the_old_ones(phone):
    now = timezone.now()
    codes = services.make_codes(user=phone.person, by=phone.person, now=now)
    with pytest.raises(ValidationError):
        services.use_code(user=phone.person, code=phone.recovery[0], now=now)
    services.use_code(user=phone.person, code=codes[0], now=now)


def test_a_code_of_somebody_else_opens_nothing(phone, head):
    other = Phone(head)
    for code in (other.code(), other.recovery[0]):
        with pytest.raises(ValidationError):
            services.use_code(user=phone.person, code=code, now=timezone.now())


# Slowed down by account


def test_after_five_wrong_codes_one_waits_and_the_owner_is_told_once(phone, head, mailed, caplog):
    caplog.set_level("INFO", "sign_in")
    client = half_in(phone.person)
    for _ in range(5):
        assert give(client, "000000").status_code == 422
    for _ in range(2):
        assert give(half_in(phone.person), phone.code()).status_code == 422, "even the right one waits, in another browser too"
    other = Phone(with_password(head))
    assert give(half_in(head), other.code()).status_code == 302, "the colleague behind the same address does not"
    assert [subject for subject in mailed(phone.person) if "sai mã" in subject] == ["Có người nhập sai mã vào tài khoản của bạn"]
    said = [row.getMessage() for row in caplog.records if row.name == "sign_in"]
    assert said == [*["A second step was refused."] * 5, *["A second step was put off after five wrong codes."] * 2]
    assert "000000" not in caplog.text


def test_a_right_code_forgets_the_wrong_ones(phone):
    for steps in range(2):
        client = half_in(phone.person)
        for _ in range(4):
            give(client, "000000")
        assert give(client, phone.code(steps)).status_code == 302


# No way round


def test_a_lost_password_does_not_get_round_it(phone):
    client = Client()
    client.post("/accounts/password/reset/", {"email": phone.person.email})
    mail_is_out()
    link = re.search(r"/accounts/password/reset/key/\S+", mail.outbox[-1].body).group()
    assert client.post(client.get(link).url, NEW).status_code == 302
    assert not is_in(client)
    answer = client.post("/accounts/login/", {"login": phone.person.email, "password": NEW["password1"]})
    assert answer["Location"] == "/accounts/2fa/authenticate/"


def test_a_one_time_link_does_not_get_round_it(phone, administrator):
    secret = services.reinvite(user=phone.person, by=administrator, now=timezone.now())
    client = Client()
    answer = client.post(f"/accounts/invitation/{secret}/", NEW)
    assert answer["Location"] == "/accounts/2fa/authenticate/"
    assert not is_in(client)
    assert give(client, phone.code()).status_code == 302
    assert is_in(client)


def test_a_one_time_link_of_somebody_without_a_phone_lets_in(person, administrator):
    secret = services.reinvite(user=person, by=administrator, now=timezone.now())
    client = Client()
    assert client.post(f"/accounts/invitation/{secret}/", NEW)["Location"] == "/"
    assert is_in(client)


def test_changing_the_password_keeps_it(phone):
    client = half_in(phone.person)
    give(client, phone.code())
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, **NEW})
    assert client.post("/accounts/logout/").status_code == 302
    answer = client.post("/accounts/login/", {"login": phone.person.email, "password": NEW["password1"]})
    assert answer["Location"] == "/accounts/2fa/authenticate/"


@pytest.mark.parametrize("what", ["nothing", "a new password", "a closed account", "taken away"])
def test_what_is_half_done_ends_with_the_password_and_the_account(phone, administrator, what):
    client, now = half_in(phone.person), timezone.now()
    if what == "a new password":
        phone.person.set_password("một mật khẩu khác hẳn")
        phone.person.save(update_fields=["password"])
    elif what == "a closed account":
        services.deactivate(user=phone.person, by=administrator, now=now)
    elif what == "taken away":
        services.remove_factor(user=phone.person, by=administrator, reason="mất máy", now=now)
    answer = give(client, phone.code())
    assert is_in(client) == (what == "nothing")
    assert answer["Location"] == ("/" if what == "nothing" else "/accounts/login/")
    assert client.get("/accounts/login/").status_code == (302 if what == "nothing" else 200), "no circle between the two pages"


def test_a_closed_account_uses_no_code(phone):
    User.objects.filter(pk=phone.person.pk).update(is_active=False)
    closed = User.objects.get(pk=phone.person.pk)
    for code in (phone.code(), phone.recovery[0]):
        with pytest.raises(ValidationError):
            services.use_code(user=closed, code=code, now=timezone.now())


def test_half_a_sign_in_lasts_a_quarter_of_an_hour(phone, monkeypatch):
    client = half_in(phone.person)
    later = timezone.now().timestamp() + 16 * 60
    monkeypatch.setattr("allauth.account.internal.stagekit.time.time", lambda: later)
    assert give(client, phone.code())["Location"] == "/accounts/login/"


def test_another_account_can_be_chosen_half_way(phone):
    client = half_in(phone.person)
    answer = client.post("/accounts/logout/", {"next": "/accounts/login/"})
    assert answer["Location"] == "/accounts/login/"
    assert client.get("/accounts/login/").status_code == 200


# What was typed comes along


def hidden(page):
    html = page.content.decode()
    return dict((name, unescape(value)) for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html))


def test_what_was_typed_before_the_session_ended_is_offered_after_the_second_step(phone):
    client = half_in(phone.person)
    give(client, phone.code())
    typed = {"name": "Tên đã gõ", "language": "vi", "time_zone": "Europe/Paris", "version": phone.person.version}
    Session.objects.all().delete()
    page = client.post("/accounts/profile/", typed)
    assert page.status_code == 401
    brought = {name: value for name, value in hidden(page).items() if name in {"kept", "next"}}
    page = client.post("/accounts/login/", {"login": phone.person.email, "password": PASSWORD, **brought})
    assert page.status_code == 200
    assert "Tên đã gõ" in hidden(page)["kept"]
    page = give(client, "000000", kept=hidden(page)["kept"])
    assert page.status_code == 422
    page = give(client, phone.code(1), kept=hidden(page)["kept"])
    assert page.status_code == 200
    assert hidden(page)["name"] == "Tên đã gõ"
    assert client.post("/accounts/profile/", typed).status_code == 302
    assert User.objects.get(pk=phone.person.pk).name == "Tên đã gõ"


def test_a_code_is_not_handed_back_when_the_session_has_ended(phone):
    answer = Client().post("/accounts/2fa/totp/activate/", {"code": "123456"})
    assert (answer.status_code, b"123456" in answer.content) == (302, False)


# At rest


def test_neither_key_nor_codes_lie_open_in_the_database(phone):
    kept = str(list(Authenticator.objects.values())) + str(list(Event.objects.values())) + str(list(Event.objects.values("body__changes")))
    assert not [secret for secret in (phone.key, *phone.recovery) if secret in kept]


def test_another_secret_key_is_followed_and_a_forgotten_one_is_told(phone, settings, caplog):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 50, [settings.SECRET_KEY]
    assert services.lock_anew() == 1
    assert services.lock_anew() == 0
    settings.SECRET_KEY_FALLBACKS = []
    services.use_code(user=phone.person, code=phone.code(), now=timezone.now())
    settings.SECRET_KEY = "o" * 50
    assert services.lock_anew() == 0
    with pytest.raises(ValidationError):
        services.use_code(user=phone.person, code=phone.code(1), now=timezone.now())
    assert "SECRET_KEY was changed" in caplog.text
    services.use_code(user=phone.person, code=phone.recovery[0], now=timezone.now())


def test_codes_that_are_over_open_nothing(phone):
    with pytest.raises(ValidationError):
        services.use_code(user=phone.person, code=phone.code(at=timezone.now() - timedelta(hours=2)), now=timezone.now())
