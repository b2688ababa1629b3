"""What becomes of the proposals of the illustration: the secretariat's desk goes through them once a fortnight."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from accounts.models import Unit
from overview.simulation.cast import Cast
from overview.simulation.script import report_words
from overview.simulation.timeline import FIRST_QUARTER, Timeline, chance, moment, workday
from plan.calendar import dates_of
from plan.models import Plan, Task
from plan.moment import day_of
from reports import services
from reports.models import Proposal
from reports.proposing import addressed

EVERY, TERM = timedelta(days=14), timedelta(days=30)


class Desk:
    """Assigns what has been raised to the unit that its words name, lets units answer, closes what was answered. Some
    answers come late, some are still waited for."""

    def __init__(self, timeline: Timeline, cast: Cast, on: date, seed: int) -> None:
        self.timeline, self.cast, self.on, self.seed = timeline, cast, on, seed
        self.words = report_words()["proposal_desk"]

    def write(self) -> None:
        self._elsewhere()
        day = dates_of(FIRST_QUARTER).cut_off_on + EVERY
        while day < self.on:
            self.timeline.at(moment(workday(day), 15, 30), self._sit)
            day += EVERY

    def _elsewhere(self) -> None:
        """A few that localities and a conference raised; no real one is named."""
        for place, row in enumerate(self.words["elsewhere"]):
            day = workday(self.on - timedelta(days=150 - 45 * place))
            values = {name: row.get(name, "") for name in ("source", "raised_by", "occasion", "text")}
            if day >= date(2025, 10, 1):
                self.timeline.at(moment(day, 10, 20), lambda now, values=values, day=day: self._raise(values, day, now))

    def _raise(self, values: dict[str, str], day: date, now: datetime) -> None:
        services.raise_proposal(by=self.cast.secretariat, values={**values, "raised_on": day, "task": None}, now=now)

    def _sit(self, now: datetime) -> None:
        units = {unit.code: unit for unit in Unit.objects.exclude(kind__in=[Unit.Kind.MISSION, Unit.Kind.GROUP])}
        names = {code: unit.name_vi for code, unit in units.items() if code in self.cast.heads}
        tasks = {task.code: task for plan in Plan.objects.filter(code="292") for task in plan.tasks.all()}
        for row in Proposal.objects.exclude(state__in=Proposal.ENDED).order_by("pk").select_related("assigned_to", "unit"):
            if row.state == Proposal.State.RAISED:
                self._assign(row, units.get(addressed(row.text, names)), tasks, now)
            elif row.state == Proposal.State.ASSIGNED:
                self._answer(row, now)
            elif self._drawn(row).random() < 0.5:
                services.close_proposal(proposal=row, reason="", by=self.cast.secretariat, now=now, seen=None)

    def _assign(self, row: Proposal, unit: Unit | None, tasks: dict[str, Task], now: datetime) -> None:
        """One that names no unit with somebody to answer waits to be assigned."""
        if unit is None:
            return
        task = next(
            (tasks[code] for code, words in self.words["tasks"].items() if code in tasks and any(w in row.text for w in words)), None
        )
        due = workday(day_of(now) + TERM)
        services.assign_proposal(proposal=row, unit=unit, due_on=due, task=task, by=self.cast.secretariat, now=now, seen=None)

    def _answer(self, row: Proposal, now: datetime) -> None:
        if self._drawn(row).random() < 0.45 and row.assigned_to and row.assigned_to.code in self.cast.heads:
            answer = self._drawn(row).choice(self.words["answers"])
            by = self.cast.heads[row.assigned_to.code]
            services.answer_proposal(proposal=row, answer=answer, on=day_of(now), by=by, now=now, seen=None)

    def _drawn(self, row: Proposal) -> Random:
        """Chance of its own for each proposal and each step of it."""
        return chance(self.seed, "proposal", row.unit.code if row.unit else row.raised_by, row.raised_on, row.text, row.version)
