"""Lines of the history that are about officers: who opens one by its number, what it then says, and that a reading is noted."""

import pytest
from django.utils import timezone

from accounts import history
from accounts.models import Event
from personnel.services.officer import edit_officer
from tests.personnel.people import staff

pytestmark = pytest.mark.django_db
NAME = "Cán bộ 904"
HIDDEN = (NAME, "Cán bộ 901", "tên cũ")


@pytest.fixture
def officer_row(department, geographic, embassy):
    return staff(department, geographic, embassy)[0]


@pytest.fixture
def line(officer_row, personnel):
    edit_officer(officer=officer_row, values={"name": NAME}, by=personnel, now=timezone.now(), seen=None)
    return Event.objects.get(verb="personnel.officer_edited")


def noted(officer_row, verb):
    return Event.objects.about(officer_row).filter(verb=f"personnel.officer_{verb}").count()


def test_who_blanks_lines_and_does_not_read_officers_sees_that_there_is_one(line, administrator, signed_in):
    browser = signed_in(administrator)
    for address in (f"/audit/{line.pk}/", f"/audit/{line.pk}/redact/"):
        answer = browser.get(address)
        page = answer.content.decode()
        assert answer.status_code == 200
        assert f"Dòng {line.pk}" in page
        assert not [name for name in (*HIDDEN, line.object_label, f"/personnel/officers/{line.object_id}/") if name in page]


@pytest.mark.parametrize("query", ["", "?kind=personnel.officer", "?field=name", "?code={code}", "?who=personnel"])
def test_no_filter_of_the_list_leads_there(line, query, administrator, secretariat, signed_in):
    for person in (administrator, secretariat):
        browser = signed_in(person)
        asked = query.format(code=line.object_code)
        assert line.pk not in [event.pk for event in browser.get(f"/audit/{asked}").context["page"].events]
        file = b"".join(browser.get(f"/audit/lines.csv{asked}").streaming_content).decode()
        assert NAME not in file
        assert line.object_label not in file


def test_it_is_blanked_unread(line, administrator, signed_in):
    browser = signed_in(administrator)
    answer = browser.post(f"/audit/{line.pk}/redact/", {"reason": "yêu cầu của người có dữ liệu"}, follow=True)
    page = answer.content.decode()
    line.body.refresh_from_db()
    assert (line.body.changes, line.body.redacted_at is None) == ({}, False)
    assert answer.status_code == 200
    assert not [name for name in HIDDEN if name in page]
    assert f"/audit/{line.pk}/redact/" not in page  # nothing is left to blank


def test_who_reads_the_officer_reads_the_line(line, head, personnel, officer_row, signed_in):
    for person in (head, personnel):
        assert NAME in signed_in(person).get(f"/audit/{line.pk}/").content.decode()
    assert noted(officer_row, "read") == 0


@pytest.mark.both  # whether a reading was noted today is asked by a key that is kept as text
def test_the_reading_of_an_auditor_is_noted(line, officer_row, auditor, signed_in):
    browser = signed_in(auditor)
    for _time in range(2):
        assert NAME in browser.get("/audit/?kind=personnel.officer").content.decode()
        assert NAME in browser.get(f"/audit/{line.pk}/").content.decode()
        assert NAME in browser.get("/api/v1/events/?kind=personnel.officer").content.decode()
    assert (noted(officer_row, "listed"), noted(officer_row, "read")) == (1, 2)


def test_a_line_that_says_nothing_is_noted_where_it_is_opened_alone(officer_row, auditor, personnel, signed_in):
    history.record(by=personnel, verb="personnel.officer_returned", obj=officer_row, code=str(officer_row.pk))
    browser = signed_in(auditor)
    browser.get("/audit/?kind=personnel.officer")
    assert (noted(officer_row, "listed"), noted(officer_row, "read")) == (0, 0)
    browser.get(f"/audit/{Event.objects.get(verb='personnel.officer_returned').pk}/")
    browser.get(f"/audit/{Event.objects.get(verb='personnel.officer_read').pk}/")  # that one read is read in its turn
    assert (noted(officer_row, "listed"), noted(officer_row, "read")) == (0, 1)
