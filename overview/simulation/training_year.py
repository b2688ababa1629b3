"""Training of the illustration, as the personnel department would have kept it: programmes, courses, seats, a waiting list,
results that come late and uneven. Officers are those of `staff`; people of localities are counted and never named."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from accounts.models import Unit
from overview.simulation.cast import Cast
from overview.simulation.script import day_on, training_script
from overview.simulation.timeline import Timeline, chance, moment, next_workday, workday
from personnel import seats
from personnel.models import Course, Enrolment, Officer, Programme
from personnel.services.courses import Sitting, add_course, set_sessions
from personnel.services.enrolment import enrol_heads, enrol_officer
from personnel.services.programmes import add_programme, set_targets
from personnel.services.results import Taken, record_results
from plan.models import Measure

Result = Enrolment.Result
OPENS, ENROLS = 45, 21  # days before a course begins
ELSEWHERE = {Unit.Kind.MISSION, Unit.Kind.PROVINCE}  # where who belongs to the ministry serves away from it
Row = dict[str, Any]


class TrainingYear:
    def __init__(self, timeline: Timeline, cast: Cast, on: date, seed: int) -> None:
        self.timeline, self.cast, self.on, self.seed = timeline, cast, on, seed
        self.lead = Unit.objects.get(code="vu-to-chuc-can-bo")
        self.programmes: dict[str, Programme] = {}
        self.courses: dict[str, Course] = {}

    def write(self) -> None:
        for row in training_script():
            added = moment(workday(row["added"]), 9, 10)
            self.timeline.at(added, partial(self._add, row))
            for course in row["courses"]:
                starts = next_workday(day_on(course["starts"], self.on))
                opened = max(moment(workday(starts - timedelta(days=OPENS)), 10), added + timedelta(hours=2))
                self.timeline.at(opened, partial(self._open, row, course, starts))
                self.timeline.at(moment(workday(starts - timedelta(days=ENROLS)), 14), partial(self._enrol, row, course))
                if "passed" in course:
                    over = workday(starts + timedelta(days=course["days"] + course["late"]))
                    self.timeline.at(moment(over, 16), partial(self._record, course))

    def _add(self, row: Row, now: datetime) -> None:
        same = ("name_vi", "name_en", "audience", "legal_basis", "approved_on", "budget")
        values = {name: row[name] for name in same} | {"from_on": row["from"], "until_on": row["until"], "lead_unit": self.lead}
        measures = Measure.objects.filter(plan__code="292", code__in=row["measures"])
        by = {"by": self.cast.personnel, "now": now}
        programme = add_programme(code=row["code"], values=values, measures=measures, **by)
        self.programmes[row["code"]] = set_targets(programme=programme, targets=row["targets"], reason="", seen=None, **by)

    def _open(self, programme: Row, row: Row, starts: date, now: datetime) -> None:
        values = {name: row[name] for name in ("title", "provider", "place", "mode", "capacity")}
        ends = starts + timedelta(days=row["days"] - 1)
        values |= {"language": "vi", "starts_on": starts, "ends_on": ends, "enrol_until": starts - timedelta(days=7)}
        by = {"by": self.cast.personnel, "now": now}
        course = add_course(programme=self.programmes[programme["code"]], values=values, **by)
        sittings = [Sitting(day, topic=f"Chuyên đề {place}") for place, day in enumerate(sorted({starts, ends}), start=1)]
        self.courses[row["title"]] = set_sessions(course=course, sittings=sittings, seen=None, **by)

    def _enrol(self, programme: Row, row: Row, now: datetime) -> None:
        course, draw = self.courses[row["title"]], chance(self.seed, "enrol", row["title"])
        by = {"by": self.cast.personnel, "now": now}
        if "localities" in row:
            many, least, most = row["localities"]
            provinces = sorted(Unit.objects.filter(kind=Unit.Kind.PROVINCE), key=lambda unit: unit.code)
            for unit in draw.sample(provinces, min(many, len(provinces))):
                enrol_heads(course=course, unit=unit, heads=draw.randint(least, most), **by)
            return
        kinds = {Unit.Kind.MISSION} if programme["audience"] == Programme.Audience.MISSION else set(Unit.Kind) - ELSEWHERE
        pairs = [pair for pair in self._people(now.date()) if pair[1].kind in kinds]
        for officer, unit in draw.sample(pairs, min(row["named"], len(pairs))):
            enrol_officer(course=course, officer=officer, unit=unit, **by)

    def _people(self, on: date) -> Sequence[tuple[Officer, Unit]]:
        """In an order of our own, for that of a database may be another."""
        return sorted(seats.with_units(seats.who_can_be_enrolled(None, on), None, on), key=lambda pair: pair[0].pk)

    def _record(self, row: Row, now: datetime) -> None:
        course, draw = self.courses[row["title"]], chance(self.seed, "results", row["title"])
        sessions = list(course.sessions.order_by("pk").values_list("pk", flat=True))
        taken = [self._taken(one, row, sessions, course, draw) for one in course.enrolments.enrolled().order_by("pk")]
        record_results(course=course, rows=taken, by=self.cast.personnel, now=now)

    def _taken(self, one: Enrolment, row: Row, sessions: Sequence[int], course: Course, draw: Any) -> Taken:
        passed = sum(draw.randrange(100) < row["passed"] for _head in range(one.heads))
        if not passed:
            absent = draw.random() < 0.5
            return Taken(one.pk, Result.ABSENT if absent else Result.FAILED, present=dict.fromkeys(sessions, 0 if absent else 1))
        certificate = f"MH-{course.starts_on.year}-{one.pk:04d}" if one.officer_id else ""
        return Taken(one.pk, Result.COMPLETED, course.ends_on, passed, certificate, dict.fromkeys(sessions, passed))
