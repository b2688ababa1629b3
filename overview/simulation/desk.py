"""What people do about measures beside their updates: steps, views on completions, comments."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from accounts.models import Unit, User
from office import comments
from overview.simulation.cast import Cast
from overview.simulation.script import day_on, desk_script
from overview.simulation.timeline import Timeline, chance, moment, workday
from plan import services
from plan.models import Completion, CompletionView, Measure, Milestone
from plan.views.comments import subject_of

LISTED_ON = date(2025, 10, 20)  # when the units wrote down their steps
AGREE = CompletionView.Opinion.AGREES
OBJECT = CompletionView.Opinion.OBJECTS


class Desk:
    def __init__(self, timeline: Timeline, cast: Cast, on: date, seed: int, leads: dict[str, str]) -> None:
        """`leads`: the code of the unit that leads each measure, kept up to date while the timeline runs."""
        self.timeline, self.cast, self.on, self.seed, self.leads = timeline, cast, on, seed, leads
        self.script = desk_script()

    def write(self, measures: dict[str, Measure]) -> None:
        for code, told in self.script.items():
            for place, step in enumerate(told.get("steps", ()), start=1):
                self._step(measures[code], place, step)
            for place, words in enumerate(told.get("comments", ())):
                when = moment(workday(day_on(words["when"], self.on)), 11, place)
                self.timeline.at(when, partial(self._comment, measures[code], words))

    def _step(self, measure: Measure, place: int, step: dict[str, Any]) -> None:
        listed = moment(LISTED_ON, 10, place)
        self.timeline.at(listed, partial(self._list, measure, step))
        if "reached" in step:
            day = workday(day_on(step["reached"], self.on))
            if day > LISTED_ON:
                self.timeline.at(moment(day, 16, place), partial(self._reach, measure, place, day))

    def _list(self, measure: Measure, step: dict[str, Any], now: datetime) -> None:
        services.add_milestone(
            measure=measure,
            by=self.cast.heads[self.leads[measure.code]],
            kind=step["kind"],
            title=step.get("title", ""),
            planned_on=max(day_on(step["planned"], self.on), LISTED_ON),
            now=now,
            seen=None,
        )

    def _reach(self, measure: Measure, place: int, day: date, now: datetime) -> None:
        milestone = Milestone.objects.select_related("measure__plan").get(measure=measure, position=place, removed_at=None)
        by = self.cast.officers[self.leads[measure.code]]
        services.reach_milestone(milestone=milestone, by=by, reached_on=day, note="", now=now, seen=None)

    # Views

    def hear(self, measure: Measure, units: list[Unit], proposed: date, *, waits: bool = False, refused: bool = False) -> None:
        """The coordinating units in which somebody can answer do so soon, before the proposal is decided."""
        told = self.script.get(measure.code, {})
        for unit in units:
            if waits and unit.code in told.get("silent", ()):
                continue
            against = told.get("refused" if refused else "objects", {}) if refused or waits else {}
            draw = chance(self.seed, "view", measure.code, unit.code, proposed)
            when = moment(proposed + timedelta(days=waits or refused), 16, draw.randint(0, 59))
            self.timeline.at(when, partial(self._give, measure, unit, against.get(unit.code, "")))

    def _give(self, measure: Measure, unit: Unit, against: str, now: datetime) -> None:
        services.give_view(
            completion=Completion.objects.waiting().get(measure=measure),
            unit=unit,
            by=self.cast.heads[unit.code],
            opinion=OBJECT if against else AGREE,
            reason=against,
            now=now,
            seen=None,
        )

    # Comments

    def _comment(self, measure: Measure, words: dict[str, Any], now: datetime) -> None:
        called = [self._person(measure, who) for who in words.get("calls", ())]
        text = words["text"].format(*(person.name for person in called))
        by = self._person(measure, words["by"])
        comments.write(subject=subject_of(measure), by=by, text=text, language="vi", mentioned=called, now=now)

    def _person(self, measure: Measure, who: str) -> User:
        lead = self.leads[measure.code]
        people = {"officer": self.cast.officers[lead], "head": self.cast.heads[lead]}
        people |= {"secretariat": self.cast.secretariat, "leader": self.cast.leader}
        return people.get(who) or self.cast.officers[who]
