"""What a person sees of what is held on them, how they have it put right, and when it goes."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from python_calamine import CalamineWorkbook

from accounts import history, sealing
from accounts.history import System
from accounts.models import Event, EventBody
from personnel import jobs
from personnel.held import with_due
from personnel.models import Correction, LanguageSkill, Officer
from personnel.services import correction as services
from personnel.services import officer as officers
from personnel.services.retention import erase_who_left
from tests.personnel.people import staff
from tests.personnel.rows import EnrolmentFactory, OfficerFactory

pytestmark = pytest.mark.django_db
ME = "/personnel/me/"
NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)  # a Friday


@pytest.fixture
def own(department, geographic, embassy, officer):
    own = staff(department, geographic, embassy)[0]
    own.user = officer
    own.save()
    return own


def test_a_person_reads_all_of_it_as_a_page_a_workbook_and_json(own, officer, auditor, signed_in):
    EnrolmentFactory(officer=own, certificate="CC-17")
    signed_in(auditor).get(f"/personnel/officers/{own.pk}/")
    browser = signed_in(officer)
    page = browser.get(ME).content.decode()
    told = json.loads(browser.get("/personnel/me.json").content)["held"]
    book = CalamineWorkbook.from_filelike(BytesIO(browser.get("/personnel/me.xlsx").content)).get_sheet_by_index(0).to_python()
    for held in ("Cán bộ 901", "Language fr" if "Language fr" in page else "Tiếng fr", "CC-17", "auditor"):
        assert held in page
        assert any(held in fact["what"] + fact["value"] for fact in told)
        assert any(held in str(cell) for row in book for cell in row)


def test_every_column_of_an_officer_is_told(own):
    """A column that is added to the tables must be told to the person, or be named here with its reason."""
    told = {"name", "unit", "rank", "post", "user", "left_on", "left_recorded_at", "recorded_at"}
    untold = {"id", "version", "search_text", "sort_key", "merged_into", "erased_at"}  # ours alone, or says that nothing is held
    assert {field.name for field in Officer._meta.fields} == told | untold
    assert {field.name for field in LanguageSkill._meta.fields} == {
        "id",
        "version",
        "officer",
        "language",
        "level",
        "dated_on",
        "certificate",
    }


def test_one_thing_has_one_name(own, officer, signed_in):
    """Above the form that leads back to it, in its heading and in its file."""
    browser = signed_in(officer)
    heading = re.search("<h1>(.+?)</h1>", browser.get(ME).content.decode())[1]
    assert f'<a href="{ME}">{heading}</a>' in browser.get(f"{ME}correct/").content.decode()
    assert CalamineWorkbook.from_filelike(BytesIO(browser.get("/personnel/me.xlsx").content)).sheet_names[0] == heading


def test_what_was_asked_stands_apart_from_the_answer_below_it(own, officer, personnel, signed_in):
    signed_in(officer).post(f"{ME}correct/", {"text": "Hàm của tôi là Công sứ"})
    page = signed_in(personnel).get(f"/personnel/corrections/{Correction.objects.get().pk}/").content.decode()
    assert re.search(r'<p class="note">.*?</p>\s*<div class="desk--wide gap-t">', page, re.S)


def test_who_is_no_officer_learns_that_nothing_is_held(stranger, signed_in):
    assert signed_in(stranger).get(ME).status_code == 200
    assert signed_in(stranger).get("/personnel/me.json").status_code == 404


def test_a_correction_is_answered_within_two_working_days(own, officer, personnel, signed_in):
    browser = signed_in(officer)
    assert browser.post(f"{ME}correct/", {"text": " "}).status_code == 422
    browser.post(f"{ME}correct/", {"text": "Hàm của tôi là Công sứ"})
    row = Correction.objects.get()
    row.asked_at = NOW
    assert with_due([row]) == [(row, date(2026, 11, 25))]  # Friday; then Monday and, after a holiday, Wednesday
    for page in ("/personnel/corrections/", "/"):
        assert "Hàm của tôi là Công sứ" in signed_in(personnel).get(page).content.decode()
    address = f"/personnel/corrections/{row.pk}/"
    assert browser.post(address, {"state": "refused", "answer": "", "version": 1}).status_code == 422
    browser.post(address, {"state": "made", "answer": "Đã sửa", "version": 1})
    assert "Đã sửa" in signed_in(officer).get(ME).content.decode()
    with pytest.raises(ValidationError):
        services.answer_correction(correction=Correction.objects.get(), state="made", answer="", by=personnel, now=NOW, seen=None)


def test_a_request_sent_twice_from_one_page_is_one_and_no_fault(own, officer, signed_in):
    browser = signed_in(officer)
    once = browser.get(f"{ME}correct/").context["form"]["once"].value()
    for _press in range(2):
        answer = browser.post(f"{ME}correct/", {"text": "Hàm của tôi là Công sứ", "once": once}, follow=True)
    assert answer.redirect_chain == [(ME, 302)]
    assert "đã được gửi trước đó" in answer.content.decode()
    assert Correction.objects.count() == 1


@pytest.mark.both  # what is blanked is found by the content of JSON
def test_who_left_long_ago_is_erased_and_what_they_completed_still_counts(own, personnel):
    officers.edit_officer(officer=own, values={"name": "Cán bộ 906"}, by=personnel, now=NOW, seen=None)
    double = OfficerFactory(name="Cán bộ 901", merged_into=own)
    EnrolmentFactory(officer=own, result="completed", completed_on=date(2021, 1, 1), completed_heads=1, certificate="CC-17")
    said = datetime(2021, 11, 20, 16, 59, tzinfo=UTC)  # the last minute of the day in Hà Nội
    for left_on, recorded_at in ((21, said), (20, said + timedelta(minutes=1)), (20, None)):
        Officer.objects.filter(pk=own.pk).update(left_on=date(2021, 11, left_on), left_recorded_at=recorded_at)
        assert erase_who_left(now=NOW) == 0  # a day is lacking, of leaving or of what was said of it
    Officer.objects.filter(pk=own.pk).update(left_on=date(2021, 11, 20), left_recorded_at=said)
    assert erase_who_left(now=NOW) == 1
    own.refresh_from_db()
    double.refresh_from_db()
    assert (own.name, own.user, own.search_text, double.name) == ("", None, "", "")
    assert own.enrolments.get().result == "completed"
    assert not own.skills.exists()
    assert not any("Cán bộ 90" in json.dumps(body.changes, ensure_ascii=False) for body in EventBody.objects.all())
    assert not Event.objects.filter(object_label__contains="Cán bộ 90").exists()
    jobs.erase_who_left()
    assert Event.objects.filter(verb="personnel.officer_erased").count() == 1


def test_what_a_job_blanks_needs_a_reason_and_leaves_the_chain_whole(own, personnel):
    event = history.record(by=personnel, verb="x", obj=own, code="1", changes={"name": (None, "Cán bộ 901")})
    with pytest.raises(ValidationError):
        sealing.redact(event=event, by=System("tests"), reason=" ", now=NOW)
    sealing.redact(event=event, by=System("tests"), reason="hết hạn", now=NOW)
    assert EventBody.objects.get(event=event).changes == {}
