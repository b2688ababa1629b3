"""Making a backup while the house is in use: first the database as it stands at one moment, then the files of which it speaks.

A file is written before its row and removed after it, so every row of the copy finds its file; those few that were erased while
the backup was made are named, and so are those that were gone or altered before.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import FileField

from accounts.models import Event
from config.backups.archive import MEDIA, Manifest, Writer
from config.backups.databases import Snapshot, counted, is_empty, ours, tables
from config.backups.trouble import Trouble
from office.models import Installation, StoredFile

SPARE = 64 << 20  # bytes that are left on the disk, so that the house can go on writing


@dataclass(frozen=True)
class Made:
    target: Path
    size: int
    manifest: Manifest


@dataclass(frozen=True)
class Meant:
    """What a backup would do: for those who ask before."""

    target: Path
    files: int
    bytes_needed: int
    bytes_free: int


def usual_folder() -> Path:
    return settings.VAR_DIR / "backups"


def meant(target: Path) -> Meant:
    """Raises Trouble where it could not be made."""
    if target.exists():
        raise Trouble(f"{target} is there already; a backup never takes the place of another.")
    folder = target.parent
    if folder == usual_folder() and not folder.exists():
        folder = settings.VAR_DIR  # it is made with the first backup
    if not folder.is_dir():
        raise Trouble(f"There is no folder {folder}.")
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise Trouble(f"{folder} cannot be written: {error.strerror}.") from error
    if is_empty():
        raise Trouble(f"The database {ours().name()} has no tables: there is nothing to keep.")
    ours().must_dump()
    files = {name for name, _sha256 in _named_now()}
    size = ours().size() + sum(_size(Path(settings.MEDIA_ROOT) / name) for name in files)
    free = shutil.disk_usage(folder).free
    if size + SPARE > free:
        raise Trouble(
            f"{folder} has {_megabytes(free)} free and the backup may need {_megabytes(size)}: name another folder, or make room."
        )
    return Meant(target, len(files), size, free)


def make(target: Path, *, now: datetime) -> Made:
    """Raises Trouble where nothing was made; what is there then is what was there before."""
    meant(target)
    if target.parent == usual_folder():
        target.parent.mkdir(mode=0o700, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as name, ours().snapshot(Path(name)) as snapshot:
        try:
            with Writer(target) as archive, ours().dump(snapshot, Path(name)).open("rb") as content:
                archive.add(snapshot.part, content)
                lacking, altered = _add_files(archive, snapshot)
                manifest = _manifest(archive, snapshot, lacking, altered, now)
                archive.finish(manifest)
        except OSError as error:
            raise Trouble(f"The backup could not be written: {error.strerror}. Nothing of it was left.") from error
    return Made(target, target.stat().st_size, manifest)


def _add_files(archive: Writer, snapshot: Snapshot) -> tuple[list[str], list[str]]:
    """The names of those that are gone, and of those that are not what their rows say."""
    lacking, altered = [], []
    for name, sha256 in _named(snapshot):
        try:
            content = (Path(settings.MEDIA_ROOT) / name).open("rb")
        except OSError:
            lacking.append(name)
            continue
        with content:
            part = archive.add(MEDIA + name, content)
        if sha256 and part.sha256 != sha256:
            altered.append(name)
    kept = {name for name, _sha256 in _named_now()} - _erased() if lacking else set()
    return [name for name in lacking if name in kept], altered


def _erased() -> set[str]:
    """Names of files whose content was taken away on purpose: the history tells, also of those of a moment ago."""
    told = Event.objects.filter(object_kind=StoredFile._meta.label_lower, verb="file.erased").values_list("object_id", flat=True)
    return set(StoredFile.objects.filter(pk__in=[int(pk) for pk in told]).values_list("content", flat=True))


def _file_columns() -> Iterator[tuple[str, str, str]]:
    """Of each table that speaks of files: table, column of the name, and column of the SHA-256, or an empty text. A house whose
    migrations are still to come lacks some."""
    there = set(tables())
    for model in (model for model in apps.get_models() if model._meta.db_table in there):
        for field in model._meta.local_fields:
            if isinstance(field, FileField):
                sums = [other.attname for other in model._meta.local_fields if other.name == "sha256"]
                yield model._meta.db_table, field.attname, sums[0] if sums else ""


def _questions() -> Iterator[str]:
    quote = connection.ops.quote_name
    for table, name, sha256 in _file_columns():
        told = quote(sha256) if sha256 else "''"
        yield f"SELECT {quote(name)}, {told} FROM {quote(table)} WHERE {quote(name)} <> '' ORDER BY {quote('id')}"  # noqa: S608


def _named(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """Each file once, with its SHA-256."""
    seen: set[str] = set()
    for question in _questions():
        for name, sha256 in snapshot.ask(question):
            if name not in seen:
                seen.add(name)
                yield name, sha256


def _named_now() -> Iterator[tuple[str, str]]:
    for question in _questions():
        with connection.cursor() as cursor:
            cursor.execute(question)
            yield from cursor.fetchall()


def _manifest(archive: Writer, snapshot: Snapshot, lacking: list[str], altered: list[str], now: datetime) -> Manifest:
    migrations: dict[str, list[str]] = {}
    for app, name in snapshot.ask("SELECT app, name FROM django_migrations ORDER BY app, name"):
        migrations.setdefault(app, []).append(name)
    heads = list(snapshot.ask("SELECT event_id, hash FROM accounts_seal ORDER BY id DESC LIMIT 1"))
    kinds = [str(kind) for (kind,) in snapshot.ask("SELECT kind FROM office_installation")]
    return Manifest(
        version=version(),
        commit=_commit(),
        made_at=now.astimezone(UTC).isoformat(timespec="seconds"),
        kind=kinds[0] if kinds else Installation.Kind.REAL.value,
        database={"kind": snapshot.kind, "version": snapshot.version, "part": snapshot.part},
        migrations=migrations,
        rows={table: int(number) for table in tables() for (number,) in snapshot.ask(counted(table))},
        head=next(({"event": event, "hash": stored} for event, stored in heads), None),
        parts=archive.parts,
        lacking=lacking,
        altered=altered,
    )


def version() -> str:
    return str(tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def _commit() -> str:
    """Where the code is a checkout."""
    git = shutil.which("git")
    if git is None or not (settings.BASE_DIR / ".git").exists():
        return ""
    told = subprocess.run([git, "-C", str(settings.BASE_DIR), "rev-parse", "HEAD"], capture_output=True, text=True, check=False)  # noqa: S603
    return told.stdout.strip()


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:,.0f} MB"
