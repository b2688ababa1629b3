"""What the network tells the indicators of a plan: how many missions are open, on both clocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from missions.models import Mission, MissionEvent, NetworkTotal
from missions.network import Happening, Official, gained, network, sizes
from plan.indicators import Told

OPEN = "missions-open"


def open_missions(on: date, known: datetime | None) -> int | None:
    """The size of the network at the end of a day; None before the first day on which the whole network is known."""
    return Mission.objects.network(on, known).total


def network_steps(until: date, known: datetime | None) -> list[tuple[date, int]]:
    """The days on which the network became larger or smaller, with its size from then on."""
    return Mission.objects.sizes(until, known)


@dataclass(frozen=True)
class Counted:
    """The network where the days of some openings and closings are not known."""

    happenings: Sequence[Happening]
    officials: Sequence[Official]

    def between(self, on: date) -> tuple[int, int]:
        found = network(self.happenings, self.officials, on)
        return found.least or 0, found.most or 0

    def gained(self, since: date, on: date) -> tuple[int, int]:
        return gained(self.happenings, self.officials, since, on)


def network_told(codes: Mapping[str, date | None], until: date, known: datetime | None) -> dict[str, Told]:
    """The steps, and what of them is not sure, from the same rows."""
    happenings, officials = MissionEvent.objects.standing(known).happenings(known), NetworkTotal.objects.officials()
    return {code: Told(sizes(happenings, officials, until), unsure=Counted(happenings, officials)) for code in codes}
