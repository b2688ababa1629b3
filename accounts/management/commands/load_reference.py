from datetime import datetime
from pathlib import Path

from accounts.file_command import FileCommand
from accounts.loading import Loaded, load_units
from accounts.models import Unit
from accounts.reading import FileRefused, read_text
from accounts.unit_file import parse

SHIPPED = Path(__file__).parents[2] / "data" / "units.csv"


class Command(FileCommand):
    help = "Loads the units of the ministry, the ministries and the provinces from a file."

    def load(self, path: str | None, *, dry_run: bool, now: datetime) -> Loaded:
        file = Path(path) if path else SHIPPED
        missions = Unit.objects.filter(kind=Unit.Kind.MISSION).values_list("code", flat=True)
        rows, faults = parse(file.name, read_text(file), taken=set(missions))
        if faults:
            raise FileRefused(faults)
        return load_units(rows, now=now, dry_run=dry_run)
