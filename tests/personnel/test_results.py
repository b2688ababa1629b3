"""What came of a course is typed in one table, corrected with its history, and counted on both clocks."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from personnel.models import Attendance, CourseSession, Enrolment, ResultRecord
from tests.factories import UnitFactory
from tests.personnel.rows import CourseFactory, EnrolmentFactory, OfficerFactory

pytestmark = pytest.mark.django_db
LAST = date(2026, 3, 13)


@pytest.fixture
def course(department):
    return CourseFactory(title="Kỹ năng đàm phán")


@pytest.fixture
def rows(course):
    named = [EnrolmentFactory(course=course, officer=OfficerFactory(name=f"Cán bộ {n}")) for n in (1, 2)]
    return [*named, EnrolmentFactory(course=course, officer=None, unit=UnitFactory(), heads=10)]


@pytest.fixture
def table(course, rows, personnel, signed_in):
    """Posts the table as the page has it, with what is changed in it."""
    browser = signed_in(personnel)

    def send(**changed):
        page = browser.get(f"/personnel/courses/{course.pk}/results/")
        form = page.context["form"]
        typed = {name: form[name].value() for name in form.fields}
        typed = {name: value for name, value in typed.items() if value not in (None, False)}
        answer = browser.post(f"/personnel/courses/{course.pk}/results/", {**typed, **changed})
        for row in rows:
            row.refresh_from_db()
        return answer

    return send


def test_one_press_records_that_everybody_was_there_and_completed(table, rows, course):
    session = CourseSession.objects.create(course=course, on=date(2026, 3, 2))
    assert table(everybody="completed", present="on", **{f"completed_heads_{rows[2].pk}": "8"}).status_code == 302
    assert [(row.result, row.completed_on, row.completed_heads) for row in rows] == [("completed", LAST, n) for n in (1, 1, 8)]
    assert sorted(Attendance.objects.filter(session=session).values_list("heads", flat=True)) == [1, 1, 10]


def test_presence_is_written_at_once_and_changed_where_it_stood(table, rows, course):
    first, second = (CourseSession.objects.create(course=course, on=date(2026, 3, day)) for day in (2, 3))
    with CaptureQueriesContext(connection) as asked:
        table(everybody="completed", present="on", **{f"completed_heads_{rows[2].pk}": "8"})
    assert sum("personnel_attendance" in query["sql"] and query["sql"].startswith(("INSERT", "UPDATE")) for query in asked) == 1
    table(**{f"present_{first.pk}_{rows[2].pk}": "7"})
    heads = Attendance.objects.order_by("session", "heads").values_list("session", "heads")
    assert list(heads) == [(first.pk, 1), (first.pk, 1), (first.pk, 7), (second.pk, 1), (second.pk, 1), (second.pk, 10)]


def test_what_cannot_be_is_said_beside_its_field_and_nothing_typed_is_lost(table, rows):
    one, two, group = (row.pk for row in rows)
    typed = {f"result_{one}": "completed", f"completed_on_{one}": "31/02/2026", f"certificate_{two}": "CC-2", f"result_{two}": "failed"}
    answer = table(**typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "31/02/2026" in page
    answer = table(**typed | {f"completed_on_{one}": "13/03/2026", f"completed_heads_{group}": "11", f"result_{group}": "completed"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {f"certificate_{two}", f"completed_heads_{group}"}
    assert 'value="CC-2"' in answer.content.decode()
    assert not Enrolment.objects.exclude(result="").exists()


def test_a_result_that_is_corrected_stays_as_it_was_known(table, rows):
    one = rows[0].pk
    table(**{f"result_{one}": "completed", f"certificate_{one}": "CC-1"})
    then = timezone.now()
    table(**{f"result_{one}": "failed", f"certificate_{one}": "", f"completed_on_{one}": ""})
    counted = [ResultRecord.objects.completed(LAST, known).count() for known in (then - timedelta(days=1), then, None)]
    assert counted == [0, 1, 0]
    table(**{f"certificate_{rows[1].pk}": "", f"result_{rows[1].pk}": "completed"})
    assert ResultRecord.objects.completed(LAST - timedelta(days=1)).count() == 0
    assert ResultRecord.objects.completed(LAST).count() == 1


def test_two_who_type_at_once_see_what_stands_and_lose_nothing(table, rows):
    one = rows[0]
    old = one.version
    table(**{f"result_{one.pk}": "failed"})
    answer = table(**{f"seen_{one.pk}": old, f"result_{one.pk}": "completed", f"certificate_{one.pk}": "CC-9"})
    assert answer.status_code == 409
    assert 'value="CC-9"' in answer.content.decode()
    assert one.result == "failed"
    assert table(**{f"result_{one.pk}": "completed", f"certificate_{one.pk}": "CC-9"}).status_code == 302
    assert one.certificate == "CC-9"


def test_what_has_a_result_is_neither_withdrawn_nor_cancelled(table, rows, course, signed_in, personnel):
    table(**{f"result_{rows[0].pk}": "absent"})
    browser = signed_in(personnel)
    address = f"/personnel/courses/{course.pk}/"
    assert browser.post(f"{address}enrolments/{rows[0].pk}/withdraw/", {"version": rows[0].version}).status_code == 422
    assert browser.post(f"{address}cancel/", {"version": course.version, "reason": "x"}).status_code == 422


def test_sessions_are_kept_in_one_form_and_one_that_somebody_came_to_stays(course, rows, personnel, signed_in):
    browser, address = signed_in(personnel), f"/personnel/courses/{course.pk}/sessions/"
    typed = {"on_0": "02/03/2026", "begins_at_0": "8h30", "ends_at_0": "11:00", "topic_0": "Mở đầu", "version": 1}
    assert browser.post(address, typed | {"on_1": "20/03/2026"}).status_code == 422  # the course is over by then
    assert browser.post(address, typed).status_code == 302
    session = course.sessions.get()
    Attendance.objects.create(session=session, enrolment=rows[0], heads=1)
    assert browser.post(address, {"version": 2, "pk_0": session.pk, "on_0": ""}).status_code == 422
    answer = browser.post(address, {"version": 2, "pk_0": session.pk, "on_0": "03/03/2026", "topic_0": "Mở đầu"})
    assert answer.status_code == 302
    assert course.sessions.get().on == date(2026, 3, 3)
