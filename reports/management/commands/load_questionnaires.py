from datetime import datetime
from pathlib import Path

from django.core.management import CommandError

from accounts.file_command import FileCommand
from accounts.loading import Loaded
from accounts.reading import FileRefused, read_text
from reports.loading import known_plans, load_questionnaires
from reports.questionnaire_file import QuestionnaireFile, parse

SHIPPED = Path(__file__).parents[2] / "data"
FILES = "questionnaire-*.yaml"


class Command(FileCommand):
    help = "Loads questionnaires with the indicators that they report, from a file or from a folder of questionnaire-*.yaml."

    def load(self, path: str | None, *, dry_run: bool, now: datetime) -> Loaded:
        return load_questionnaires(read(Path(path) if path else SHIPPED), now=now, dry_run=dry_run)


def read(path: Path) -> list[QuestionnaireFile]:
    plans = known_plans()
    if not plans:
        raise CommandError("No plan is loaded: run load_plan first.")
    files = sorted(path.glob(FILES)) if path.is_dir() else [path]
    if not files:
        raise CommandError(f"There is no {FILES} in {path}.")
    found, faults = [], []
    for file in files:
        questionnaire, wrong = parse(file.name, read_text(file), plans)
        faults += wrong
        found += [questionnaire] if questionnaire else []
    if faults:
        raise FileRefused(faults)
    return found
