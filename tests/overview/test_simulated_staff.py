"""Officers of the illustration: numbered, at home and abroad, with something to see on every page."""

import re

import pytest

from missions.models import Opening
from personnel import prepared_posts, staffing
from personnel.models import ExpertTeam, Officer, Posting
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
