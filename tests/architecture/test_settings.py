"""Settings fail early and name the variable; every address of a database is read as it is meant."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError

import manage
from config import checks, preparation
from config import environment as env

PROJECT = Path(__file__).resolve().parents[2]
DEFAULT = PROJECT / "var" / "app.sqlite3"
PRODUCTION = {
    "DATABASE_URL": "postgresql://house@db.example.org:5432/house",
    "REDIS_URL": "redis://redis.example.org:6379/0",
    "ALLOWED_HOSTS": "house.example.org",
    "SECRET_KEY": "an-example-of-fifty-characters-or-more-0123456789-abcdefghij",
    "SEAL_HEADS_FILE": "/srv/heads/history.log",
    "EMAIL_HOST": "mail.example.org",
    "SECOND_FACTOR": "administrator,secretariat",
}


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("", str(DEFAULT)),
        ("sqlite:///var/x.sqlite3", str(PROJECT / "var/x.sqlite3")),
        ("sqlite:////srv/data/x.sqlite3", "/srv/data/x.sqlite3"),
        ("sqlite:////srv/a%20folder/what%3F.sqlite3", "/srv/a folder/what?.sqlite3"),
        ("sqlite:////srv/c#/x.sqlite3", "/srv/c#/x.sqlite3"),
    ],
)
def test_an_address_of_sqlite_is_a_path(monkeypatch, address, name):
    monkeypatch.setenv("DATABASE_URL", address)
    database = env.database("DATABASE_URL", DEFAULT)
    assert database["NAME"] == name
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_an_address_of_postgresql_gives_all_its_parts(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://an%40officer:p%2Fw@db.example.org:6543/house?sslmode=require")
    monkeypatch.setenv("DATABASE_POOL", "12")
    database = env.database("DATABASE_URL", DEFAULT)
    assert {key: database[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")} == {
        "NAME": "house", "USER": "an@officer", "PASSWORD": "p/w", "HOST": "db.example.org", "PORT": "6543"
    }  # fmt: skip
    assert database["OPTIONS"]["sslmode"] == "require"
    assert database["OPTIONS"]["pool"]["max_size"] == 12


@pytest.mark.parametrize(("asked", "after"), [(None, 5), ("20", 20), ("0", None)])
def test_the_database_keeps_the_plan_of_what_is_asked_again(monkeypatch, asked, after):
    """None: never, for a pooler that keeps no prepared statements."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://db.example.org/house")
    if asked is not None:
        monkeypatch.setenv("DATABASE_PREPARE", asked)
    assert env.database("DATABASE_URL", DEFAULT)["OPTIONS"]["prepare_threshold"] == after


@pytest.mark.parametrize(
    "address",
    [
        "mysql://a@b/c",
        "sqlite://x.sqlite3",
        "sqlite:///",
        "postgresql://db.example.org",
        "postgresql://db.example.org:port/x",
        "postgresql://[::1/x",
    ],
)
def test_a_wrong_address_of_a_database_names_the_variable(monkeypatch, address):
    monkeypatch.setenv("DATABASE_URL", address)
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        env.database("DATABASE_URL", DEFAULT)


