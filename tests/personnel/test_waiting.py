"""Who waits is told their place; no unit sends more people than it has."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from accounts.models import Event
from personnel.models import Enrolment
from personnel.services.leaving import leave_service
from tests.factories import UnitFactory
from tests.personnel.rows import CourseFactory, EnrolmentFactory, OfficerFactory, PostingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(department):
    return CourseFactory(starts_on=date(2030, 3, 2), ends_on=date(2030, 3, 9), capacity=40)


def asked(hour):
    return datetime(2026, 2, 1, hour, tzinfo=UTC)


def test_the_place_on_the_waiting_list_is_that_in_which_they_are_served(course, personnel, officer, department, signed_in):
    EnrolmentFactory(course=course)
    EnrolmentFactory(course=CourseFactory(), state="waiting", asked_at=asked(1))  # of another course
    EnrolmentFactory(course=course, state="withdrawn", asked_at=asked(1))
    last = EnrolmentFactory(course=course, officer=OfficerFactory(user=officer, unit=department), state="waiting", asked_at=asked(9))
    EnrolmentFactory(course=course, officer=None, unit=department, heads=7, state="waiting", asked_at=asked(2))
    EnrolmentFactory(course=course, state="waiting", asked_at=asked(9), officer=OfficerFactory())
    rows = course.enrolments.with_place()
    assert [row.place for row in rows.order_by("pk")] == [None, None, 2, 1, 3]
    assert [row.pk for row in rows.waiting()] == [row.pk for row in rows.filter(place__isnull=False).order_by("place")]
    for browser, page in ((personnel, f"/personnel/officers/{last.officer_id}/"), (officer, "/personnel/me/")):
        assert "Thứ 2 trong danh sách chờ" in signed_in(browser).get(page).content.decode()


@pytest.mark.both
def test_the_list_of_a_course_ends_with_those_who_wait_by_their_place(course, personnel, signed_in):
    units = [UnitFactory(name_vi=f"Vụ {name}", sort_key=name) for name in "ABC"]
    second, third, first = (
        EnrolmentFactory(course=course, unit=unit, state="waiting", asked_at=asked(hour))
        for unit, hour in zip(units, (5, 9, 2), strict=True)
    )
    seated = EnrolmentFactory(course=course, unit=units[2])
    assert list(course.enrolments.for_list()) == [seated, first, second, third]
    page = signed_in(personnel).get(f"/personnel/courses/{course.pk}/").content.decode()
    heading = page.index('scope="rowgroup" colspan="5">Trong danh sách chờ<')
    assert page.index(seated.officer.name) < heading < page.index("Thứ 1<") < page.index("Thứ 2<") < page.index("Thứ 3<")


def test_who_must_wait_is_told_their_place_at_once(course, department, personnel, signed_in):
    EnrolmentFactory(course=course, officer=None, unit=department, heads=40)
    EnrolmentFactory(course=course, officer=None, unit=department, heads=2, state="waiting")
    answer = signed_in(personnel).post(
        f"/personnel/courses/{course.pk}/enrol/", {"act": "people", "officer": OfficerFactory().pk}, follow=True
    )
    assert "thứ 2 trong danh sách chờ" in answer.content.decode().lower()


def enrol(browser, course, unit, heads):
    return browser.post(f"/personnel/courses/{course.pk}/enrol/", {"act": "heads", "unit": unit.code, "heads": heads}, follow=True)


def test_a_group_too_large_is_told_how_many_seats_are_free_and_who_comes_after_it_that_they_are_kept(
    course, department, embassy, personnel, mission_head, signed_in
):
    browser, address = signed_in(personnel), f"/personnel/courses/{course.pk}/enrol/"
    EnrolmentFactory(course=course)
    page = enrol(browser, course, department, 40).content.decode()
    assert "Chỉ còn 39 chỗ; người đến sau cũng phải chờ. 40 người vào danh sách chờ." in page
    assert "dành cho những người đang chờ" in page  # the course says so beside the number
    assert "39 chỗ trống dành cho những người đang chờ" in browser.get(address).content.decode()
    page = enrol(browser, course, department, 5).content.decode()
    assert "Còn 39 chỗ trống dành cho những người đang chờ. 5 người vào danh sách chờ. Thứ 2" in page
    page = enrol(signed_in(mission_head), course, embassy, 3).content.decode()
    assert ("Không đủ chỗ trống hoặc đã có người đang chờ. 3 người" in page, "39" in page) == (True, False)


@pytest.mark.both
def test_the_same_form_sent_twice_enrols_once_and_says_so(course, personnel, department, signed_in):
    """Of people by number a second press looks like another seven people."""
    browser, address = signed_in(personnel), f"/personnel/courses/{course.pk}/enrol/"
    typed = {"act": "heads", "unit": department.code, "heads": 7, "once": browser.get(address).context["heads"]["once"].value()}
    assert "Đã ghi danh 7 người" in browser.post(address, typed, follow=True).content.decode()
    assert "không ai được ghi danh lần thứ hai" in browser.post(address, typed, follow=True).content.decode()
    assert [row.heads for row in course.enrolments.all()] == [7]
    for another in ({"heads": 8}, {"once": browser.get(address).context["heads"]["once"].value()}):
        browser.post(address, {**typed, **another})
    assert [row.heads for row in course.enrolments.order_by("pk")] == [7, 8, 7]


def test_what_was_refused_is_put_right_on_the_same_page(course, personnel, department, signed_in):
    browser, address = signed_in(personnel), f"/personnel/courses/{course.pk}/enrol/"
    typed = {"act": "heads", "unit": department.code, "heads": 41, "once": browser.get(address).context["heads"]["once"].value()}
    refused = browser.post(address, typed)
    assert (refused.status_code, refused.context["heads"]["once"].value()) == (422, typed["once"])
    course.capacity = 41
    course.save()
    assert browser.post(address, typed).status_code == 302
    assert course.enrolments.get().heads == 41


def test_a_head_enrols_no_more_people_than_the_unit_has(course, embassy, mission_head, signed_in, department):
    abroad = [OfficerFactory(unit=department) for _ in range(2)]
    for officer in abroad:
        PostingFactory(officer=officer, unit=embassy, from_on=date(2024, 1, 1), until_on=date(2035, 1, 1))
    OfficerFactory(unit=embassy)
    OfficerFactory(unit=embassy, left_on=date(2026, 1, 1))
    EnrolmentFactory(course=course, officer=abroad[0], unit=embassy)
    browser = signed_in(mission_head)
    refused = enrol(browser, course, embassy, 3)
    assert refused.status_code == 422
    said = str(refused.context["heads"].errors["heads"])
    assert all(number in said for number in ("3", "1", "2"))
    assert enrol(browser, course, embassy, 2).status_code == 200
    assert sum(Enrolment.objects.values_list("heads", flat=True)) == 3
    answer = browser.post(f"/personnel/courses/{course.pk}/enrol/", {"act": "people", "officer": abroad[1].pk})
    assert answer.status_code == 422  # all of them have a seat by number


def test_the_department_that_keeps_courses_is_warned_with_the_numbers(course, geographic, personnel, signed_in):
    OfficerFactory(unit=geographic)
    answer = enrol(signed_in(personnel), course, geographic, 6)
    assert f"{geographic.name_vi}: 6" in answer.content.decode()
    assert sum(Enrolment.objects.values_list("heads", flat=True)) == 6


def test_a_unit_of_which_nobody_is_known_is_not_held_to_a_number(course, embassy, mission_head, signed_in):
    assert enrol(signed_in(mission_head), course, embassy, 6).status_code == 200
    assert Enrolment.objects.get().heads == 6


def test_the_choice_by_name_says_for_which_unit_the_seat_will_be(course, department, embassy, personnel, signed_in):
    abroad = OfficerFactory(name="Cán bộ 77", unit=department)
    PostingFactory(officer=abroad, unit=embassy, from_on=date(2024, 1, 1), until_on=date(2035, 1, 1))
    browser = signed_in(personnel)
    page = browser.get(f"/personnel/courses/{course.pk}/enrol/?q=77").content.decode()
    assert f"Cán bộ 77 · {embassy.name_vi}" in page
    browser.post(f"/personnel/courses/{course.pk}/enrol/", {"act": "people", "officer": abroad.pk})
    assert Enrolment.objects.get().unit == embassy


def test_who_leaves_gives_up_seats_to_come_and_whoever_waits_is_served(course, personnel):
    leaver, now = OfficerFactory(), datetime(2029, 12, 1, tzinfo=UTC)
    seat = EnrolmentFactory(course=course, officer=leaver)
    EnrolmentFactory(course=course, officer=None, unit=leaver.unit, heads=39)
    waiting = EnrolmentFactory(course=course, officer=OfficerFactory(), state="waiting", asked_at=asked(9))
    over = EnrolmentFactory(course=CourseFactory(starts_on=date(2025, 3, 2), ends_on=date(2025, 3, 9)), officer=leaver, result="passed")
    held = EnrolmentFactory(course=CourseFactory(starts_on=date(2025, 4, 2), ends_on=date(2025, 4, 9)), officer=leaver)
    with translation.override("en"):
        leave_service(officer=leaver, left_on=date(2029, 11, 30), by=personnel, now=now, seen=None, confirmed=True)
    states = [Enrolment.objects.get(pk=row.pk).state for row in (seat, waiting, over, held)]
    assert states == ["withdrawn", "enrolled", "enrolled", "enrolled"]
    event = Event.objects.filter(verb="training.withdrawn").get()
    assert event.body.reason == "Đã rời ngành"
    assert event.by == personnel
