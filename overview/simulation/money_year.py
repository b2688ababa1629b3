"""The money of the plan as its units would have entered it: projects, then the amounts of each budget year by the quarter."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import Any

from accounts.models import Unit
from overview.simulation.cast import Cast
from overview.simulation.script import money_script
from overview.simulation.timeline import Timeline, chance, moment, workday
from plan import services
from plan.models import Measure, Project

MILLION = 10**6
# By when how much of what a year will come to has been paid out: offices pay late.
COURSE = {(3, 31): 0.05, (6, 30): 0.24, (9, 30): 0.52, (11, 20): 0.76, (12, 31): 1.0}
MIDDLE = (7, 1)  # from then on the second part of what is allocated counts
Year = dict[str, Any]


class MoneyYear:
    """Puts on the timeline what is given for the projects and what is paid out."""

    def __init__(self, timeline: Timeline, cast: Cast, seed: int) -> None:
        self.timeline, self.cast, self.seed = timeline, cast, seed
        self.measures = {row.code: row for row in Measure.objects.filter(plan__code="292").select_related("plan")}
        self.units = Unit.objects.in_bulk({row["unit"] for row in money_script()}, field_name="code")
        self.projects: dict[str, Project] = {}

    def write(self) -> None:
        for row in money_script():
            decided: date = row["decision"]["day"]
            self.timeline.at(moment(workday(decided), 15, 30), partial(self._add, row))
            for year in row["years"]:
                for (month, day), share in COURSE.items():
                    on = date(year["year"], month, day)
                    if on > decided:
                        hour = chance(self.seed, "money", row["code"], on).randint(8, 16)
                        self.timeline.at(moment(workday(on), hour, 20), partial(self._record, row["code"], year, on, share))

    def _add(self, row: dict[str, Any], now: datetime) -> None:
        measure = self.measures[row["measure"]]
        values = {
            "measure": measure,
            "title": row["title"],
            "unit": self.units[row["unit"]],
            "decision_number": row["decision"]["number"],
            "decided_on": row["decision"]["day"],
            "total": row["total"] * MILLION,
            "starts_year": row["from"],
            "ends_year": row["to"],
        }
        self.projects[row["code"]] = services.add_project(
            plan=measure.plan, code=row["code"], values=values, by=self.cast.secretariat, now=now
        )

    def _record(self, code: str, year: Year, on: date, share: float, now: datetime) -> None:
        first, second = year["allocated"]
        allocated = first + (second if (on.month, on.day) >= MIDDLE else 0)
        paid = round((first + second) * year["paid"] * share * 10) / 10
        project = self.projects[code]
        services.record_funding(
            project=project,
            year=year["year"],
            source=year["source"],
            planned=year["planned"] * MILLION,
            allocated=allocated * MILLION,
            disbursed=round(paid * MILLION),
            effective_on=min(on, now.date()),
            by=self.cast.officers[project.unit.code],
            now=now,
            seen=None,
        )
