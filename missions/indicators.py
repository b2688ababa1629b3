"""What the network tells the indicators of a plan: how many missions are open, on both clocks."""

from __future__ import annotations

from datetime import date, datetime

from missions.models import Mission

OPEN = "missions-open"


def open_missions(on: date, known: datetime | None) -> int | None:
    """The size of the network at the end of a day; None before the first day on which the whole network is known."""
    return Mission.objects.network(on, known).total


def network_steps(until: date, known: datetime | None) -> list[tuple[date, int]]:
    """The days on which the network became larger or smaller, with its size from then on."""
    return Mission.objects.sizes(until, known)
