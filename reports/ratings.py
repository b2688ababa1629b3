"""What is shown of ratings, so that no single answer can be read from it. Pure.

- The results of a quarter are shown once its ratings are closed: before, the difference between two days would be one
  answer.
- Those of a department from five answers. The whole is shown with those of the departments that are not shown only where
  these are five or more together: otherwise the difference between the whole and the departments would be they.
- Averages only, never who rated, and never beyond 4.8 or below 1.2: an average of 5 says what each has answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

LEAST = 5  # answers
HIGH, LOW = 48, 12  # tenths
Key = TypeVar("Key")


@dataclass(frozen=True)
class Given(Generic[Key]):
    """One rating: of which department (None: of a unit that none follows), its scores, its word."""

    department: Key | None
    scores: tuple[int, ...]
    word: str = ""


@dataclass(frozen=True)
class Mean:
    """An average in tenths; at an end it stands for all that lies beyond."""

    tenths: int

    @property
    def is_high(self) -> bool:
        return self.tenths >= HIGH

    @property
    def is_low(self) -> bool:
        return self.tenths <= LOW


@dataclass(frozen=True)
class Result:
    """What a group of ratings comes to: the average of each question and of all."""

    n: int
    means: tuple[Mean, ...]
    whole: Mean
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Results(Generic[Key]):
    departments: dict[Key | None, Result | None]  # None: fewer than five answers
    total: Result | None
    is_partial: bool  # the total leaves out the departments that are not shown


def results(rows: Iterable[Given[Key]]) -> Results[Key]:
    groups: dict[Key | None, list[Given[Key]]] = {}
    for row in rows:
        groups.setdefault(row.department, []).append(row)
    shown = {key: group for key, group in groups.items() if len(group) >= LEAST}
    hidden = [row for key, group in groups.items() if key not in shown for row in group]
    counted = [row for group in shown.values() for row in group]
    is_partial = 0 < len(hidden) < LEAST
    if not is_partial:
        counted += hidden
    total = _result(counted, words=False) if len(counted) >= LEAST else None
    return Results({key: _result(group) if key in shown else None for key, group in groups.items()}, total, is_partial)


def _result(rows: Sequence[Given[Key]], *, words: bool = True) -> Result:
    """Words stand in the order of the alphabet: their place tells nothing."""
    columns = list(zip(*(row.scores for row in rows), strict=True))
    means = tuple(_mean(column) for column in columns)
    whole = _mean([score for column in columns for score in column])
    return Result(len(rows), means, whole, tuple(sorted(row.word for row in rows if row.word)) if words else ())


def _mean(scores: Sequence[int]) -> Mean:
    """Rounded half up, in whole numbers: the same everywhere."""
    tenths = (20 * sum(scores) + len(scores)) // (2 * len(scores))
    return Mean(min(HIGH, max(LOW, tenths)))
