"""What the commands that read a file share: an optional path, a dry run, faults and results in readable lines."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.loading import Loaded
from accounts.reading import FileRefused


class FileCommand(BaseCommand):
    """`load(**options)` reads and writes; this tells what came of it.

    `recorded_at` is for the illustration alone, which pretends to have been there for a year: a caller in the same
    process can give it, nobody on the command line.
    """

    stealth_options = ("recorded_at",)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", nargs="?", help="the file, or the folder of the files, instead of the one that is shipped")
        parser.add_argument("--dry-run", action="store_true", help="read and compare, tell what would change, write nothing")

    def load(self, path: str | None, *, dry_run: bool, now: datetime) -> Loaded:
        raise NotImplementedError

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = self.load(options["path"], dry_run=options["dry_run"], now=options.get("recorded_at") or timezone.now())
        except FileRefused as refused:
            count = len(refused.faults)
            head = ngettext("Refused, nothing was written: %d fault.", "Refused, nothing was written: %d faults.", count) % count
            raise CommandError("\n".join([head, *(str(fault) for fault in refused.faults)])) from refused
        if options["verbosity"]:
            self._tell(loaded, options["dry_run"])

    def _tell(self, loaded: Loaded, dry_run: bool) -> None:
        if dry_run:
            self.stdout.write(_("Dry run: nothing is written."))
        for kind, count in loaded.created.items():
            self.stdout.write(_("new: %(count)d %(kind)s") % {"count": count, "kind": kind})
        for title, lines in [
            (_("changed"), loaded.changed),
            (_("left as a person edited it"), loaded.kept),
            (_("no longer in the file, left"), loaded.vanished),
        ]:
            for line in lines:
                self.stdout.write(f"{title}: {line}")
        self.stdout.write(_("unchanged: %d") % loaded.same)
