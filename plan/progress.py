"""How a measure stands on a day (design part 4, rules 1 to 4): pure, without a query and without a clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    NOT_STARTED = "not_started", _("Not started")
    IN_PROGRESS = "in_progress", _("In progress")
    PROPOSED = "proposed", _("Completion proposed")
    DONE = "done", _("Completed")
    PAUSED = "paused", _("Paused")
    CANCELLED = "cancelled", _("Cancelled by decision")
    REOPENED = "reopened", _("Reopened")


class Health(TextChoices):
    ON_TRACK = "on_track", _("On track")
    AT_RISK = "at_risk", _("At risk")
    OFF_TRACK = "off_track", _("Off track")


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
    DONE_WITHOUT_TERM = "done_without_term", _("Completed without a term")
    OUT = "out", _("Cancelled or superseded")


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

    On time is judged by the date in force on the day of completion, an open measure by the date in force on `on`.
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


def expected(baseline: tuple[date, float], targets: Sequence[tuple[date, float]], on: date) -> float | None:
    """The value that a straight path between baseline and dated targets asks for on a day; None before the baseline.

    After the last target its value stays. Same unit as the values given.
    """
    points = [baseline, *sorted(targets)]
    if on < points[0][0]:
        return None
    for (left, low), (right, high) in zip(points, points[1:], strict=False):
        if on <= right:
            return low + (high - low) * (on - left).days / (right - left).days
    return points[-1][1]


def share_of_way(baseline: float, target: float, value: float) -> float | None:
    """(value - baseline) / (target - baseline): 0 at the baseline, 1 at the target, below zero when going backwards.

    The same for an indicator that should fall. None when baseline and target are equal: there is no way to go.
    """
    return None if target == baseline else (value - baseline) / (target - baseline)
