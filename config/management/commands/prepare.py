"""`manage.py prepare`: tables, data and static files, each only when what it is made from has changed."""

from typing import Any

from django.core.management.base import BaseCommand

from config.preparation import prepare


class Command(BaseCommand):
    help = "Prepares the database and the static files; `up` does it too. Safe to run again, and on several hosts at once."
    requires_system_checks = ()

    def handle(self, **options: Any) -> None:
        prepare(self.stdout.write)
        self.stdout.write("Prepared.")
