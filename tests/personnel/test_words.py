"""The history calls a field what the form calls it, and what a number stands for is said in plain words."""

from datetime import date, time

import pytest
from django.utils import timezone
from django.utils.translation import override

from accounts.words import KINDS
from personnel.forms import people, person, postings, teams, training
from personnel.models import LanguageNeed
from personnel.services import courses
from plan.models import Target
from tests.factories import IndicatorFactory
from tests.missions.openings import date_it, load_stages, make_opening
from tests.personnel.rows import CourseFactory, LanguageFactory, OfficerFactory

FORMS = {
    "personnel.officer": (people.OfficerForm, people.LeaveForm, people.SkillForm, postings.PostingForm, person.AnswerForm),
    "personnel.establishment": (postings.EstablishmentForm,),
    "personnel.rotationterm": (postings.TermForm,),
    "personnel.expertteam": (teams.TeamForm,),
    "personnel.programme": (training.NewProgrammeForm,),
    "personnel.course": (training.CourseForm,),
}
SHARES = "/personnel/readiness/shares/"


@pytest.mark.parametrize("kind", FORMS)
def test_a_field_is_called_in_the_history_as_in_its_form(kind):
    with override("vi"):
        for form in FORMS[kind]:
            for name, field in form.base_fields.items():
                if name in ("version", "reason"):
                    continue
                known = KINDS[kind].fields[name]
                assert str(getattr(known, "verbose_name", known)) == str(field.label), (form, name)


@pytest.mark.django_db
def test_the_history_of_a_page_says_it(department, personnel, signed_in):
    browser, officer = signed_in(personnel), OfficerFactory(unit=department)
    browser.post(f"/personnel/officers/{officer.pk}/leave/", {"version": officer.version, "left_on": "01/10/2026", "confirmed": "on"})
    assert "<em>Ngày rời ngành</em>" in browser.get(f"/personnel/officers/{officer.pk}/").content.decode()
    course = CourseFactory(starts_on=date(2030, 1, 1), ends_on=date(2030, 1, 5))
    form = browser.get(f"/personnel/courses/{course.pk}/edit/").context["form"]
    typed = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    browser.post(f"/personnel/courses/{course.pk}/edit/", {**typed, "starts_on": "02/01/2030", "ends_on": "05/01/2030"})
    page = browser.get(f"/personnel/courses/{course.pk}/").content.decode()
    assert f"<em>{form['starts_on'].label}</em>" in page


@pytest.mark.django_db
def test_what_a_course_is_kept_with_is_told_in_words(personnel, signed_in):
    """Neither “vi” nor “08:00:00” is a word of the person who typed it."""
    course = CourseFactory(starts_on=date(2030, 1, 1), ends_on=date(2030, 1, 5))
    values = {name: getattr(course, name) for name in courses.DETAILS} | {"language": "en", "mode": "online"}
    courses.edit_course(course=course, values=values, by=personnel, now=timezone.now(), seen=None)
    sitting = courses.Sitting(on=date(2030, 1, 2), begins_at=time(8), ends_at=time(11, 30), topic="Mở đầu")
    courses.set_sessions(course=course, sittings=[sitting], by=personnel, now=timezone.now(), seen=None)
    page = signed_in(personnel).get(f"/personnel/courses/{course.pk}/").content.decode()
    for told in (
        "<em>Ngôn ngữ của tên khóa</em> từ <del>Tiếng Việt</del> sang <ins>English</ins>",
        "<em>Hình thức</em> từ <del>Trực tiếp</del> sang <ins>Trực tuyến</ins>",
        "02/01/2030 08:00-11:30 Mở đầu",
    ):
        assert told in page


@pytest.mark.django_db
def test_an_answered_correction_is_told_in_words(department, personnel, officer, signed_in):
    of = OfficerFactory(unit=department, user=officer)
    signed_in(officer).post("/personnel/me/correct/", {"text": "Sai bậc ngoại ngữ"})
    row = of.corrections.get()
    browser = signed_in(personnel)
    browser.post(f"/personnel/corrections/{row.pk}/", {"version": row.version, "state": "made", "answer": "Đã sửa"})
    page = browser.get(f"/personnel/officers/{of.pk}/").content.decode()
    assert "<em>Trả lời</em>" in page
    assert "<em>State</em>" not in page
    assert "<del>asked</del>" not in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"share_0": "60", "language_1": "ar", "share_1": "40"}, "language_0"),
        ({"language_0": "fr", "share_0": "100", "language_1": "ar"}, "share_1"),
        ({"language_0": "fr", "share_0": "60", "language_1": "fr", "share_1": "40"}, "language_1"),
    ],
)
def test_half_of_a_share_is_refused_beside_its_field_and_kept(typed, field, personnel, signed_in):
    LanguageFactory(code="fr")
    LanguageFactory(code="ar", position=2)
    refused = signed_in(personnel).post(SHARES, {**typed, "version": "0"})
    assert refused.status_code == 422
    form = refused.context["form"]
    assert list(form.errors) == [field]
    assert all(form[name].value() == value for name, value in typed.items())
    assert not LanguageNeed.objects.exists()


@pytest.mark.django_db
def test_more_in_preparation_than_are_needed_is_said_in_words(personnel, secretariat, geographic, signed_in):
    load_stages()
    for number in range(3):
        date_it(make_opening(secretariat, geographic, f"mo-{number}"), secretariat)
    target = Target(indicator=IndicatorFactory(code="missions-open", source_kind="computed"), code="T1", due_on=date(2030, 12, 31), value=2)
    target.save()
    page = signed_in(personnel).get("/personnel/readiness/").content.decode()
    assert "Cần mở thêm 2; đang chuẩn bị 3 cơ quan dự kiến mở trước thời điểm đó" in page
