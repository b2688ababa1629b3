"""Indicators that the house computes itself. An app above registers how, in `AppConfig.ready()` (design part 2):

    indicators.register("missions-open", open_missions, steps=network_steps, page="missions:index")

The plan asks by code and never knows who answers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

# (on, known) -> the value as a whole number of 10^-decimals units; None: not known for that day.
Value = Callable[[date, datetime | None], int | None]
# (until, known) -> each day on which the value became another, with the new value: it holds until the next. The first is
# the first day on which the value is known; empty where it is not known by `until`.
Steps = Callable[[date, datetime | None], list[tuple[date, int]]]


@dataclass(frozen=True)
class Computed:
    """`value` and `steps` tell the same; `page` names the route, without arguments, that shows the rows of a day."""

    value: Value
    steps: Steps
    page: str

    def address(self, query: str) -> str:
        """The page of the rows at the moment that `query` names."""
        return reverse(self.page) + (f"?{query}" if query else "")


COMPUTED: dict[str, Computed] = {}


def register(code: str, value: Value, *, steps: Steps, page: str) -> None:
    COMPUTED[code] = Computed(value, steps, page)
