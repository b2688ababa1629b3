"""Whether the tables of the database are those that this code knows, and whether who is signed in to it may change them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

Name = tuple[str, str]  # app, migration

NOT_OWNED = (
    "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND relname = ANY(%s)"
    " AND NOT pg_has_role(relowner, 'USAGE') ORDER BY relname LIMIT 1"
)
MAY_MAKE = "SELECT has_schema_privilege(current_schema(), 'CREATE')"


def own_apps() -> dict[str, Path]:
    """The apps that lie beside this one, and where, by label; libraries look after their own tables."""
    found = {app.label: Path(app.path) for app in apps.get_app_configs()}
    return {label: path for label, path in found.items() if path.parent == settings.BASE_DIR}


def pending() -> list[Name]:
    """The migrations that this code has and the database lacks, those of libraries too, in their order."""
    executor = MigrationExecutor(connection)
    steps = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [(step.app_label, step.name) for step, _back in steps]


def lack_a_file() -> bool:
    """Whether a file of our own is not applied: the short question of each start, which reads no migration."""
    return not _files() <= set(_applied())


def behind() -> str:
    """What to do where the tables are older than the code, in one sentence; empty if they are not."""
    missing = pending()
    if not missing:
        return ""
    first, more = ".".join(missing[0]), len(missing) - 1
    named = f"{first} and {more} more" if more else first
    return f"The tables are older than the code and lack its migration {named}: run `manage.py prepare` as the owner of the tables."


def ahead() -> str:
    """What to do where a newer release made the tables, in one sentence; empty if none did.

    Older code would write what newer tables do not take, and put older words back. What a squashed migration replaces is known by
    its name, also when its file is gone; an app that this code does not have is passed over, for rows of one removed stay for ever.
    """
    strange = [name for name in _applied() if name not in _files()]
    newer = [name for name in strange if name not in _replaced()] if strange else []
    if not newer:
        return ""
    return (
        f"The tables were made by a newer release: this code does not know their migration {'.'.join(newer[-1])}. "
        "Run the newer code again, or restore a backup that was made before the upgrade."
    )


def _applied() -> list[Name]:
    recorder = MigrationRecorder(connection)
    if not recorder.has_table():
        return []
    return list(recorder.migration_qs.filter(app__in=own_apps()).order_by("pk").values_list("app", "name"))


@cache
def _files() -> frozenset[Name]:
    """Looked at once: a process goes on with the code with which it began, also while newer files are laid in their place."""
    found = ((label, file.stem) for label, path in own_apps().items() for file in path.glob("migrations/*.py"))
    return frozenset(name for name in found if name[1] != "__init__")


@cache
def _replaced() -> frozenset[Name]:
    steps = MigrationLoader(None).disk_migrations
    return frozenset(name for step in steps.values() for name in step.replaces)


def closed() -> str:
    """Why the tables cannot be changed by the role that is signed in, in half a sentence; empty if it may, and on SQLite."""
    if connection.vendor != "postgresql":
        return ""
    with connection.cursor() as cursor:
        ours = connection.introspection.django_table_names(only_existing=True)
        cursor.execute(NOT_OWNED, [[*ours, MigrationRecorder.Migration._meta.db_table]])
        if row := cursor.fetchone():
            return f"the table {row[0]} belongs to another role of the database"
        cursor.execute(MAY_MAKE)
        return "" if cursor.fetchone()[0] else "this role of the database may make no tables"
