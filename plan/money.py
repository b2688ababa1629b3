"""Amounts of money: pure, without a query and without a clock.

Amounts are whole đồng. Pages show millions of đồng, as budget tables of the State do; what is not entered is None, never 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.numbers import TwoReadingsError, as_thousands, read_scaled, shown_scaled
from accounts.written import as_the_ministry_writes

MILLION = 6  # the power of ten between đồng and what tables show
MOST = 10**17  # a hundred times the budget of the State: more is a slip of the hand
_WORDS = {"tỷ": 9, "tỉ": 9, "billion": 9, "triệu": 6, "tr": 6, "million": 6, "đồng": 0, "đ": 0, "vnd": 0, "dong": 0}
_SHAPE = re.compile(r"(?P<number>[\d.,\s\u00a0]+?)\s*(?P<words>[^\W\d][\w\s]*)?")


class FundingSource(TextChoices):
    """Where money comes from, as the law on the State budget and on public investment part it."""

    INVESTMENT = "investment", gettext_lazy("State budget, public investment")
    RECURRENT = "recurrent", gettext_lazy("State budget, recurrent spending")
    AID = "aid", gettext_lazy("Official development assistance and concessional loans")
    OTHER = "other", gettext_lazy("Other lawful sources")


@dataclass(frozen=True)
class Amounts:
    """Planned, allocated and disbursed, in đồng; None where nothing is entered."""

    planned: int | None = None
    allocated: int | None = None
    disbursed: int | None = None

    @property
    def share(self) -> int | None:
        """Disbursed of what is allocated, in tenths of a percent, rounded half up as all numbers are; but 99.96 % is not all of
        it, and 0.04 % is not nothing."""
        if self.disbursed is None or not self.allocated:
            return None
        tenths = (2000 * self.disbursed + self.allocated) // (2 * self.allocated)
        if self.disbursed < self.allocated:
            tenths = min(tenths, 999)
        return max(tenths, 1) if self.disbursed else tenths

    @property
    def is_over(self) -> bool:
        """More is disbursed than allocated: allowed, for money is carried over, but to be looked at."""
        return self.allocated is not None and self.disbursed is not None and self.disbursed > self.allocated

    @property
    def is_known(self) -> bool:
        return any(value is not None for value in (self.planned, self.allocated, self.disbursed))

    def __add__(self, other: Amounts) -> Amounts:
        return Amounts(*(_sum(getattr(self, name), getattr(other, name)) for name in ("planned", "allocated", "disbursed")))


def total(rows: Iterable[Amounts]) -> Amounts:
    """The sum of what is entered; None where nothing is."""
    result = Amounts()
    for row in rows:
        result += row
    return result


def _sum(left: int | None, right: int | None) -> int | None:
    return left if right is None else right if left is None else left + right


def read_amount(typed: str) -> int:
    """An amount as people write it, in đồng: "1.250.000.000", "1.250 triệu", "1,25 tỷ"; with the marks of English where that is the
    reader's language. ValueError with a message; TwoReadingsError where the number before a word may be a thousand times as much."""
    found = _SHAPE.fullmatch(typed.strip())
    words = " ".join((found["words"] or "").lower().split()) if found else ""
    words = words.removesuffix(" đồng").removesuffix(" dong")
    if not found or (words and words not in _WORDS):
        raise ValueError(_("Enter an amount in đồng, such as 1,250,000,000, or with its word: 1,250 million, 1.25 billion."))
    amount = read_scaled(found["number"], _WORDS.get(words, 0))
    thousands = as_thousands(found["number"])
    if thousands is not None:
        raise TwoReadingsError(typed.strip(), f"{shown_scaled(thousands, 0)} {found['words']}", f"{shown_scaled(amount, 0)} đồng")
    if amount >= MOST:
        raise ValueError(_("This amount is too large. Is the unit right?"))
    return amount


def shown_millions(amount: int) -> str:
    """In millions of đồng as the reader's language writes it, exact: 1.250 or 1.250,5."""
    return shown_scaled(amount, MILLION)


def told_millions(amount: int) -> str:
    """For the history: 1.250,5 triệu đồng."""
    with as_the_ministry_writes():
        return f"{shown_millions(amount)} triệu đồng"
