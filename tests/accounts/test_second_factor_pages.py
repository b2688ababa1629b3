"""One's own second step: set up, moved, its codes, switched off; and what an administrator and the shell do for a lost phone."""

import re
from datetime import timedelta
from html import unescape
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts import factors, one_time, services
from accounts.history import System
from accounts.models import ApiToken, Event
from office.models import Mail
from tests.accounts.phones import PASSWORD, Phone, confirm, give, half_in, is_in, with_password

pytestmark = pytest.mark.django_db
SET_UP, CODES, OFF, HOME = (f"/accounts/2fa/{page}" for page in ("totp/activate/", "recovery-codes/generate/", "totp/deactivate/", ""))


@pytest.fixture(autouse=True)
def _empty_cache(settings, tmp_path):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": tmp_path / "cache"}}
    cache.clear()


@pytest.fixture
def browser(client, officer):
    return confirm(client, with_password(officer))


def key_on(page):
    return re.search(r'class="secret-key"><span class="code">([A-Z2-7 ]+)<', page.content.decode())[1].replace(" ", "")


def codes_on(page):
    return [code.replace(" ", "") for code in re.findall(r'<li><span class="code">([\d ]+)</span>', page.content.decode())]


def verbs(person):
    return list(Event.objects.about(person).filter(verb__startswith="factor.").values_list("verb", flat=True))[::-1]


def set_up(browser, **more):
    key = key_on(browser.get(SET_UP))
    return key, browser.post(SET_UP, {"code": one_time.digits(key, one_time.step_at(timezone.now())), **more})


def test_it_is_set_up_with_the_code_of_the_phone(browser, officer):
    other = confirm(Client(), officer)
    wrong = browser.post(SET_UP, {"code": "000000"})
    assert (wrong.status_code, 'value="000000"' in wrong.content.decode()) == (422, True)
    assert not factors.has_factor(officer)
    key, page = set_up(browser)
    codes = codes_on(page)
    assert (page.status_code, len(codes), page["Cache-Control"]) == (200, 10, "max-age=0, no-cache, no-store, must-revalidate, private")
    assert factors.has_factor(officer)
    assert is_in(browser)
    assert not is_in(other), "opened without the phone"
    assert verbs(officer) == ["factor.setup"]
    assert "Đang bật" in browser.get("/accounts/profile/").content.decode()
    assert not [code for code in codes if code in browser.get(CODES).content.decode()]
    give(client := half_in(officer), one_time.digits(key, one_time.step_at(timezone.now()) + 1))
    assert is_in(client)


def test_a_page_that_is_opened_again_shows_the_same_key_until_it_is_used(browser):
    key = key_on(browser.get(SET_UP))
    assert key_on(browser.get(SET_UP)) == key
    assert key not in str(dict(browser.session)), "locked also in the session"
    set_up(browser)
    assert key_on(browser.get(SET_UP)) != key


def test_the_square_says_what_the_key_says(browser, officer):
    page = browser.get(SET_UP).content.decode()
    assert re.search(r'<svg viewBox="0 0 (\d+) \1" aria-hidden="true"><path d="M4 4h7', page), "the corner of every such square"
    assert "style=" not in page
    assert 'inputmode="numeric"' in page
    assert 'autocomplete="one-time-code"' in page


@pytest.mark.parametrize("page", [SET_UP, CODES, OFF])
@pytest.mark.parametrize("method", ["get", "post"])
def test_nothing_is_changed_without_showing_that_it_is_oneself(signed_in, officer, page, method):
    client = signed_in(officer)
    answer = getattr(client, method)(page)
    assert answer["Location"].startswith("/accounts/reauthenticate/?next=")
    confirm(client, officer, ago=6 * 60)
    assert getattr(client, method)(page)["Location"].startswith("/accounts/reauthenticate/?next=")
    confirm(client, officer, ago=4 * 60)
    answer = getattr(client, method)(page)
    assert not answer.headers.get("Location", "").startswith("/accounts/reauthenticate/")


