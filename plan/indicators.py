"""Indicators that the house computes itself. An app above registers how, in `AppConfig.ready()` (design part 2):

    indicators.register("missions-open", open_missions, steps=network_steps, page="missions:index")

The plan asks by code and never knows who answers. Several that are counted from the same rows are a family, asked in one go;
it may also say by when which value should be reached, where that follows from what the app keeps:

    for code, audience in …:
        indicators.register(code, …, steps=…, page="personnel:completion", asked=f"audience={audience}", family=trained)
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from django.urls import reverse

from plan.reckoning import Goal, Rough

# (on, known) -> the value as a whole number of 10^-decimals units; None: not known for that day.
Value = Callable[[date, datetime | None], int | None]
# (until, known) -> each day on which the value became another, with the new value: it holds until the next. The first is
# the first day on which the value is known; empty where it is not known by `until`.
Steps = Callable[[date, datetime | None], list[tuple[date, int]]]


class Unsure(Protocol):
    """What is known of a value where the days of some changes are not: the least and the most."""

    def between(self, on: date) -> tuple[int, int]:
        """The value at the end of a day on which it is known."""

    def gained(self, since: date, on: date) -> tuple[int, int]:
        """By how much it has changed between the ends of two days."""


@dataclass(frozen=True)
class Told:
    """What a family tells of one indicator: its steps, what should be reached, and the points of the way there where it does not
    lead straight from one goal to the next."""

    steps: list[tuple[date, int]]
    goals: tuple[Goal, ...] = ()
    turns: tuple[tuple[date, float], ...] = ()
    unsure: Unsure | None = None


# (code -> the day of the baseline, until, known) -> what is told of each code.
Family = Callable[[Mapping[str, date | None], date, datetime | None], Mapping[str, Told]]


@dataclass(frozen=True)
class Computed:
    """`value` and `steps` tell the same; `page` names the route, without arguments, that shows the rows of a day, and `asked`
    what its address asks for. `rough`: its values are rounded; between which numbers that which is told as a value
    may lie, so that nothing reckoned from them is finer than they are."""

    value: Value
    steps: Steps
    page: str
    asked: str = ""
    family: Family | None = None
    rough: Rough | None = None

    def address(self, query: str) -> str:
        """The page of the rows at the moment that `query` names."""
        whole = "&".join(filter(None, [self.asked, query]))
        return reverse(self.page) + (f"?{whole}" if whole else "")


COMPUTED: dict[str, Computed] = {}


def register(
    code: str, value: Value, *, steps: Steps, page: str, asked: str = "", family: Family | None = None, rough: Rough | None = None
) -> None:
    COMPUTED[code] = Computed(value, steps, page, asked, family, rough)


# (codes of periods, known) -> how many units were asked to report for each. Told by the app that asks them.
Asked = Callable[[Collection[str], datetime | None], Mapping[str, int]]
_asked: list[Asked] = []


def register_asked(asked: Asked) -> None:
    _asked[:] = [asked]


def units_asked(periods: Collection[str], known: datetime | None) -> Mapping[str, int]:
    """By the code of the period; a period of which nobody knows is left out."""
    return _asked[0](periods, known) if _asked and periods else {}
