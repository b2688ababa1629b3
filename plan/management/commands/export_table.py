"""A table of the plan into a file that import_table reads: `export_table updates sheet.xlsx` (or `.csv`)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from office.tables import csv_lines, xlsx
from plan.imports import KINDS, rows_to_export
from plan.naming import plan_meant


class Command(BaseCommand):
    help = "Export a table of the plan as XLSX or CSV, in the form in which import_table reads it"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=sorted(KINDS))
        parser.add_argument("file", type=Path, help="ends in .xlsx or .csv")
        parser.add_argument("--plan", default="", help="the code of the plan; where there is only one, it is meant")

    def handle(self, *args: Any, **options: Any) -> None:
        plan, file = plan_meant(options["plan"]), options["file"]
        if file.suffix.lower() not in {".xlsx", ".csv"}:
            raise CommandError(_("Give a name that ends in .xlsx or .csv."))
        table, rows = rows_to_export(options["kind"], plan, None, timezone.now())
        content = xlsx(table, rows) if file.suffix.lower() == ".xlsx" else "".join(csv_lines(table, rows)).encode()
        try:
            file.write_bytes(content)
        except OSError as error:
            raise CommandError(_("%(file)s cannot be written: %(why)s") % {"file": file, "why": error.strerror}) from error
