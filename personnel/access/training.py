"""Who sees training: everybody with a role its programmes, courses and numbers; names only of people they may read elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate

from accounts.models import Event, Unit, User
from accounts.models.unit import UnitQuerySet
from accounts.permissions import Permission, can, units_for
from personnel.models import Course, Enrolment, Officer, Programme
from personnel.models.training import CourseQuerySet, EnrolmentQuerySet, ProgrammeQuerySet, named
from personnel.seats import for_reader

Visitor = User | AnonymousUser
LATEST = 20  # lines of the history on a page


def must_read(user: Visitor) -> None:
    if not can(user, Permission.TRAINING_READ):
        raise Http404


def keeps(user: Visitor) -> bool:
    return can(user, Permission.TRAINING_KEEP)


def must_keep(user: Visitor) -> None:
    """403 for who reads and does not keep."""
    must_read(user)
    if not keeps(user):
        raise PermissionDenied


def programmes_for(user: Visitor) -> ProgrammeQuerySet:
    must_read(user)
    return Programme.objects.all()


def programme_for(user: Visitor, code: str) -> Programme:
    return get_object_or_404(programmes_for(user).for_list(), code=code)


def kept_programme(user: Visitor, code: str) -> Programme:
    found = programme_for(user, code)
    must_keep(user)
    return found


def courses_for(user: Visitor) -> CourseQuerySet:
    must_read(user)
    return Course.objects.all()


def course_for(user: Visitor, pk: int) -> Course:
    """With its counts as the user is told of them: no page and no call has others to show."""
    return told(user, [get_object_or_404(counted(user, courses_for(user)), pk=pk)])[0]


def counted(user: Visitor, courses: CourseQuerySet) -> CourseQuerySet:
    """With their people, those whom the user reads by name apart: what is told of the others does not move with them."""
    units = names_read(user)
    return courses.with_people(named(Officer.objects.within(units, localdate()), units) if units else None)


def told(user: Visitor, courses: Iterable[Course]) -> list[Course]:
    """Courses that were read `counted`, as the user is told of them."""
    return for_reader(courses, exact=counts_exactly(user))


def kept_course(user: Visitor, pk: int) -> Course:
    found = course_for(user, pk)
    must_keep(user)
    return found


def enrols(user: Visitor) -> bool:
    return can(user, Permission.TRAINING_ENROL)


def course_to_enrol(user: Visitor, pk: int) -> Course:
    found = course_for(user, pk)
    if not enrols(user):
        raise PermissionDenied
    return found


def units_to_enrol(user: Visitor) -> frozenset[int] | None:
    """The units whose people somebody enrols; None: all."""
    return units_for(user, Permission.TRAINING_ENROL)


def units_enrolled_by(user: Visitor) -> UnitQuerySet:
    """The same as rows."""
    units = units_to_enrol(user)
    rows = Unit.objects.exclude(kind=Unit.Kind.GROUP).filter(is_planned=False)
    return rows if units is None else rows.filter(pk__in=units)


def names_read(user: Visitor) -> frozenset[int] | None:
    """The units whose officers somebody may read by name; None: all."""
    return units_for(user, Permission.OFFICERS_READ)


def counts_exactly(user: Visitor) -> bool:
    """Who reads the names of all reads exact numbers; everybody else rounded ones (`personnel.counting`)."""
    return names_read(user) is None


def enrolments_named(user: Visitor, course: Course, on: date) -> EnrolmentQuerySet:
    """The enrolments whose people somebody may read on the day; the others are counted."""
    units = names_read(user)
    return course.enrolments.standing().named_for(Officer.objects.within(units, on), units)


def enrolment_to_withdraw(user: Visitor, course: Course, pk: int, on: date) -> Enrolment:
    """One that the user may know of, of people whom they enrol."""
    rows = enrolments_named(user, course, on).select_related("officer", "unit", "course__programme__lead_unit")
    found = get_object_or_404(rows, pk=pk)
    if not can(user, Permission.TRAINING_ENROL, found):
        raise PermissionDenied
    return found


def history_of(user: Visitor, obj: Programme | Course) -> list[Event] | None:
    """For who keeps training, who reads of every seat too, and for who reads the history of the unit that leads it."""
    if not (keeps(user) or can(user, Permission.HISTORY_READ, obj)):
        return None
    rows = Event.objects.about(obj)
    if keeps(user) and isinstance(obj, Course):
        rows |= Event.objects.filter(object_kind=Enrolment._meta.label_lower, object_code=str(obj.pk))
    return list(rows.select_related("body")[:LATEST])
