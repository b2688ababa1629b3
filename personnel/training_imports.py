"""Sheets of a course that come in: who is to take part, and what came of it. People are found by their name, with or without
marks, and their unit; a name that is not found or stands for two is a fault of its cell, with those who may be meant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.folding import fold
from accounts.models import Unit, User
from accounts.versions import StaleVersion
from office.tables import Column, Kind, Table, choices_of
from office.tables.importing import Found, Importer
from personnel import seats
from personnel.access import training as access
from personnel.models import Attendance, Course, CourseSession, Enrolment, Officer
from personnel.services.enrolment import enrol_officer
from personnel.services.results import Taken, record_results
from plan.moment import day_of
from plan.tables.units import Choices, unit_choices

MOST_NAMED = 5  # candidates in a fault
NUMBER = Column("officer", gettext_lazy("Officer number"), Kind.WHOLE, width=12, low=1)


class Mark(int):
    """A number that stands in the sheet as a word: "x" says that somebody came, but not how many of ten."""


MARKS = {word: Mark(1) for word in ("x", "co", "yes", "v", "✓")} | {word: Mark(0) for word in ("khong", "no", "vang")}


def enrolments_table(units: Mapping[str, Any]) -> Table:
    return Table(
        gettext_lazy("Enrolments"),
        (
            Column("name", gettext_lazy("Name"), width=30, required=True, limit=150),
            Column("unit", gettext_lazy("Unit"), Kind.CODE, width=40, required=True, choices=units),
            NUMBER,
        ),
        key=("name", "unit", "officer"),
    )


def session_key(session: CourseSession) -> str:
    return f"session-{session.pk}"


def results_table(units: Mapping[str, Any], sessions: list[CourseSession]) -> Table:
    """One column for each session: how many came, for a named officer 0 or 1, or a mark that they did."""
    present = tuple(
        Column(session_key(session), f"{session.on:%d/%m/%Y} (#{session.pk})", Kind.WHOLE, width=14, low=0, marks=MARKS)
        for session in sessions
    )
    return Table(
        gettext_lazy("Attendance and results"),
        (
            Column("enrolment", gettext_lazy("Number of the enrolment"), Kind.WHOLE, width=12, low=1),
            Column("name", gettext_lazy("Name"), width=30, limit=150),
            Column("unit", gettext_lazy("Unit"), Kind.CODE, width=40, choices=units),
            Column("heads", pgettext_lazy("heads", "People"), Kind.WHOLE, width=8, reads=False),
            Column("state", gettext_lazy("State"), Kind.CHOICE, width=18, reads=False, choices=choices_of(Enrolment.State)),
            *present,
            Column("result", gettext_lazy("Result"), Kind.CHOICE, width=16, choices=choices_of(Enrolment.Result)),
            Column("completed_on", gettext_lazy("Completed on"), Kind.DATE, width=12),
            Column("completed_heads", gettext_lazy("People who completed"), Kind.WHOLE, width=12, low=0),
            Column("certificate", gettext_lazy("Certificate"), width=24, limit=100),
        ),
        key=("enrolment", "name", "unit"),
    )


def result_rows(rows: Any, sessions: list[CourseSession]) -> list[list[Any]]:
    """`rows`: enrolments with their officer and unit."""
    listed = list(rows)
    came = {(row.enrolment_id, row.session_id): row.heads for row in Attendance.objects.filter(enrolment__in=[row.pk for row in listed])}
    return [list(_as_written(row, sessions, came).values()) for row in listed]


def _as_written(row: Enrolment, sessions: list[CourseSession], came: Mapping[tuple[int, int], int]) -> dict[str, Any]:
    return {
        "enrolment": row.pk,
        "name": row.officer.name if row.officer else "",
        "unit": row.unit.code,
        "heads": row.heads,
        "state": row.state,
        **{session_key(session): came.get((row.pk, session.pk)) for session in sessions},
        "result": row.result,
        "completed_on": row.completed_on,
        "completed_heads": row.completed_heads,
        "certificate": row.certificate,
    }


class People:
    """The officers whom a clerk may enrol, found by name and unit; nobody else is ever spoken of."""

    def __init__(self, by: User, now: datetime) -> None:
        units, on = access.units_to_enrol(by), day_of(now)
        readable = access.names_read(by)
        self.by_name: dict[str, list[tuple[Officer, Unit]]] = defaultdict(list)
        for officer, unit in seats.with_units(seats.who_can_be_enrolled(units, on).within(readable, on), units, on):
            self.by_name[fold(officer.name)].append((officer, unit))

    def find(self, values: Mapping[str, Any]) -> tuple[Officer, Unit]:
        same = self.by_name.get(fold(values["name"]), [])
        if number := values.get("officer"):
            chosen = [pair for pair in same if pair[0].pk == number]
            if not chosen:
                raise ValidationError({"officer": _("No officer of this name has this number.")})
            return chosen[0]
        here = [pair for pair in same if values["unit"] in (pair[1].code, pair[0].unit.code)]
        if len(here) == 1:
            return here[0]
        if here:
            raise ValidationError({"name": _("Several have this name: %(who)s. Write the number of the officer.") % {"who": _listed(here)}})
        if same:
            raise ValidationError({"name": _("Nobody of this name in this unit. Of this name there is: %(who)s.") % {"who": _listed(same)}})
        if near := self._near(values["name"], values["unit"]):
            raise ValidationError({"name": _("No officer of this name. Did you mean: %(who)s?") % {"who": _listed(near)}})
        raise ValidationError({"name": _("No officer of this name is known.")})

    def _near(self, name: str, unit: str) -> list[tuple[Officer, Unit]]:
        """Those of the unit who share all words of the name but one."""
        asked = fold(name).split()
        least = max(1, len(asked) - 1)
        pairs = [pair for pairs in self.by_name.values() for pair in pairs if unit in (pair[1].code, pair[0].unit.code)]
        return [pair for pair in pairs if len(set(asked) & set(fold(pair[0].name).split())) >= least]


def _listed(pairs: list[tuple[Officer, Unit]]) -> str:
    shown = [f"{officer.name}, {officer.get_rank_display() or unit.name} (#{officer.pk})" for officer, unit in pairs[:MOST_NAMED]]
    return "; ".join([*shown, *(["…"] if len(pairs) > MOST_NAMED else [])])


def units_named() -> Choices:
    """Every unit whose people take part, by code; understood by its name in either language."""
    return unit_choices(Unit.objects.exclude(kind=Unit.Kind.GROUP))


class Enrolments(Importer):
    """A row is somebody who is to take part. Who does already is left; seats that are free go by the order of the sheet."""

    silent = frozenset({"officer"})
    places: Mapping[str, str] = {"officer": "name"}

    def __init__(self, course: Course, by: User, now: datetime) -> None:
        self.course, self.by, self.now = course, by, now
        self.table, self.people = enrolments_table(units_named()), People(by, now)
        self.there = {row.officer_id: row for row in course.enrolments.standing().filter(officer__isnull=False)}

    def find(self, values: Mapping[str, Any]) -> Found:
        officer, unit = self.people.find(values)
        name, instead = f"{officer.name} · {unit.name}", {"unit": unit.code}
        if row := self.there.get(officer.pk):
            return Found(row, name, {key: values[key] for key in ("name", "unit")}, instead=instead)
        waits = self.course.is_full_for(1)  # the rows above have been written by now
        return Found(None, name, instead=instead, note=str(Enrolment.State.WAITING.label) if waits else "")

    def write(self, found: Found, values: Mapping[str, Any], changed: frozenset[str]) -> None:
        officer, unit = self.people.find(values)
        self.there[officer.pk] = enrol_officer(course=self.course, officer=officer, unit=unit, by=self.by, now=self.now)


class Results(Importer):
    """A row is what came of one enrolment: found by its number, else by name and unit. A column that is not there is left."""

    def __init__(self, course: Course, by: User, now: datetime) -> None:
        self.course, self.by, self.now = course, by, now
        self.sessions = list(course.sessions.order_by("on", "begins_at", "pk"))
        self.table = results_table(units_named(), self.sessions)
        self.rows = {row.pk: row for row in course.enrolments.standing().for_list()}
        self.came = {(row.enrolment_id, row.session_id): row.heads for row in Attendance.objects.filter(session__course=course)}

    def find(self, values: Mapping[str, Any]) -> Found:
        row = self._row(values)
        name = f"{row.officer.name if row.officer else row.heads} · {row.unit.name}"
        if row.heads > 1 and (marked := [key for key, value in values.items() if isinstance(value, Mark) and value]):
            message = _("Write how many of the %(n)d came.") % {"n": row.heads}
            raise ValidationError(dict.fromkeys(marked, message))
        stands = _as_written(row, self.sessions, self.came)
        for key in ("enrolment", "name", "unit"):  # they say which row is meant and change nothing
            if key in values:
                stands[key] = values[key]
        return Found(row, name, stands, row.version, row, also=self._along(row, {**stands, **values}))

    def _along(self, row: Enrolment, told: Mapping[str, Any]) -> dict[str, Any]:
        """Who has completed the course has done so by its last day, and with all the people of the seat, unless it is said."""
        if told["result"] != Enrolment.Result.COMPLETED or row.state != Enrolment.State.ENROLLED:
            return {}
        along = {"completed_on": self.course.ends_on, "completed_heads": row.heads}
        return {key: value for key, value in along.items() if told[key] is None}

    def _row(self, values: Mapping[str, Any]) -> Enrolment:
        if number := values.get("enrolment"):
            if number not in self.rows:
                raise ValidationError({"enrolment": _("Nobody with a seat in this course has this number.")})
            return self.rows[number]
        name = fold(values.get("name") or "")
        found = [row for row in self.rows.values() if fold(row.officer.name if row.officer else "") == name]
        found = [row for row in found if values.get("unit") in (None, "", row.unit.code, row.officer and row.officer.unit.code)]
        if len(found) == 1:
            return found[0]
        if found:
            raise ValidationError({"name": _("Several have this name: write the number of the enrolment.")})
        raise ValidationError({"name": _("Nobody of this name has a seat in this course.")})

    def write(self, found: Found, values: Mapping[str, Any], changed: frozenset[str]) -> None:
        row: Enrolment = found.obj
        if row.state != Enrolment.State.ENROLLED:  # they stand in the sheet that goes out, and come back as they went
            raise ValidationError(
                {key: _("Whoever waits for a seat has no result and is present at no session.") for key in sorted(changed)[:1]}
            )
        told = {**found.stands, **values}
        day, heads = told["completed_on"], told["completed_heads"]
        names = {"result", "completed_on", "completed_heads", "certificate"}
        self.places = {f"{name}_{row.pk}": name for name in names} | {
            f"present_{session.pk}_{row.pk}": session_key(session) for session in self.sessions
        }
        came = {session.pk: values[key] or 0 for session in self.sessions if (key := session_key(session)) in values}
        taken = Taken(row.pk, told["result"] or "", day, heads or None, told["certificate"] or "", came, row.version)
        recorded = record_results(course=self.course, rows=[taken], by=self.by, now=self.now)
        if recorded.stale:
            raise StaleVersion(recorded.stale[0])
        row.refresh_from_db()
        self.came |= {(row.pk, session): heads for session, heads in came.items()}
