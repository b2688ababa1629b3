"""Who asked for a correction is told that it was answered; who waited for a seat, that it is theirs."""

from datetime import date

import pytest
from django.utils import timezone

from office.models import Mail
from office.outbox import KINDS
from personnel.services.correction import answer_correction, ask_for_correction
from personnel.services.enrolment import enrol_heads, enrol_officer, withdraw_enrolment
from tests.personnel.rows import CourseFactory, EnrolmentFactory, OfficerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


def answered(officer, personnel, now, state="made", answer="Đã sửa bậc tiếng Pháp"):
    row = ask_for_correction(officer=officer, text="Sai bậc tiếng Pháp", by=officer.user, now=now, seen=None)
    return answer_correction(correction=row, state=state, answer=answer, by=personnel, now=now, seen=None)


def test_an_answer_is_told_to_who_asked_and_holds_nothing_of_it(department, officer, personnel, now):
    row = answered(OfficerFactory(unit=department, user=officer), personnel, now)
    mail = Mail.objects.get()
    assert (mail.user, mail.kind) == (officer, "correction-answered")
    assert "/personnel/me/" in mail.text
    assert "tiếng Pháp" not in mail.text + mail.subject
    assert mail.subject == "Yêu cầu đính chính của bạn: đã sửa"
    assert KINDS["correction-answered"].still_wanted(mail, now)
    row.delete()
    assert not KINDS["correction-answered"].still_wanted(mail, now)


def test_a_refusal_says_so_in_the_language_of_the_reader(department, officer, personnel, now):
    officer.language = "en"
    officer.save()
    answered(OfficerFactory(unit=department, user=officer), personnel, now, "refused", "Chứng chỉ ghi đúng như vậy")
    assert Mail.objects.get().subject == "Your request for a correction: refused, with the reason"


@pytest.fixture
def full(department):
    course = CourseFactory(starts_on=date(2090, 3, 2), ends_on=date(2090, 3, 9), capacity=3)
    return course, EnrolmentFactory(course=course, officer=None, unit=department, heads=3)


def test_a_seat_that_falls_free_is_told_to_the_person_and_to_who_asked(full, department, officer, head, personnel, now):
    course, seat = full
    own = OfficerFactory(unit=department, user=officer)
    OfficerFactory.create_batch(6, unit=department)
    enrol_officer(course=course, officer=own, unit=department, by=head, now=now)
    enrol_heads(course=course, unit=department, heads=2, by=head, now=now)
    assert not Mail.objects.exists()
    withdraw_enrolment(enrolment=seat, by=personnel, now=now, seen=None)
    told = sorted((mail.user.email, "bạn" in mail.text, "3 người" in mail.text) for mail in Mail.objects.all())
    assert told == sorted([(officer.email, True, False), (head.email, False, True)])  # one letter, however many seats
    assert all(f"/personnel/courses/{course.pk}/" in mail.text for mail in Mail.objects.all())


def test_whoever_gives_the_seat_up_for_another_of_their_own_is_not_told_of_it(full, department, head, now):
    course, seat = full
    OfficerFactory.create_batch(6, unit=department)
    enrol_heads(course=course, unit=department, heads=2, by=head, now=now)
    withdraw_enrolment(enrolment=seat, by=head, now=now, seen=None)
    assert not Mail.objects.exists()


def test_a_seat_that_was_given_up_again_is_not_told(full, department, head, personnel, now):
    course, seat = full
    OfficerFactory.create_batch(6, unit=department)
    enrol_heads(course=course, unit=department, heads=2, by=head, now=now)
    withdraw_enrolment(enrolment=seat, by=personnel, now=now, seen=None)
    mail, wanted = Mail.objects.get(), KINDS["seat-given"].still_wanted
    assert wanted(mail, now)
    waited = course.enrolments.get(heads=2)
    withdraw_enrolment(enrolment=waited, by=personnel, now=now, seen=None)
    assert not wanted(mail, now)
