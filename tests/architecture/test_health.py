"""/healthz and /readyz."""

import re
from datetime import timedelta
from unittest import mock

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import override_settings
from django.utils import timezone

from accounts import tables
from config import health
from office.models import Heartbeat, Run

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def running(monkeypatch):
    """A house that started long ago and whose parts are heard."""
    monkeypatch.setattr(health, "STARTED", health.time.monotonic() - 3600)
    for part in ("worker", "beat"):
        Heartbeat.objects.create(part=part, at=timezone.now())


def _silence(part, seconds):
    Heartbeat.objects.filter(part=part).update(at=timezone.now() - timedelta(seconds=seconds))


def test_alive_asks_nothing_of_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"ok"


def test_who_watches_is_answered_under_any_name_and_nobody_else_is(client, running):
    """The container asks itself at 127.0.0.1, which ALLOWED_HOSTS of a house in production does not name."""
    with override_settings(ALLOWED_HOSTS=["house.example.org"]):
        here = {"host": "127.0.0.1:8292"}
        assert [client.get(probe, headers=here).status_code for probe in ("/healthz", "/readyz")] == [200, 200]
        assert [client.post(probe, headers=here).status_code for probe in ("/healthz", "/readyz")] == [405, 405]
        assert [client.get(page, headers=here).status_code for page in ("/accounts/login/", "/healthz/", "/readyz/x")] == [400, 400, 400]
        assert client.get("/accounts/login/", headers={"host": "house.example.org"}).status_code == 200


def test_all_is_well(client, running):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["ready"] is True
    assert set(answer.json()["checks"]) == {"database", "migrations", "media", "cache", "queue", "worker", "beat", "clocks", "outbox"}
    assert answer["Cache-Control"].startswith("max-age=0")


@pytest.mark.parametrize("part", ["worker", "beat"])
def test_a_silent_part_is_named(client, running, part):
    _silence(part, 300)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["wrong"] == [part]
    assert f"the {part} has not been heard for 300 s" in answer.json()["checks"][part]["why"]


def test_a_part_on_its_way_is_not_wrong(client):
    with mock.patch.object(health, "STARTED", health.time.monotonic()):
        answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["checks"]["worker"]["state"] == "starting"


def test_a_job_that_waits_is_named(client, running):
    Run.objects.create(job="j", key="k", created_at=timezone.now() - timedelta(minutes=10))
    answer = client.get("/readyz")
    assert answer.json()["wrong"] == ["queue"]
    waited = int(re.search(r"waited (\d+) s", answer.json()["checks"]["queue"]["why"])[1])
    assert 600 <= waited < 720, "as long as it has waited, and the seconds that this machine took to ask"


def test_files_that_cannot_be_written_are_named(client, running, settings, tmp_path):
    (tmp_path / "a-file").write_text("")
    settings.MEDIA_ROOT = tmp_path / "a-file"
    assert client.get("/readyz").json()["wrong"] == ["media"]


def test_tables_that_are_missing_are_named(client, running, monkeypatch):
    monkeypatch.setattr(health, "_applied", False)
    monkeypatch.setattr(tables, "pending", lambda: [("reports", "0025_more"), ("reports", "0026_more")])
    assert client.get("/readyz").json()["checks"]["migrations"]["why"] == (
        "The tables are older than the code and lack its migration reports.0025_more and 1 more: "
        "run `manage.py prepare` as the owner of the tables."
    )


def test_a_newer_release_that_comes_while_this_one_runs_is_named(client, running):
    assert client.get("/readyz").status_code == 200
    MigrationRecorder(connection).record_applied("reports", "9999_of_a_newer_release")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["wrong"]) == (503, ["migrations"])
    assert "does not know their migration reports.9999_of_a_newer_release" in answer.json()["checks"]["migrations"]["why"]


def test_clocks_that_differ_are_named(client, running, monkeypatch):
    late = (
        "SELECT extract(epoch FROM clock_timestamp()) - 90"
        if connection.vendor == "postgresql"
        else "SELECT (julianday('now') - 2440587.5) * 86400 - 90"
    )
    monkeypatch.setitem(health.CLOCK, connection.vendor, late)
    assert client.get("/readyz").json()["wrong"] == ["clocks"]


def test_a_database_that_does_not_answer_is_named_without_its_address(client, monkeypatch):
    def fails():
        raise OperationalError("connection to db.example.org as house failed: password topsecret")

    monkeypatch.setitem(health.LOOKS, "database", fails)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "wrong": ["database"], "checks": {"database": {"ok": False, "why": "OperationalError"}}}
