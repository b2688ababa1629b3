from datetime import datetime
from pathlib import Path

from accounts.file_command import FileCommand
from accounts.loading import Loaded
from accounts.reading import FileRefused, read_text
from plan.loading import load_plan
from plan.plan_file import parse

SHIPPED = Path(__file__).parents[2] / "data" / "plan-292.yaml"


class Command(FileCommand):
    help = "Loads a plan with its measures and directives from a file."

    def load(self, path: str | None, *, dry_run: bool, now: datetime) -> Loaded:
        file = Path(path) if path else SHIPPED
        plan, faults = parse(file.name, read_text(file))
        if faults or plan is None:
            raise FileRefused(faults)
        return load_plan(plan, now=now, dry_run=dry_run)
