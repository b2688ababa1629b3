"""Indicators that the house computes itself. An app above registers how, in `AppConfig.ready()` (design part 2):

    indicators.register("missions-open", open_missions)

The plan asks by code and never knows who answers.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

# (on, known) -> the value as a whole number of 10^-decimals units; None: not known for that day.
Value = Callable[[date, datetime | None], int | None]

COMPUTED: dict[str, Value] = {}


def register(code: str, value: Value) -> None:
    COMPUTED[code] = value
