"""Officers and training of the illustration: numbered or counted, at home and abroad, with something to see on every page."""

import re

import pytest

from missions.models import Opening
from personnel import prepared_posts, staffing
from personnel.models import Course, Enrolment, ExpertTeam, Officer, Posting, Programme
from personnel.trained import lines
from plan.models import Plan
from plan.moment import Moment
from plan.readings import readings
from tests.overview.conftest import TOLD_ON

pytestmark = pytest.mark.usefixtures("told", "db")


def test_nobody_has_a_name_and_each_has_one_line_of_history():
    names = list(Officer.objects.values_list("name", flat=True))
    assert len(names) > 150
    assert all(re.fullmatch(r"Cán bộ \d{3}", name) for name in names)


def test_missions_lack_some_people_and_ends_come_in_waves():
    whole = staffing.whole(staffing.staffed(None, TOLD_ON))
    assert 0 < whole.vacant < whole.posts
    assert 0 < whole.ending < whole.filled
    months = [day.month for day in Posting.objects.values_list("until_on", flat=True) if day]
    assert sum(month in {7, 8, 9} for month in months) > len(months) / 3


def test_who_signs_at_a_mission_serves_there():
    assert not staffing.unsigned(TOLD_ON).exists()


def test_some_openings_cannot_be_staffed_and_some_teams_are_short():
    people, basis = prepared_posts.candidates(TOLD_ON, 36), prepared_posts.basis()

    rows = prepared_posts.prepared(Opening.objects.in_preparation().with_course(), people, basis, hides=False)
    assert any(row.lacking for row in rows)
    assert any(not row.lacking for row in rows if row.posts)
    assert ExpertTeam.objects.count() == 4


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
