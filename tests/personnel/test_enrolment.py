"""Seats: who asks first sits, who comes later waits, and nobody is overtaken."""

import re
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Event
from accounts.words import sentence
from personnel.models import Enrolment
from personnel.services import courses
from personnel.services.enrolment import enrol_heads, enrol_officer, withdraw_enrolment
from tests.factories import UnitFactory
from tests.personnel.rows import CourseFactory, OfficerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]
NOW = datetime(2026, 2, 20, 3, 0, tzinfo=UTC)
LATER = datetime(2026, 3, 3, 3, 0, tzinfo=UTC)


@pytest.fixture
def course(department):
    return CourseFactory(capacity=3)


@pytest.fixture
def enrol(course, personnel):
    def one(officer=None, heads=None, by=personnel, now=NOW):
        if heads:
            return enrol_heads(course=course, unit=UnitFactory(code="so-ngoai-vu"), heads=heads, by=by, now=now)
        officer = officer or OfficerFactory()
        return enrol_officer(course=course, officer=officer, unit=officer.unit, by=by, now=now)

    return one


def states(course):
    return [row.state for row in course.enrolments.order_by("pk")]


def test_who_comes_when_all_seats_are_given_waits_and_is_served_in_order(course, enrol, personnel):
    first, _second, _third, fourth, fifth = (enrol() for _ in range(5))
    assert states(course) == ["enrolled"] * 3 + ["waiting"] * 2
    withdraw_enrolment(enrolment=first, by=personnel, now=NOW, seen=None)
    assert Enrolment.objects.get(pk=fourth.pk).state == "enrolled"
    assert Enrolment.objects.get(pk=fifth.pk).state == "waiting"
    values = {name: getattr(course, name) for name in courses.DETAILS} | {"capacity": 4}
    courses.edit_course(course=course, values=values, by=personnel, now=NOW, seen=None)
    assert Enrolment.objects.get(pk=fifth.pk).state == "enrolled"
    assert [event.verb for event in Event.objects.filter(verb="training.served")] == ["training.served"] * 2


def test_a_group_that_waits_for_room_is_not_overtaken_by_one(course, enrol, personnel):
    seats = [enrol(), enrol()]
    group = enrol(heads=2)
    late = enrol()
    assert states(course) == ["enrolled", "enrolled", "waiting", "waiting"]
    withdraw_enrolment(enrolment=seats[0], by=personnel, now=NOW, seen=None)
    assert (Enrolment.objects.get(pk=group.pk).state, Enrolment.objects.get(pk=late.pk).state) == ("enrolled", "waiting")


def test_fewer_seats_than_are_given_cannot_be(course, enrol, personnel):
    enrol(heads=3)
    values = {name: getattr(course, name) for name in courses.DETAILS} | {"capacity": 2}
    with pytest.raises(ValidationError) as refused:
        courses.edit_course(course=course, values=values, by=personnel, now=NOW, seen=None)
    assert "capacity" in refused.value.message_dict


def test_nobody_has_two_seats_and_who_has_left_has_none(course, enrol):
    officer = OfficerFactory()
    enrol(officer)
    for refused in (officer, OfficerFactory(left_on=date(2026, 1, 1))):
        with pytest.raises(ValidationError):
            enrol(refused)
    with pytest.raises(ValidationError):
        enrol(heads=4)  # more than the course has


def test_enrolment_closes_for_units_on_its_day_and_not_for_the_department_that_keeps_it(course, enrol, mission_head):
    course.enrol_until = date(2026, 2, 20)
    course.save()
    enrol(by=mission_head)
    for by in (mission_head,):
        with pytest.raises(ValidationError):
            enrol(by=by, now=LATER)
    seat = enrol(now=LATER)
    with pytest.raises(ValidationError):
        withdraw_enrolment(enrolment=seat, by=mission_head, now=LATER, seen=None)


def test_a_cancelled_course_takes_nobody_and_says_why(course, enrol, personnel):
    courses.cancel_course(course=course, reason="Bão", by=personnel, now=NOW, seen=None)
    with pytest.raises(ValidationError):
        enrol()
    assert Event.objects.get(verb="training.course_cancelled").body.reason == "Bão"


def test_the_history_names_no_person(course, enrol):
    enrol(OfficerFactory(name="Nguyễn Văn Hiếm"))
    event = Event.objects.get(verb="training.enrolled")
    told = f"{event.object_label} {event.body.changes}"
    assert "Hiếm" not in told
    assert event.body.changes["officer_number"] == [None, course.enrolments.get().officer_id]
    assert "Mã số cán bộ: " in re.sub("<[^>]+>", "", sentence(event))
