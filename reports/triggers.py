"""The database's own refusal to change what has been submitted or approved, on both databases: an approved progress
report and its files; a submitted version of a quarterly report, its answers, files and
replies to remarks, the remarks of its review.

Installed by migrations. On SQLite a migration that rebuilds one of these tables loses its triggers: it must call
`install` again, and a test says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper

from accounts import triggers as history

REPORT, FILE, USED = "reports_progressreport", "reports_reportfile", "reports_progressreport_versions_used"
VERSION, ANSWER, REMARK, SENT = "reports_reportversion", "reports_answer", "reports_remark", "reports_quarterlyreport"
QUESTIONNAIRE, NAMED, OWED = "reports_questionnaire", "reports_questionnaire_units", "reports_obligation"
PUBLISHED_STANDS = "a published questionnaire never changes"
ATTACHMENT, REPLY = "reports_attachment", "reports_reply"
APPROVED_STANDS, SUBMITTED_STANDS = "an approved report never changes", "what has been submitted never changes"
Acts = dict[str, str]  # the condition under which an act would change what stands


def _where(table: str, column: str, condition: str) -> Acts:
    """What belongs to a row that stands is neither added to it, nor moved to or from it, nor removed."""
    old, new = (
        f"EXISTS (SELECT 1 FROM {table} WHERE id = {row}.{column} AND {condition})"  # noqa: S608 - names of our own tables
        for row in ("OLD", "NEW")
    )
    return {"insert": new, "update": f"{old} OR {new}", "delete": old}


def _differ(*columns: str) -> str:
    return " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)


# A submitted version is decided on once; nothing else of it changes.
_SAID = ("id", "report_id", "number", "opened_at", "opened_by_id", "reopened_because", "done_sections", "is_nil")
_SEALED = ("submitted_at", "submitted_by_id", "submitted_for_id", "answers_digest")
APPROVED: dict[str, Acts] = {
    REPORT: {"update": "OLD.state = 'approved'", "delete": "OLD.state = 'approved'"},
    FILE: _where(REPORT, "report_id", "state = 'approved'"),
    USED: _where(REPORT, "progressreport_id", "state = 'approved'"),
}
SUBMITTED: dict[str, Acts] = {
    SENT: {
        "update": f"OLD.first_submitted_at IS NOT NULL AND ({_differ('id', 'obligation_id', 'first_submitted_at')})",
        "delete": "OLD.first_submitted_at IS NOT NULL",
    },
    VERSION: {
        "update": f"OLD.submitted_at IS NOT NULL AND (OLD.decision <> '' OR {_differ(*_SAID, *_SEALED)})",
        "delete": "OLD.submitted_at IS NOT NULL",
    },
    ANSWER: _where(VERSION, "report_version_id", "submitted_at IS NOT NULL"),
    REMARK: _where(VERSION, "report_version_id", "decision <> ''"),
    ATTACHMENT: _where(VERSION, "report_version_id", "submitted_at IS NOT NULL"),
    REPLY: _where(VERSION, "report_version_id", "submitted_at IS NOT NULL"),
}
# Drawn back to a draft, as long as nobody has been asked, it may change.
_ASKED = f"EXISTS (SELECT 1 FROM {OWED} WHERE questionnaire_id = OLD.id)"  # noqa: S608 - a name of our own
PUBLISHED: dict[str, Acts] = {
    QUESTIONNAIRE: {
        "update": "OLD.published_at IS NOT NULL AND ("
        f"{_differ('id', 'code', 'number', 'content', 'audience', 'period_kind')} OR (NEW.published_at IS NULL AND {_ASKED}))",
        "delete": "OLD.published_at IS NOT NULL",
    },
    NAMED: _where(QUESTIONNAIRE, "questionnaire_id", "published_at IS NOT NULL"),
}
REFUSED = APPROVED | SUBMITTED | PUBLISHED


def _refusal(table: str) -> str:
    return APPROVED_STANDS if table in APPROVED else PUBLISHED_STANDS if table in PUBLISHED else SUBMITTED_STANDS


def names() -> list[tuple[str, str]]:
    return [(f"{table}_no_{act}", table) for table, acts in REFUSED.items() for act in acts]


def install(connection: BaseDatabaseWrapper) -> None:
    """On every table that there is; the migration that makes another one installs again."""
    history.settle(connection)
    remove(connection)
    refused = _possible(connection)
    _execute(connection, _postgresql(refused) if connection.vendor == "postgresql" else _sqlite(refused))


def _possible(connection: BaseDatabaseWrapper) -> dict[str, Acts]:
    """What the tables and columns of its time allow: an early migration installs all that there is to guard."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        columns = {column.name for column in connection.introspection.get_table_description(cursor, QUESTIONNAIRE)}
    ready = tables if "published_at" in columns else tables - {QUESTIONNAIRE, NAMED}
    return {table: acts for table, acts in REFUSED.items() if table in ready}


def remove(connection: BaseDatabaseWrapper, tables: Iterable[str] = tuple(REFUSED)) -> None:
    on = connection.vendor == "postgresql"
    gone = [(name, table) for name, table in names() if table in tables]
    gone += [(f"{table}_no_truncate", table) for table in tables if on]
    _execute(connection, [f"DROP TRIGGER IF EXISTS {name}{f' ON {table}' if on else ''}" for name, table in gone])


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Without the triggers for a moment: only tests do this, to empty their tables."""
    history.settle(connection)
    remove(connection)
    try:
        yield
    finally:
        install(connection)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The triggers that ought to stand and do not, or not as they were made."""
    return history.unlike(connection, _postgresql(REFUSED) if connection.vendor == "postgresql" else _sqlite(REFUSED))


def _execute(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _sqlite(refusing: dict[str, Acts]) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table}"
        f" WHEN {refused.replace('IS DISTINCT FROM', 'IS NOT')} BEGIN SELECT RAISE(ABORT, '{_refusal(table)}'); END"
        for table, acts in refusing.items()
        for act, refused in acts.items()
    ]


def _postgresql(refusing: dict[str, Acts]) -> list[str]:
    made = []
    for table, acts in refusing.items():
        for act, refused in acts.items():
            name, row = f"{table}_no_{act}", "OLD" if act == "delete" else "NEW"
            # A trigger's own condition may ask no other table, so the function asks.
            made.append(
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                f" IF {refused} THEN RAISE EXCEPTION '{_refusal(table)} (% of %)', TG_OP, TG_TABLE_NAME"
                f" USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {row}; END $$"
            )
            made.append(f"CREATE TRIGGER {name} BEFORE {act.upper()} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
            made.append(_always(table, name))
        made.append(
            f"CREATE OR REPLACE FUNCTION {table}_no_truncate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" RAISE EXCEPTION '{_refusal(table)} (% of %)', TG_OP, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
        made.append(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {table}_no_truncate()"
        )
        made.append(_always(table, f"{table}_no_truncate"))
    return made


def _always(table: str, name: str) -> str:
    """With session_replication_role = replica an ordinary trigger sleeps."""
    return f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}"
