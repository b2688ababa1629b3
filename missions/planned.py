"""Posts in preparation on the map, for who may see them: another part of the app registers who answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from missions.access import Visitor


@dataclass(frozen=True)
class Planned:
    """A post in preparation whose place is known. `when` says in words when it is meant to open."""

    code: str
    name: str
    kind: str
    longitude: float
    latitude: float
    address: str
    when: str = ""


# (user, day) → what this person may see of the openings in preparation on that day; a budget of one query each.
Source = Callable[[Visitor, date], list[Planned]]
SOURCES: list[Source] = []


def register(source: Source) -> None:
    """Once for each source, however often the app is made ready."""
    if source not in SOURCES:
        SOURCES.append(source)


def planned_for(user: Visitor, on: date) -> list[Planned]:
    return [planned for source in SOURCES for planned in source(user, on)]
