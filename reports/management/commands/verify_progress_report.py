"""Say whether a file is a progress report as it was approved."""

import hashlib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.models import ReportFile
from reports.revisions import recognised


class Command(BaseCommand):
    help = (
        "Says whether FILE (docx, pdf, xlsx, html) is byte for byte one of the files of an approved progress report, and of "
        "which revision. Exit status 0: approved and in force; 1: not known; 2: approved, but superseded; 3: a draft; 4: FILE cannot "
        "be read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)

    def handle(self, *, file: Path, **options: Any) -> None:
        try:
            with file.open("rb") as content:
                sha256 = hashlib.file_digest(content, "sha256").hexdigest()
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.", returncode=4) from error
        found = recognised(sha256)
        if found is None:
            raise CommandError(f"Not known: no progress report of this installation has a file with the SHA-256 {sha256}.", returncode=1)
        self._tell(found, sha256)

    def _tell(self, found: ReportFile, sha256: str) -> None:
        report = found.report
        name = f"{report.code} (revision {report.revision}, {found.get_kind_display()}, SHA-256 {sha256})"
        if report.successor_id:
            later = type(report).objects.select_related("plan", "period").get(pk=report.successor_id)
            raise CommandError(f"Approved, but superseded: {name}. In force is {later.code}.", returncode=2)
        if report.standing != "approved":
            raise CommandError(f"A draft, never approved: {name}.", returncode=3)
        assert report.approved_at is not None, "an approved report says when"
        self.stdout.write(f"Approved: {name}, by {report.approved_by} at {report.approved_at:%Y-%m-%d %H:%M} UTC.")
