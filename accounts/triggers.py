"""The database's own refusal to change history, on both databases (docs/decisions/0004).

Installed by a migration. On SQLite a migration that rebuilds one of these tables loses its triggers: it must call
`install` again, and a test says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper

# For each table the condition under which INSERT OR REPLACE, which fires no DELETE trigger on SQLite, would hit a row.
REPLACED = {
    "accounts_event": "id = NEW.id",
    "accounts_seal": "id = NEW.id OR event_id = NEW.event_id OR previous = NEW.previous OR hash = NEW.hash",
    "accounts_eventbody": "event_id = NEW.event_id",
}
FIXED = ("accounts_event", "accounts_seal")
BODY = "accounts_eventbody"
# The one change a body may see: everything blanked, once.
REDACTION = (
    "OLD.redacted_at IS NULL AND NEW.redacted_at IS NOT NULL AND NEW.event_id = OLD.event_id"
    " AND NEW.changes = '{}' AND NEW.reason = '' AND NEW.salt = ''"
)


def install(connection: BaseDatabaseWrapper) -> None:
    settle(connection)
    remove(connection)
    _execute(connection, _postgresql() if connection.vendor == "postgresql" else _sqlite())


def remove(connection: BaseDatabaseWrapper) -> None:
    on = connection.vendor == "postgresql"
    _execute(connection, [f"DROP TRIGGER IF EXISTS {name}{f' ON {table}' if on else ''}" for name, table in expected(connection.vendor)])


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Without the triggers for a moment: only tests do this, to empty their tables and to play the intruder."""
    settle(connection)
    remove(connection)
    try:
        yield
    finally:
        install(connection)


def settle(connection: BaseDatabaseWrapper) -> None:
    """PostgreSQL alters no table that has deferred checks of foreign keys still to come."""
    if connection.vendor == "postgresql" and not connection.needs_rollback:
        connection.check_constraints()


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The triggers that ought to stand and do not, or not as they were made."""
    return unlike(connection, _postgresql() if connection.vendor == "postgresql" else _sqlite())


def unlike(connection: BaseDatabaseWrapper, made: Sequence[str]) -> list[str]:
    """Of the triggers that the statements make, the names of those that do not stand so: they are missing, say something else,
    call a function that does something else, or on PostgreSQL do not fire always."""
    plain = _plain if connection.vendor == "postgresql" else _unquoted
    with connection.cursor() as cursor:
        cursor.execute(STANDING[connection.vendor])
        standing = {(plain(definition), body) for definition, body in cursor.fetchall()}
    does = {found[1]: found[2] for one in made if (found := FUNCTION.match(one))}
    asked = [(found[1], plain(one), CALLED.search(one)) for one in made if (found := TRIGGER.match(one))]
    return [name for name, definition, called in asked if (definition, does[called[1]] if called else "") not in standing]


FUNCTION = re.compile(r"CREATE OR REPLACE FUNCTION (\w+)\(\) .*?\$\$(.*)\$\$", re.DOTALL)
TRIGGER, CALLED = re.compile(r"CREATE TRIGGER (\w+) "), re.compile(r"EXECUTE FUNCTION (\w+)\(\)$")
# How each trigger is defined, and what the function does that it calls; on PostgreSQL of those that always fire.
STANDING = {
    "sqlite": "SELECT sql, '' FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT pg_get_triggerdef(pg_trigger.oid), prosrc FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid"
    " WHERE NOT tgisinternal AND tgenabled = 'A' AND tgrelid IN (SELECT oid FROM pg_class WHERE pg_table_is_visible(oid))",
}


def _plain(definition: str) -> str:
    """A definition without what PostgreSQL adds when it tells it again: schemas, types, brackets around single comparisons."""
    text = re.sub(r"::\w+", "", re.sub(r" ON \w+\.", " ON ", definition)).lower()
    while (fewer := re.sub(r"\((?!not )((?:(?! and | or )[^()])+)\)", r"\1", text)) != text:
        text = fewer
    return re.sub(r"when \(\((.*)\)\) execute", r"when (\1) execute", text)


def _unquoted(definition: str) -> str:
    """SQLite puts the names of tables that were renamed into quotes."""
    return definition.replace('"', "")


def expected(vendor: str) -> list[tuple[str, str]]:
    last = "truncate" if vendor == "postgresql" else "replace"
    return [(f"{table}_no_{act}", table) for table in REPLACED for act in ("update", "delete", last)]


def _execute(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _sqlite() -> list[str]:
    refuse = "SELECT RAISE(ABORT, 'history is never changed');"
    made = [f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN {refuse} END" for table in REPLACED]
    made += [f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN {refuse} END" for table in FIXED]
    made += [
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {hit}) BEGIN {refuse} END"  # noqa: S608 - names of our own tables
        for table, hit in REPLACED.items()
    ]
    return [*made, f"CREATE TRIGGER {BODY}_no_update BEFORE UPDATE ON {BODY} WHEN NOT ({REDACTION}) BEGIN {refuse} END"]


def _postgresql() -> list[str]:
    made = [
        "CREATE OR REPLACE FUNCTION accounts_history_refused() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE EXCEPTION 'history is never changed (% of %)', TG_OP, TG_TABLE_NAME"
        " USING ERRCODE = 'integrity_constraint_violation'; END $$"
    ]
    refuse = "EXECUTE FUNCTION accounts_history_refused()"
    for table in REPLACED:
        made.append(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW {refuse}")
        made.append(f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}")
    made += [f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW {refuse}" for table in FIXED]
    made.append(f"CREATE TRIGGER {BODY}_no_update BEFORE UPDATE ON {BODY} FOR EACH ROW WHEN (NOT ({REDACTION})) {refuse}")
    # ALWAYS: with session_replication_role = replica an ordinary trigger sleeps.
    return made + [f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}" for name, table in expected("postgresql")]
