"""The progress reports of past quarters: compiled before the ministry's own report is due, all but the last approved."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial

from office import runs
from overview.simulation.cast import Cast
from overview.simulation.timeline import Timeline, moment, told, workday
from plan.models import Period, Plan
from reports import services


class Compiling:
    def __init__(self, timeline: Timeline, cast: Cast, on: date) -> None:
        self.timeline, self.cast, self.on = timeline, cast, on

    def write(self) -> None:
        for quarter in told(self.on)[:-1]:
            day = workday(quarter.government_due_on - timedelta(days=2))
            self.timeline.at(moment(day, 9, 30), partial(self._compile, quarter.code))

    def _compile(self, period: str, now: datetime) -> None:
        """What the worker does, done here and now: the run is claimed and finished at the moments of the story."""
        report, _new = services.ask_for_report(
            plan=Plan.objects.get(code="292"),
            period=Period.objects.get(code=period),
            language="vi",
            by=self.cast.secretariat,
            now=now,
        )
        if run := runs.claim(report.run_id, now):
            services.compile_progress_report(runs.Held(run), clock=lambda: now + timedelta(seconds=12))
