"""Bringing a house back from a backup: everything is looked at before anything is touched, and whatever stops it in the middle says
in which state it left database and files.

The files come first, since they only add; then the database, as one change; then the migrations that it lacks, and the line in the
history and in SEAL_HEADS_FILE that says so.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection

from accounts import heads, sealing
from accounts.history import System
from accounts.models import Seal
from config.backups.archive import CHUNK, MEDIA, Manifest, Part, Reader, verified
from config.backups.databases import counted, is_empty, known_migrations, ours
from config.backups.trouble import Trouble
from config.preparation import forget_what_was_prepared
from office import installation, runs
from office.models import Mail

Say = Callable[[str], None]
AS_IT_WAS = "The database is as it was"


@dataclass(frozen=True)
class Wish:
    """`replace`: the name of the database that may be emptied, as typed; empty: none may. `reason`: kept in the history."""

    path: Path
    reason: str
    replace: str = ""


def restore(wish: Wish, *, now: datetime, say: Say, dry_run: bool = False) -> Manifest:
    """Raises Trouble where it could not be done, in full or at all; the text says what was left."""
    say(f"Looking at every byte of {wish.path} …")
    with verified(wish.path) as archive, tempfile.TemporaryDirectory(prefix=".restore-", dir=_workplace()) as folder:
        manifest = archive.manifest
        _must_fit(wish, manifest)
        dump = Path(folder) / manifest.dump.name
        _must_have_room(manifest, Path(folder))
        with archive.open(manifest.dump) as content, dump.open("wb") as copy:
            shutil.copyfileobj(content, copy, CHUNK)
        ours().must_be_sound(dump)
        say(f"It is whole: {told(manifest)}")
        if not dry_run:
            _bring_back(archive, dump, wish, now, say)
    return manifest


def told(manifest: Manifest) -> str:
    """In one line what the backup holds."""
    lacking = f", {len(manifest.lacking)} were gone already" if manifest.lacking else ""
    return (
        f"{manifest.kind} data of {manifest.made_at}, version {manifest.version}, "
        f"{manifest.database['kind']} {manifest.database['version']}, "
        f"{sum(manifest.rows.values()):,} rows, {manifest.rows.get('accounts_event', 0):,} events, {len(manifest.files):,} files{lacking}."
    )


def _workplace() -> Path:
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    return settings.VAR_DIR


def _must_fit(wish: Wish, manifest: Manifest) -> None:
    """All that can be known before: a sentence for whoever has to decide, and nothing touched."""
    database = ours()
    if manifest.database["kind"] != database.KIND:
        raise Trouble(
            f"The backup is of {manifest.database['kind']} and this system uses {database.KIND}: a backup goes back into the kind of "
            "database that it came from. Set DATABASE_URL accordingly. Nothing was touched."
        )
    if newer := _unknown(manifest):
        raise Trouble(
            f"The backup was made by another or newer code (version {manifest.version}): this code does not know the migration(s) "
            f"{', '.join(newer[:5])}{' …' if len(newer) > 5 else ''}. Restore it with that code, then upgrade. Nothing was touched."
        )
    if (manifest.kind == "demo") != settings.DEMO:
        raise Trouble(f"The backup is of {manifest.kind} data and DEMO is {str(settings.DEMO).lower()} here. Nothing was touched.")
    if not wish.reason.strip():
        raise Trouble("Give --reason: why, and from which copy; it is kept in the history. Nothing was touched.")
    if not is_empty() and wish.replace != database.name():
        raise Trouble(
            f"The database {database.name()} is not empty, and all that it holds would be lost. If you mean it, back it up and say "
            f"--replace {database.name()}. Nothing was touched."
        )
    database.must_be_possible(manifest.database["version"])


def _unknown(manifest: Manifest) -> list[str]:
    known = known_migrations()
    found = ((app, name) for app, names in manifest.migrations.items() for name in names)
    return [f"{app}.{name}" for app, name in found if (app, name) not in known]


def _must_have_room(manifest: Manifest, folder: Path) -> None:
    files = sum(part.size for part in manifest.files if not _is_there(part))
    Path(settings.MEDIA_ROOT).mkdir(parents=True, exist_ok=True)
    for place, needed in ((folder, manifest.dump.size), (Path(settings.MEDIA_ROOT), files)):
        free = shutil.disk_usage(place).free
        if free < needed:
            raise Trouble(f"{place} has {free // 1_000_000} MB free and {needed // 1_000_000} MB are needed. Nothing was touched.")


def _bring_back(archive: Reader, dump: Path, wish: Wish, now: datetime, say: Say) -> None:
    manifest = archive.manifest
    with _left("files were being put back", AS_IT_WAS + "; files of the backup lie in MEDIA_ROOT, where they harm nothing. Run it again"):
        say(f"Putting back {len(manifest.files):,} files …")
        for part in manifest.files:
            _put_back(archive, part)
    with _left(
        "the database was being brought back", AS_IT_WAS + ", for it changes as a whole or not at all; the files are back. Run it again"
    ):
        say(f"Bringing back the database {ours().name()} …")
        ours().load(dump)
    installation.forget()
    after = "The database is that of the backup and the files are back, but"
    with _left("it was compared with the manifest", f"{after} they are not what was backed up: do not start the system"):
        _must_be_what_was_kept(manifest)
    then = "`manage.py migrate`, `manage.py note_restore --reason …`, `manage.py check_integrity`"
    with _left("migrations were being applied", f"{after} its tables are not those of this code. Do not start the system: {then}"):
        say("Applying the migrations that it lacks …")
        call_command("migrate", interactive=False, verbosity=0)
        forget_what_was_prepared()
    with _left("the history was being told", f"{after} the history does not say so yet. Before the start: {then}"):
        _say_so(wish, now)


@contextmanager
def _left(during: str, state: str) -> Iterator[None]:
    """What stops it is told with the state that it leaves."""
    try:
        yield
    except KeyboardInterrupt as error:
        raise Trouble(f"Stopped while {during}. {state}.") from error
    except Exception as error:
        said = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
        raise Trouble(f"It failed while {during}: {said or type(error).__name__}. {state}.") from error


def _put_back(archive: Reader, part: Part) -> None:
    """Complete, or not at all; one that is there already is left alone."""
    if _is_there(part):
        return
    path = _place(part)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.part")
    with archive.open(part) as content, unfinished.open("wb") as file:
        os.fchmod(file.fileno(), settings.FILE_UPLOAD_PERMISSIONS or 0o640)
        shutil.copyfileobj(content, file, CHUNK)
        file.flush()
        os.fsync(file.fileno())
    os.replace(unfinished, path)


def _is_there(part: Part) -> bool:
    try:
        with _place(part).open("rb") as content:
            return os.fstat(content.fileno()).st_size == part.size and hashlib.file_digest(content, "sha256").hexdigest() == part.sha256
    except OSError:
        return False


def _place(part: Part) -> Path:
    return Path(settings.MEDIA_ROOT) / part.name.removeprefix(MEDIA)


def _must_be_what_was_kept(manifest: Manifest) -> None:
    """The same number of rows in each table, and the same head of the history."""
    with connection.cursor() as cursor:
        for table, kept in manifest.rows.items():
            cursor.execute(counted(table))
            if (found := cursor.fetchone()[0]) != kept:
                raise Trouble(f"{table} holds {found} rows, the backup {kept}")
    if manifest.head and not Seal.objects.filter(event_id=manifest.head["event"], hash=manifest.head["hash"]).exists():
        raise Trouble("the head of the history is another")


def _say_so(wish: Wish, now: datetime) -> None:
    """Who had signed in must do so again: what ended since the copy was made would be open once more. What was being done then is
    started again by the sweeper."""
    heads.note_restore(reason=wish.reason, by=System("restore"), now=now, always=True)
    Session.objects.all().delete()
    runs.let_go(now)
    Mail.objects.let_go(now)
    sealing.seal(now)
