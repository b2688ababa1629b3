"""Two rows that are one person: both stand there, and of what differs a person chooses which stays."""

from datetime import UTC, date, datetime

import pytest

from accounts.models import Event
from personnel.models import ExpertTeam, Officer, TeamMember
from personnel.services.merging import merge_officers
from personnel.services.retention import erase_who_left
from tests.factories import UserFactory
from tests.missions.openings import NOW
from tests.personnel.people import speaks
from tests.personnel.rows import CourseFactory, EnrolmentFactory, OfficerFactory, PostingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(department):
    user = UserFactory(email="can.bo@example.test")
    kept = OfficerFactory(name="Cán bộ 901", unit=department, rank="tham_tan", post="")
    double = OfficerFactory(name="Can bo 901", unit=department, rank="bi_thu_1", post="Vụ phó", user=user)
    speaks(double, "fr", 5)
    return kept, double


@pytest.fixture
def merge(rows, personnel, signed_in):
    kept, double = rows
    browser, address = signed_in(personnel), f"/personnel/officers/{kept.pk}/merge/{double.pk}/"

    def send(**typed):
        page = browser.get(address)
        seen = {name: page.context["form"][name].value() for name in ("seen_kept", "seen_double")}
        return browser.post(address, {**seen, "reason": "Một người", **typed})

    return browser, address, send


ALL = {"take_name": "kept", "take_rank": "double", "take_post": "kept", "take_user": "double"}


def test_both_rows_are_shown_with_what_differs(rows, merge):
    browser, address, _send = merge
    page = browser.get(address)
    text = page.content.decode()
    for words in ("Tham tán", "Bí thư thứ nhất", "Cán bộ 901", "Can bo 901", "Vụ phó", "can.bo@example.test"):
        assert words in text
    form = page.context["form"]
    assert [name for name in form.fields if name.startswith("take_")] == list(ALL)
    assert [form[name].value() for name in ALL] == ["kept", "kept", "double", "double"]  # what is lacking is offered first


def test_each_field_stays_as_it_was_chosen(rows, merge):
    kept, double = rows
    assert merge[2](**ALL).status_code == 302
    kept.refresh_from_db()
    assert (kept.name, kept.rank, kept.post, kept.user.email) == ("Cán bộ 901", "bi_thu_1", "", "can.bo@example.test")
    told = Event.objects.get(verb="personnel.officer_merged").body.changes
    assert told["rank"] == ["tham_tan", "bi_thu_1"]
    assert Officer.objects.get(pk=double.pk).merged_into == kept


def test_a_name_that_is_taken_is_found_by_it(rows, merge):
    kept, _double = rows
    Officer.objects.filter(pk=rows[1].pk).update(name="Cán bộ Mới")
    merge[2](**{**ALL, "take_name": "double"})
    assert list(Officer.objects.matching("moi")) == [Officer.objects.get(pk=kept.pk)]


def test_nothing_is_merged_where_a_choice_is_missing(rows, merge):
    refused = merge[2](**{name: value for name, value in ALL.items() if name != "take_rank"})
    assert refused.status_code == 422
    assert "take_rank" in refused.context["form"].errors
    assert Officer.objects.get(pk=rows[1].pk).merged_into is None


def test_who_looked_at_an_older_row_looks_again_and_keeps_what_was_chosen(rows, merge):
    kept, double = rows
    browser, address, _send = merge
    seen = {"seen_kept": kept.version, "seen_double": double.version}
    double.save_seen(None, {"rank": "dai_su"})
    typed = {**ALL, "reason": "Một người"}
    refused = browser.post(address, {**typed, **seen})
    assert refused.status_code == 422
    assert "Đại sứ" in refused.content.decode()
    form = refused.context["form"]
    assert form["take_rank"].value() == "double"
    again = {name: form[name].value() for name in seen}
    assert browser.post(address, {**typed, **again}).status_code == 302
    kept.refresh_from_db()
    assert kept.rank == "dai_su"


@pytest.mark.parametrize("knows", ["kept", "double"])
def test_who_had_left_by_one_of_the_rows_serves_nowhere_and_is_erased_in_time(rows, merge, embassy, knows):
    """Whichever row knew of the leaving: postings of the other one end, and the time of retention is known."""
    kept, double = rows
    leaver, other = (kept, double) if knows == "kept" else (double, kept)
    recorded = datetime(2019, 6, 2, 3, 0, tzinfo=UTC)
    leaver.save_seen(None, {"left_on": date(2019, 6, 1), "left_recorded_at": recorded})
    posting = PostingFactory(officer=other, unit=embassy, from_on=date(2018, 1, 1), until_on=date(2021, 1, 1))
    seat = EnrolmentFactory(course=CourseFactory(starts_on=date(2030, 1, 7), ends_on=date(2030, 1, 9)), officer=other)
    answer = merge[2](**ALL, take_left_on=knows)
    assert answer.status_code == 302, answer.context["form"].errors
    kept.refresh_from_db()
    posting.refresh_from_db()
    seat.refresh_from_db()
    assert seat.state == "withdrawn"
    assert (kept.left_on, kept.left_recorded_at, posting.ended_on) == (date(2019, 6, 1), recorded, date(2019, 6, 1))
    assert erase_who_left(now=NOW) == 1


@pytest.mark.both
@pytest.mark.parametrize(("ends_on", "served"), [(date(2026, 11, 20), True), (date(2026, 11, 19), False)])
def test_a_seat_that_falls_free_goes_to_who_waits_as_long_as_the_course_runs(rows, personnel, ends_on, served):
    """As whoever withdraws: until its last day, although it has begun."""
    course = CourseFactory(capacity=2, starts_on=date(2026, 11, 16), ends_on=ends_on)
    for officer in rows:
        EnrolmentFactory(course=course, officer=officer)
    waiting = EnrolmentFactory(course=course, officer=OfficerFactory(), state="waiting")
    merge_officers(kept=rows[0], double=rows[1], reason="Một người", by=personnel, now=NOW)
    waiting.refresh_from_db()
    assert waiting.state == ("enrolled" if served else "waiting")


@pytest.mark.both
def test_terms_in_a_team_are_one_where_they_overlap_and_stand_where_they_do_not(rows, department, personnel):
    kept, double = rows
    team = ExpertTeam.objects.create(code="mot", name_vi="Nhóm 1", lead_unit=department, recorded_at=NOW)
    terms = [(kept, 2015, 2016), (double, 2018, 2019), (kept, 2020, 2023), (double, 2022, None)]
    for officer, begins, ends in terms:
        until = date(ends, 1, 1) if ends else None
        TeamMember.objects.create(team=team, officer=officer, from_on=date(begins, 1, 1), until_on=until)
    merge_officers(kept=kept, double=double, reason="Một người", by=personnel, now=NOW)
    found = TeamMember.objects.filter(officer=kept).order_by("from_on")
    assert [(row.from_on.year, row.until_on and row.until_on.year) for row in found] == [(2015, 2016), (2018, 2019), (2020, None)]
