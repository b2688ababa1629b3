"""Say that the database was brought back from a copy."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts import heads
from accounts.history import System


class Command(BaseCommand):
    help = (
        "After a restore: notes, in the history and in SEAL_HEADS_FILE, that the heads written since the copy was made are lost with "
        "it, so that verify_history tells them from a chain that somebody has shortened."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reason", required=True, help="why, and from which copy")

    def handle(self, *, reason: str, **options: Any) -> None:
        try:
            event = heads.note_restore(reason=reason, by=System("note_restore"), now=timezone.now())
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write("Nothing is lost: the chain holds every head." if event is None else "Noted.")
