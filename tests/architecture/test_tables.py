"""Code works on the tables that it knows: neither on newer ones, nor as a role that may not change them."""

from io import StringIO
from unittest import mock

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from accounts import tables
from config import preparation

pytestmark = [pytest.mark.django_db, pytest.mark.both]
NEWER = ("reports", "9999_of_a_newer_release")
needs_roles = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no roles")


@pytest.fixture
def prepare(settings, tmp_path, monkeypatch):
    """`prepare` with its folders in a folder of the test; answers which commands it called."""
    settings.VAR_DIR, settings.EMBEDDED = tmp_path, False
    for name in ("compile_words", "make_folders", "_must_reach_the_database", "_collect"):
        monkeypatch.setattr(preparation, name, mock.Mock(return_value=False))
    called = []

    def prepare():
        called.clear()
        with mock.patch.object(preparation, "call_command", lambda name, **_options: called.append(name)):
            preparation.prepare(lambda text: None)
        return list(called)

    return prepare


def applied(*names):
    for name in names:
        MigrationRecorder(connection).record_applied(*name)


def last():
    return MigrationLoader(None).graph.leaf_nodes("reports")[0]


def unapplied(*names):
    for name in names:
        MigrationRecorder(connection).record_unapplied(*name)


def test_tables_of_this_code_are_neither_older_nor_newer():
    assert (tables.ahead(), tables.behind(), tables.lack_a_file(), tables.closed()) == ("", "", False, "")


def test_a_migration_that_the_code_does_not_know_is_named_and_what_to_do(prepare):
    applied(NEWER)
    with pytest.raises(CommandError, match=r"migration reports\.9999_of_a_newer_release\. Run the newer code .* restore a backup"):
        prepare()


@pytest.mark.parametrize("name", [("gone", "0001_of_an_app_that_was_removed"), ("sites", "9999_of_a_library")])
def test_what_is_no_app_of_ours_hinders_nobody(prepare, name):
    applied(name)
    assert "open_periods" in prepare()


def test_a_replaced_name_is_no_fault_also_when_its_file_is_gone(prepare):
    """Control: the same name without the squashed migration that names it."""
    gone = ("plan", "0002_indicator_across_units_period_observation")
    left = tables._files() - {gone}
    with mock.patch.object(tables, "_files", return_value=left):
        assert "open_periods" in prepare()
        with mock.patch.object(tables, "_replaced", frozenset), pytest.raises(CommandError, match=r"plan\.0002_indicator"):
            prepare()


def test_a_copy_brought_back_that_is_older_is_migrated_and_loaded_again(prepare):
    """It is the same database by its mark, so what this host remembers of it speaks of what it was."""
    assert {"migrate", "load_missions"} <= set(prepare())
    assert not {"migrate", "load_missions"} & set(prepare())
    unapplied(last())
    assert {"migrate", "load_missions"} <= set(prepare())


@needs_roles
def test_who_does_not_own_the_tables_is_told_before_anything_is_changed(prepare):
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE lotrinh292_house_test NOLOGIN")
        cursor.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO lotrinh292_house_test")
        cursor.execute("SET LOCAL ROLE lotrinh292_house_test")
        assert "migrate" in prepare()  # nothing is to be changed
        unapplied(last())
        with pytest.raises(CommandError, match=r"belongs to another role of the database: run `manage.py prepare` as the owner"):
            prepare()
        cursor.execute("RESET ROLE")
    assert "migrate" in prepare()


@needs_roles
def test_tables_of_others_in_the_same_schema_do_not_count():
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE lotrinh292_other_test NOLOGIN")
        cursor.execute("CREATE TABLE of_an_extension (id integer)")
        connection.check_constraints()
        cursor.execute("ALTER TABLE of_an_extension OWNER TO lotrinh292_other_test")
        cursor.execute("CREATE ROLE lotrinh292_owner_test NOLOGIN")
        for table in [*connection.introspection.django_table_names(only_existing=True), "django_migrations"]:
            cursor.execute(f"ALTER TABLE {table} OWNER TO lotrinh292_owner_test")
        cursor.execute("SET LOCAL ROLE lotrinh292_owner_test")
        assert tables.closed() == "this role of the database may make no tables"
        cursor.execute("RESET ROLE")
        cursor.execute("GRANT CREATE ON SCHEMA public TO lotrinh292_owner_test")
        cursor.execute("SET LOCAL ROLE lotrinh292_owner_test")
        assert tables.closed() == ""
        cursor.execute("RESET ROLE")


@pytest.mark.parametrize(("act", "told"), [(applied, "Run the newer code"), (unapplied, "run `manage.py prepare`")])
def test_the_history_is_verified_on_tables_that_fit(act, told):
    call_command("verify_history", stdout=StringIO(), stderr=StringIO())
    act(NEWER if act is applied else last())
    with pytest.raises(CommandError, match="The history is not verified. .*" + told):
        call_command("verify_history", stdout=StringIO(), stderr=StringIO())


def test_later_migrations_name_the_last_step_that_was_replaced():
    """With the name of the migration that replaces it `migrate` cannot go back to that step (docs/decisions/0056)."""
    steps = {name: step for name, step in MigrationLoader(None).disk_migrations.items() if name[0] in tables.own_apps()}
    squashed = {name for name, step in steps.items() if step.replaces}
    assert squashed  # else nothing is asked
    assert {name: named for name, step in steps.items() if (named := squashed & set(step.dependencies))} == {}
