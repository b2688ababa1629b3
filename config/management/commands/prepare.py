"""`manage.py prepare`: tables, data and static files, each only when what it is made from has changed."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from config.preparation import compile_words, prepare


class Command(BaseCommand):
    help = "Prepares the database and the static files; `up` does it too. Safe to run again, and on several hosts at once."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--words", action="store_true", help="compile the words alone, as who owns the code; nothing else is touched")

    def handle(self, *, words: bool, **options: Any) -> None:
        if words:
            compile_words()
        else:
            prepare(self.stdout.write)
        self.stdout.write("Prepared.")
