"""Which of the two databases this is, and what a backup asks of either alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol, cast

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from config.backups import postgresql, sqlite


class Snapshot(Protocol):
    kind: str
    part: str
    version: str

    def ask(self, sql: str) -> Iterator[Sequence[Any]]: ...


class Database(Protocol):
    """`config.backups.sqlite` and `config.backups.postgresql`."""

    PART: str
    KIND: str

    def snapshot(self, folder: Path) -> AbstractContextManager[Snapshot]: ...
    def dump(self, snapshot: Any, folder: Path) -> Path: ...
    def size(self) -> int: ...
    def must_dump(self) -> None: ...
    def name(self) -> str: ...
    def must_be_possible(self, version: str) -> None: ...
    def must_be_sound(self, part: Path) -> None: ...
    def load(self, part: Path) -> None: ...


def ours() -> Database:
    return cast(Database, postgresql if connection.vendor == "postgresql" else sqlite)


def is_empty() -> bool:
    return not connection.introspection.table_names()


def known_migrations() -> set[tuple[str, str]]:
    """Those of this code, also those that squashed ones stand for."""
    loader = MigrationLoader(None)
    found = set(loader.disk_migrations)
    for migration in loader.disk_migrations.values():
        found.update((app, name) for app, name in migration.replaces)
    return found


def tables() -> list[str]:
    """Of the house and the libraries, in the order of their names."""
    return sorted(["django_migrations", *connection.introspection.django_table_names(only_existing=True)])


def counted(table: str) -> str:
    return f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}"  # noqa: S608 - a name from the models
