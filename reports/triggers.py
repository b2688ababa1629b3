"""The database's own refusal to change or remove an approved progress report and its files, on both databases.

Installed by a migration. On SQLite a migration that rebuilds one of these tables loses its triggers: it must call
`install` again, and a test says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper

REPORT, FILE = "reports_progressreport", "reports_reportfile"
# For each table the condition under which a row belongs to an approved report.
APPROVED = {
    REPORT: "OLD.state = 'approved'",
    FILE: f"EXISTS (SELECT 1 FROM {REPORT} WHERE id = OLD.report_id AND state = 'approved')",  # noqa: S608 - names of our own tables
}
ACTS = ("update", "delete")
REFUSAL = "an approved report never changes"


def names() -> list[tuple[str, str]]:
    return [(f"{table}_no_{act}", table) for table in APPROVED for act in ACTS]


def install(connection: BaseDatabaseWrapper) -> None:
    remove(connection)
    _execute(connection, _postgresql() if connection.vendor == "postgresql" else _sqlite())


def remove(connection: BaseDatabaseWrapper) -> None:
    on = connection.vendor == "postgresql"
    _execute(connection, [f"DROP TRIGGER IF EXISTS {name}{f' ON {table}' if on else ''}" for name, table in names()])


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Without the triggers for a moment: only tests do this, to empty their tables."""
    remove(connection)
    try:
        yield
    finally:
        install(connection)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    known = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor == "postgresql":
        known = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    with connection.cursor() as cursor:
        cursor.execute(known)
        found = {name for (name,) in cursor.fetchall()}
    return [name for name, _table in names() if name not in found]


def _execute(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _sqlite() -> list[str]:
    return [
        f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table} WHEN {approved} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        for table, approved in APPROVED.items()
        for act in ACTS
    ]


def _postgresql() -> list[str]:
    made = []
    for table, approved in APPROVED.items():
        # A trigger's own condition may ask no other table, so the function asks.
        made.append(
            f"CREATE OR REPLACE FUNCTION {table}_refused() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF {approved} THEN RAISE EXCEPTION '{REFUSAL} (% of %)', TG_OP, TG_TABLE_NAME"
            " USING ERRCODE = 'integrity_constraint_violation'; END IF;"
            " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
        )
        made += [
            f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_refused()"
            for act in ACTS
        ]
    return made
