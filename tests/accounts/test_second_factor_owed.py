"""SECOND_FACTOR: whose the second step must be, and what they reach until they have it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import one_time, services
from accounts.history import System
from accounts.views import second_factor
from tests.accounts.phones import PASSWORD, Phone, confirm, give, half_in, is_in, with_password

pytestmark = pytest.mark.django_db
SET_UP = "/accounts/2fa/totp/activate/"


@pytest.fixture
def of_administrators(settings):
    settings.SECOND_FACTOR = frozenset({"administrator", "secretariat"})


@pytest.mark.usefixtures("of_administrators")
def test_who_must_is_led_to_set_it_up_right_after_signing_in_and_then_to_where_they_went(administrator):
    client = Client()
    typed = {"login": with_password(administrator).email, "password": PASSWORD, "next": "/manage/users/"}
    assert client.post("/accounts/login/", typed)["Location"] == "/manage/users/"
    led = client.get("/manage/users/")
    assert led["Location"] == f"{SET_UP}?next=%2Fmanage%2Fusers%2F"
    page = client.get(led["Location"])
    assert page.status_code == 200
    assert 'name="next" value="/manage/users/"' in page.content.decode()
    now = timezone.now()
    key = one_time.unlock(client.session[second_factor.KEY])
    code = one_time.digits(key, one_time.step_at(now))
    page = client.post(SET_UP, {"code": code, "next": "/manage/users/"})
    assert 'href="/manage/users/"' in page.content.decode()
    assert client.get("/manage/users/").status_code == 200


@pytest.mark.usefixtures("of_administrators")
@pytest.mark.parametrize(
    "address", ["/", "/plan/", "/manage/users/", "/accounts/profile/", "/accounts/tokens/", "/accounts/2fa/", "/help/"]
)
def test_until_then_no_page_is_reached(administrator, signed_in, address):
    client = signed_in(administrator)
    for answer in (client.get(address), client.post(address)):
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, SET_UP)


@pytest.mark.usefixtures("of_administrators")
def test_signing_out_the_language_the_look_and_the_health_are_open(administrator, signed_in):
    client = signed_in(administrator)
    assert client.post("/i18n/language/", {"language": "en", "next": SET_UP})["Location"] == SET_UP
    assert client.get("/healthz").status_code == 200
    assert client.get(SET_UP)["Location"].startswith("/accounts/reauthenticate/")
    assert client.get("/accounts/reauthenticate/?next=" + SET_UP).status_code == 200
    assert client.get("/accounts/logout/").status_code == 200
    assert client.post("/accounts/logout/").status_code == 302


@pytest.mark.usefixtures("of_administrators")
def test_the_api_says_so_to_a_session_and_serves_a_key(administrator, client, signed_in):
    secret = services.make_token(user=administrator, label="x", read_only=True, by=administrator, now=timezone.now())[1]
    answer = signed_in(administrator).get("/api/v1/missions/")
    assert (answer.status_code, "xác thực hai lớp" in answer.json()["detail"]) == (403, True)
    assert Client().get("/api/v1/missions/", headers={"Authorization": f"Token {secret}"}).status_code == 200


@pytest.mark.usefixtures("of_administrators")
def test_other_roles_work_as_ever_and_everyone_means_everyone(officer, administrator, signed_in, stranger, settings):
    client = signed_in(officer)
    assert is_in(client)
    settings.SECOND_FACTOR = frozenset({"everyone"})
    assert not is_in(client)
    assert not is_in(signed_in(stranger)), "also who has no role"
    settings.SECOND_FACTOR = frozenset()
    assert is_in(client)


@pytest.mark.usefixtures("of_administrators")
def test_who_must_and_has_it_is_asked_for_it_and_cannot_switch_it_off(administrator):
    phone = Phone(with_password(administrator))
    client = half_in(administrator)
    give(client, phone.code())
    assert is_in(client)
    assert 'href="/accounts/2fa/totp/deactivate/"' not in client.get("/accounts/2fa/").content.decode()
    confirm(client, administrator, "mfa")
    assert client.post("/accounts/2fa/totp/deactivate/").status_code == 422


@pytest.mark.usefixtures("of_administrators")
def test_when_it_is_switched_off_for_somebody_who_must_they_set_it_up_again(administrator):
    phone = Phone(with_password(administrator))
    client = half_in(administrator)
    give(client, phone.code())
    services.remove_factor(user=administrator, by=System("remove_second_factor"), reason="mất điện thoại", now=timezone.now())
    assert client.get("/plan/")["Location"].startswith("/accounts/login/")
    client.post("/accounts/login/", {"login": administrator.email, "password": PASSWORD})
    assert client.get("/plan/")["Location"].startswith(SET_UP)


@pytest.mark.usefixtures("of_administrators")
def test_what_was_being_saved_is_handed_back(secretariat, signed_in):
    answer = signed_in(secretariat).post("/accounts/profile/", {"name": "Tên vừa gõ"})
    assert (answer.status_code, "Tên vừa gõ" in answer.content.decode()) == (403, True)
    assert SET_UP in answer.content.decode()


@pytest.mark.usefixtures("of_administrators")
def test_who_has_it_costs_no_question_more(administrator, settings):
    phone = Phone(with_password(administrator))
    client = half_in(administrator)
    give(client, phone.code())
    assert is_in(client)
    asked = []
    for wanted in (settings.SECOND_FACTOR, frozenset()):
        settings.SECOND_FACTOR = wanted
        with CaptureQueriesContext(connection) as queries:
            assert is_in(client)
        asked.append(len(queries))
    assert asked[0] == asked[1]
