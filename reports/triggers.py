"""The database's own refusal to change or remove an approved progress report and its files, on both databases.

Installed by a migration. On SQLite a migration that rebuilds one of these tables loses its triggers: it must call
`install` again, and a test says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper

REPORT, FILE, USED = "reports_progressreport", "reports_reportfile", "reports_progressreport_versions_used"
REFUSAL = "an approved report never changes"


def _approved(row: str, column: str) -> str:
    return f"EXISTS (SELECT 1 FROM {REPORT} WHERE id = {row}.{column} AND state = 'approved')"  # noqa: S608 - names of our own tables


def _of_a_report(column: str) -> dict[str, str]:
    """What belongs to a report is neither added to an approved one, nor moved to or from it, nor removed."""
    old, new = _approved("OLD", column), _approved("NEW", column)
    return {"insert": new, "update": f"{old} OR {new}", "delete": old}


# For each table and act the condition under which an approved report would change.
REFUSED: dict[str, dict[str, str]] = {
    REPORT: {"update": "OLD.state = 'approved'", "delete": "OLD.state = 'approved'"},
    FILE: _of_a_report("report_id"),
    USED: _of_a_report("progressreport_id"),
}


def names() -> list[tuple[str, str]]:
    return [(f"{table}_no_{act}", table) for table, acts in REFUSED.items() for act in acts]


def install(connection: BaseDatabaseWrapper) -> None:
    remove(connection)
    _execute(connection, _postgresql() if connection.vendor == "postgresql" else _sqlite())


def remove(connection: BaseDatabaseWrapper) -> None:
    on = connection.vendor == "postgresql"
    gone = [*names(), *((f"{table}_no_truncate", table) for table in REFUSED if on)]
    _execute(connection, [f"DROP TRIGGER IF EXISTS {name}{f' ON {table}' if on else ''}" for name, table in gone])


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
        f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table} WHEN {refused} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        for table, acts in REFUSED.items()
        for act, refused in acts.items()
    ]


def _postgresql() -> list[str]:
    made = []
    for table, acts in REFUSED.items():
        for act, refused in acts.items():
            name, row = f"{table}_no_{act}", "OLD" if act == "delete" else "NEW"
            # A trigger's own condition may ask no other table, so the function asks.
            made.append(
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                f" IF {refused} THEN RAISE EXCEPTION '{REFUSAL} (% of %)', TG_OP, TG_TABLE_NAME"
                f" USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {row}; END $$"
            )
            made.append(f"CREATE TRIGGER {name} BEFORE {act.upper()} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
        made.append(
            f"CREATE OR REPLACE FUNCTION {table}_no_truncate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" RAISE EXCEPTION '{REFUSAL} (% of %)', TG_OP, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
        made.append(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {table}_no_truncate()"
        )
    return made
