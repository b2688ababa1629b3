"""The first reading of an auditor is written down, and the page still asks no more than fifteen questions."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Event
from personnel.models import ExpertTeam, NormPost, TeamMember
from plan.models import Target
from tests.factories import LONG_AGO, IndicatorFactory, UserFactory
from tests.missions.openings import date_it, load_stages, make_opening
from tests.personnel.people import speaks
from tests.personnel.rows import CourseFactory, EnrolmentFactory, OfficerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("cast_stands")]


@pytest.fixture
def pages(department, geographic, secretariat):
    people = [OfficerFactory(unit=department, rank="tham_tan", user=UserFactory()) for _ in range(8)]
    for officer in people:
        speaks(officer, "fr", 5)
    load_stages()
    date_it(make_opening(secretariat, geographic), secretariat)
    NormPost.objects.create(kind="embassy", rank_level="senior", posts=3, language_level=4)
    Target.objects.create(
        indicator=IndicatorFactory(code="missions-open", source_kind="computed"), code="T1", due_on=date(2030, 12, 31), value=3
    )
    team = ExpertTeam.objects.create(code="kinh-te", name_vi="Kinh tế", lead_unit=department, wanted=7, recorded_at=LONG_AGO)
    course = CourseFactory()
    for officer in people:
        TeamMember.objects.create(team=team, officer=officer, from_on=LONG_AGO.date())
        EnrolmentFactory(course=course, officer=officer)
    return {
        "readiness": "/personnel/readiness/",
        "teams": "/personnel/teams/",
        "officers": "/personnel/officers/",
        "officer": f"/personnel/officers/{people[0].pk}/",
        "course": f"/personnel/courses/{course.pk}/",
        "rotation": "/personnel/rotation/",
    }


@pytest.mark.parametrize("name", ["readiness", "teams", "officers", "officer", "course", "rotation"])
def test_it_is_within_fifteen(name, pages, auditor, signed_in):
    browser = signed_in(auditor)
    browser.get("/personnel/programmes/")
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(pages[name]).status_code == 200
    if name != "rotation":
        assert Event.objects.filter(verb__in=["personnel.officer_listed", "personnel.officer_read"], by=auditor).exists()
    assert len(captured) <= 15, "\n".join(query["sql"][:130] for query in captured)
