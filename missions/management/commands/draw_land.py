import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from missions.land import outline, rings
from missions.outline import FILE
from missions.projection import FRAMES, WORLD

SOURCE = (
    "Natural Earth, land, 1:110 million (the world) and 1:50 million (regions); public domain, naturalearthdata.com. "
    "Read from land-110m.json and land-50m.json of the npm package world-atlas 2.0.2 (ISC). Land only, without any border "
    "of a country. Made by manage.py draw_land; not to be edited by hand."
)


class Command(BaseCommand):
    help = "Draws the outline of the land for every frame of the map, from a folder with land-110m.json and land-50m.json."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--to", type=Path, default=FILE)

    def handle(self, *args: Any, folder: Path, to: Path, **options: Any) -> None:
        coarse, fine = (rings(json.loads((folder / f"land-{scale}.json").read_text())) for scale in ("110m", "50m"))
        paths = {"world": outline(coarse, WORLD), **{key: outline(fine, frame) for key, frame in FRAMES.items()}}
        to.write_text(json.dumps({"source": SOURCE, "paths": paths}, indent=1) + "\n", encoding="utf-8")
        self.stdout.write(f"{to}: {', '.join(f'{key} {len(path)}' for key, path in paths.items())}")
