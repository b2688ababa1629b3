"""A lock of somebody else ends in an answer that says so, never in a house that is silent (config.waiting)."""

import contextlib
import threading

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection, transaction
from django.test import Client

from accounts.models import Unit
from config import errors, waiting
from tests.factories import UnitFactory

pytestmark = pytest.mark.both
on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no sessions")
HELD_UP = "Yêu cầu vừa rồi mất quá nhiều thời gian"


@pytest.mark.parametrize(
    ("part", "name", "waits"),
    [("web", "web", [20, 3, 60]), ("worker", "worker", [200, 30, 300]), ("beat", "beat", [200, 30, 300]), ("", "manage", [])],
)
def test_each_part_waits_as_long_as_becomes_it_and_commands_without_end(monkeypatch, part, name, waits):
    monkeypatch.setenv("HOUSE_PART", part)
    options = {}
    waiting.settle(options)
    names = ["statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"]
    asked = " ".join(f"-c {name}={seconds * 1000}" for name, seconds in zip(names, waits, strict=False))
    assert options == {"application_name": f"lotrinh292 {name}", **({"options": asked} if waits else {})}


def test_it_is_set_by_the_environment_and_the_address_has_the_last_word(monkeypatch):
    monkeypatch.setenv("HOUSE_PART", "web")
    monkeypatch.setenv("WEB_LOCK_TIMEOUT", "7")
    monkeypatch.setenv("WEB_STATEMENT_TIMEOUT", "0")
    options = {"options": "-c work_mem=8MB", "application_name": "ours"}
    waiting.settle(options)
    told = "-c lock_timeout=7000 -c idle_in_transaction_session_timeout=60000 -c work_mem=8MB"
    assert options == {"options": told, "application_name": "ours"}
    monkeypatch.setenv("HOUSE_PART", "")
    monkeypatch.setenv("WEB_LOCK_TIMEOUT", "soon")
    with pytest.raises(ImproperlyConfigured, match="WEB_LOCK_TIMEOUT"):
        waiting.settle({})


@contextlib.contextmanager
def another_session(**more):
    import psycopg

    given = connection.get_connection_params()
    asked = {key: given[key] for key in ("dbname", "user", "password", "host", "port") if given.get(key)}
    with psycopg.connect(**asked, **more) as session:
        yield session
        session.rollback()


@on_postgresql
def test_the_server_takes_it_as_it_is_meant(db, monkeypatch):
    monkeypatch.setenv("HOUSE_PART", "web")
    options = {}
    waiting.settle(options)
    with another_session(**options) as session:
        shown = [session.execute(f"SHOW {name}").fetchone()[0] for name in ("lock_timeout", "statement_timeout", "application_name")]
    assert shown == ["3s", "20s", "lotrinh292 web"]


@pytest.fixture
def browser(leader):
    browser = Client(raise_request_exception=False)
    browser.force_login(leader, backend="accounts.backend.Backend")
    return browser


@on_postgresql
@pytest.mark.parametrize("setting", ["lock_timeout", "statement_timeout"])
@pytest.mark.parametrize(("address", "kind"), [("/missions/", "text/html"), ("/api/v1/missions/", "application/problem+json")])
def test_a_table_that_is_held_is_an_answer_of_503(browser, setting, address, kind):
    with another_session() as session:
        session.execute("LOCK TABLE missions_mission, missions_missionevent IN ACCESS EXCLUSIVE MODE")
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL {setting} = '300ms'")
        page = browser.get(address)
        assert (page.status_code, page["Retry-After"], page["Content-Type"].split(";")[0]) == (503, "10", kind)
        assert ("đang bị một thao tác khác giữ") in page.content.decode()
        assert browser.get("/healthz").content == b"ok", "asks nothing of the database, whose transaction is over"


@pytest.mark.parametrize(("code", "seconds"), [("55P03", "10"), ("57014", "10"), ("40P01", "2"), ("40001", "2"), ("53300", "30")])
@pytest.mark.parametrize("address", ["/plan/292/measures/2.3/comments/", "/api/v1/measures/"])
def test_what_was_in_the_way_of_another_change_can_be_sent_again(rf, code, seconds, address):
    """53300, too many connections, is the control: there the house is away."""

    class Refused(Exception):
        sqlstate = code

    try:
        raise OperationalError("…") from Refused()
    except OperationalError:
        page = errors.server_error(rf.post(address, {"text": "Đã gửi."}))
    assert (page.status_code, page["Retry-After"]) == (503, seconds)
    said = page.content.decode()
    assert ("đang bị một thao tác khác giữ" in said) == (code != "53300")
    assert ("application/problem+json" in page["Content-Type"]) == address.startswith("/api/")


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_two_who_wait_for_each_other_are_told_to_send_it_again(at_once, rf):
    """A real one: each holds a unit, and wants that of the other."""
    units, both_hold = [UnitFactory(), UnitFactory()], threading.Barrier(2)

    def hold(first, second):
        try:
            with transaction.atomic():
                first.lock_seen(None)
                both_hold.wait(10)
                second.lock_seen(None)
        except OperationalError:
            return errors.server_error(rf.post("/"))
        return None

    answers = at_once(lambda: hold(*units), lambda: hold(*reversed([Unit.objects.get(pk=unit.pk) for unit in units])))
    (told,) = [answer for answer in answers if answer is not None]
    assert (told.status_code, told["Retry-After"]) == (503, "2")
    assert HELD_UP in told.content.decode()


@pytest.mark.parametrize(("said", "held_up"), [("database is locked", True), ("disk I/O error", False)])
def test_a_database_that_is_away_is_another_matter(rf, said, held_up):
    try:
        raise OperationalError(said)
    except OperationalError:
        page = errors.server_error(rf.get("/"))
    assert (HELD_UP in page.content.decode(), page["Retry-After"]) == (held_up, "10" if held_up else "30")
