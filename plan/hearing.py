"""Which coordinating units are asked about a proposed completion, and what they have said; pure, from rows already read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import Unit
from plan.models import CompletionView
from plan.moment import Moment


@dataclass(frozen=True)
class Answer:
    """Of one unit; without an opinion it has not answered."""

    unit: Unit
    has_voice: bool  # somebody in the unit can answer here
    opinion: str = ""
    reason: str = ""
    by: str = ""
    given_at: datetime | None = None

    @property
    def is_awaited(self) -> bool:
        return not self.opinion and self.has_voice

    @property
    def objects(self) -> bool:
        return self.opinion == CompletionView.Opinion.OBJECTS


@dataclass(frozen=True)
class Hearing:
    answers: list[Answer]

    @property
    def asked(self) -> list[Answer]:
        """Without the units in which nobody can answer."""
        return [answer for answer in self.answers if answer.opinion or answer.has_voice]

    @property
    def given(self) -> int:
        return sum(bool(answer.opinion) for answer in self.answers)

    @property
    def awaited(self) -> list[Unit]:
        return [answer.unit for answer in self.answers if answer.is_awaited]

    @property
    def objections(self) -> list[Unit]:
        return [answer.unit for answer in self.answers if answer.objects]

    @property
    def is_settled(self) -> bool:
        """True if every coordinating unit has answered and none objects: whoever confirms then needs to give no reason."""
        return not self.awaited and not self.objections


def hearing(coordinating: Iterable[Any], moment: Moment) -> Hearing:
    """`coordinating`: assignments `with_voice` and `with_view`, with their units; what was said later than is known at the
    moment is not told."""
    return Hearing([_answer(row, moment) for row in coordinating])


def _answer(row: Any, moment: Moment) -> Answer:
    if row.view_pk is None or not moment.knows(row.view_given_at):
        return Answer(row.unit, row.has_voice)
    return Answer(row.unit, row.has_voice, row.view_opinion, row.view_reason, row.view_by, row.view_given_at)
