"""Who reads which names, by every way in which a name could be read."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import history, sealing
from accounts.models import Event
from personnel.services.officer import edit_officer
from tests.factories import UnitFactory
from tests.personnel.people import staff
from tests.personnel.rows import OfficerFactory

pytestmark = pytest.mark.django_db

NAMES = {901, 902, 903}
READS = {
    "officer": set(),
    "head": {901},
    "reviewer": {902, 903},
    "mission_officer": {903},
    "mission_head": {903},
    "personnel": NAMES,
    "secretariat": set(),
    "leader": set(),
    "auditor": NAMES,
    "administrator": set(),
    "stranger": set(),
}
LIST = "/personnel/officers/"


@pytest.fixture
def people(department, geographic, embassy):
    return staff(department, geographic, embassy)


def named(answer):
    return {number for number in NAMES if f"Cán bộ {number}" in answer.content.decode()}


@pytest.mark.parametrize(("who", "reads"), READS.items())
def test_names_are_read_by_who_needs_them(people, signed_in, request, who, reads):
    browser = signed_in(request.getfixturevalue(who))
    answer = browser.get(LIST)
    assert answer.status_code == (200 if reads else 404)
    assert named(answer) == reads
    for officer in people:
        number = int(officer.name.split()[-1])
        assert browser.get(f"{LIST}{officer.pk}/").status_code == (200 if number in reads else 404)
    told = browser.get("/api/v1/officers/")
    assert (told.status_code, named(told)) == (200 if reads else 404, reads)
    found = browser.get("/search/?q=can+bo+90")
    assert named(found) == (set() if who == "auditor" else reads)  # a search notes nothing, so it shows an auditor nobody


@pytest.mark.parametrize("who", ["secretariat", "leader", "personnel", "head", "administrator"])
def test_what_was_changed_of_an_officer_is_read_where_the_officer_is(people, signed_in, request, who):
    """The history of secretariat and leadership is that of everything, but not of what is private."""
    own = people[0]
    edit_officer(officer=own, values={"name": "Cán bộ 904"}, by=request.getfixturevalue("personnel"), now=timezone.now(), seen=None)
    event = Event.objects.get(verb="personnel.officer_edited")
    assert "Cán bộ 90" not in event.object_label
    browser = signed_in(request.getfixturevalue(who))
    seen = "Cán bộ 904" in browser.get("/audit/").content.decode() or "Cán bộ 904" in browser.get("/api/v1/events/").content.decode()
    assert seen == (who in {"personnel", "head"})


@pytest.mark.both  # the number of a line is read of text
@pytest.mark.parametrize(("who", "reads"), [("secretariat", 0), ("leader", 0), ("head", 1), ("auditor", 1), ("administrator", 1)])
def test_that_a_line_of_an_officer_was_blanked_is_read_where_the_line_is(people, signed_in, request, administrator, who, reads):
    """Elsewhere it names the number of the officer and leads to a page that answers 404."""
    own = people[0]
    edit_officer(officer=own, values={"name": "Cán bộ 904"}, by=request.getfixturevalue("personnel"), now=timezone.now(), seen=None)
    private = Event.objects.get(verb="personnel.officer_edited")
    open_to_all = history.record(by=administrator, verb="unit.rename", obj=own.unit, code="x-9", unit=own.unit, reason="nhầm")
    for event in (private, open_to_all):
        sealing.redact(event=event, by=administrator, reason="hết hạn", now=timezone.now())
    browser = signed_in(request.getfixturevalue(who))
    page = browser.get("/audit/").content.decode()
    assert page.count(f"#{open_to_all.pk} x-9") == 1
    assert page.count(f"#{private.pk} {own.pk}") == reads
    told = browser.get("/api/v1/events/?kind=accounts.event").json()["results"] if who != "administrator" else []
    assert len(told) == (reads + 1 if told else 0)
    assert browser.get(f"/audit/{private.pk}/").status_code == (200 if reads else 404)


def test_the_reading_of_an_auditor_is_noted_once_a_day_in_a_list_and_each_time_on_a_page(people, auditor, personnel, signed_in):
    browser = signed_in(auditor)
    for _time in range(2):
        browser.get(LIST)
        browser.get(f"{LIST}{people[0].pk}/")
    about = Event.objects.about(people[0])
    assert sorted(about.values_list("verb", flat=True)) == ["personnel.officer_listed"] + ["personnel.officer_read"] * 2
    assert Event.objects.about(people[1]).count() == 1
    assert browser.get("/personnel/officers.xlsx").status_code == 403
    signed_in(personnel).get(LIST)
    assert about.count() == 3


def test_noting_costs_no_more_for_more_names(people, auditor, signed_in):
    browser, costs = signed_in(auditor), []
    for _time in range(2):
        for _number in range(20):
            OfficerFactory()
        with CaptureQueriesContext(connection) as captured:
            browser.get(LIST)
        costs.append(len(captured))
    assert costs[1] <= costs[0] <= 18  # three over a page that only reads: the reading is written


def test_a_posting_that_is_over_lets_nobody_read(people, mission_head, signed_in):
    abroad = people[2]
    abroad.postings.update(ended_on=timezone.localdate() - timedelta(days=1))
    assert signed_in(mission_head).get(f"{LIST}{abroad.pk}/").status_code == 404


def test_leadership_sees_rounded_counts(people, leader, signed_in):
    big = UnitFactory(name_vi="Vụ Đông người")
    for _number in range(9):
        OfficerFactory(unit=big, rank="tham_tan")
    page = signed_in(leader).get("/personnel/officers/counts/").content.decode()
    told = signed_in(leader).get("/api/v1/officers/counts/").json()
    assert told["total"] == {"label": "", "count": 10}  # of twelve
    assert told["by_unit"] == [{"label": "Vụ Đông người", "count": 10}]  # of nine; the others are not listed
    assert {row["count"] for row in told["by_rank"]} == {None, 10}
    assert told["by_language"] == []
    assert named(signed_in(leader).get("/personnel/officers/counts/")) == set()
    assert page.count("dưới 8</td>") == 7  # every rank but one
    assert "Vụ Châu Âu" not in page
