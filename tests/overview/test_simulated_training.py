"""Training of the illustration: something to see on every page, uneven, and nothing that could pass for real."""

import pytest

from personnel.models import Course, Enrolment, Programme
from personnel.trained import lines
from plan.models import Plan
from plan.moment import Moment
from plan.readings import readings
from tests.overview.conftest import TOLD_ON

pytestmark = pytest.mark.usefixtures("told", "db")


def test_every_legal_basis_says_that_it_is_made_up():
    bases = list(Programme.objects.values_list("legal_basis", flat=True))
    assert len(bases) == 3
    assert all("minh họa" in basis for basis in bases)


def test_courses_are_over_and_to_come_and_one_has_people_waiting():
    courses = list(Course.objects.with_people())
    assert {course.starts_on.year for course in courses} >= {2025, 2026}
    assert [course.title for course in courses if course.waiting] == ["Ngoại giao kinh tế khóa 1"]
    assert any(course.ends_on > TOLD_ON for course in courses)
    results = set(Enrolment.objects.exclude(result="").values_list("result", flat=True))
    assert results == {"completed", "failed", "absent"}


def test_programmes_are_uneven_and_the_indicators_follow_them():
    reached = [line.reached for line in lines(Programme.objects.for_list(), TOLD_ON)]
    assert {at.is_behind for at in reached} == {True, False} or len({at.behind for at in reached}) == len(reached)
    moment = Moment(on=TOLD_ON, known=None, today=TOLD_ON)
    told = {one.indicator.code: one for one in readings(Plan.objects.get(code="292"), moment)}
    for code in ("trained-central", "trained-locality", "trained-mission"):
        assert told[code].at.value > 0
        assert told[code].at.expected > 0


def test_people_of_localities_are_counted_and_never_named():
    assert not Enrolment.objects.filter(unit__kind="province", officer__isnull=False).exists()
    assert Enrolment.objects.filter(unit__kind="province", heads__gt=1).exists()
