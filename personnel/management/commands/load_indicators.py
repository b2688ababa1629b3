from datetime import datetime
from pathlib import Path

from accounts.file_command import FileCommand
from accounts.loading import Loaded
from accounts.reading import FileRefused, read_text
from personnel.indicators_file import parse_indicators
from personnel.services.indicators import load_indicators

SHIPPED = Path(__file__).parents[2] / "data" / "indicators.csv"


class Command(FileCommand):
    help = "Loads the indicators that are counted from training (indicators.csv) into the plans they belong to; run load_plan before."

    def load(self, path: str | None, *, dry_run: bool, now: datetime) -> Loaded:
        file = Path(path) if path else SHIPPED
        rows, faults = parse_indicators(file.name, read_text(file))
        if faults:
            raise FileRefused(faults)
        return load_indicators(rows, now=now, dry_run=dry_run)
