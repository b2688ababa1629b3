"""Coming in: invitations, links that work once, and who makes them."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts import services
from accounts.models import Event, Invitation, User
from accounts.services.invitations import find_invitation
from tests.accounts.test_people import NOW, TODAY, fields, invite

pytestmark = pytest.mark.both


def test_an_invited_person_comes_in_once(department, head):
    person, secret = invite(department, "unit_officer", head)
    assert not person.has_joined
    invitation = find_invitation(secret)
    assert invitation.user == person
    assert secret not in str(Invitation.objects.values_list())
    services.accept_invitation(invitation=invitation, password="bốn từ dễ nhớ thôi", now=NOW)
    person.refresh_from_db()
    assert person.check_password("bốn từ dễ nhớ thôi")
    assert [event.verb for event in Event.objects.about(person)] == ["user.join", "membership.add", "user.invite"]
    with pytest.raises(ValidationError):
        services.accept_invitation(invitation=find_invitation(secret), password="another one entirely", now=NOW)


def test_an_old_link_opens_nothing(department, head):
    _person, secret = invite(department, "unit_officer", head)
    with pytest.raises(ValidationError):
        services.accept_invitation(invitation=find_invitation(secret), password="x" * 12, now=NOW + timedelta(days=7))


def test_a_new_link_closes_the_old_one(department, head):
    person, secret = invite(department, "unit_officer", head)
    later = NOW + timedelta(minutes=1)
    newer = services.reinvite(user=person, by=head, now=later)
    assert not find_invitation(secret).is_open(later)
    assert find_invitation(newer).is_open(later)


def test_nobody_who_takes_part_in_the_plan_makes_a_link_to_an_account_in_use(officer, leader, head, secretariat, administrator):
    """With the link one would act in that person's name, against all that the history says."""
    for person in (officer, leader):
        person.set_password("bốn từ dễ nhớ thôi")
        person.save(update_fields=["password"])
    for person, by in [(officer, head), (officer, secretariat), (leader, secretariat)]:
        with pytest.raises(ValidationError):
            services.reinvite(user=person, by=by, now=NOW)
    assert not Invitation.objects.exists()
    assert services.reinvite(user=officer, by=administrator, now=NOW)


def test_a_closed_account_does_not_come_in(department, head, administrator):
    person, secret = invite(department, "unit_officer", head)
    services.deactivate(user=person, by=administrator, now=NOW)
    with pytest.raises(ValidationError):
        services.accept_invitation(invitation=find_invitation(secret), password="x" * 12, now=NOW)
    with pytest.raises(ValidationError):
        services.reinvite(user=person, by=administrator, now=NOW)


def test_an_address_is_invited_once(department, head):
    invite(department, "unit_officer", head)
    with pytest.raises(ValidationError) as refusal:
        invite(department, "unit_officer", head, email="MOI@demo.test")
    assert fields(refusal) == {"email"}


def test_a_forged_role_invites_nobody(department, head):
    with pytest.raises(ValidationError):
        invite(department, "administrator", head)
    assert not User.objects.filter(email="moi@demo.test").exists()
    assert not Event.objects.exists()


def test_the_invited_are_found_without_diacritics(department, head):
    invite(department, "unit_officer", head)
    assert User.objects.matching("nguyen thi moi").get().name == "Nguyễn Thị Mới"


def test_a_role_that_is_given_or_changed_closes_a_link_that_somebody_else_may_have_kept(
    department, ministry, head, secretariat, administrator
):
    """Who made the link would come in with a role that they may not give."""
    person, secret = invite(department, "unit_officer", head)
    given = {"from_on": TODAY, "until_on": None, "acting_for": None}
    row = services.add_membership(user=person, unit=ministry, role="secretariat", **given, by=administrator, now=NOW)
    assert not find_invitation(secret).is_open(NOW)
    with pytest.raises(ValidationError):
        services.accept_invitation(invitation=find_invitation(secret), password="bốn từ dễ nhớ thôi", now=NOW)
    with pytest.raises(PermissionDenied):
        services.reinvite(user=person, by=head, now=NOW)
    newer = services.reinvite(user=person, by=administrator, now=NOW)
    services.change_membership(membership=row, role="leadership", **given, by=administrator, now=NOW)
    assert not find_invitation(newer).is_open(NOW)