def test_a_wrong_address_never_repeats_the_password(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:topsecret@db:port/x")
    with pytest.raises(ImproperlyConfigured) as error:
        env.database("DATABASE_URL", DEFAULT)
    assert "topsecret" not in str(error.value)


def test_a_secret_is_read_from_a_file(monkeypatch, tmp_path):
    (tmp_path / "key").write_text("from the file\n")
    monkeypatch.setenv("SOME_KEY_FILE", str(tmp_path / "key"))
    assert env.text("SOME_KEY") == "from the file"


@pytest.mark.parametrize(
    ("read", "value", "says"),
    [
        (lambda: env.flag("IT"), "ja", "IT is 'ja': use 'true' or 'false'"),
        (lambda: env.integer("IT", 1), "two", "IT is 'two': use a whole number"),
        (lambda: env.integer("IT", 1, at_least=1), "0", "IT is 0: use 1 or more"),
        (lambda: env.choice("IT", "a", ("a", "b")), "c", "IT is 'c': use one of a, b"),
        (lambda: env.text("IT"), "", "IT is not set"),
    ],
)
def test_an_unknown_value_names_its_variable(monkeypatch, read, value, says):
    monkeypatch.setenv("IT", value)
    with pytest.raises(ImproperlyConfigured, match=says):
        read()


def test_a_file_that_is_missing_stops_the_start(monkeypatch):
    monkeypatch.setenv("IT_FILE", "/nowhere/key")
    with pytest.raises(ImproperlyConfigured, match="IT_FILE points at /nowhere/key"):
        env.text("IT", "default")


def _manage(*words, **variables):
    clean = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
    command = [sys.executable, "-W", "error", "manage.py", *words]
    return subprocess.run(command, cwd=PROJECT, env=clean | variables, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS"])
def test_production_does_not_start_without(name, tmp_path):
    done = _manage("check", VAR_DIR=str(tmp_path), **(PRODUCTION | {name: ""}))
    assert done.returncode
    assert f"{name} is not set" in done.stderr.strip().splitlines()[-1]


WRONG = {
    "SECRET_KEY": "short",
    "PORT": "99999",
    "EMAIL_PORT": "0",
    "WEB_THREADS": "many",
    "HTTPS": "perhaps",
    "SECOND_FACTOR": "administrators",
}


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("words", [["check"], ["up"]])
def test_what_is_set_wrongly_is_said_in_one_line(name, words, tmp_path):
    done = _manage(*words, VAR_DIR=str(tmp_path), **(PRODUCTION | {name: WRONG[name]}))
    assert done.returncode
    assert len(done.stderr.strip().splitlines()) == 1, "no traceback above it"
    assert name in done.stderr
    assert "short" not in done.stderr, "a secret is not repeated"


@pytest.mark.parametrize(
    ("variables", "says"),
    [
        ({"ALLOWED_HOSTS": "https://house.example.org/"}, "ALLOWED_HOSTS takes names alone"),
        ({"ALLOWED_HOSTS": ".example.org"}, "SITE_ADDRESS is not set"),
        ({"ALLOWED_HOSTS": "*"}, "SITE_ADDRESS is not set"),
        ({"ALLOWED_HOSTS": ".example.org", "SITE_ADDRESS": "https://house.example.org/"}, ""),
    ],
)
def test_links_in_mail_lead_somewhere(variables, says, tmp_path):
    done = _manage("check", VAR_DIR=str(tmp_path), **(PRODUCTION | variables))
    assert (says in done.stderr and done.returncode) if says else done.returncode == 0, done.stderr


@pytest.mark.parametrize("words", [["up"], ["prepare"]])
def test_a_database_that_is_not_reached_is_said_in_a_line_with_its_reason(words, tmp_path, monkeypatch):
    address = "postgresql://house:secret@127.0.0.1:9/house"  # nobody listens there
    done = _manage(*words, VAR_DIR=str(tmp_path), **(PRODUCTION | {"DATABASE_URL": address}))
    assert done.returncode
    assert done.stderr.startswith("CommandError: The database is not reached; look at DATABASE_URL and DATABASE_PASSWORD.")
    assert "Connection refused" in done.stderr
    assert "Traceback" not in done.stderr
    assert "secret" not in done.stderr


def test_words_that_cannot_be_compiled_name_who_can(monkeypatch):
    def refuse(locale):
        raise PermissionError(13, "Permission denied", str(locale / "vi" / "LC_MESSAGES" / "django.mo.part"))

    monkeypatch.setattr("config.catalogues.compile_all", refuse)
    with pytest.raises(CommandError, match="config\\.catalogues"):
        preparation.compile_words()


@pytest.mark.parametrize(("file", "is_words"), [("locale/vi/LC_MESSAGES/django.mo", True), ("var/secret-key", False)])
def test_words_that_cannot_be_read_are_said_in_a_line(file, is_words, monkeypatch):
    def refuse(_words):
        raise PermissionError(13, "Permission denied", file)

    monkeypatch.setattr(manage, "execute_from_command_line", refuse)
    with pytest.raises(SystemExit if is_words else PermissionError, match=file) as told:
        manage.main(["manage.py", "check"])
    assert ("python -m config.catalogues" in str(told.value)) == is_words


def test_the_check_of_deployment_asks_where_the_heads_of_the_history_go(tmp_path):
    (tmp_path / "static").mkdir()
    done = _manage("check", "--deploy", VAR_DIR=str(tmp_path), **(PRODUCTION | {"SEAL_HEADS_FILE": str(tmp_path)}))
    assert done.returncode
    assert "SEAL_HEADS_FILE" in done.stderr
    assert "cannot be written" in done.stderr


def test_a_production_environment_passes_the_check_of_deployment(tmp_path):
    (tmp_path / "static").mkdir()
    done = _manage("check", "--deploy", "--fail-level", "WARNING", VAR_DIR=str(tmp_path), **PRODUCTION)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout + done.stderr


def test_the_check_of_deployment_asks_for_redis(tmp_path):
    (tmp_path / "static").mkdir()
    done = _manage("check", "--deploy", VAR_DIR=str(tmp_path), **(PRODUCTION | {"REDIS_URL": ""}))
    assert "REDIS_URL is not set" in done.stderr


def test_the_check_of_deployment_asks_who_sends_mail(tmp_path):
    (tmp_path / "static").mkdir()
    words = ["check", "--deploy", "--fail-level", "WARNING"]
    done = _manage(*words, VAR_DIR=str(tmp_path), **(PRODUCTION | {"EMAIL_HOST": ""}))
    assert (done.returncode, "lotrinh292.W002" in done.stderr) == (1, True)
    done = _manage(*words, VAR_DIR=str(tmp_path), **(PRODUCTION | {"EMAIL_HOST": "", "DEMO": "true"}))
    assert (done.returncode, done.stderr.count("W002")) == (0, 0), "an illustration sends none"


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("", frozenset()),
        ("offered", frozenset()),
        ("everyone", {"everyone"}),
        (" administrator , unit_head", {"administrator", "unit_head"}),
        ("administrators", "'administrators' cannot stand there: use offered, everyone, or a list of administrator, unit_head"),
        ("everyone,administrator", "'everyone' cannot stand there"),
        ("offered,administrator", "'offered' cannot stand there"),
    ],
)
def test_whose_the_second_step_must_be_is_read_as_roles(monkeypatch, given, meant):
    monkeypatch.setenv("SECOND_FACTOR", given)

    def read():
        return env.some("SECOND_FACTOR", "offered", among=["administrator", "unit_head"], nobody="offered", everybody="everyone")

    if isinstance(meant, str):
        with pytest.raises(ImproperlyConfigured, match=f"SECOND_FACTOR is '{given}', and {meant}"):
            read()
    else:
        assert read() == meant


