"""Nobody changes history through the application's own connection."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts import history, sealing, triggers

pytestmark = pytest.mark.both
on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no such statement")


@pytest.fixture
def event(department, administrator):
    event = history.record(by=administrator, verb="unit.rename", obj=department, code="x", changes={"name_vi": ("a", "b")}, reason="why")
    sealing.seal(now=timezone.now())
    return event


def refused(statement):
    connection.check_constraints()  # PostgreSQL empties no table with checks still to come
    with pytest.raises(DatabaseError, match="history is never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return True


def test_the_triggers_stand_after_all_migrations(db):
    assert triggers.missing(connection) == []


@pytest.mark.parametrize("table", triggers.REPLACED)
def test_rows_are_never_removed(event, table):
    assert refused(f"DELETE FROM {table}")


@pytest.mark.parametrize(
    "change",
    [
        "accounts_event SET by_label = 'somebody else'",
        "accounts_seal SET hash = 'x'",
        "accounts_eventbody SET reason = 'another'",
        "accounts_eventbody SET changes = '{}', reason = '', salt = ''",
        "accounts_eventbody SET redacted_at = '2026-01-01'",
        "accounts_eventbody SET changes = '{\"a\": [1, 2]}', reason = '', salt = '', redacted_at = '2026-01-01'",
    ],
)
def test_rows_are_never_changed(event, change):
    assert refused(f"UPDATE {change}")


def test_a_body_is_blanked_once_and_never_filled_again(event, administrator):
    sealing.redact(event=event, by=administrator, reason="a password", now=timezone.now())
    assert refused(f"UPDATE accounts_eventbody SET reason = 'x', redacted_at = NULL WHERE event_id = {event.pk}")
    assert refused(f"UPDATE accounts_eventbody SET redacted_at = '2026-01-01' WHERE event_id = {event.pk}")


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="only SQLite replaces rows on insert")
@pytest.mark.parametrize("table", triggers.REPLACED)
def test_rows_are_never_replaced(event, table):
    assert refused(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")


@on_postgresql
@pytest.mark.parametrize("table", triggers.REPLACED)
def test_tables_are_never_emptied(event, table):
    assert refused(f"TRUNCATE {table} CASCADE")


@on_postgresql
def test_a_replica_is_refused_too(event):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
    assert refused("DELETE FROM accounts_eventbody")
    assert refused("UPDATE accounts_event SET verb = 'x'")
    assert refused("TRUNCATE accounts_event CASCADE")


@on_postgresql
def test_a_role_that_is_not_the_owner_cannot_even_lift_the_triggers(event):
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE lotrinh292_app_test NOLOGIN")
        cursor.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON accounts_event TO lotrinh292_app_test")
        cursor.execute("SET LOCAL ROLE lotrinh292_app_test")
    for statement in [
        "SET session_replication_role = replica",
        "ALTER TABLE accounts_event DISABLE TRIGGER ALL",
        "TRUNCATE accounts_event",
    ]:
        with pytest.raises(DatabaseError, match=r"permission denied|must be owner"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert refused("DELETE FROM accounts_event")


def test_lifting_puts_them_back_even_after_an_error(db):
    def break_in():
        with triggers.lifted(connection):
            assert len(triggers.missing(connection)) == 9
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_in()
    assert triggers.missing(connection) == []


ON_POSTGRESQL = {
    "a function that refuses nothing": "CREATE OR REPLACE FUNCTION accounts_history_refused() RETURNS trigger LANGUAGE plpgsql"
    " AS $$ BEGIN RETURN NEW; END $$",
    "another function": "CREATE FUNCTION harmless() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;"
    " CREATE OR REPLACE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION harmless();"
    " ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}",
    "other brackets": "CREATE OR REPLACE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW WHEN (NOT "
    + triggers.REDACTION.replace(" AND ", ") AND (").replace("OLD.", "(OLD.", 1)
    + ")) EXECUTE FUNCTION accounts_history_refused(); ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}",
    "one that sleeps": "ALTER TABLE {table} DISABLE TRIGGER {name}",
    "one that a replica does not hear": "ALTER TABLE {table} ENABLE TRIGGER {name}",
    "one of the name elsewhere": "DROP TRIGGER {name} ON {table}; CREATE TRIGGER {name} BEFORE UPDATE ON accounts_unit FOR EACH ROW"
    " EXECUTE FUNCTION accounts_history_refused(); ALTER TABLE accounts_unit ENABLE ALWAYS TRIGGER {name}",
}


@on_postgresql
@pytest.mark.parametrize("altered", ON_POSTGRESQL.values(), ids=ON_POSTGRESQL)
def test_a_trigger_that_does_something_else_is_told(event, altered):
    name, table = "accounts_eventbody_no_update", "accounts_eventbody"
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute(altered.replace("{name}", name).replace("{table}", table))
    assert name in triggers.missing(connection)
    assert any(name in fault.text for fault in sealing.verify(now=timezone.now()))
    triggers.install(connection)
    assert triggers.missing(connection) == []


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has more ways")
def test_a_trigger_that_refuses_nothing_is_told(event):
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER accounts_event_no_update")
        cursor.execute("CREATE TRIGGER accounts_event_no_update BEFORE UPDATE ON accounts_event BEGIN SELECT 1; END")
    assert triggers.missing(connection) == ["accounts_event_no_update"]
    triggers.install(connection)


def test_a_table_emptied_between_tests_is_possible(real_transactions, department, administrator):
    history.record(by=administrator, verb="unit.rename", obj=department, code="x")
