"""How often and how far the term of a measure has moved: pure, from the changes themselves (design part 4, rule 3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from plan.progress import Term


class Change(Protocol):
    """A decided change as it is in force; what it was asked against need not be what it replaced."""

    @property
    def new_term(self) -> str: ...

    @property
    def new_due_on(self) -> date | None: ...


@dataclass(frozen=True)
class Slippage:
    """The first date that a measure ever had, the one in force, and the moves between them."""

    original: date | None = None
    current: date | None = None  # None: no date is in force, the work counts as ongoing
    times: int = 0

    @property
    def days(self) -> int | None:
        """From the first date to the one in force; negative: brought forward. None where there is no date to measure to."""
        return (self.current - self.original).days if self.original and self.current else None

    @property
    def distance(self) -> int:
        """The days without their direction."""
        return abs(self.days or 0)


def slippage(changes: Iterable[Change]) -> Slippage:
    """`changes`: those approved, in the order in which they came into force. The first date is no move; from then on each
    change of it is one, also back to where it was, also to ongoing work."""
    original: date | None = None
    current: tuple[str, date | None] = (Term.NONE, None)
    times = 0
    for change in changes:
        after = (change.new_term, change.new_due_on)
        if original is None:
            original = change.new_due_on
        elif after != current:
            times += 1
        current = after
    return Slippage(original, current[1], times)
