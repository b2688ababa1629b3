"""The outline of the land as it is shipped (data/land.json), read once a process."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from missions.projection import Frame

FILE = Path(__file__).with_name("data") / "land.json"


def path_of(frame: Frame) -> str:
    """The data of the SVG path that fills the land of a frame, in its units, by the even-odd rule."""
    return _paths()[frame.key or "world"]


@lru_cache(maxsize=1)
def _paths() -> dict[str, str]:
    return json.loads(FILE.read_text(encoding="utf-8"))["paths"]
