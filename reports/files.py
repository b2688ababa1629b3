"""Where the drawn files of a report lie: a folder for each report, a name for each attempt, whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.http import FileResponse, Http404
from django.utils.translation import gettext as _

from reports.drawing import TYPES
from reports.models import ProgressReport

FOLDER = "progress-reports"


def folder_of(report_id: int) -> Path:
    return Path(settings.MEDIA_ROOT) / FOLDER / str(report_id)


def write(report_id: int, attempt: UUID, suffix: str, content: bytes) -> str:
    """The file's name below MEDIA_ROOT. It appears there complete; no two attempts write the same name."""
    folder = folder_of(report_id)
    folder.mkdir(parents=True, exist_ok=True)
    part, final = folder / f"{attempt.hex}.part", folder / f"{attempt.hex}.{suffix}"
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, final)
    except OSError:  # a full disk must not keep the half that it took
        part.unlink(missing_ok=True)
        raise
    return f"{FOLDER}/{report_id}/{final.name}"


def discard(report_id: int, attempt: UUID) -> None:
    """What this attempt has written, and no other's."""
    for file in folder_of(report_id).glob(f"{attempt.hex}.*"):
        file.unlink(missing_ok=True)


def tidy(report_id: int, keep: set[str]) -> None:
    """Remove what broken attempts left behind; `keep` holds the names that rows point at."""
    for file in folder_of(report_id).glob("*"):
        if f"{FOLDER}/{report_id}/{file.name}" not in keep:
            file.unlink(missing_ok=True)


def serve(report: ProgressReport, kind: str) -> FileResponse:
    """One of the files of the report; kept and sent, never opened here as a page of ours. Whoever calls has asked first whether
    this person may have it. Http404 where there is none of this kind."""
    row = next((file for file in report.files.all() if file.kind == kind), None)
    path = Path(settings.MEDIA_ROOT) / str(row.file.name) if row else None
    if row is None or path is None or not path.is_file():
        raise Http404(_("This report has no such file."))
    headers = {"ETag": f'"{row.sha256}"'}
    name = f"bao-cao-tien-do-{report.code}.{kind}"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=TYPES[kind], headers=headers)
