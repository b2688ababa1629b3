"""The cast: one person for each role of design part 3, in the same three units everywhere.

`officer` and `head` belong to Vụ Tổ chức Cán bộ, which leads `measure`; `other_measure` is led by Vụ Châu Âu,
whose head is `reviewer` and which follows the mission emb-fr of `mission_officer` and `mission_head`.
A `stranger` signs in but has no role.
"""

import threading
from collections import Counter
from contextlib import nullcontext
from pathlib import Path
from unittest.mock import patch

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection, connections
from django.test import TransactionTestCase, client, override_settings
from django.utils import translation

from accounts import triggers
from accounts.adapter import SENDER
from office import installation
from reports import triggers as reports_that_stand
from tests import as_read, cast, once, promised, sweeps
from tests.factories import PlanFactory, UserFactory
from tests.made_database import migrate_once

hypothesis.settings.register_profile("house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("house")  # a busy machine fails no property; a list of checks of its own names too_slow again


def pytest_ignore_collect(collection_path, config):
    """A file of which a round of `run.py` asks nothing is not read: each of its processes would import them all."""
    round_of, file = config.option.markexpr or "", collection_path
    if file.suffix != ".py":
        return None
    in_browser = file.parent == config.rootpath / "tests" / "browser"
    if round_of.startswith("faults"):
        return "mark.faults" not in file.read_text(encoding="utf-8") or None
    if round_of.startswith("both"):
        return in_browser or "mark.both" not in file.read_text(encoding="utf-8") or None
    asked = {"browser and": in_browser, "not browser and": not in_browser}
    return not next((here for words, here in asked.items() if round_of.startswith(words)), True) or None


def pytest_sessionfinish():
    sweeps.write_down()


@pytest.fixture(autouse=True, scope="session")
def _the_api_answers_as_promised():
    with promised.held():
        yield


@pytest.fixture(autouse=True, scope="session")
def _pages_are_remembered_not_their_parts():
    """For `response.context` Django copies all that each part of a page knows, once for each of ten parts."""
    remember = client.store_rendered_templates

    def remember_pages(store, signal, sender, template, context, **more):
        if context.template is template:
            remember(store, signal, sender, template, context, **more)

    with patch.object(client, "store_rendered_templates", remember_pages):
        yield


@pytest.fixture(autouse=True, scope="session")
def _pages_are_read_as_a_browser_reads_them():
    with as_read.read():
        yield


@pytest.fixture(autouse=True, scope="session")
def _forecasts_and_files_are_drawn_once():
    from tests import remembered  # reads models: not before Django is set up

    with remembered.forecasts(), remembered.files():
        yield


@pytest.fixture
def drawn_anew():
    """Files are drawn each time, for those who test the drawing."""
    from tests import remembered

    with remembered.files_drawn_anew():
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """The database of this process has its own name, and is copied from what the migrations have once made."""
    migrate_once()


@pytest.fixture(autouse=True, scope="session")
def _fast_passwords():
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(autouse=True, scope="session")
def _flush_without_triggers():
    """Tests with real transactions empty the tables afterwards; the triggers of the history and of reports would refuse. On
    PostgreSQL row by row: TRUNCATE makes a new file for each of a hundred tables and their indexes, for the dozen rows that are there."""
    flush = TransactionTestCase._fixture_teardown

    def delete(ops, style, tables, **_asked):
        return [f"DELETE FROM {ops.quote_name(table)}" for table in tables]

    def lifted(self):
        with triggers.lifted(connection), reports_that_stand.lifted(connection):
            flush(self)

    row_by_row = patch.object(type(connection.ops), "sql_flush", delete) if connection.vendor == "postgresql" else nullcontext()
    TransactionTestCase._fixture_teardown = lifted
    with row_by_row:
        yield
    TransactionTestCase._fixture_teardown = flush


@pytest.fixture
def real_transactions(transactional_db):
    """Transactions that commit, for tests with threads; the tables are emptied afterwards."""


@pytest.fixture(autouse=True)
def _empty_cache():
    """Throttles count from nought in every test, whatever the tests before have asked for."""
    cache.clear()


@pytest.fixture(autouse=True)
def _no_mail_of_another_test():
    """A mail that goes out beside the answer has gone before the next test counts its own."""
    yield
    mail_is_out()


def mail_is_out():
    for thread in threading.enumerate():
        if thread.name == SENDER:
            thread.join(30)


@pytest.fixture(autouse=True)
def _the_first_language():
    """Every test begins in the language of the house, whichever a request of the test before it has left behind."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def _no_memory_of_another_house():
    installation.forget()


@pytest.fixture(autouse=True)
def _own_heads_file():
    """No test finds the heads that another has written down."""
    Path(settings.SEAL_HEADS_FILE).unlink(missing_ok=True)


@pytest.fixture(scope="module")
def cast_stands(request, django_db_setup, django_db_blocker):
    """Whom of the cast the tests of a module ask for is made once for all of them. A module names this (`usefixtures`) whose tests
    open no transactions of their own and mind nobody who is there besides. Whom few ask for they make themselves: it would save
    nothing, and would be in the way of those who count."""
    asked = Counter(name for item in request.session.items if item.path == request.path for name in item.fixturenames)
    with once.made_once(django_db_blocker), cast.standing(name for name, times in asked.items() if times >= 5):
        yield


@pytest.fixture
def department(db):
    return cast.stands("department") or cast.department()


@pytest.fixture
def geographic(db):
    return cast.stands("geographic") or cast.geographic()


@pytest.fixture
def embassy(geographic):
    return cast.stands("embassy") or cast.embassy()


@pytest.fixture
def ministry(db):
    return cast.stands("ministry") or cast.ministry()


@pytest.fixture
def officer(department):
    return cast.member("officer", department)


@pytest.fixture
def head(department):
    return cast.member("head", department)


@pytest.fixture
def reviewer(geographic):
    return cast.member("reviewer", geographic)


@pytest.fixture
def mission_officer(embassy):
    return cast.member("mission_officer", embassy)


@pytest.fixture
def mission_head(embassy):
    return cast.member("mission_head", embassy)


@pytest.fixture
def personnel(department):
    return cast.member("personnel", department)


@pytest.fixture
def secretariat(ministry):
    return cast.member("secretariat", ministry)


@pytest.fixture
def leader(ministry):
    return cast.member("leader", ministry)


@pytest.fixture
def auditor(ministry):
    return cast.member("auditor", ministry)


@pytest.fixture
def administrator(ministry):
    return cast.member("administrator", ministry)


@pytest.fixture
def stranger(db):
    return UserFactory(email="stranger@demo.test", name="stranger")


@pytest.fixture
def plan(db):
    return cast.stands("plan") or PlanFactory()


@pytest.fixture
def measure(plan, department):
    """2.3, led by Vụ Tổ chức Cán bộ, without a term."""
    return cast.stands("measure") or cast.measure("2.3", plan, department)


@pytest.fixture
def other_measure(plan, geographic):
    return cast.stands("other_measure") or cast.measure("3.1", plan, geographic)


@pytest.fixture
def signed_in(client):
    """signed_in(person) is a browser in which the person has signed in."""

    def sign_in(person):
        client.force_login(person, backend="accounts.backend.Backend")
        return client

    return sign_in


@pytest.fixture
def at_once():
    """at_once(act, …) lets a thread for each act begin in the same moment and answers what each got."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("threads cannot share SQLite in memory")

    def go(*acts):
        gate, answers = threading.Barrier(len(acts)), [None] * len(acts)

        def one(place):
            try:
                gate.wait(30)
                answers[place] = acts[place]()
            except Exception as error:
                answers[place] = error
            finally:
                connections.close_all()

        threads = [threading.Thread(target=one, args=(place,)) for place in range(len(acts))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        return answers

    yield go
    if hasattr(connection, "close_pool"):
        connection.close()
        connection.close_pool()
