"""`manage.py backup`: database and files as one file, while the house is in use."""

from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config.backups import making
from config.backups.restoring import told
from config.backups.trouble import Trouble

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Writes database and files into one tar file that `manage.py restore` reads, while the system is in use. It holds personal "
        "data: only its owner can read it, and it is to be carried to another machine. Secrets (SECRET_KEY, passwords of servers) and "
        "SEAL_HEADS_FILE are not in it. Exit status 0: made; 1: nothing was made; 2: made, but files were gone or altered before."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "target",
            nargs="?",
            type=Path,
            help="the file, or a folder, in which it gets a name with day and time (default: VAR_DIR/backups)",
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would be written and whether there is room; write nothing")

    def handle(self, *, target: Path | None, dry_run: bool, **options: Any) -> None:
        now = timezone.now()
        file = _file(target, now)
        try:
            if dry_run:
                meant = making.meant(file)
                need, free = meant.bytes_needed // 1_000_000, meant.bytes_free // 1_000_000
                self.stdout.write(f"Would write {file}: {meant.files:,} files and the database, at most {need:,} MB; {free:,} MB are free.")
                return
            made = making.make(file, now=now)
        except Trouble as trouble:
            raise CommandError(str(trouble)) from trouble
        self.stdout.write(f"{made.target} ({made.size:,} bytes): {told(made.manifest)}")
        self._faulty(made)

    def _faulty(self, made: making.Made) -> None:
        lacking, altered = made.manifest.lacking, made.manifest.altered
        lines = [*(f"gone: {name}" for name in lacking), *(f"altered: {name}" for name in altered)]
        if lines:
            self.stderr.write("\n".join(lines[:SHOWN]))
            raise CommandError(
                f"The backup was made, but {len(lacking)} file(s) were gone and {len(altered)} altered: manage.py check_integrity.",
                returncode=2,
            )


def _file(target: Path | None, now: datetime) -> Path:
    if target is None or target.is_dir():
        return (target or making.usual_folder()).absolute() / f"lotrinh292-{timezone.localtime(now):%Y%m%d-%H%M%S}.tar"
    return target.absolute()
