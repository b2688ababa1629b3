"""What ends when, what another term would change, who serves and cannot sign."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from personnel import rotation, staffing
from personnel.models import Establishment, Officer, RotationTerm
from personnel.panels import STAFF, staff_of
from personnel.rotation import Serving, add_months, by_month, compare
from personnel.services import posting as services
from plan.moment import Moment
from tests.factories import LONG_AGO, MembershipFactory
from tests.missions.openings import NOW
from tests.personnel.people import TODAY, staff
from tests.personnel.rows import OfficerFactory, PostingFactory
from tests.reports import filing

PAGE = "/personnel/rotation/"
DAYS = st.dates(date(2021, 1, 1), TODAY)
RUNNING = st.lists(DAYS.map(lambda day: Serving(day, add_months(day, 36))), max_size=12)


def running_total(rows, column):
    total, found = 0, []
    for row in rows:
        total += getattr(row, column)
        found.append(total)
    return found


@given(RUNNING, st.integers(6, 120))
@settings(max_examples=60)
def test_a_longer_term_never_means_more_changes_by_the_end_of_any_year(running, other):
    rows = compare(running, today=TODAY, term=36, other=other)
    for column in ("new_alone", "running_too"):
        pairs = zip(running_total(rows, "planned"), running_total(rows, column), strict=True)
        assert all(now >= then if other >= 36 else now <= then for now, then in pairs)


@given(RUNNING)
@settings(max_examples=30)
def test_the_same_term_changes_nothing_and_each_seat_changes_hands_once_a_term(running):
    rows = compare(running, today=TODAY, term=36, other=36, years=9)
    assert all(row.planned == row.new_alone == row.running_too for row in rows)
    assert all(len(running) * 2 <= total for total in running_total(rows, "planned")[-1:])


def test_of_a_posting_by_hand():
    rows = compare([Serving(date(2025, 9, 1), date(2028, 9, 1))], today=TODAY, term=36, other=48)
    assert [row.year for row in rows if row.planned] == [2028, 2031]
    assert [row.year for row in rows if row.new_alone] == [2028, 2032]
    assert [row.year for row in rows if row.running_too] == [2029, 2033]


def test_months_are_counted_from_the_day_and_the_last_of_a_month_stays_its_last():
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert add_months(date(2026, 11, 30), 3) == date(2027, 2, 28)
    counts = by_month([TODAY - timedelta(days=1), TODAY, date(2026, 12, 1), date(2027, 10, 31), date(2027, 11, 1)], TODAY)
    assert (len(counts), sum(counts.values()), counts[date(2026, 11, 1)], counts[date(2027, 10, 1)]) == (12, 3, 1, 1)
    assert rotation.planned_end(Serving(date(2025, 1, 31)), 37) == date(2028, 2, 29)


@pytest.fixture
def people(department, geographic, embassy):
    return staff(department, geographic, embassy)


@pytest.mark.django_db
def test_nobody_serves_at_two_places_at_once_and_a_term_ends_by_itself(people, personnel, embassy):
    own, _other, abroad = people
    values = {
        "destination": "mission",
        "unit": embassy,
        "organisation": "",
        "post": "",
        "decision": "",
        "from_on": date(2027, 1, 1),
        "until_on": None,
    }
    acting = {"by": personnel, "now": NOW}
    assert services.add_posting(officer=own, values=values, **acting).until_on == date(2030, 1, 1)
    with pytest.raises(ValidationError) as refused:
        services.add_posting(officer=abroad, values=values, **acting)
    assert refused.value.message_dict.keys() == {"from_on"}
    services.add_posting(officer=abroad, values={**values, "from_on": date(2028, 9, 1)}, **acting)
    with pytest.raises(ValidationError) as refused:
        services.add_posting(officer=own, values={**values, "destination": "locality"}, **acting)
    assert refused.value.message_dict.keys() == {"unit"}


@pytest.mark.django_db
def test_posts_hold_from_a_year_on_and_vacant_is_what_nobody_fills(people, personnel, embassy):
    for year, posts in ((2024, 9), (2026, 4), (2027, 8)):
        services.set_establishment(unit=embassy, year=year, posts=posts, decision="", by=personnel, now=NOW, seen=None)
    (row,) = staffing.staffed([embassy.pk], TODAY)
    assert (row.posts, row.filled, row.vacant, row.ending) == (4, 1, 3, 0)
    assert staffing.whole([row]).vacant == 3


@pytest.mark.django_db
@pytest.mark.parametrize("year", ["2026", "2027"])
def test_of_two_clerks_who_set_the_posts_of_a_unit_the_second_is_told_whatever_the_year(year, personnel, embassy, signed_in):
    """Also where the first made the very year that the second types."""
    page, browser = f"{PAGE}posts/{embassy.code}/", signed_in(personnel)
    typed = {"year": year, "posts": "5", "decision": "QĐ 2", "version": browser.get(page).context["form"]["version"].value()}
    services.set_establishment(unit=embassy, year=2026, posts=4, decision="QĐ 1", by=personnel, now=NOW, seen=None)
    told = browser.post(page, typed)
    assert told.status_code == 409
    assert ("4", "5") in {(row.saved, row.typed) for row in told.context["differences"]}
    assert browser.post(page, {**typed, "version": told.context["form"]["version"].value()}).status_code == 302
    assert Establishment.objects.get(unit=embassy, year=int(year)).posts == 5


@pytest.mark.django_db
def test_who_serves_and_cannot_sign_and_who_signs_and_is_not_there_are_named(people, personnel, mission_officer, embassy):
    _own, other, abroad = people
    assert not staffing.unsigned(TODAY).exists()
    abroad.user = MembershipFactory().user
    abroad.save()
    Officer.objects.filter(pk=other.pk).update(user=mission_officer)
    assert [posting.officer for posting in staffing.unsigned(TODAY)] == [abroad]
    assert [membership.user for membership in staffing.unposted(TODAY)] == [mission_officer]
    Officer.objects.filter(pk=other.pk).update(user=personnel)
    Officer.objects.filter(pk=abroad.pk).update(user=mission_officer)
    assert not staffing.unsigned(TODAY).exists()
    assert not staffing.unposted(TODAY).exists()


@pytest.mark.django_db
def test_the_page_names_for_who_reads_names_and_counts_for_who_reads_counts(people, signed_in, personnel, leader, mission_head):
    page = signed_in(personnel).get(PAGE)
    assert "Cán bộ 903" in page.content.decode()
    assert "Cán bộ 903" in signed_in(mission_head).get(PAGE).content.decode()
    answer = signed_in(personnel).get("/personnel/rotation.xlsx?unit=emb-fr&q=can")
    assert "-da-loc.xlsx" in answer["Content-Disposition"]
    file = answer.content
    (said,) = CalamineWorkbook.from_filelike(BytesIO(file)).get_sheet_by_index(1).to_python()[0]
    assert said.count(":") == 3
    rows = CalamineWorkbook.from_filelike(BytesIO(file)).get_sheet_by_index(0).to_python()
    assert [cell for row in rows for cell in row if str(cell).startswith("Cán bộ 9")] == ["Cán bộ 903"]
    told = signed_in(leader).get(f"{PAGE}?term=60&q=can+bo").content.decode()
    assert "Cán bộ" not in told
    assert "dưới 8</td>" in told
    assert "60 tháng" in told
    assert signed_in(leader).get(f"{PAGE}?term=x").status_code == 422
    assert (signed_in(personnel).get(f"{PAGE}?term=61").status_code, signed_in(leader).get(f"{PAGE}?term=61").status_code) == (200, 422)


@pytest.mark.django_db
def test_months_years_and_vacancies_are_rounded_for_who_reads_counts(geographic, embassy, leader, personnel, signed_in):
    """Nine end in the one month and two in the next, of thirty posts."""
    first = timezone.localdate().replace(day=1)
    Establishment.objects.create(unit=embassy, year=first.year, posts=30, recorded_at=LONG_AGO)
    for number in range(11):
        ends = add_months(first, 2 if number < 9 else 3)
        PostingFactory(officer=OfficerFactory(unit=geographic), unit=embassy, from_on=add_months(ends, -36), until_on=ends)
    for who, shown, ending, vacant in ((leader, {None, 10}, 10, 18), (personnel, {0, 2, 9}, 11, 19)):
        answer = signed_in(who).get(PAGE)
        told = answer.context
        assert {cell.shown for _first, cell in told["months"]} == shown
        assert (told["ending"].shown, told["posts"], told["vacant"]) == (ending, 30, vacant)
        assert all(cell.shown is None or who == personnel or cell.shown % 5 == 0 for _year, cells in told["years"] for cell in cells)
        assert ("Ít nhất 18" in answer.content.decode()) == (who == leader)


@pytest.mark.django_db
def test_who_has_no_role_has_no_page_of_postings(stranger, signed_in):
    assert signed_in(stranger).get(PAGE).status_code == 404


@pytest.mark.django_db
def test_the_term_is_a_setting_with_a_reason(personnel, signed_in):
    browser = signed_in(personnel)
    browser.get(PAGE)
    typed = {"months": "48", "studied_months": "36", "retention_years": "7", "reason": "", "version": "1"}
    assert browser.post(f"{PAGE}term/", typed).status_code == 422
    browser.post(f"{PAGE}term/", {**typed, "reason": "Theo quyết định MH-3"})
    assert RotationTerm.objects.get().months == 48


@pytest.mark.django_db
def test_on_the_page_of_a_mission_its_people_stand_for_who_reads_them(
    geographic, embassy, department, mission_head, auditor, leader, signed_in
):
    filing.mission("emb-fr", geographic)
    staff(department, geographic, embassy)
    Establishment.objects.create(unit=embassy, year=2026, posts=5, recorded_at=LONG_AGO)
    for _number in range(8):
        PostingFactory(officer=OfficerFactory(unit=geographic), unit=embassy)
    moment = Moment.now(timezone.now())
    staff_of(embassy.mission, mission_head, moment)
    with CaptureQueriesContext(connection) as captured:
        panel = staff_of(embassy.mission, mission_head, moment)
    assert len(captured) == STAFF.queries - 1  # one more where nobody serves
    assert (panel["staffed"].filled, panel["staffed"].vacant, len(panel["rows"])) == (9, -4, 9)
    browser = signed_in(mission_head)
    browser.get("/missions/emb-fr/")
    with CaptureQueriesContext(connection) as captured:
        assert "Cán bộ 903" in browser.get("/missions/emb-fr/").content.decode()
    assert len(captured) <= 12
    read = signed_in(auditor).get("/missions/emb-fr/").content.decode()
    assert ('id="a-staff"' in read, "Cán bộ 903" in read) == (True, False)
    assert 'id="a-staff"' not in signed_in(leader).get("/missions/emb-fr/").content.decode()
