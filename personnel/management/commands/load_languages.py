from datetime import datetime
from pathlib import Path

from accounts.file_command import FileCommand
from accounts.loading import Loaded
from accounts.reading import FileRefused, read_text
from personnel.languages_file import parse_languages
from personnel.services.language import load_languages

SHIPPED = Path(__file__).parents[2] / "data" / "languages.csv"


class Command(FileCommand):
    help = "Loads the languages that officers may speak and posts may need (languages.csv)."

    def load(self, path: str | None, *, dry_run: bool, now: datetime) -> Loaded:
        file = Path(path) if path else SHIPPED
        rows, faults = parse_languages(file.name, read_text(file))
        if faults:
            raise FileRefused(faults)
        return load_languages(rows, now=now, dry_run=dry_run)