def test_who_has_a_phone_does_not_get_round_it_by_the_password(browser, officer):
    phone = Phone(officer)
    confirm(browser, officer)
    assert browser.get(OFF)["Location"] == "/accounts/2fa/reauthenticate/?next=%2Faccounts%2F2fa%2Ftotp%2Fdeactivate%2F"
    assert browser.get("/accounts/reauthenticate/?next=/plan/")["Location"] == "/accounts/2fa/reauthenticate/?next=%2Fplan%2F"
    assert browser.post("/accounts/reauthenticate/", {"password": PASSWORD})["Location"].startswith("/accounts/2fa/reauthenticate/")
    assert browser.post(OFF).status_code == 302
    assert factors.has_factor(officer)
    assert browser.post("/accounts/2fa/reauthenticate/?next=" + OFF, {"code": "000000"}).status_code == 422
    answer = browser.post("/accounts/2fa/reauthenticate/", {"code": phone.code(), "next": OFF})
    assert answer["Location"] == OFF
    assert browser.post(OFF)["Location"] == HOME
    assert not factors.has_factor(officer)
    assert is_in(browser)
    assert not browser.session.get("account_authentication_methods"), "this session shows no code any more"
    assert verbs(officer) == ["factor.setup", "factor.remove"]


def test_it_moves_to_another_phone(browser, officer):
    old = Phone(officer)
    confirm(browser, officer, "mfa")
    key, page = set_up(browser)
    assert len(codes_on(page)) == 10
    for code in (old.code(), old.recovery[0]):
        assert give(half_in(officer), code).status_code == 422
    assert give(half_in(officer), one_time.digits(key, one_time.step_at(timezone.now()) + 1)).status_code == 302
    assert verbs(officer) == ["factor.setup", "factor.move"]


def test_codes_are_made_anew_and_downloaded_by_who_sees_them_alone(browser, officer, head, signed_in):
    phone = Phone(officer)
    confirm(browser, officer, "mfa")
    page = browser.post(CODES)
    codes = codes_on(page)
    assert set(codes).isdisjoint(phone.recovery)
    locked = unescape(re.search(r'name="codes" value="([^"]+)"', page.content.decode())[1])
    file = browser.post("/accounts/2fa/recovery-codes/download/", {"codes": locked})
    text = file.content.decode("utf-8-sig")
    assert file["Content-Disposition"] == 'attachment; filename="lotrinh292-ma-du-phong.txt"'
    assert [line.replace(" ", "") for line in text.split("\r\n")[2:-1]] == codes
    assert officer.email in text
    for nonsense in ("", "x", one_time.lock("[1]")[:-4]):
        assert browser.post("/accounts/2fa/recovery-codes/download/", {"codes": nonsense}).status_code == 302
    assert signed_in(head).post("/accounts/2fa/recovery-codes/download/", {"codes": locked}).status_code == 302


def test_without_a_phone_there_are_no_codes_to_make(browser, officer):
    assert browser.post(CODES)["Location"] == HOME
    assert not Authenticator.objects.exists()


def test_what_is_made_with_a_key_is_confirmed_and_what_was_typed_comes_along(signed_in, officer):
    client = signed_in(with_password(officer))
    page = client.post("/accounts/tokens/", {"label": "Máy chấm công", "read_only": "on"})
    assert (page.status_code, ApiToken.objects.count()) == (401, 0)
    kept = unescape(re.search(r'name="kept" value="([^"]+)"', page.content.decode())[1])
    again = client.post("/accounts/reauthenticate/", {"password": "sai", "kept": kept, "next": "/accounts/tokens/"})
    assert (again.status_code, "Máy chấm công" in again.content.decode()) == (422, True)
    offered = client.post("/accounts/reauthenticate/", {"password": PASSWORD, "kept": kept, "next": "/accounts/tokens/"})
    assert "Máy chấm công" in offered.content.decode()
    assert client.post("/accounts/tokens/", {"label": "Máy chấm công", "read_only": "on"}).status_code == 200
    assert ApiToken.objects.get().label == "Máy chấm công"


# A lost phone


def test_an_administrator_switches_it_off_with_a_reason_and_the_person_is_signed_out_and_told(officer, administrator, signed_in):
    phone, address = Phone(with_password(officer)), f"/manage/users/{officer.pk}/"
    theirs = half_in(officer)
    give(theirs, phone.code())
    client = signed_in(administrator)
    asked = client.post(address, {"act": "factor", "reason": "mất điện thoại"})
    assert asked.status_code == 401, "the administrator shows first that it is them"
    confirm(client, administrator)
    assert client.post(address, {"act": "factor", "reason": " "}).status_code == 422
    assert is_in(theirs)
    assert client.post(address, {"act": "factor", "reason": "mất điện thoại"}).status_code == 302
    assert not is_in(theirs)
    assert not factors.has_factor(officer)
    event = Event.objects.about(officer).first()
    assert (event.verb, event.by, event.body.reason) == ("factor.remove", administrator, "mất điện thoại")
    assert "Đã tắt xác thực hai lớp" in Mail.objects.filter(user=officer).latest("pk").subject
    assert "đã tắt xác thực hai lớp của" in client.get(address).content.decode()


