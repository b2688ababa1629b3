"""Redis away: throttles rest, and everybody still comes in."""

import shutil
import socket
import subprocess

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory

from accounts.services import make_token
from config import settings as house
from config.cache import ForgivingRedisCache
from tests.architecture.test_health import running  # noqa: F401 a house whose parts are heard

pytestmark = pytest.mark.django_db
PASSWORD = "bốn từ dễ nhớ thôi"


@pytest.fixture
def port(settings, monkeypatch):
    """A port of our own where nothing listens yet, as the place of Redis."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    patience = {"socket_connect_timeout": 1, "socket_timeout": 1}
    place = {"BACKEND": "config.cache.ForgivingRedisCache", "LOCATION": f"redis://127.0.0.1:{port}/0", "OPTIONS": patience}
    monkeypatch.setattr(ForgivingRedisCache, "silent_until", 0.0)
    settings.CACHES = {"default": place}
    return port


@pytest.fixture
def redis(port, tmp_path):
    """start() and end() a Redis of our own."""
    if not shutil.which("redis-server"):
        pytest.skip("no redis-server here")
    started = []

    def start():
        options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(tmp_path)]
        started.append(subprocess.Popen(["redis-server", *options], stdout=subprocess.DEVNULL))
        for _ in range(100):
            with socket.socket() as probe:
                if not probe.connect_ex(("127.0.0.1", port)):
                    return
            started[-1].poll()
            subprocess.run(["sleep", "0.05"], check=True)

    def end():
        started[-1].kill()
        started[-1].wait()

    yield start, end
    for process in started:
        process.kill()


@pytest.fixture
def person(officer):
    officer.set_password(PASSWORD)
    officer.save(update_fields=["password"])
    return officer


def sign_in(person, password=PASSWORD):
    return Client().post("/accounts/login/", {"login": person.email, "password": password}).status_code


def test_everybody_comes_in_while_redis_is_away_and_the_log_says_so_once(port, person, caplog):
    assert [sign_in(person, "wrong") for _ in range(6)] == [422] * 6
    assert sign_in(person) == 302
    assert Client().post("/accounts/password/reset/", {"email": person.email}).status_code == 302
    _token, secret = make_token(user=person, label="x", read_only=True, by=person, now=person.date_joined)
    assert Client().get("/api/v1/plans/", headers={"Authorization": f"Token {secret}"}).status_code == 200
    said = [record for record in caplog.records if "Redis does not answer" in record.message]
    assert len(said) == 1


def test_readiness_says_that_throttles_rest(port, client, running):  # noqa: F811
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["wrong"]) == (503, ["cache"])


def test_throttles_count_again_when_redis_is_back(redis, person, monkeypatch):
    start, end = redis
    start()
    assert [sign_in(person, "wrong") for _ in range(5)] == [422] * 5
    assert sign_in(person) == 422, "slowed down"
    end()
    assert sign_in(person) == 302
    start()
    assert cache.get("x", "not asked") == "not asked"
    monkeypatch.setattr(ForgivingRedisCache, "silent_until", 0.0)  # the rest is over
    cache.set("x", 1)
    assert cache.get("x") == 1


def test_what_is_no_fault_of_redis_is_not_forgiven(port):
    with pytest.raises(Exception, match="pickle"):
        cache.set("x", lambda: None)


def test_the_address_of_the_client_is_the_one_that_the_proxy_has_seen(settings, rf: RequestFactory):
    from allauth.core.internal.httpkit import get_client_ip

    asked = rf.get("/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": "6.6.6.6, 203.0.113.7"})
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert get_client_ip(asked) == "203.0.113.7"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    assert get_client_ip(asked) == "10.0.0.1", "without a proxy nobody's word is taken for it"


def test_a_new_password_is_limited_by_account_and_not_by_address(person, head, mailoutbox):
    def ask(email):
        return Client().post("/accounts/password/reset/", {"email": email}).status_code

    answers = [ask(f"nobody-{n}@demo.test") for n in range(60)]
    assert set(answers) == {302}, "a whole ministry behind one address"
    assert [ask(person.email) for _ in range(6)] == [302] * 5 + [429]
    assert ask(head.email) == 302
    assert not [rate for rate in house.ACCOUNT_RATE_LIMITS.values() if "/ip" in rate and not rate.startswith("600/m")]
