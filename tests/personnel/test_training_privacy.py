"""Names of who takes part are read by who may read these officers; everybody else sees numbers, and no small ones."""

from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from python_calamine import CalamineWorkbook

from accounts.models import Event
from personnel import counting
from personnel.models import Enrolment, Officer
from personnel.services.results import Taken, record_results
from tests.factories import LONG_AGO, UnitFactory
from tests.personnel.people import staff
from tests.personnel.rows import CourseFactory, EnrolmentFactory, OfficerFactory
from tests.personnel.test_privacy import NAMES, READS, named

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast_stands")]


@pytest.fixture
def course(department, geographic, embassy):
    """The three of whom each role reads what it reads, and seven more of another unit."""
    found, crowd = CourseFactory(capacity=50, ends_on=date(2030, 1, 1)), UnitFactory(name_vi="Vụ Đông người")
    for officer in staff(department, geographic, embassy):
        EnrolmentFactory(course=found, officer=officer)
    for number in range(7):
        EnrolmentFactory(course=found, officer=OfficerFactory(name=f"Cán bộ 8{number}", unit=crowd))
    return found


@pytest.mark.parametrize(("who", "reads"), [pair for pair in READS.items() if pair[0] != "stranger"])
def test_who_reads_which_names(course, signed_in, request, who, reads):
    browser = signed_in(request.getfixturevalue(who))
    for address in (f"/personnel/courses/{course.pk}/", "/personnel/courses/", f"/personnel/programmes/{course.programme.code}/"):
        answer = browser.get(address)
        assert answer.status_code == 200
        assert named(answer) == (reads if "courses/" in address and address.count("/") == 4 else set())
    file = browser.get(f"/personnel/courses/{course.pk}/results.xlsx")
    if not reads or who == "auditor":
        assert file.status_code == 403
        return
    told = str(CalamineWorkbook.from_filelike(BytesIO(file.content)).get_sheet_by_index(0).to_python())
    assert {number for number in NAMES if f"Cán bộ {number}" in told} == reads


def test_a_course_is_counted_as_a_whole_and_rounded_for_who_does_not_read_all_names(course, signed_in, leader, head, personnel):
    EnrolmentFactory(course=course)  # the eleventh
    for who, shown in ((leader, "10"), (head, "1 + 10"), (personnel, "11")):
        answer = signed_in(who).get(f"/personnel/courses/{course.pk}/")
        assert str(answer.context["course"].told["enrolled"]) == shown
        assert ("Vụ Đông người" in answer.content.decode()) == (who == personnel)  # no one is counted by unit


@pytest.mark.parametrize("rounds", [True, False])
def test_who_enrols_their_own_one_by_one_learns_nothing_of_the_others(course, signed_in, head, department, monkeypatch, rounds):
    """Where the number of all were rounded, it would change when there are eight in all: who adds one by one would count back."""
    if not rounds:
        monkeypatch.setattr(counting, "rounded", lambda count: count)
    course.starts_on = course.enrol_until = date(2030, 1, 1)
    course.save()
    course.enrolments.exclude(officer__unit=department).filter(officer__name__startswith="Cán bộ 8").delete()
    browser, seen = signed_in(head), set()
    for _number in range(7):
        officer = OfficerFactory(unit=department)
        browser.post(f"/personnel/courses/{course.pk}/enrol/", {"act": "people", "officer": [officer.pk]})
        told = browser.get(f"/personnel/courses/{course.pk}/").context["course"].told["enrolled"]
        listed = browser.get("/personnel/courses/").context["page"].object_list[0].told["enrolled"]
        assert told == listed
        seen.add(told.shown)
    assert told.own == 8
    assert seen == ({None} if rounds else {2})


def test_of_few_seats_nobody_learns_that_all_are_taken(signed_in, leader, personnel):
    few, many = CourseFactory(capacity=1), CourseFactory(capacity=8)
    EnrolmentFactory(course=few)
    EnrolmentFactory(course=many, officer=None, unit=few.programme.lead_unit, heads=8)
    told = {row.pk: row.is_full for row in signed_in(leader).get("/personnel/courses/").context["page"].object_list}
    assert told == {few.pk: False, many.pk: True}
    told = {row.pk: row.is_full for row in signed_in(personnel).get("/personnel/courses/").context["page"].object_list}
    assert told == {few.pk: True, many.pk: True}


def test_the_reading_of_an_auditor_is_noted(course, signed_in, auditor):
    signed_in(auditor).get(f"/personnel/courses/{course.pk}/")
    assert Event.objects.filter(verb="personnel.officer_listed").count() == course.enrolments.count()


def test_the_history_names_nobody_to_who_reads_no_names(course, signed_in, secretariat, personnel):
    officer = OfficerFactory(name="Cán bộ 901 bis")
    signed_in(personnel).post(f"/personnel/courses/{course.pk}/enrol/", {"act": "people", "officer": [officer.pk]})
    assert course.enrolments.filter(officer=officer).exists()
    page = signed_in(secretariat).get("/audit/").content.decode()
    assert "901" not in page
    assert officer.unit.name_vi not in page  # one seat of a unit is a number under five
    assert "xếp chỗ" in signed_in(personnel).get(f"/personnel/courses/{course.pk}/").content.decode()


def test_a_result_is_told_only_to_who_reads_the_seat(course, signed_in, secretariat, personnel):
    seat, day = course.enrolments.first(), date(2026, 3, 13)
    course.ends_on = day
    course.save()
    record_results(course=course, rows=[Taken(seat.pk, "completed", day, 1)], by=personnel, now=timezone.now())
    event = Event.objects.get(verb="training.results_recorded")
    assert (event.object_kind, event.object_id) == ("personnel.enrolment", str(seat.pk))
    for address in ("/audit/", "/api/v1/events/"):
        assert "Đã hoàn thành" not in signed_in(secretariat).get(address).content.decode()
    assert "Đã hoàn thành" in signed_in(personnel).get(f"/personnel/courses/{course.pk}/").content.decode()


def test_pages_ask_the_same_of_two_hundred_officers_and_of_ten_thousand(course, department, signed_in, personnel, head, leader):
    pages = [f"/personnel/courses/{course.pk}/", "/personnel/courses/", "/personnel/programmes/"]
    whom = {personnel: [*pages, f"{pages[0]}enrol/", f"{pages[0]}results/"], head: [*pages, f"{pages[0]}enrol/"], leader: pages}
    more = [Officer(name=f"Cán bộ {n}", unit=department, recorded_at=LONG_AGO, sort_key=f"{n:05d}") for n in range(10_000)]

    def asked():
        found = {}
        for person, addresses in whom.items():
            browser = signed_in(person)
            browser.get("/personnel/courses/")  # the first request after signing in also stamps the session
            for address in addresses:
                with CaptureQueriesContext(connection) as queries:
                    assert browser.get(address).status_code == 200
                found[str(person), address] = len(queries)
        return found

    Officer.objects.bulk_create(more[:200])
    few = asked()
    Officer.objects.bulk_create(more[200:])
    seats = {"course": course, "unit": department, "state": "enrolled", "asked_at": LONG_AGO, "recorded_at": LONG_AGO}
    Enrolment.objects.bulk_create(Enrolment(officer=officer, **seats) for officer in more[-300:])
    many = asked()
    assert max(few.values()) <= 15
    assert {page: count for page, count in many.items() if count > few[page] + 1} == {}  # a second page counts itself
