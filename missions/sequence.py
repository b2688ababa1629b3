"""Whether the events of one mission can have happened: opened once, then closed or suspended, then reopened; and each time of
another kind than before. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext as _

from missions.network import ENDS, STARTS, EventKind, PostKind, Precision, first_day
from missions.wording import when


@dataclass(frozen=True)
class Step:
    """An event that decides whether the mission is open; `place` is the order of recording."""

    kind: str
    on: date | None
    precision: str
    place: int = 0


def fault_in(steps: Iterable[Step]) -> str:
    """Why these events cannot stand together, in words; empty where they can.

    They are taken in the order of their days, as the count takes them; one without a day comes first.
    """
    ordered = sorted(steps, key=lambda step: (step.on or date.min, step.place))
    for before, step in zip([None, *ordered], ordered, strict=False):
        if (before is None or before.kind not in STARTS) and step.kind in ENDS:
            return _not_open(ordered, step)
        if before is None and step.kind == EventKind.REOPENED:
            return _("A mission that was never opened cannot be reopened: record its opening.")
        if before is not None and before.kind in STARTS and step.kind in STARTS:
            return _("It is open already: %(first)s and %(second)s stand in a row without a closing or suspension between them.") % {
                "first": told(before),
                "second": told(step),
            }
        if before is not None and before.kind in ENDS and step.kind == EventKind.OPENED:
            return _("After %(first)s a mission is reopened, not opened for the first time.") % {"first": told(before)}
    return ""


def _not_open(ordered: Sequence[Step], step: Step) -> str:
    opened = next((row for row in ordered if row.kind == EventKind.OPENED and row.on and step.on and row.on > step.on), None)
    if opened:
        return _("It would end before it began: %(end)s, and %(opened)s.") % {"end": told(step), "opened": told(opened)}
    return _("It is not open then, so that it cannot end: %(end)s.") % {"end": told(step)}


def told(step: Step) -> str:
    return f"{EventKind(step.kind).label} {when(step.on, Precision(step.precision))}"


@dataclass(frozen=True)
class Turn:
    """The mission became of another kind."""

    on: date
    from_kind: str
    to_kind: str
    place: int = 0


def in_order(turns: Iterable[Turn]) -> list[Turn]:
    return sorted(turns, key=lambda turn: (turn.on, turn.place))


def fault_in_turns(turns: Iterable[Turn]) -> str:
    """Why these changes of kind cannot follow one another, in words; empty where they can."""
    ordered = in_order(turns)
    for before, after in pairwise(ordered):
        if before.to_kind != after.from_kind:
            return _("It is %(became)s from %(first)s on, but is said to have been %(was)s until %(second)s.") % {
                "became": PostKind(before.to_kind).label,
                "first": _day(before.on),
                "was": PostKind(after.from_kind).label,
                "second": _day(after.on),
            }
    return ""


def not_open_yet(steps: Iterable[Step], on: date) -> str:
    """Why it cannot have become of another kind on that day: it had not opened. An opening "not later than" a day may lie before."""
    for step in steps:
        exact = step.kind == EventKind.OPENED and step.on is not None and step.precision != Precision.NOT_LATER_THAN
        if exact and step.on is not None and on < first_day(step.on, step.precision):
            return _("It was not open yet: %(opened)s.") % {"opened": told(step)}
    return ""


def _day(on: date) -> str:
    return f"{on:%d/%m}/{on.year:04d}"
