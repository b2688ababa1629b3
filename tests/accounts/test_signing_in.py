"""Throttles that slow an account down and never an office, and the end of a session."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts import sessions
from accounts.services.people import end_sessions

PASSWORD = "bốn từ dễ nhớ thôi"


@pytest.fixture(autouse=True)
def _empty_cache(settings, tmp_path):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": tmp_path / "cache"}}
    cache.clear()


@pytest.fixture
def person(officer):
    officer.set_password(PASSWORD)
    officer.save(update_fields=["password"])
    return officer


def sign_in(person, password=PASSWORD):
    return Client().post("/accounts/login/", {"login": person.email, "password": password})


def test_after_five_wrong_passwords_one_waits(person, head):
    for _ in range(5):
        assert sign_in(person, "wrong").status_code == 422
    refused = sign_in(person)
    assert refused.status_code == 422, "even the right password waits now"
    head.set_password(PASSWORD)
    head.save(update_fields=["password"])
    assert sign_in(head).status_code == 302, "the colleague behind the same address does not"


def test_one_waits_by_whatever_name_the_house_is_called(person, settings):
    settings.ALLOWED_HOSTS = ["testserver", "localhost"]
    for number in range(5):
        client = Client(headers={"host": f"localhost:{number + 1}"})
        assert client.post("/accounts/login/", {"login": person.email, "password": "wrong"}).status_code == 422
    for host in ("testserver", "LocalHost", "localhost.", "localhost:555"):
        for email in (person.email, person.email.upper()):
            refused = Client(headers={"host": host}).post("/accounts/login/", {"login": email, "password": PASSWORD})
            assert refused.status_code == 422, (host, email)


def test_who_waits_is_not_forgotten_for_the_addresses_that_others_make_up(person):
    for _ in range(5):
        sign_in(person, "wrong")
    for number in range(400):
        cache.set(f"reset-{number}", number)
    assert sign_in(person).status_code == 422


def test_the_log_tells_of_refused_attempts_by_the_number_of_the_account(person, caplog):
    caplog.set_level("INFO", "sign_in")
    for _ in range(6):
        sign_in(person, "wrong")
    Client().post("/accounts/login/", {"login": "secret-in-the-wrong-field@x.vn", "password": "wrong"})
    told = [(row.levelname, row.getMessage(), row.user) for row in caplog.records if row.name == "sign_in"]
    refused = ("INFO", "A sign-in was refused.")
    assert told == [
        *[(*refused, person.pk)] * 5,
        ("WARNING", "A sign-in was put off after five wrong passwords.", person.pk),
        (*refused, None),
    ]
    assert "secret" not in caplog.text


def test_an_office_of_150_signs_in_at_once(person):
    assert {sign_in(person).status_code for _ in range(150)} == {302}


def test_too_many_from_one_address_get_429_and_when_to_return(settings, person):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login": "3/m/ip"}
    answers = [sign_in(person) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
    assert answers[-1]["Retry-After"] == "60"


def test_signing_in_changes_the_session(client, person):
    client.get("/accounts/login/")
    session = client.session
    session["left"] = "behind"
    session.save()
    client.cookies["session"] = session.session_key
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    assert client.session.session_key != session.session_key


def open_page(client):
    return client.get("/accounts/tokens/").status_code


def set_back(client, **keys):
    session = client.session
    for name, ago in keys.items():
        session[name] = int((timezone.now() - ago).timestamp())
    session.save()


def test_three_hours_without_a_click_end_the_session(signed_in, person):
    client = signed_in(person)
    assert open_page(client) == 200
    set_back(client, seen_at=timedelta(hours=2, minutes=59), signed_in_at=timedelta(hours=5))
    assert open_page(client) == 200
    set_back(client, seen_at=timedelta(hours=3, minutes=1))
    assert open_page(client) == 302


def test_twelve_hours_end_the_session_in_any_case(signed_in, person):
    client = signed_in(person)
    open_page(client)
    set_back(client, signed_in_at=timedelta(hours=12, minutes=1), seen_at=timedelta(0))
    assert open_page(client) == 302


def test_a_click_writes_nothing_more_than_every_five_minutes(signed_in, person, django_assert_num_queries):
    client = signed_in(person)
    open_page(client)
    noted = client.session[sessions.SEEN]
    open_page(client)
    assert client.session[sessions.SEEN] == noted
    set_back(client, seen_at=timedelta(minutes=6))
    open_page(client)
    assert client.session[sessions.SEEN] >= noted


# What the browser keeps


def test_what_is_read_is_kept_for_its_reader_alone_and_asked_for_again(signed_in, person):
    client = signed_in(person)
    assert client.get("/search/?q=x")["Cache-Control"] == "private, no-cache"
    rows = client.get("/api/v1/missions/")
    assert (rows.status_code, rows["Cache-Control"]) == (200, "private, no-cache")
    again = client.get("/api/v1/missions/", headers={"if-none-match": rows["ETag"]})
    assert (again.status_code, again.content, again["Cache-Control"]) == (304, b"", "private, no-cache")
    assert "no-store" in client.get("/accounts/tokens/")["Cache-Control"], "a page with a secret is not kept at all"


def test_who_signs_out_leaves_nothing_behind(signed_in, person):
    client = signed_in(person)
    assert "Clear-Site-Data" not in client.get("/plan/")
    assert client.post("/accounts/logout/")["Clear-Site-Data"] == '"cache"'
    assert "Clear-Site-Data" not in client.get("/accounts/login/"), "once is enough: the styles are kept from now on"


@pytest.mark.parametrize("end", ["too long", "closed"])
def test_who_is_signed_out_by_the_house_leaves_nothing_behind(signed_in, person, end):
    client = signed_in(person)
    open_page(client)
    if end == "closed":
        end_sessions(person, timezone.now())
    else:
        set_back(client, seen_at=timedelta(hours=4))
    answer = client.get("/plan/")
    assert (answer.status_code, answer["Clear-Site-Data"]) == (302, '"cache"')


def test_who_never_signed_in_keeps_the_styles(client, db):
    for _ in range(2):
        assert "Clear-Site-Data" not in client.get("/accounts/login/")
