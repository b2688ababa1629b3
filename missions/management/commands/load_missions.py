from datetime import datetime
from pathlib import Path

from django.core.management.base import CommandError

from accounts.file_command import FileCommand
from accounts.loading import Loaded
from accounts.models import Unit
from accounts.reading import FileRefused, read_text
from missions.mission_files import NetworkFiles, parse_countries, parse_missions, parse_totals
from missions.services import GROUP, load_network, load_stages
from missions.stage_file import StageRow, parse_stages

SHIPPED = Path(__file__).parents[2] / "data"


class Command(FileCommand):
    help = "Loads the network (countries.csv, missions.csv, network-totals.csv, stages.csv) from a folder."

    def load(self, path: str | None, *, dry_run: bool, now: datetime) -> Loaded:
        folder = Path(path) if path else SHIPPED
        stages = read_stages(folder)
        loaded = load_network(read(folder), now=now, dry_run=dry_run)
        return load_stages(stages, now=now, dry_run=dry_run, loaded=loaded)


def read(folder: Path) -> NetworkFiles:
    """The three files of a folder; one that is not there is the one that is shipped."""
    texts = {name: _text(folder, name) for name in ("countries.csv", "missions.csv", "network-totals.csv")}
    countries, faults = parse_countries("countries.csv", texts["countries.csv"])
    totals, more = parse_totals("network-totals.csv", texts["network-totals.csv"])
    units = set(Unit.objects.without_missions().values_list("code", flat=True))
    if GROUP not in units:
        raise CommandError("The units are not loaded: run load_reference first.")
    missions, most = parse_missions("missions.csv", texts["missions.csv"], {row.iso2 for row in countries}, units, taken=units)
    if faults + more + most:
        raise FileRefused(faults + more + most)
    return NetworkFiles(countries, missions, totals)


def read_stages(folder: Path) -> list[StageRow]:
    stages, faults = parse_stages("stages.csv", _text(folder, "stages.csv"))
    if faults:
        raise FileRefused(faults)
    return stages


def _text(folder: Path, name: str) -> str:
    return read_text(folder / name if (folder / name).exists() else SHIPPED / name)
