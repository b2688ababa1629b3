"""Rotation reckoned: what ends when, and what another term of posting would change. Pure, without a query and without a clock.

A seat stays filled: who leaves is followed by somebody who serves a whole term from that day. That is an assumption, and the
page says so.
"""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Serving:
    """A posting that runs: since when, and until when it is planned (None: nobody has said)."""

    from_on: date
    until_on: date | None = None


@dataclass(frozen=True)
class Year:
    year: int
    planned: int  # changes if everything stays as it is
    new_alone: int  # if the other term holds for postings that begin from now on
    running_too: int  # if it holds for those that run as well


def add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def planned_end(serving: Serving, term: int) -> date:
    return serving.until_on or add_months(serving.from_on, term)


def by_month(ends: Iterable[date], today: date, months: int = 12) -> dict[date, int]:
    """How many end in each of the coming months, by its first day; what should have ended before counts under the day before them."""
    firsts = [add_months(today.replace(day=1), number) for number in range(months)]
    counts = dict.fromkeys(firsts, 0)
    last = add_months(firsts[0], months)
    for end in ends:
        if today <= end < last:
            counts[end.replace(day=1)] += 1
    return counts


def changes(first: Sequence[date], term: int, until: date) -> Counter[int]:
    """How many change hands in each year, if every seat that falls free on one of these days is then filled for whole terms."""
    found: Counter[int] = Counter()
    for day in first:
        served = 0
        while (end := add_months(day, served)) <= until:
            found[end.year] += 1
            served += term
    return found


def compare(running: Iterable[Serving], *, today: date, term: int, other: int, years: int = 8) -> list[Year]:
    """Year by year from this one, the term as it is beside another. A posting that would be over already ends today."""
    rows = list(running)
    until = date(today.year + years - 1, 12, 31)
    ends = [max(planned_end(row, term), today) for row in rows]
    as_is, new_alone = changes(ends, term, until), changes(ends, other, until)
    running_too = changes([max(add_months(row.from_on, other), today) for row in rows], other, until)
    return [Year(year, as_is[year], new_alone[year], running_too[year]) for year in range(today.year, until.year + 1)]
