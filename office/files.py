"""Files that people upload: taken only after a check of their content, kept under a name that nobody can guess, and given
out so that a browser keeps them and never runs them. Whose they are is not known here: the row that a file belongs to says
who may have it, and fetches it through its own access."""

from __future__ import annotations

import hashlib
import logging
import shlex
import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from accounts import history
from accounts.given import person
from accounts.history import Actor
from office.inspection import INFECTED, KINDS, MOST, Fault, NotTaken, Taken, inspect
from office.models import StoredFile

logger = logging.getLogger("files")
SCANNED_WITHIN = 60  # seconds
ABANDONED_AFTER = timedelta(days=1)
# A page of ours can do nothing with it, and it can do nothing to a page of ours.
POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox"


def check(upload: File) -> Taken:
    """What was uploaded, as it may be kept. NotTaken (a ValidationError whose code is a `Fault`) says why not, in words for
    beside the field. Asked before a transaction begins: a scanner takes its time."""
    taken = inspect(upload.name or "", _read(upload))
    _scan(taken.content)
    return taken


def store(taken: Taken, *, by: Actor, now: datetime) -> StoredFile:
    """Keep what has passed the check, in the transaction of what it belongs to."""
    stored = StoredFile(
        name=taken.name,
        kind=taken.kind.code,
        size=len(taken.content),
        sha256=hashlib.sha256(taken.content).hexdigest(),
        stored_by=person(by),
        stored_at=now,
    )
    try:
        stored.content.save(taken.name, ContentFile(taken.content), save=False)
    except OSError as error:  # the disk is full, or gone
        logger.error("An uploaded file could not be written: %s.", error.strerror)
        raise ValidationError(_("The file could not be kept now. Nothing was saved; try again later.")) from error
    stored.save(force_insert=True)
    return stored


def _read(upload: File) -> bytes:
    """No more than what tells that it is too much, whatever size it says it has."""
    upload.seek(0)
    return upload.read(MOST + 1)


def _scan(content: bytes) -> None:
    """Asks the scanner that is set, if one is: it reads the file from its input and ends with 0 (clean) or 1 (a virus).
    Where it gives no answer nothing is taken."""
    if not settings.UPLOAD_SCANNER:
        return
    try:
        command = shlex.split(settings.UPLOAD_SCANNER)
        code = subprocess.run(command, input=content, capture_output=True, timeout=SCANNED_WITHIN, check=False).returncode  # noqa: S603
    except (OSError, subprocess.SubprocessError) as error:
        code = -1
        logger.error("The virus scanner gave no answer: %s.", type(error).__name__)
    if code == 1:
        raise NotTaken(Fault.INFECTED, INFECTED)
    if code != 0:
        logger.error("The virus scanner ended with %s; the file was not taken.", code)
        raise ValidationError(_("The file cannot be checked for viruses now. Nothing was saved; try again later."))


def open_file(stored: StoredFile) -> bytes:
    """The content as it was kept. Raises Http404, with a line in the log, where it is gone or no longer the same."""
    try:
        with stored.content.open("rb") as file:
            content = file.read()
    except OSError as error:
        logger.error("The content of the stored file %s cannot be read: %s.", stored.pk, type(error).__name__)
        raise Http404 from error
    if hashlib.sha256(content).hexdigest() != stored.sha256:
        logger.error("The content of the stored file %s is not what was stored.", stored.pk)
        raise Http404
    return content


def serve(stored: StoredFile) -> HttpResponse:
    """The file as a download. Whoever calls has asked first whether this person may have it."""
    response = HttpResponse(open_file(stored), content_type=KINDS[stored.kind].media_type)
    response["Content-Disposition"] = content_disposition_header(True, stored.name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = POLICY
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response


@transaction.atomic
def erase(stored: StoredFile, *, by: Actor, reason: str, now: datetime) -> None:
    """Take the content away for good: what should never have been uploaded. The row stays, and says so to nobody but the
    history; whoever asks for the file is answered as if there were none."""
    history.record(by=by, verb="file.erased", obj=stored, code=stored.sha256[:12], label=stored.name, reason=reason, at=now)
    name = str(stored.content.name)
    transaction.on_commit(lambda: default_storage.delete(name))


def remove_orphans(*, now: datetime) -> int:
    """Removes rows that belong to nothing and contents without a row: what was being saved with them was not saved. Those of
    the last day are left, since somebody may be saving just now. Answers how many files are gone."""
    gone = 0
    for stored in StoredFile.objects.orphans(now - ABANDONED_AFTER):
        stored.delete()
        stored.content.delete(save=False)
        gone += 1
    for name in _without_row(now - ABANDONED_AFTER):
        default_storage.delete(name)
        gone += 1
    return gone


def _without_row(before: datetime) -> Iterator[str]:
    if not default_storage.exists(StoredFile.FOLDER):
        return
    for folder in default_storage.listdir(StoredFile.FOLDER)[0]:
        path = f"{StoredFile.FOLDER}/{folder}"
        names = [f"{path}/{name}" for name in default_storage.listdir(path)[1]]
        known = set(StoredFile.objects.filter(content__startswith=f"{path}/").values_list("content", flat=True))
        yield from (name for name in names if name not in known and default_storage.get_modified_time(name) < before)
