"""`manage.py restore`: database and files from one file of `manage.py backup`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config.backups.restoring import Wish, restore
from config.backups.trouble import Trouble


class Command(BaseCommand):
    help = (
        "Brings database and files back from a backup, with the system stopped. Every byte is looked at before anything is touched; a "
        "database that is not empty is replaced only if it is named. Migrations that the backup lacks are applied, the history says "
        "that and why it was brought back, and check_integrity looks at it all. Exit status 0: done, nothing found; 1: not done, "
        "and the text says what was left; 2: done, and check_integrity has found something."
    )
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a file that `manage.py backup` has made")
        parser.add_argument("--reason", required=True, help="why, and from which copy; kept in the history")
        parser.add_argument("--replace", default="", metavar="DATABASE", help="the name of the database whose content is to be lost")
        parser.add_argument("--dry-run", action="store_true", help="look at the backup and whether it could be brought back; touch nothing")

    def handle(self, *, file: Path, reason: str, replace: str, dry_run: bool, **options: Any) -> None:
        try:
            restore(Wish(file, reason, replace), now=timezone.now(), say=self.stdout.write, dry_run=dry_run)
        except Trouble as trouble:
            raise CommandError(str(trouble)) from trouble
        if dry_run:
            self.stdout.write("It could be brought back. Nothing was touched.")
            return
        self.stdout.write("Brought back. Looking at it …")
        try:
            call_command("check_integrity", stdout=self.stdout, stderr=self.stderr)
        except CommandError as found:
            raise CommandError(f"Brought back, and check_integrity has found something: {found}", returncode=2) from found
        self.stdout.write("Start the system.")
