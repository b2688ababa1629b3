"""Expert teams: who is in them on a day, what they cover, what they lack."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from personnel.coverage import covered
from personnel.models import ExpertTeam, TeamMember
from personnel.services import team as services
from tests.missions.openings import NOW
from tests.personnel.people import staff
from tests.personnel.rows import OfficerFactory

pytestmark = pytest.mark.django_db
PAGE = "/personnel/teams/"
TYPED = {
    "code": "kinh-te",
    "name_vi": "Nhóm chuyên gia ngoại giao kinh tế",
    "area_vi": "Ngoại giao kinh tế",
    "wanted": "6",
    "lead_unit": "vu-to-chuc-can-bo",
}


@pytest.fixture
def team(department, geographic, embassy, personnel, signed_in):
    signed_in(personnel).post(f"{PAGE}add/", TYPED)
    team = ExpertTeam.objects.get()
    for officer in staff(department, geographic, embassy):
        services.join_team(team=team, officer=officer, role="", from_on=date(2026, 1, 5), by=personnel, now=NOW, seen=None)
    return team


def test_a_team_is_made_and_lacks_what_it_lacks(team, personnel, signed_in):
    browser = signed_in(personnel)
    assert browser.post(f"{PAGE}add/", TYPED).status_code == 422  # the code is taken
    (row,) = browser.get(PAGE).context["rows"]
    assert (row.count.shown, row.gap, len(row.members)) == (3, 3, 3)
    assert [cell.shown for _label, cell in row.levels] == [1, 1, 1]
    assert [(cell.shown) for _label, cell in row.languages] == [1]  # French at five; Arabic at three is not enough


def test_a_member_is_found_by_number_or_by_a_name_that_only_one_has(team, personnel, geographic, signed_in):
    browser, one, two = signed_in(personnel), OfficerFactory(name="Cán bộ 908"), OfficerFactory(name="Cán bộ 909")
    OfficerFactory(name="Cán bộ 909", unit=geographic)
    add = f"{PAGE}kinh-te/members/add/"
    assert browser.post(add, {"officer": "can bo 908", "from_on": "01/02/2026"}).status_code == 302
    assert browser.post(add, {"officer": str(one.pk), "from_on": "01/03/2026"}).status_code == 422  # is a member already
    assert browser.post(add, {"officer": "Cán bộ 909", "from_on": "01/02/2026"}).status_code == 422
    assert browser.post(add, {"officer": str(two.pk), "from_on": "01/02/2026"}).status_code == 302
    member = TeamMember.objects.get(officer=one)
    browser.post(f"{PAGE}kinh-te/members/{member.pk}/", {"until_on": "01/06/2026", "version": 1})
    assert TeamMember.objects.on(date(2026, 5, 31)).count() == 5
    assert TeamMember.objects.on(date(2026, 6, 1)).count() == 4
    with pytest.raises(ValidationError):
        services.leave_team(member=member, until_on=date(2026, 2, 1), by=personnel, now=NOW, seen=None)


@pytest.fixture
def join(team, personnel):
    return lambda officer, *day: services.join_team(
        team=team, officer=officer, role="", from_on=date(*day), by=personnel, now=NOW, seen=None
    )


@pytest.mark.both
def test_who_has_left_and_a_closed_team_take_part_no_more(team, join):
    with pytest.raises(ValidationError) as refused:
        join(OfficerFactory(left_on=date(2020, 3, 1), left_recorded_at=NOW), 2020, 3, 1)
    assert refused.value.message_dict == {"from_on": ["Cán bộ đã rời ngành ngày 01/03/2020: chọn ngày trước đó."]}
    assert join(OfficerFactory(left_on=date(2026, 3, 1), left_recorded_at=NOW), 2026, 2, 28)
    ExpertTeam.objects.update(closed_on=date(2026, 6, 1))
    team.refresh_from_db()
    with pytest.raises(ValidationError) as refused:
        join(OfficerFactory(), 2026, 6, 1)
    assert refused.value.message_dict == {"from_on": ["Nhóm đã kết thúc hoạt động ngày 01/06/2026: chọn ngày trước đó."]}
    assert join(OfficerFactory(), 2026, 5, 31)


@pytest.mark.both
def test_who_came_again_is_not_a_member_twice(team, join, personnel):
    """The end of the first term is taken back, or put after the second has begun."""
    officer = OfficerFactory()
    first = join(officer, 2024, 1, 1)
    services.leave_team(member=first, until_on=date(2025, 1, 1), by=personnel, now=NOW, seen=None)
    join(officer, 2026, 1, 1)
    for day in (None, date(2026, 1, 2)):
        with pytest.raises(ValidationError) as refused:
            services.leave_team(member=first, until_on=day, by=personnel, now=NOW, seen=None)
        assert list(refused.value.message_dict) == ["until_on"]
    services.leave_team(member=first, until_on=date(2026, 1, 1), by=personnel, now=NOW, seen=None)
    assert TeamMember.objects.filter(officer=officer).on(date(2026, 2, 1)).count() == 1


def test_a_person_counts_once(team, join):
    """Rows from before, of which two stand on one day."""
    officer = OfficerFactory()
    join(officer, 2026, 1, 1)
    TeamMember.objects.create(team=team, officer=officer, from_on=date(2025, 1, 1))
    (row,) = covered([team], date(2026, 2, 1), named=None)
    assert (row.count.shown, len(row.members)) == (4, 4)


def test_names_of_members_are_those_that_the_reader_may_read(team, leader, head, officer, signed_in):
    seen = signed_in(leader).get(PAGE).content.decode()
    assert ("Cán bộ 90" in seen, "<p>dưới 8 / 6" in seen) == (False, True)
    (row,) = signed_in(head).get(PAGE).context["rows"]
    assert ([member.officer.name for member in row.members], row.count.shown, row.gap) == (["Cán bộ 901"], None, 0)
    ExpertTeam.objects.update(wanted=12)
    (row,) = signed_in(leader).get(PAGE).context["rows"]
    assert (row.gap, row.languages) == (5, [])  # at least: nine are lacking, and there may be seven
    assert "thiếu ít nhất 5" in signed_in(leader).get(PAGE).content.decode()
    assert signed_in(officer).get(PAGE).status_code == 404


def test_it_costs_the_same_with_more_teams(team, personnel, department, signed_in):
    browser = signed_in(personnel)

    def cost():
        with CaptureQueriesContext(connection) as captured:
            browser.get(PAGE)
        return len(captured)

    cost()
    before = cost()
    for number in range(5):
        other = services.add_team(
            code=f"nhom-{number}", values={"name_vi": "x", "lead_unit": department, "wanted": 3}, by=personnel, now=NOW
        )
        services.join_team(team=other, officer=OfficerFactory(), role="", from_on=date(2026, 1, 5), by=personnel, now=NOW, seen=None)
    assert cost() == before <= 15
