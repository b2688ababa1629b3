"""Counts of people for who may not read names: small ones are hidden, and so is what would give them away.

Pure. A table of counts whose total is shown is a sum: one hidden cell could be computed from the others. Cells are
hidden, the smallest first, until each small one can still be at least two different numbers for a reader who knows the total,
which cells are hidden as small (1 to 4), and which beside them (5 and more).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

SMALL = 5  # counts from 1 to 4 are not shown by attribute (issue 7)


@dataclass(frozen=True)
class Cell:
    """`shown` None: hidden, small or beside a small one. `shown` is the count itself otherwise."""

    shown: int | None
    is_small: bool = False

    def __str__(self) -> str:
        if self.shown is not None:
            return number_format(self.shown, use_l10n=True, force_grouping=True)
        return _("under 5") if self.is_small else _("not shown")


def is_small(count: int) -> bool:
    return 0 < count < SMALL


def one(count: int) -> Cell:
    """A count that stands alone."""
    return Cell(None, True) if is_small(count) else Cell(count)


@dataclass(frozen=True)
class Counted:
    cells: dict[str, Cell]
    total: Cell


def whole(counts: Mapping[str, int]) -> Counted:
    """Nothing hidden: for who reads the names."""
    return Counted({key: Cell(count) for key, count in counts.items()}, Cell(sum(counts.values())))


def parts(counts: Mapping[str, int], *, total_is_shown: bool = True) -> Counted:
    """The cells of a table and their total. Where nothing that could be hidden beside them makes the small ones uncertain, all
    is hidden, the total too. `total_is_shown` False: another table hides the same total, so nothing can be computed here."""
    small = {key for key, count in counts.items() if is_small(count)}
    total = sum(counts.values())
    if is_small(total):  # who is counted at all is hidden: so is how they fall apart
        return Counted({key: Cell(None, True) for key in counts}, Cell(None, True))
    if not total_is_shown:
        return Counted({key: Cell(None, True) if key in small else Cell(count) for key, count in counts.items()}, Cell(None))
    beside: set[str] = set()
    others = sorted((key for key in counts if counts[key] >= SMALL), key=lambda key: (counts[key], key))
    while small and not _uncertain(counts, small, beside):
        if not others:
            return Counted({key: Cell(None) for key in counts}, Cell(None))
        beside.add(others.pop(0))
    hidden = small | beside
    return Counted({key: Cell(None, key in small) if key in hidden else Cell(count) for key, count in counts.items()}, Cell(total))


def _uncertain(counts: Mapping[str, int], small: set[str], beside: set[str]) -> bool:
    """Whether every small cell can still be two numbers at least. All small cells have the same bounds, so one speaks for all."""
    hidden = sum(counts[key] for key in small | beside)
    rest = len(small) - 1
    low = max(1, hidden - rest * (SMALL - 1)) if not beside else 1
    high = min(SMALL - 1, hidden - rest - SMALL * len(beside))
    return low < high


def at_least(count: int, needed: int) -> int:
    """How many are lacking at the least, for who may not know a small count: as if there were as many as a small count can be."""
    return max(0, needed - (SMALL - 1)) if is_small(count) else max(0, needed - count)
