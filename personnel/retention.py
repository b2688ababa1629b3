"""How long the name of who has left is kept. Pure: the one place where its time is reckoned."""

from __future__ import annotations

from datetime import date, timedelta

from personnel.rotation import add_months


def kept_until(left_on: date, recorded_on: date, years: int) -> date:
    """The day from which a name may be erased. The time of retention runs from the day of leaving and from the day on which it was
    recorded, whichever is later: a year that was mistyped erases nobody. From 29 February it runs to the 28th of a short one."""
    return add_months(max(left_on, recorded_on), 12 * years)


def last_to_ask(today: date, years: int) -> date:
    """No time that began after this day is over: it narrows a question, `kept_until` decides. Reckoned backwards a year may be
    a day shorter than forwards, so a day more is asked for."""
    return add_months(today, -12 * years) + timedelta(days=1)
