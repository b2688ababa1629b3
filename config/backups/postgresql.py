"""PostgreSQL: dumped and brought back by its own programs, pg_dump, pg_restore and psql, each time in one transaction."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

from config.backups.trouble import Trouble

PART, KIND = "database.dump", "postgresql"
PLACES = "/usr/lib/postgresql"  # where Debian and Ubuntu keep those of each version
HEAD = 60  # lines of a script in which its settings stand
NEWER_SETTINGS = {17: b"SET transaction_timeout"}  # what a program of this version says and an older server does not know

# Everything that stands in the schema, so that nothing of a newer or older house is left. What belongs to an extension stays. The
# names are gathered first: what goes with another (CASCADE) has none any more.
CLEAR = """
DO $$ DECLARE act text; BEGIN
FOREACH act IN ARRAY ARRAY(SELECT format('DROP %s IF EXISTS %I.%I CASCADE', CASE relkind WHEN 'v' THEN 'VIEW'
 WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, current_schema(), relname) FROM pg_class
 WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')
 AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype IN ('e', 'i', 'a')))
 || ARRAY(SELECT format('DROP FUNCTION IF EXISTS %s CASCADE', oid::regprocedure) FROM pg_proc
 WHERE pronamespace = current_schema()::regnamespace AND prokind = 'f'
 AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e'))
LOOP EXECUTE act; END LOOP;
END $$;
"""
# Of the role that asks: may it make tables here, and which of those that stand are not its own to drop?
MAY = """
SELECT has_schema_privilege(current_user, current_schema(), 'CREATE'), array(SELECT relname::text FROM pg_class
WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND NOT pg_has_role(current_user, relowner, 'member')), current_user
"""
AT_WORK = """
SELECT DISTINCT application_name FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
AND application_name IN ('lotrinh292 web', 'lotrinh292 worker', 'lotrinh292 beat') ORDER BY 1
"""


class Snapshot:
    """The database as it stood at one moment, whatever others write: what is asked here is what pg_dump writes."""

    kind, part = KIND, PART

    def __init__(self, session: Any, exported: str) -> None:
        self.session, self.exported = session, exported
        self.version = _server()

    def ask(self, sql: str) -> Iterator[Sequence[Any]]:
        with self.session.cursor() as cursor:
            cursor.execute(sql)
            while rows := cursor.fetchmany(2000):
                yield from rows


@contextmanager
def snapshot(folder: Path) -> Iterator[Snapshot]:
    import psycopg  # present wherever there is such a database

    with psycopg.connect(**_parameters()) as session:
        session.isolation_level, session.read_only = psycopg.IsolationLevel.REPEATABLE_READ, True
        session.execute("SET idle_in_transaction_session_timeout = 0")  # it stands idle while pg_dump works
        row = session.execute("SELECT pg_export_snapshot()").fetchone()
        assert row is not None, "it answers one row"
        yield Snapshot(session, row[0])


def dump(snapshot: Snapshot, folder: Path) -> Path:
    target = folder / PART
    asked = ["--format=custom", f"--snapshot={snapshot.exported}", "--no-password", f"--file={target}", f"--dbname={_address()}"]
    _run([_program("pg_dump"), *asked])
    return target


def must_dump() -> None:
    _program("pg_dump")


def size() -> int:
    """Bytes of the dump and of the archive's part, at most: it is compressed, and holds no index."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def name() -> str:
    return str(connection.settings_dict["NAME"])


def must_be_possible(version: str) -> None:
    """Raises Trouble where the server is older than that of the backup, a program is missing, the role may not make tables, or
    the house is at work."""
    if _major(version) > _major(_server()):
        raise Trouble(
            f"The backup is of PostgreSQL {version} and this server is {_server()}: bring it back into {_major(version)} or newer."
        )
    _program("pg_restore"), _program("psql")
    with connection.cursor() as cursor:
        cursor.execute(MAY)
        may_create, others, role = cursor.fetchone()
        cursor.execute(AT_WORK)
        at_work = [told for (told,) in cursor.fetchall()]
    if at_work:
        raise Trouble(f"The system is running on this database ({', '.join(at_work)}). Stop web, worker and beat first.")
    if not may_create or others:
        raise Trouble(f"The role {role} may not make or drop the tables. Name the role that owns them in DATABASE_URL (docs/operating.md).")


def must_be_sound(part: Path) -> None:
    _run([_program("pg_restore"), "--list", str(part)])


def load(part: Path) -> None:
    """In the place of what stands there, in one transaction: on any fault the database is as it was."""
    connection.close()  # the script waits for every lock
    if hasattr(connection, "close_pool"):
        connection.close_pool()
    script = [_program("pg_restore"), "--no-owner", "--no-privileges", "--no-comments", "--file=-", str(part)]
    take = [
        _program("psql"),
        "--no-psqlrc",
        "--quiet",
        "--no-password",
        "--set=ON_ERROR_STOP=1",
        "--output=/dev/null",
        f"--dbname={_address()}",
    ]
    with (
        subprocess.Popen(script, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as read,  # noqa: S603 - programs of PostgreSQL
        subprocess.Popen(take, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=_environment()) as write,  # noqa: S603
    ):
        try:
            _pass_on(read, write)
        except BrokenPipeError:
            read.kill()
        told = (write.communicate()[1] or b"").decode(errors="replace").strip()
    if write.returncode or read.returncode:
        raise Trouble(f"PostgreSQL refused: {told.splitlines()[0] if told else 'pg_restore did not reach its end'}")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _pass_on(read: subprocess.Popen[bytes], write: subprocess.Popen[bytes]) -> None:
    """COMMIT is said only once all has been read to its end; else psql ends without it, and nothing was."""
    assert read.stdout is not None, "it is a pipe"
    assert write.stdin is not None, "so is this"
    unknown = [setting for version, setting in NEWER_SETTINGS.items() if _major(_server()) < version]
    write.stdin.write(b"SET client_min_messages = warning;\nBEGIN;\n" + CLEAR.encode())
    for number, line in enumerate(read.stdout):
        if number >= HEAD:
            write.stdin.write(line)
            break
        if not any(line.startswith(setting) for setting in unknown):
            write.stdin.write(line)
    shutil.copyfileobj(read.stdout, write.stdin, 1 << 20)
    if read.wait() == 0:
        write.stdin.write(b"COMMIT;\n")


def _program(name: str) -> str:
    """The program, of the server's version or newer: an older pg_dump refuses a newer server."""
    needed, found = _major(_server()), 0
    folders = sorted(Path(PLACES).glob("*/bin"), key=lambda folder: _major(folder.parent.name))
    for path in [shutil.which(name), *(str(folder / name) for folder in folders)]:
        if path and Path(path).exists():
            told = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
            if (version := _major(told.partition("PostgreSQL) ")[2])) >= needed:
                return path
            found = max(found, version)
    older = f"{name} is of PostgreSQL {found}" if found else f"{name} is not installed here"
    raise Trouble(
        f"{older}, and the server is {needed}: install the package postgresql-client-{needed} (Debian, Ubuntu) or postgresql{needed}."
    )


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, env=_environment(), check=False)  # noqa: S603 - programs of PostgreSQL
    if done.returncode:
        raise Trouble(f"{Path(command[0]).name} failed: {done.stderr.strip().splitlines()[0] if done.stderr.strip() else done.returncode}")


def _parameters() -> dict[str, Any]:
    """Those of the house, without what only its pool understands."""
    return {
        key: value
        for key, value in connection.get_connection_params().items()
        if key not in {"pool", "context", "cursor_factory", "prepare_threshold"}
    }


def _address() -> str:
    """Without the password, which any user of the machine could read in the list of processes."""
    from psycopg.conninfo import make_conninfo

    return make_conninfo(**{key: value for key, value in _parameters().items() if key != "password"})


def _environment() -> Mapping[str, str]:
    password = _parameters().get("password")
    return {**os.environ, **({"PGPASSWORD": password} if password else {})}


def _server() -> str:
    connection.ensure_connection()
    version = int(getattr(connection, "pg_version"))  # noqa: B009 - only this kind of connection has it; 150008 is 15.8
    return f"{version // 10000}.{version % 10000}"


def _major(version: str) -> int:
    found = re.match(r"\d+", version)
    return int(found[0]) if found else 0