@pytest.mark.parametrize("who", ["secretariat", "head", "auditor"])
def test_nobody_else_may(request, officer, who):
    Phone(officer)
    with pytest.raises(PermissionDenied):
        services.remove_factor(user=officer, by=request.getfixturevalue(who), reason="x", now=timezone.now())
    assert factors.has_factor(officer)


def test_an_administrator_has_no_way_round_their_own(administrator):
    Phone(with_password(administrator))
    client = confirm(Client(), administrator)
    assert client.post(f"/manage/users/{administrator.pk}/", {"act": "factor", "reason": "x"}).status_code == 403
    assert client.post(OFF).status_code == 302
    assert factors.has_factor(administrator)


def test_the_shell_helps_the_last_administrator(administrator):
    Phone(administrator)
    with pytest.raises(CommandError):
        call_command("remove_second_factor", "nobody@mofa.vn", reason="x")
    with pytest.raises(CommandError):
        call_command("remove_second_factor", administrator.email, reason=" ")
    call_command("remove_second_factor", administrator.email.upper(), reason="mất điện thoại", stdout=StringIO())
    assert not factors.has_factor(administrator)
    event = Event.objects.about(administrator).first()
    assert (event.verb, event.by, event.by_label) == ("factor.remove", None, "system: remove_second_factor")
    with pytest.raises(CommandError):
        call_command("remove_second_factor", administrator.email, reason="once more")


def test_an_erased_account_leaves_none(officer, administrator):
    Phone(officer)
    services.erase_account(user=officer, by=System("erase_who_left"), reason="hết thời hạn", now=timezone.now())
    assert not Authenticator.objects.exists()


def test_a_closed_account_sets_none_up(officer):
    officer.is_active = False
    with pytest.raises(ValidationError):
        Phone(officer)


# What is told, and what is not


def test_every_change_is_mailed_to_the_person_in_their_language_without_a_secret(officer):
    officer.language = "en"
    officer.save(update_fields=["language"])
    now, phone = timezone.now(), Phone(officer)
    services.use_code(user=officer, code=phone.recovery[0], now=now)
    more = services.make_codes(user=officer, by=officer, now=now)
    services.remove_factor(user=officer, by=officer, now=now)
    letters = list(Mail.objects.filter(user=officer).order_by("pk"))
    assert [letter.subject for letter in letters] == [
        "Two-step sign-in is set up",
        "A recovery code was used",
        "New recovery codes",
        "Two-step sign-in is switched off",
    ]
    said = "".join(letter.text for letter in letters) + str(list(Event.objects.values("object_label", "body__changes", "body__reason")))
    assert not [secret for secret in (phone.key, *phone.recovery, *more) if secret in said.replace(" ", "")]
    assert verbs(officer) == ["factor.setup", "factor.code_used", "factor.codes", "factor.remove"]


def test_the_person_and_the_auditor_read_it_in_plain_words(officer, auditor, signed_in):
    phone = Phone(officer)
    services.use_code(user=officer, code=phone.recovery[0], now=timezone.now())
    for reader, address in ((auditor, "/audit/"), (officer, HOME)):
        page = signed_in(reader).get(address).content.decode()
        for words in ("đã thiết lập xác thực hai lớp", "đã dùng một mã dự phòng"):
            assert words in page


def test_few_codes_are_warned_of(browser, officer):
    phone = Phone(officer)
    for code in phone.recovery[:7]:
        services.use_code(user=officer, code=code, now=timezone.now() + timedelta(seconds=1))
    confirm(browser, officer)
    assert "Còn ít mã dự phòng" not in browser.get(HOME).content.decode()
    services.use_code(user=officer, code=phone.recovery[7], now=timezone.now())
    assert "Còn ít mã dự phòng" in browser.get(HOME).content.decode()