@pytest.mark.parametrize(("asked", "demo", "told"), [((), False, True), (("administrator",), False, False), ((), True, False)])
def test_the_check_of_deployment_asks_whose_the_second_step_must_be(settings, asked, demo, told):
    settings.EMBEDDED, settings.DEMO, settings.SECOND_FACTOR = False, demo, frozenset(asked)
    assert [one.id for one in checks.somebody_must_have_a_second_step()] == (["lotrinh292.W004"] if told else [])


def test_the_embedded_mode_makes_its_own_key_once(tmp_path):
    for _ in range(2):
        done = _manage("shell", "-v", "0", "-c", "from django.conf import settings; print(settings.SECRET_KEY)", VAR_DIR=str(tmp_path))
        assert done.stdout.strip() == (tmp_path / "secret-key").read_text(), done.stderr
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


def test_nobody_else_on_the_machine_reads_what_the_embedded_mode_keeps(tmp_path):
    old = tmp_path / "app.sqlite3"
    old.touch(mode=0o644)
    tmp_path.chmod(0o755)
    code = """
from django.conf import settings
from config.mail import ReadableFiles
from config.preparation import make_folders
from django.core.mail import EmailMessage
make_folders()
ReadableFiles().send_messages([EmailMessage("Link", "secret", to=["a@x.vn"])])
(settings.VAR_DIR / "new").write_text("")
"""
    done = _manage("shell", "-v", "0", "-c", code, VAR_DIR=str(tmp_path), DATABASE_URL=f"sqlite:///{old}")
    assert done.returncode == 0, done.stderr
    kept = [tmp_path, old, tmp_path / "new", tmp_path / "mail", *(tmp_path / "mail").iterdir()]
    assert len(kept) == 5
    assert [path for path in kept if path.stat().st_mode & 0o077] == []


ASKS = """
from django.test import Client
print(Client().get("/healthz", secure=True, headers={"host": "house.example.org"})["Strict-Transport-Security"])
"""
YEAR = "max-age=31536000"


@pytest.mark.parametrize(
    ("asked", "header"),
    [
        ((), YEAR),
        (("SECURE_HSTS_INCLUDE_SUBDOMAINS",), f"{YEAR}; includeSubDomains"),
        (("SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD"), f"{YEAR}; includeSubDomains; preload"),
    ],
)
def test_https_is_held_for_this_name_and_for_others_only_where_it_is_asked(asked, header, tmp_path):
    (tmp_path / "static").mkdir()
    done = _manage("shell", "-v", "0", "-c", ASKS, VAR_DIR=str(tmp_path), LOG_LEVEL="ERROR", **PRODUCTION, **dict.fromkeys(asked, "true"))
    assert done.stdout.strip() == header, done.stderr
