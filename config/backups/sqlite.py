"""The database of the embedded mode: one file, copied by SQLite itself while others write."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from config.backups.trouble import Trouble

PART, KIND = "database.sqlite3", "sqlite"


class Snapshot:
    """The database as it stood at one moment, as a file of its own. Readers and writers go on: in WAL nobody waits for a reader."""

    kind, part, version = KIND, PART, sqlite3.sqlite_version

    def __init__(self, copy: Path) -> None:
        self.copy = copy

    def ask(self, sql: str) -> Iterator[Sequence[Any]]:
        with closing(sqlite3.connect(self.copy)) as copy:
            yield from copy.execute(sql)


@contextmanager
def snapshot(folder: Path) -> Iterator[Snapshot]:
    """The copy is taken at once: it lies in the folder until the end."""
    copy = folder / PART
    connection.ensure_connection()
    with closing(sqlite3.connect(copy)) as target:
        connection.connection.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")  # one file, with nothing beside it
    yield Snapshot(copy)


def dump(snapshot: Snapshot, folder: Path) -> Path:
    return snapshot.copy


def must_dump() -> None:
    """SQLite copies by itself."""


def size() -> int:
    """Bytes of the copy and of the archive's part, at most."""
    with connection.cursor() as cursor:
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        return 2 * int(pages) * int(cursor.execute("PRAGMA page_size").fetchone()[0])


def name() -> str:
    """By which whoever replaces the database says that they mean this one."""
    return Path(str(connection.settings_dict["NAME"])).name


def must_be_possible(version: str) -> None:
    """Nobody else may be at work: `manage.py up` holds a lock as long as it runs."""
    try:
        lock = os.open(settings.VAR_DIR / "up.lock", os.O_RDWR)
    except FileNotFoundError:
        return
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise Trouble("The system is running on this database. Stop it first (Ctrl+C, or SIGTERM to `manage.py up`).") from error
    finally:
        os.close(lock)


def must_be_sound(part: Path) -> None:
    with closing(sqlite3.connect(part)) as copy:
        said = [told for (told,) in copy.execute("PRAGMA integrity_check(5)")]
    if said != ["ok"]:
        raise Trouble(f"The database in the backup is damaged: {said[0]}. Nothing was touched.")


def load(part: Path) -> None:
    """In the place of what stands there, as one change: whole, or not at all. Triggers come with it."""
    connection.ensure_connection()
    with closing(sqlite3.connect(part)) as copy:
        copy.backup(connection.connection)
