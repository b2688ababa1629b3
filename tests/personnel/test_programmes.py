"""Training programmes: kept by the personnel department, read by everybody, held against the path of their targets."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Event
from personnel import training_path
from personnel.models import Programme, ProgrammeTarget
from personnel.services import programmes as services
from tests.factories import LONG_AGO, UnitFactory
from tests.personnel.rows import CourseFactory, ProgrammeFactory
from tests.personnel.training import completed

pytestmark = pytest.mark.django_db
LIST = "/personnel/programmes/"


@pytest.fixture
def browser(personnel, signed_in):
    return signed_in(personnel)


def test_the_target_of_a_year_grows_evenly_over_the_year():
    targets = {2025: 100, 2026: 200}
    assert training_path.expected(targets, date(2024, 12, 31)) == 0
    assert round(training_path.expected(targets, date(2025, 7, 2))) == 50
    assert training_path.expected(targets, date(2025, 12, 31)) == 100
    assert round(training_path.expected(targets, date(2026, 7, 2))) == 200
    assert round(training_path.expected(targets, date(2025, 7, 2), begins=date(2025, 7, 1))) == 1
    assert training_path.expected(targets, date(2030, 1, 1)) == 300


def test_of_the_year_in_which_a_plan_begins_only_what_is_left_counts():
    assert training_path.since({2024: 50, 2025: 365, 2026: 10}, date(2025, 9, 23)) == {2025: 100, 2026: 10}


def test_a_programme_is_added_with_its_basis_and_linked_to_measures(browser, measure, department):
    typed = {"code": "dao-tao-1", "name_vi": "Bồi dưỡng đối ngoại", "audience": "central", "lead_unit": department.code}
    typed |= {"legal_basis": "Quyết định số 1/QĐ", "approved_on": "01/02/2026", "measures": ["2.3"], "budget": "1.500.000.000"}
    answer = browser.post(f"{LIST}add/", typed)
    assert answer["Location"] == f"{LIST}dao-tao-1/"
    page = browser.get(answer["Location"]).content.decode()
    for words in (
        "Bồi dưỡng đối ngoại",
        "Quyết định số 1/QĐ",
        "1.500.000.000",
        "2.3",
        "<em>Kinh phí (đồng)</em>: <ins>1.500 triệu đồng</ins>",
    ):
        assert words in page
    assert "1500000000" not in page.partition('id="a-history"')[2]
    assert browser.post(f"{LIST}add/", typed).status_code == 422  # the code is taken
    assert Programme.objects.count() == 1


def test_a_stale_edit_shows_both_texts_and_a_good_one_stands_in_the_history(browser, department):
    found = ProgrammeFactory(name_vi="Cũ")
    typed = {"name_vi": "Mới", "audience": "mission", "lead_unit": department.code, "version": found.version}
    assert browser.post(f"{LIST}{found.code}/edit/", typed).status_code == 302
    stale = browser.post(f"{LIST}{found.code}/edit/", typed | {"name_vi": "Khác"})
    assert stale.status_code == 409
    assert "Khác" in stale.content.decode()
    event = Event.objects.get(verb="training.programme_edited")
    assert event.body.changes["name_vi"] == ["Cũ", "Mới"]


def test_a_target_that_is_changed_needs_its_reason_and_the_old_one_is_kept(browser, personnel):
    found = ProgrammeFactory(from_on=date(2026, 1, 1), until_on=date(2027, 12, 31))
    address = f"{LIST}{found.code}/targets/"
    assert browser.post(address, {"year_2026": "40", "year_2027": "60", "version": 1}).status_code == 302
    refused = browser.post(address, {"year_2026": "50", "year_2027": "60", "version": 2})
    assert refused.status_code == 422
    assert "50" in refused.content.decode()
    assert browser.post(address, {"year_2026": "50", "year_2027": "", "version": 2, "reason": "QĐ mới"}).status_code == 302
    assert {row.year: row.people for row in found.targets.standing()} == {2026: 50}
    before = ProgrammeTarget.objects.filter(withdrawn_at__isnull=False).earliest("withdrawn_at").recorded_at
    assert {row.year: row.people for row in found.targets.standing(before)} == {2026: 40, 2027: 60}


def test_the_list_says_how_far_training_is_behind_and_can_be_narrowed(browser):
    early = ProgrammeFactory(code="som", audience="central", from_on=date(2020, 1, 1), until_on=date(2020, 12, 31))
    ProgrammeTarget.objects.create(programme=early, year=2020, people=30, recorded_at=LONG_AGO)
    other = ProgrammeFactory(code="khac", audience="mission", lead_unit=UnitFactory())
    completed(early, date(2020, 5, 5), heads=12)
    lines = {line.programme.code: line.reached for line in browser.get(LIST).context["lines"]}
    assert (lines["som"].completed, lines["som"].expected, lines["som"].behind, lines["som"].share) == (12, 30, 18, 40)
    assert lines["khac"].target == 0
    for query, codes in (
        ("audience=mission", {"khac"}),
        (f"unit={other.lead_unit.code}", {"khac"}),
        ("year=2020", {"som"}),
        ("q=chuong+trinh+som", {"som"}),
        ("state=closed", set()),
    ):
        assert {line.programme.code for line in browser.get(f"{LIST}?{query}").context["lines"]} == codes
    assert browser.get(f"{LIST}?year=1999").status_code == 422
    assert browser.get("/personnel/programmes.xlsx?year=2020").status_code == 200


def test_how_far_behind_is_said_to_be_at_the_least_where_the_count_is_rounded(browser, leader, signed_in):
    early = ProgrammeFactory(code="som", audience="central", from_on=date(2020, 1, 1), until_on=date(2020, 12, 31))
    ProgrammeTarget.objects.create(programme=early, year=2020, people=30, recorded_at=LONG_AGO)
    completed(early, date(2020, 5, 5), heads=14)
    exact = browser.get(LIST).content.decode()
    rounded = signed_in(leader).get(LIST).content.decode()
    assert ("chậm 16 lượt người" in exact, "ít nhất" in exact) == (True, False)
    assert ("Đào tạo, bồi dưỡng chậm ít nhất 13 lượt người" in rounded, "Chậm ít nhất 13 lượt người" in rounded) == (True, True)


def test_a_programme_closes_when_its_courses_are_over_and_opens_again(personnel):
    found, now = ProgrammeFactory(), LONG_AGO
    course = CourseFactory(programme=found)  # of 2026, which is to come
    told = {"reason": "Hết hạn", "by": personnel, "now": now, "seen": None}
    with pytest.raises(ValidationError):
        services.close_programme(programme=found, **told)
    course.delete()
    services.close_programme(programme=found, **told)
    with pytest.raises(ValidationError):
        services.set_targets(programme=found, targets={2026: 1}, **told)
    assert services.reopen_programme(programme=found, **told).closed_on is None


def test_behind_is_the_difference_of_what_is_shown_beside_it():
    at = training_path.Reached({2026: 120}, completed=78, expected=109.7)  # shown as 110
    assert at.behind == 32
    assert at.for_reader(exact=False).behind == int(109.7 - 82)  # of a count shown as 80: at the least
