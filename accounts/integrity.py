"""What can be wrong with the history, the words by which units and people are found, and the database itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.db import connection

from accounts import sealing
from accounts.checking import Asked, Finding, drifted
from accounts.folding import search_text, sort_key
from accounts.loading import unit_words
from accounts.models import Unit, User

DO = {
    "history": "keep database and SEAL_HEADS_FILE as they are, find out who wrote to the database, compare with a backup",
    "trigger": "`manage.py migrate` made it; find out who removed it, then put it back as the owner of the tables",
    "frozen": "compare with a backup; the files of an approved report and the history tell what was decided",
}
BEHIND = "look whether worker and beat run; the next turn catches up"


def history(asked: Asked) -> Iterator[Finding]:
    """The chain and its heads outside, the triggers, submitted answers and frozen figures: all that `verify_history` looks at."""
    for fault in sealing.verify(asked.now, last=asked.last):
        where = f"event {fault.event}" if fault.event is not None else "history"
        yield Finding(fault.kind, where, fault.text, BEHIND if fault.warning else DO[fault.kind], fault.warning)


def words(asked: Asked) -> Iterator[Finding]:
    yield from drifted(Unit.objects.all(), unit_words)
    yield from drifted(User.objects.all(), _user_words)


def _user_words(user: User) -> Mapping[str, str]:
    """An address that is gone is not looked for."""
    found_by = (user.name,) if user.is_erased else (user.name, user.email)
    return {"search_text": search_text(*found_by), "sort_key": sort_key(user.name)}


def database(asked: Asked) -> Iterator[Finding]:
    """Keys that point at nothing, and pages of the database file that are damaged. PostgreSQL holds keys itself, unless somebody
    has told it not to look."""
    yield from _sqlite() if connection.vendor == "sqlite" else _postgresql()


def _sqlite() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        for (said,) in cursor.execute("PRAGMA quick_check(20)").fetchall():
            if said != "ok":
                yield Finding("damaged", "database", said, "stop the system, keep the file, restore the last good backup")
        for table, row, other, _key in cursor.execute("PRAGMA foreign_key_check").fetchall():
            yield Finding("foreign-key", f"{table} {row}", f"points at a row of {other} that does not exist", "take it from a backup")


def _postgresql() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE NOT convalidated AND conrelid <> 0")
        for table, name in cursor.fetchall():
            do = f'as the owner: ALTER TABLE {table} VALIDATE CONSTRAINT "{name}"; it names the rows that break it'
            yield Finding("foreign-key", table, f"the constraint {name} is not held against the rows that are there", do)
        cursor.execute("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid")
        for (name,) in cursor.fetchall():
            yield Finding("damaged", name, "the index is not valid", f"as the owner: REINDEX INDEX {name}")
