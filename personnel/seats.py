"""Whom somebody can enrol, for which unit the seat is then, and what of the seats a reader is told."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, Sum

from accounts.models import Unit
from personnel import counting
from personnel.models import Course, Enrolment, Officer, Posting
from personnel.models.officer import OfficerQuerySet

FEW = 500


def who_can_be_enrolled(units: Collection[int] | None, on: date) -> OfficerQuerySet:
    """Those who serve and belong to one of the units, or serve there; None: all."""
    return Officer.objects.serving().within(units, on).select_related("unit")


def with_units(officers: Iterable[Officer], units: Collection[int] | None, on: date) -> list[tuple[Officer, Unit]]:
    """Each with the unit for which the seat is: the one where they serve today, if the clerk enrols for it; else their own."""
    listed = list(officers)
    running = Posting.objects.on(on).filter(unit__isnull=False).select_related("unit").order_by("from_on")
    if len(listed) <= FEW:  # of a whole ministry, the list of numbers would be longer than what it leaves out
        running = running.filter(officer__in=listed)
    serves = {row.officer_id: row.unit for row in running if units is None or row.unit_id in units}
    return [(officer, serves.get(officer.pk) or officer.unit) for officer in listed]


def for_reader(courses: Iterable[Course], *, exact: bool) -> list[Course]:
    """Courses that were read `with_people`, as who may not read the names of all is told of them: `told` has the three counts,
    and no other number of them is left. That a course is full would say how few there are where it has few seats."""
    listed = list(courses)
    for course in listed:
        course.is_full = course.enrolled >= course.capacity and (exact or bool(counting.rounded(course.capacity)))
        course.told = {
            name: counting.told(getattr(course, name), exact=exact, own=getattr(course, f"own_{name}", 0))
            for name in ("enrolled", "waiting", "completed")
        }
        for name, cell in course.told.items():
            setattr(course, name, cell.number)
    return listed


def with_presence(rows: object) -> object:
    """With how many sessions each came to."""
    return rows.annotate(came=Count("attendances", filter=Q(attendances__heads__gt=0)))  # type: ignore[attr-defined]


def waiting_place(enrolment: Enrolment) -> int | None:
    """Which place on the waiting list it has, from 1; None for who does not wait."""
    return Enrolment.objects.with_place().get(pk=enrolment.pk).place


@dataclass(frozen=True)
class Room:
    """How many officers a unit has, and how many people of it are in a course already or wait."""

    officers: int
    there: int

    @property
    def left(self) -> int:
        return max(0, self.officers - self.there)


def room_of(unit: Unit, course: Course, on: date) -> Room | None:
    """Of whom a unit can still send somebody to a course; None where no officer of it is known, such as a locality."""
    officers = Officer.objects.serving().within([unit.pk], on).count()
    there = course.enrolments.standing().filter(unit=unit).aggregate(n=Sum("heads"))["n"] or 0
    return Room(officers, there) if officers else None
