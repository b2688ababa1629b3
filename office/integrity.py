"""What can be wrong with files, with runs and mail under a lease, and with comments."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db.models import FileField

from accounts.checking import Asked, Finding
from accounts.models import Event
from office.models import Mail, Run, StoredFile

LEFT_ALONE = timedelta(minutes=5)  # the sweeper looks every ten seconds, and the outbox twice a minute
FORGOTTEN = timedelta(days=2)  # what belongs to nothing is removed after a day, at the next of four turns a day
AT_ONCE = 2000


def files(asked: Asked) -> Iterator[Finding]:
    """Uploaded files: each is there and is what was uploaded; what was erased on purpose is told by the history."""
    erased = set(Event.objects.filter(object_kind=StoredFile._meta.label_lower, verb="file.erased").values_list("object_id", flat=True))
    rows = StoredFile.objects.order_by("pk").values_list("pk", "content", "size", "sha256")
    kept = ((f"office.storedfile {pk}", name, size, sha) for pk, name, size, sha in rows.iterator(AT_ONCE) if str(pk) not in erased)
    yield from unlike(kept)


def unlike(rows: Iterable[tuple[str, str, int, str]]) -> Iterator[Finding]:
    """Of (where, name below MEDIA_ROOT, size, SHA-256) those whose content is gone or is another."""
    do = "put it back from a backup: `tar -xf BACKUP media/…`; see docs/operating.md"
    for where, name, size, sha256 in rows:
        path = Path(settings.MEDIA_ROOT) / name
        try:
            with path.open("rb") as content:
                found = hashlib.file_digest(content, "sha256").hexdigest() if os.fstat(content.fileno()).st_size == size else ""
        except OSError as error:
            yield Finding("file-missing", where, f"{name} cannot be read ({error.strerror})", do)
            continue
        if found != sha256:
            yield Finding("file-altered", where, f"{name} is not what was stored", do)


def orphans(asked: Asked) -> Iterator[Finding]:
    """Contents without a row, and uploaded files that belong to nothing: the job that removes them is not at work."""
    do = "look at /manage/schedule/ whether files that belong to nothing are removed; `office.files` takes them at its next turn"
    for pk in StoredFile.objects.orphans(asked.now - FORGOTTEN).values_list("pk", flat=True):
        yield Finding("orphan", f"office.storedfile {pk}", "belongs to nothing", do)
    known = named()
    for name, at in _on_disk():
        if name not in known and at < (asked.now - FORGOTTEN).timestamp():
            do_ = do if name.startswith(f"{StoredFile.FOLDER}/") else "no row speaks of it: look what it is, then remove it"
            yield Finding("orphan", name, "lies in MEDIA_ROOT and no row speaks of it", do_)


def named() -> set[str]:
    """Every name below MEDIA_ROOT of which a row speaks, in whichever table."""
    fields = [(model, field.name) for model in apps.get_models() for field in model._meta.local_fields if isinstance(field, FileField)]
    rows = (model._default_manager.exclude(**{name: ""}).order_by().values_list(name, flat=True) for model, name in fields)
    return {name for values in rows for name in values.iterator(AT_ONCE)}


def _on_disk() -> Iterator[tuple[str, float]]:
    root = Path(settings.MEDIA_ROOT)
    for folder, _folders, names in os.walk(root):
        for name in names:
            path = Path(folder, name)
            try:
                yield path.relative_to(root).as_posix(), path.stat().st_mtime
            except FileNotFoundError:
                continue  # removed since it was listed


def leases(asked: Asked) -> Iterator[Finding]:
    """Work and mail that somebody holds, says the row, and nobody does."""
    before = asked.now - LEFT_ALONE
    do = "look whether worker and beat run (/readyz): with them it starts again within a minute"
    for run in Run.objects.abandoned(before).order_by("pk"):
        yield Finding("stuck-lease", f"office.run {run.pk} ({run.key})", f"has been held by nobody since {_when(run.lease_until)}", do)
    for mail in Mail.objects.filter(state=Mail.State.SENDING, lease_until__lt=before).defer("text").order_by("pk"):
        yield Finding("stuck-lease", f"office.mail {mail.pk} ({mail.kind})", f"has been held by nobody since {_when(mail.lease_until)}", do)


def _when(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else "?"
