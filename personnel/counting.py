"""Counts of people for who may not read the names. Pure; one function for pages, files, the API, reports and indicators.

A count is rounded to the nearest five, and what is nearer to five than to ten is told apart from nothing at all: "under 8"
(decision 50). So a number from one to four could be one more and one less, whatever it is compared with: it never stands at
the edge of what a reader must think possible, as it would in a class of its own. Everything else that is told to such a
reader is reckoned from the class in which a count is, never from the count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.utils.formats import number_format
from django.utils.translation import gettext as _

STEP = 5
SHOWN_FROM = 8  # the first number that is nearer to ten than to five
Key = TypeVar("Key")


def rounded(count: int) -> int:
    """To the nearest five; 0 stands for everything under eight."""
    return 0 if count < SHOWN_FROM else (count + STEP // 2) // STEP * STEP


def most(count: int) -> int:
    """As many people as there can be where a reader is told `rounded(count)`."""
    return SHOWN_FROM - 1 if count < SHOWN_FROM else rounded(count) + STEP // 2


def within(count: int) -> tuple[int, int]:
    """Between how many and how many people there are where a reader is told `rounded(count)`."""
    return (0 if count < SHOWN_FROM else rounded(count) - STEP // 2), most(count)


def lacking(count: int, wanted: int) -> int:
    """How many are lacking at the least: “at least six are lacking”, never fewer than are."""
    return max(0, wanted - most(count))


@dataclass(frozen=True)
class Cell:
    """`shown` None: under eight, nobody at all among it. `own`: people whom the reader reads by name; `shown` is then of the others
    alone, so that it stays as it is whomever the reader adds or takes away."""

    shown: int | None
    own: int = 0

    def __str__(self) -> str:
        if self.shown is None:
            others = _("under %(n)s") % {"n": SHOWN_FROM}
        else:
            others = number_format(self.shown, use_l10n=True, force_grouping=True)
        return f"{self.own} + {others}" if self.own else others

    @property
    def number(self) -> int:
        """As one number; fewer than eight others count as none."""
        return self.own + (self.shown or 0)


def told(count: int, *, exact: bool = False, own: int = 0) -> Cell:
    """`exact`: for who reads the names of all who are counted; `own`: how many of them the reader reads by name."""
    return Cell(count) if exact else Cell(rounded(count - own) or None, own)


def listed(counts: Mapping[Key, int], *, exact: bool = False) -> dict[Key, Cell]:
    """Rows that stand there only because somebody is counted: those under eight are left out, for a row that says "under 8"
    would say that there is somebody."""
    return {key: told(count, exact=exact) for key, count in counts.items() if exact or rounded(count)}
