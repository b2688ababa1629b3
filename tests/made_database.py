"""What the migrations make is made once and copied from then on: for each process of the tests, and for each later run.

It lies in var/tests under a hash of all that makes it: on SQLite the database itself, on PostgreSQL the statements that
made it. Whoever comes while it is being made waits for it. Nothing there needs to exist, and all may be thrown away.
"""

import fcntl
import hashlib
import pickle
import sqlite3
import sys
from contextlib import closing, contextmanager
from pathlib import Path
from unittest.mock import patch

from django.core import management
from django.db import connection

HOME = Path(__file__).resolve().parent.parent
KEPT = HOME / "var" / "tests"
MAKERS = ("*/migrations/*.*", "*/triggers.py", "*/models/*.py", "*/models.py", "config/settings.py", "requirements.txt")
READING = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK", "SHOW")


def migrate_once():
    """The next `migrate`, which makes the database of the tests, copies what was made before if nothing has changed since."""
    really = management.call_command

    def call(name, *words, **options):
        if name != "migrate":
            return really(name, *words, **options)
        replaced.stop()
        with _alone():
            kept = KEPT / f"{connection.vendor}-{_digest()}"
            if kept.exists():
                return _copy(kept)
            with _written_down() as statements:
                really(name, *words, **options)
            return _keep(kept, statements)

    replaced = patch.object(management, "call_command", call)
    replaced.start()


def migrated():
    """Migrate a database of its own that a test has built in another process."""
    migrate_once()
    management.call_command("migrate", interactive=False, verbosity=0)


@contextmanager
def _alone():
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / f"{connection.vendor}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _digest():
    made = hashlib.sha256(f"{sys.version} {sqlite3.sqlite_version} {_server()}".encode())
    for file in sorted(file for pattern in MAKERS for file in HOME.glob(pattern) if file.is_file() and file.suffix != ".pyc"):
        made.update(f"{file.relative_to(HOME)}\n".encode() + file.read_bytes())
    return made.hexdigest()[:24]


def _server():
    return connection.pg_version if connection.vendor == "postgresql" else ""


@contextmanager
def _written_down():
    """Every statement that changes something, as it was executed."""
    statements = []

    def write(execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        if not str(sql).lstrip().upper().startswith(READING):
            statements.append((str(sql), params, many))
        return answer

    with connection.execute_wrapper(write):
        yield statements


def _keep(kept, statements):
    unfinished = kept.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(unfinished)) as file:
            connection.connection.backup(file)
    else:
        unfinished.write_bytes(pickle.dumps(statements))
    for old in KEPT.glob(f"{connection.vendor}-*"):
        if old != unfinished:
            old.unlink(missing_ok=True)
    unfinished.rename(kept)


def _copy(kept):
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(kept)) as file:
            return file.backup(connection.connection)
    with connection.cursor() as cursor:
        for sql, params, many in pickle.loads(kept.read_bytes()):
            (cursor.executemany if many else cursor.execute)(sql, params)
    return None
