"""A table from a file into the plan, as the page of imports does it: `import_table updates sheet.xlsx --dry-run`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.history import System
from office.tables import grid_of_file, read
from office.tables.importing import Result, run
from plan.imports import KINDS
from plan.naming import plan_meant


class Command(BaseCommand):
    help = "Import a table (XLSX, CSV or text with tabs) in the form in which export_table writes it"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=sorted(KINDS))
        parser.add_argument("file", type=Path)
        parser.add_argument("--plan", default="", help="the code of the plan; where there is only one, it is meant")
        parser.add_argument("--dry-run", action="store_true", help="tell what would change, write nothing")
        parser.add_argument("--skip-bad", action="store_true", help="import the other rows where some are faulty")

    def handle(self, *args: Any, **options: Any) -> None:
        plan = plan_meant(options["plan"])
        importer = KINDS[options["kind"]].importer(plan, System("import_table"), timezone.now())
        try:
            with options["file"].open("rb") as file:
                reading = read(importer.table, grid_of_file(file))
        except OSError as error:
            raise CommandError(_("%(file)s cannot be read: %(why)s") % {"file": options["file"], "why": error.strerror}) from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self._tell(run(importer, reading, keep=not options["dry_run"], skip_bad=options["skip_bad"]), dry_run=options["dry_run"])

    def _tell(self, result: Result, *, dry_run: bool) -> None:
        """Exit status 1 where a row was faulty, also where the others were imported."""
        if dry_run:
            self.stdout.write(_("Dry run: nothing is written."))
        reading = result.reading
        if reading.place and not result.faults:
            self.stdout.write(reading.place)
        if reading.left_out:
            self.stdout.write(_("Columns that are not known; they are left out:") + f" {', '.join(reading.left_out)}.")
        for line in result.to_write:
            changes = "; ".join(f"{change.heading}: {change.old} → {change.new}" for change in line.changes)
            self.stdout.write(_("row %(row)d, %(name)s: %(changes)s") % {"row": line.number, "name": line.name, "changes": changes})
        self.stdout.write(_("new: %(new)d, changed: %(changed)d, unchanged: %(same)d, faulty: %(faulty)d") % result.counts)
        if faults := result.every_fault:
            count = len(faults)
            if result.written:
                head = ngettext("The other rows were written; %d fault.", "The other rows were written; %d faults.", count) % count
            else:
                head = ngettext("Nothing was written: %d fault.", "Nothing was written: %d faults.", count) % count
            raise CommandError("\n".join([head, *(str(fault) for fault in faults)]))
