"""An account ends: with the officer whose it is, or when it has been closed for the time of retention. Nothing that is written
from then on ties the number of an officer to a name."""

from datetime import date, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts import sealing
from accounts.models import ApiToken, Event, EventBody, Invitation, User
from accounts.services import add_membership, deactivate, erase_account, make_token, reactivate, update_profile
from office.models import SavedView
from personnel import jobs
from personnel.models import Officer
from personnel.services.correction import ask_for_correction
from personnel.services.retention import BY, WHY, erase_closed_accounts, erase_who_left
from plan.moment import HANOI
from tests.factories import UserFactory
from tests.personnel.rows import OfficerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]  # key and number are compared as text
LEFT = datetime(2020, 3, 2, 9, tzinfo=HANOI)
OVER = datetime(2025, 3, 2, 1, tzinfo=HANOI)
NAME, ADDRESS = "Zubrowka Xyzzy", "zubrowka@demo.test"


@pytest.fixture
def own(department, officer):
    """An officer who has left, whose account is open."""
    update_profile(user=officer, values={"name": NAME}, by=officer, now=LEFT)
    officer.email = ADDRESS
    officer.save()
    return OfficerFactory(name=NAME, unit=department, user=officer, left_on=LEFT.date(), left_recorded_at=LEFT)


def holds_the_name(event):
    return any(NAME in said or ADDRESS in said for said in (event.by_label, event.object_label, event.object_code, event.acting_for_label))


def test_what_a_person_asks_to_have_put_right_is_told_by_the_number_alone(own, officer, auditor, signed_in):
    ask_for_correction(officer=own, text="Hàm của tôi là Công sứ", by=officer, now=LEFT, seen=None)
    event = Event.objects.get(verb="personnel.correction_asked")
    assert (event.by, event.by_label, event.object_label) == (None, own.label, own.label)
    page = signed_in(auditor).get(f"/audit/{event.pk}/").content.decode()
    assert f"<strong>{own.label}</strong> đã yêu cầu đính chính" in page
    assert NAME not in page
    assert own.corrections.get().asked_by == officer  # so that the answer reaches them, until it goes with the rest


def test_the_account_goes_with_the_officer_and_nothing_new_names_it(own, officer, department):
    deputy = UserFactory(name="Người thay")
    held = {"unit": department, "role": "unit_officer", "from_on": date(2019, 1, 1), "by": BY, "now": LEFT}
    officer.memberships.update(from_on=date(2019, 1, 1))
    add_membership(user=deputy, acting_for=officer, **held)
    make_token(user=officer, label="bảng tính", read_only=True, by=officer, now=LEFT)
    Invitation.objects.create(user=officer, digest="x", created_at=LEFT, expires_at=OVER)
    for name, is_shared in (("của riêng tôi", False), ("của cả đơn vị", True)):
        SavedView.objects.create(owner=officer, page="plan.board", name=name, is_shared=is_shared)
    EmailAddress.objects.create(user=officer, email=ADDRESS)
    before = Event.objects.latest("pk").pk
    assert erase_who_left(now=OVER) == 1
    officer.refresh_from_db()
    assert (officer.is_active, officer.is_erased, officer.has_usable_password(), officer.last_login) == (False, True, False, None)
    assert (officer.name, officer.email) == (f"Tài khoản đã xóa số {officer.pk}", f"erased-{officer.pk}@localhost")
    assert "zubrowka" not in officer.search_text
    assert not ApiToken.objects.exists()
    assert not Invitation.objects.exists()
    assert deputy.memberships.get().until_on == OVER.date()
    assert not [event for event in Event.objects.filter(pk__gt=before) if holds_the_name(event)]
    assert not [event for event in Event.objects.about(officer).select_related("body") if NAME in str(event.body.changes)]
    assert [view.name for view in SavedView.objects.all()] == ["của cả đơn vị"]
    assert not EmailAddress.objects.exists()
    assert Event.objects.filter(verb="user.erase").count() == 1
    sealing.seal(OVER)
    assert not [fault for fault in sealing.verify(OVER) if not fault.warning]


def test_a_closed_account_has_its_own_time_and_goes_in_no_minute_of_its_officer(own, officer, administrator):
    deactivate(user=officer, by=administrator, now=LEFT, reason="thôi việc")
    assert erase_closed_accounts(now=OVER) == 0  # the officer stands
    assert erase_who_left(now=OVER) == 1
    assert not Event.objects.filter(object_kind="accounts.user", at=OVER).exists()
    assert erase_closed_accounts(now=OVER + timedelta(days=1)) == 1
    assert EventBody.objects.get(event__verb="user.deactivate").reason == ""
    assert erase_closed_accounts(now=OVER + timedelta(days=2)) == 0


def test_a_closed_account_without_an_officer_goes_after_the_time_of_retention(administrator):
    person = UserFactory(name=NAME)
    for open_again in (True, False):
        deactivate(user=person, by=administrator, now=LEFT - timedelta(days=90 * open_again))
        if open_again:
            reactivate(user=person, by=administrator, now=LEFT - timedelta(days=60))
    assert erase_closed_accounts(now=OVER - timedelta(days=1)) == 0  # the last closing counts
    assert erase_closed_accounts(now=OVER) == 1
    assert User.objects.get(pk=person.pk).is_erased


def test_nobody_brings_an_erased_account_back(administrator, department, signed_in):
    person = UserFactory()
    erase_account(user=person, by=BY, reason=WHY, now=LEFT)
    with pytest.raises(ValidationError, match="đã được xóa"):
        add_membership(user=person, unit=department, role="unit_officer", from_on=LEFT.date(), by=administrator, now=LEFT)
    with pytest.raises(ValidationError, match="đã được xóa"):
        reactivate(user=person, by=BY, now=LEFT)
    browser, page = signed_in(administrator), f"/manage/users/{person.pk}/"
    assert 'value="reactivate"' not in browser.get(page).content.decode()
    assert browser.post(page, {"act": "reactivate"}).status_code == 403


def test_the_last_administrator_holds_up_nobody_else(administrator, own):
    boss = OfficerFactory(user=administrator, left_on=LEFT.date(), left_recorded_at=LEFT)
    assert erase_who_left(now=timezone.now()) == 1
    left = {row.pk: row.erased_at is None for row in Officer.objects.all()}
    assert left == {boss.pk: True, own.pk: False}
    administrator.refresh_from_db()
    assert administrator.is_active


def test_the_job_of_the_day_does_both(own, administrator):
    person = UserFactory()
    deactivate(user=person, by=administrator, now=LEFT)
    assert jobs.erase_who_left() == 2
