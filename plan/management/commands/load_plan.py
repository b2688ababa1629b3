from datetime import datetime
from pathlib import Path

from accounts.file_command import FileCommand
from accounts.loading import Loaded
from accounts.reading import Fault, FileRefused, read_text
from plan.loading import load_plan
from plan.plan_file import PlanFile, parse
from plan.workbook_file import parse_workbook

SHIPPED = Path(__file__).parents[2] / "data" / "plan-292.yaml"


def _of_workbook(file: Path) -> tuple[PlanFile | None, list[Fault]]:
    try:
        with file.open("rb") as content:
            return parse_workbook(file.name, content)
    except OSError as error:
        raise FileRefused([Fault(file.name, 0, "–", str(error.strerror))]) from error


class Command(FileCommand):
    help = "Loads a plan with its measures and directives from a file: YAML or a workbook (.xlsx)."

    def load(self, path: str | None, *, dry_run: bool, now: datetime) -> Loaded:
        file = Path(path) if path else SHIPPED
        if file.suffix.lower() == ".xlsx":
            plan, faults = _of_workbook(file)
        else:
            plan, faults = parse(file.name, read_text(file))
        if faults or plan is None:
            raise FileRefused(faults)
        return load_plan(plan, now=now, dry_run=dry_run)
