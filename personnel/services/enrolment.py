"""Seats of a course: asked for, given, given up. A seat is given while the row of the course is held, by adding up what is
enrolled, so that no two clerks give the same one (docs/decisions/0045). Who waits is served in the order of asking."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.given import person, wrong
from accounts.history import Actor
from accounts.models import Unit, User
from accounts.permissions import Permission, can
from office import outbox
from personnel import notices, seats
from personnel.models import Course, Enrolment, Officer
from personnel.services.training import tell_seat
from plan.moment import day_of

State = Enrolment.State
MOST_HEADS = 5000


@transaction.atomic
def enrol_officer(*, course: Course, officer: Officer, unit: Unit, by: Actor, now: datetime, seen: int | None = None) -> Enrolment:
    """A seat for a named officer, or a place on the waiting list where none is free or others wait already. `unit`: for which
    the seat is, their own or the one where they serve."""
    _must_take(course, by, now, seen)
    if officer.left_on is not None or officer.merged_into_id is not None:
        raise wrong(_("This officer no longer serves."), "officer")
    if course.enrolments.standing().filter(officer=officer).exists():
        raise wrong(_("This officer is enrolled already."), "officer")
    _must_have_so_many(course, unit, 1, by, now, "officer")
    return _given(course, unit, 1, by, now, officer)


@transaction.atomic
def enrol_heads(*, course: Course, unit: Unit | None, heads: int, by: Actor, now: datetime, seen: int | None = None) -> Enrolment:
    """So many people of a unit who are not named. They have seats together or wait together."""
    _must_take(course, by, now, seen)
    if unit is None or unit.kind == Unit.Kind.GROUP:
        raise wrong(_("Choose a unit."), "unit")
    if not 1 <= heads <= MOST_HEADS:
        raise wrong(_("Enter a number from %(low)d to %(high)d.") % {"low": 1, "high": MOST_HEADS}, "heads")
    if heads > course.capacity:
        words = ngettext("The course has %(n)d seat in all.", "The course has %(n)d seats in all.", course.capacity)
        raise wrong(words % {"n": course.capacity}, "heads")
    _must_have_so_many(course, unit, heads, by, now, "heads")
    return _given(course, unit, heads, by, now)


@transaction.atomic
def enrol_officers(*, course: Course, people: Sequence[tuple[Officer, Unit]], by: Actor, now: datetime) -> list[Enrolment]:
    """Several at once, in their order; all or none."""
    return [enrol_officer(course=course, officer=officer, unit=unit, by=by, now=now) for officer, unit in people]


@transaction.atomic
def withdraw_enrolment(*, enrolment: Enrolment, by: Actor, now: datetime, seen: int | None, reason: str = "") -> Enrolment:
    """The seat is free for whoever waits longest. Withdrawn from a course that is over, nobody would be served, and what was
    recorded must stay."""
    course = enrolment.course
    course.lock_seen(None)
    enrolment.lock_seen(seen)
    if enrolment.state == State.WITHDRAWN:
        raise wrong(_("This enrolment has been withdrawn already."))
    if enrolment.result:
        raise wrong(_("A result is recorded for this enrolment: it cannot be withdrawn."))
    _must_be_in_time(course, by, now)
    old = enrolment.state
    enrolment.save_seen(None, {"state": State.WITHDRAWN})
    tell_seat("training.withdrawn", enrolment, by, now, {"state": (old, State.WITHDRAWN)}, reason=reason)
    serve_waiting(course, by=by, now=now)
    return enrolment


def serve_waiting(course: Course, *, by: Actor, now: datetime) -> list[Enrolment]:
    """Give free seats to those who wait, strictly in order: a group for which there is no room yet is not overtaken."""
    course.lock_seen(None)
    if course.is_cancelled or day_of(now) > course.ends_on:
        return []
    free, served = course.capacity - course.seats_taken(), list[Enrolment]()
    for row in course.enrolments.waiting().select_related("unit", "officer__user", "asked_by"):
        if row.heads > free:
            break
        row.save_seen(None, {"state": State.ENROLLED})
        free -= row.heads
        served.append(row)
        tell_seat("training.served", row, by, now, {"state": (State.WAITING, State.ENROLLED)})
    if letters := notices.of_seats(course, served, by):
        outbox.post_all(letters, now=now)
    return served


def _must_take(course: Course, by: Actor, now: datetime, seen: int | None) -> None:
    """Hold the course, and see that it still enrols."""
    course.lock_seen(seen)
    if course.is_cancelled:
        raise wrong(_("This course has been cancelled."))
    _must_be_in_time(course, by, now)


def _must_be_in_time(course: Course, by: Actor, now: datetime) -> None:
    """Enrolment closes on its day for the units. The department that keeps the courses may still put right who took part."""
    if not course.takes(day_of(now)) and isinstance(by, User) and not can(by, Permission.TRAINING_KEEP, course):
        raise wrong(_("Enrolment closed on %(day)s. Ask the personnel department.") % {"day": f"{course.enrols_until:%d/%m/%Y}"})


def _must_have_so_many(course: Course, unit: Unit, heads: int, by: Actor, now: datetime, field: str) -> None:
    """No unit sends more people than it has, by name and by number together. The department that keeps the courses knows who
    is not kept here by name."""
    if not isinstance(by, User) or can(by, Permission.TRAINING_KEEP, course):
        return
    room = seats.room_of(unit, course, day_of(now))
    if room is None or heads <= room.left:
        return
    message = ngettext(
        "The unit has %(n)d officer; %(there)d of its people are in this course or wait already. Enter at most %(left)d.",
        "The unit has %(n)d officers; %(there)d of its people are in this course or wait already. Enter at most %(left)d.",
        room.officers,
    )
    raise wrong(message % {"n": room.officers, "there": room.there, "left": room.left}, field)


def _given(course: Course, unit: Unit, heads: int, by: Actor, now: datetime, officer: Officer | None = None) -> Enrolment:
    state = State.WAITING if course.is_full_for(heads) else State.ENROLLED
    enrolment = Enrolment.objects.create(
        course=course,
        officer=officer,
        unit=unit,
        heads=heads,
        state=state,
        asked_at=now,
        asked_by=person(by),
        recorded_at=now,
    )
    tell_seat("training.waits" if state == State.WAITING else "training.enrolled", enrolment, by, now, {})
    return enrolment
