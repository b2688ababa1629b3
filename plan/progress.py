"""How a measure stands on a day (design part 4, rules 1 to 4): pure, without a query and without a clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import pairwise

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(TextChoices):
    NOT_STARTED = "not_started", _("Not started")
    IN_PROGRESS = "in_progress", _("In progress")
    PROPOSED = "proposed", _("Completion proposed")
    DONE = "done", _("Completed")
    PAUSED = "paused", _("Paused")
    CANCELLED = "cancelled", _("Cancelled by decision")
    REOPENED = "reopened", pgettext_lazy("measure", "Reopened")


class Act(StrEnum):
    """What changes the state of a measure."""

    RECORD = "record"  # a status update
    PROPOSE = "propose"
    CONFIRM = "confirm"
    REFUSE = "refuse"
    REOPEN = "reopen"


# Which states each act may lead to, from which state. What is not named here cannot happen.
TRANSITIONS: dict[Act, dict[State, tuple[State, ...]]] = {
    Act.RECORD: {
        State.NOT_STARTED: (State.NOT_STARTED, State.IN_PROGRESS, State.PAUSED, State.CANCELLED),
        State.IN_PROGRESS: (State.IN_PROGRESS, State.PAUSED, State.CANCELLED),
        State.REOPENED: (State.IN_PROGRESS, State.PAUSED, State.CANCELLED),
        State.PAUSED: (State.PAUSED, State.CANCELLED),
    },
    Act.PROPOSE: dict.fromkeys([State.NOT_STARTED, State.IN_PROGRESS, State.REOPENED], (State.PROPOSED,)),
    Act.CONFIRM: {State.PROPOSED: (State.DONE,)},
    Act.REFUSE: {State.PROPOSED: (State.IN_PROGRESS,)},
    Act.REOPEN: dict.fromkeys([State.DONE, State.CANCELLED, State.PAUSED], (State.REOPENED,)),
}
# By decision of the secretariat, with a reason.
BY_DECISION = frozenset({State.PAUSED, State.CANCELLED})


def next_states(act: Act, state: str, *, may_decide: bool = True) -> tuple[State, ...]:
    """The states to which the act may lead from `state`; pausing and cancelling only for those who may decide."""
    reach = TRANSITIONS[act].get(State(state), ())
    return reach if may_decide else tuple(state for state in reach if state not in BY_DECISION)


class Health(TextChoices):
    ON_TRACK = "on_track", _("On track")
    AT_RISK = "at_risk", _("At risk")
    OFF_TRACK = "off_track", _("Off track")


class Step(TextChoices):
    """What a milestone of a measure is: the usual way of a legal text, or anything else by its own name."""

    DRAFTED = "drafted", _("Drafted")
    CONSULTED = "consulted", _("Opinions collected")
    SUBMITTED = "submitted", _("Submitted")
    ISSUED = "issued", _("Issued")
    IN_FORCE = "in_force", pgettext_lazy("milestone", "In force")
    OTHER = "other", _("Other")


class Term(TextChoices):
    NONE = "none", _("No deadline yet")
    DATED = "dated", _("By a date")
    ONGOING = "ongoing", _("Ongoing")


class Cell(TextChoices):
    """The four cells of the Government Office, then what stands beside them."""

    DONE_ON_TIME = "done_on_time", _("Completed on time")
    DONE_LATE = "done_late", _("Completed late")
    OPEN_WITHIN = "open_within", _("Within deadline")
    OPEN_OVERDUE = "open_overdue", _("Overdue")
    ONGOING = "ongoing", _("Ongoing")
    NO_DEADLINE = "no_deadline", _("No deadline yet")
    PAUSED = "paused", _("Paused")
    DONE_WITHOUT_TERM = "done_without_term", _("Completed without a deadline")
    OUT = "out", _("Cancelled or superseded")


# The word by which a list is narrowed to everything that is done, however it ended.
DONE = "done"
GROUPS: dict[str, tuple[Cell, ...]] = {DONE: (Cell.DONE_ON_TIME, Cell.DONE_LATE, Cell.DONE_WITHOUT_TERM)}


def cells_of(word: str) -> tuple[str, ...]:
    """The cells that a word of an address asks for: a cell, or a group of them."""
    return GROUPS.get(word, (word,))


@dataclass(frozen=True)
class Standing:
    """What is known of a measure on a day: its state, the term in force and, where done, the day of completion."""

    state: str = State.NOT_STARTED
    term: str = Term.NONE
    due_on: date | None = None
    completed_on: date | None = None
    due_at_completion: date | None = None
    superseded: bool = False


def cell(standing: Standing, on: date) -> Cell:
    """The cell of a measure at the end of the day `on`.

    On time is judged by the date in force on the day of completion, as decided before completion was confirmed; an open
    measure by the date in force on `on`.
    """
    if standing.superseded or standing.state == State.CANCELLED:
        return Cell.OUT
    if standing.state == State.DONE:
        if standing.due_at_completion is None:
            return Cell.DONE_WITHOUT_TERM
        late = standing.completed_on is not None and standing.completed_on > standing.due_at_completion
        return Cell.DONE_LATE if late else Cell.DONE_ON_TIME
    if standing.state == State.PAUSED:
        return Cell.PAUSED
    if standing.term == Term.ONGOING:
        return Cell.ONGOING
    if standing.due_on is None:
        return Cell.NO_DEADLINE
    return Cell.OPEN_OVERDUE if on > standing.due_on else Cell.OPEN_WITHIN


@dataclass(frozen=True)
class CellCounts:
    """How many measures stand in each cell; `key` is the code of the task or unit they are counted for."""

    key: str | None
    counts: Mapping[Cell, int] = field(default_factory=dict)

    def __getitem__(self, cell: Cell | str) -> int:
        return self.counts.get(Cell(cell), 0)

    @classmethod
    def of(cls, groups: Mapping[str | None, Mapping[Cell, int]]) -> list[CellCounts]:
        """In the order of their keys; those without a task or unit last."""
        return [cls(key, counts) for key, counts in sorted(groups.items(), key=lambda item: (item[0] is None, item[0] or ""))]

    @classmethod
    def sum(cls, rows: Iterable[CellCounts]) -> CellCounts:
        counts: dict[Cell, int] = {}
        for row in rows:
            for cell, number in row.counts.items():
                counts[cell] = counts.get(cell, 0) + number
        return cls(None, counts)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def in_force(self) -> int:
        """All but those cancelled or superseded."""
        return self.total - self[Cell.OUT]

    def items(self) -> list[tuple[Cell, int]]:
        """Every cell in its order, also the empty ones."""
        return [(cell, self[cell]) for cell in Cell]


def expected(baseline: tuple[date, float], targets: Sequence[tuple[date, float]], on: date) -> float | None:
    """The value that a straight path between baseline and dated targets asks for on a day; None before the baseline.

    After the last target its value stays. Same unit as the values given.
    """
    points = [baseline, *sorted(targets)]
    if on < points[0][0]:
        return None
    for (left, low), (right, high) in pairwise(points):
        if on <= right and left < right:
            return low + (high - low) * (on - left).days / (right - left).days
    return points[-1][1]


def required_pace(points: Sequence[tuple[date, float]], on: date) -> float | None:
    """What the straight path through the points asks for in a year, on the day after `on`; None outside the path.

    With (on, value today) as the first point it is the pace still needed; with the baseline, the pace planned.
    """
    ordered = sorted(points)
    for (left, low), (right, high) in pairwise(ordered):
        if left <= on < right:
            return (high - low) / ((right - left).days / 365.25)
    return None


def explains(done_on: date, told_on: date | None) -> bool:
    """Whether the result of a measure that is done is the explanation by which its completion on `done_on` was confirmed, or what
    the last update to tell of a result says (`told_on`, its day): the later; of one day the explanation, for it came after."""
    return told_on is None or told_on <= done_on


def share_of_way(baseline: float, target: float, value: float) -> float | None:
    """(value - baseline) / (target - baseline): 0 at the baseline, 1 at the target, below zero when going backwards.

    The same for an indicator that should fall. None when baseline and target are equal: there is no way to go.
    """
    return None if target == baseline else (value - baseline) / (target - baseline)
