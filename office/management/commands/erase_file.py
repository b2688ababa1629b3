from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.history import System
from office import files
from office.models import StoredFile


class Command(BaseCommand):
    help = "Erases the content of an uploaded file that should never have been uploaded. Its name and its line of history stay."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("sha256", help="as `sha256sum` prints it, or as the API names it beside the file")
        parser.add_argument("--reason", required=True, help="kept in the history; must not repeat what was in the file")

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(StoredFile.objects.filter(sha256=options["sha256"].strip().lower()))
        if not found:
            raise CommandError("No stored file has this SHA-256.")
        for stored in found:
            files.erase(stored, by=System("erase_file"), reason=options["reason"], now=timezone.now())
        if options["verbosity"]:
            self.stdout.write(f"erased: {len(found)}. Erase it from the backups too.")
