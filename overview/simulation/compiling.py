"""The progress reports of past quarters: compiled before the ministry's own report is due, all but the last approved."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial

from office import runs
from overview.simulation.cast import Cast
from overview.simulation.script import report_words
from overview.simulation.timeline import Timeline, moment, told, workday
from plan.models import Period, Plan
from reports import services
from reports.models import ProgressReport


class Compiling:
    def __init__(self, timeline: Timeline, cast: Cast, on: date) -> None:
        self.timeline, self.cast, self.on = timeline, cast, on

    def write(self) -> None:
        past = told(self.on)[:-1]
        for quarter in past:
            day = workday(quarter.government_due_on - timedelta(days=2))
            self.timeline.at(moment(day, 9, 30), partial(self._compile, quarter.code))
            if quarter != past[-1]:
                self.timeline.at(moment(workday(day + timedelta(days=1)), 16), partial(self._approve, quarter.code))

    def _compile(self, period: str, now: datetime) -> None:
        """What the worker does, done here and now: the run is claimed and finished at the moments of the story."""
        with runs.by_hand():
            report, _new = services.ask_for_report(
                plan=Plan.objects.get(code="292"),
                period=Period.objects.get(code=period),
                language="vi",
                by=self.cast.secretariat,
                now=now,
            )
        if run := runs.claim(report.run_id, now):
            services.compile_progress_report(runs.Held(run), clock=lambda: now + timedelta(seconds=12))

    def _approve(self, period: str, now: datetime) -> None:
        report = ProgressReport.objects.get(period__code=period)
        note = report_words()["approval"]
        services.approve(report=report, by=self.cast.leader, now=now, seen=None, acknowledged=True, note=note)
