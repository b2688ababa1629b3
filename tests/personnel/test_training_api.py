"""The calls about training: the same rows and rules as the pages."""

from datetime import date

import pytest
from rest_framework.test import APIClient

from personnel.models import Enrolment, ProgrammeTarget
from tests.factories import LONG_AGO
from tests.personnel.rows import CourseFactory, OfficerFactory, ProgrammeFactory
from tests.personnel.training import completed

pytestmark = pytest.mark.django_db


@pytest.fixture
def call():
    def as_person(person):
        client = APIClient()
        client.force_authenticate(person)
        return client

    return as_person


@pytest.fixture
def course(department):
    return CourseFactory(starts_on=date(2090, 3, 2), ends_on=date(2090, 3, 9), capacity=2)


def test_programmes_and_courses_are_listed_with_their_numbers(call, leader, personnel, department):
    found = ProgrammeFactory(code="tw", lead_unit=department)
    ProgrammeTarget.objects.create(programme=found, year=2020, people=10, recorded_at=LONG_AGO)
    completed(found, date(2020, 5, 1), heads=4)
    row = call(leader).get("/api/v1/programmes/?audience=central&year=2020").json()["results"][0]
    assert (row["code"], row["target"], row["completed"], row["expected"]) == ("tw", 10, 0, 10)  # fewer than eight
    assert call(personnel).get("/api/v1/programmes/?year=2020").json()["results"][0]["completed"] == 4
    assert row["targets"] == [{"year": 2020, "people": 10}]
    assert call(leader).get("/api/v1/programmes/?audience=none").status_code == 400
    course = call(leader).get("/api/v1/courses/?programme=tw&state=held").json()["results"][0]
    assert (course["enrolled"], course["completed"], course["waiting"]) == (0, 0, 0)
    course = call(personnel).get(f"/api/v1/courses/{course['id']}/").json()
    assert (course["enrolled"], course["completed"], course["waiting"]) == (4, 4, 0)
    assert call(leader).get("/api/v1/courses/?state=open").json()["results"] == []


def test_a_head_enrols_their_own_once_whatever_the_line_does(call, course, head, department, geographic):
    own, other = OfficerFactory(unit=department), OfficerFactory(unit=geographic)
    OfficerFactory.create_batch(3, unit=department)
    address, client = f"/api/v1/courses/{course.pk}/enrolments/", call(head)
    for _time in range(2):
        answer = client.post(address, {"officer": own.pk}, format="json", headers={"Idempotency-Key": "a"})
        assert (answer.status_code, answer.json()["state"]) == (201, "enrolled")
    assert Enrolment.objects.count() == 1
    refused = client.post(address, {"officer": other.pk}, format="json")
    assert (refused.status_code, other.name in refused.content.decode()) == (400, False)
    assert client.post(address, {"officer": own.pk}, format="json").status_code == 400
    for body in ({}, {"unit": department.code}, {"officer": own.pk, "heads": 2}, {"unit": geographic.code, "heads": 1}):
        assert client.post(address, body, format="json").status_code == 400
    assert client.post(address, {"unit": department.code, "heads": 1}, format="json").json()["state"] == "enrolled"
    waits = client.post(address, {"unit": department.code, "heads": 2}, format="json").json()
    assert (waits["state"], waits["place"]) == ("waiting", 1)


def test_who_has_read_an_older_course_is_told(call, course, personnel, department):
    client = call(personnel)
    tag = client.get(f"/api/v1/courses/{course.pk}/")["ETag"]
    course.save_seen(None, {"capacity": 3})
    body = {"unit": department.code, "heads": 1}
    answer = client.post(f"/api/v1/courses/{course.pk}/enrolments/", body, format="json", headers={"If-Match": tag})
    assert answer.status_code == 412


def test_the_version_after_an_enrolment_is_that_of_the_course(call, course, head, department):
    """It was that of the enrolment: sent with the next one, it was refused as stale, though nobody else had been there."""
    address, client = f"/api/v1/courses/{course.pk}/", call(head)
    for _time in range(2):
        answer = client.post(
            f"{address}enrolments/", {"unit": department.code, "heads": 1}, format="json", headers={"If-Match": client.get(address)["ETag"]}
        )
        assert (answer.status_code, answer["Location"], answer["ETag"]) == (201, f"http://testserver{address}", client.get(address)["ETag"])
    more = {"unit": department.code, "heads": 2}
    assert client.post(f"{address}enrolments/", more, format="json", headers={"If-Match": answer["ETag"]}).status_code == 201


@pytest.mark.parametrize("address", ["courses/?unit=", "programmes/?unit=", "courses/?programme=", "officers/?unit="])
def test_a_misspelt_code_is_refused_and_finds_not_nothing(call, course, personnel, address):
    answer = call(personnel).get(f"/api/v1/{address}vu-nham")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [address.partition("?")[2].rstrip("=")])
