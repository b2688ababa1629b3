"""Acting for somebody (ủy quyền): for whom, and no longer than they have the role."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts import services
from accounts.history import System
from accounts.models import Event, User
from accounts.permissions import Permission, can
from tests.accounts.test_people import NOW, TODAY, can_update, change, fields, give
from tests.factories import UserFactory

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("cast_stands")]


@pytest.fixture
def newcomer(db):
    return UserFactory(email="newcomer@demo.test", name="newcomer")


@pytest.fixture
def deputy(department, head, administrator):
    person = UserFactory(email="deputy@demo.test", name="deputy")
    give(person, department, "unit_head", administrator, from_on=TODAY - timedelta(days=30), acting_for=head)
    return person


def can_manage(person, unit, on=TODAY):
    return can(User.objects.get(pk=person.pk), Permission.MEMBERS_MANAGE, unit, on=on)


def test_one_acts_only_for_who_has_the_role(newcomer, department, head, officer, administrator):
    for principal in (officer, newcomer):
        with pytest.raises(ValidationError) as refusal:
            give(newcomer, department, "unit_head", administrator, acting_for=principal)
        assert fields(refusal) == {"acting_for"}
        assert principal.name not in str(refusal.value)
    give(newcomer, department, "unit_head", administrator, acting_for=head)
    second = UserFactory(email="second@demo.test")
    with pytest.raises(ValidationError):
        give(second, department, "unit_head", administrator, acting_for=newcomer)  # who only acts passes nothing on


def test_what_a_deputy_does_says_for_whom(newcomer, department, head, administrator):
    deputy = UserFactory(email="deputy@demo.test", name="deputy")
    give(deputy, department, "unit_head", administrator, acting_for=head)
    give(newcomer, department, "unit_officer", deputy)
    event = Event.objects.about(newcomer).get()
    assert (event.by, event.acting_for) == (deputy, head)


TAKEN = {
    "ended": lambda head, by: services.end_membership(membership=head.memberships.get(), by=by, now=NOW),
    "another role": lambda head, by: change(head.memberships.get(), by, role="unit_officer"),
    "over since yesterday": lambda head, by: change(head.memberships.get(), by, until_on=TODAY - timedelta(days=1)),
    "begins tomorrow": lambda head, by: change(head.memberships.get(), by, from_on=TODAY + timedelta(days=1)),
    "closed": lambda head, by: services.deactivate(user=head, by=by, now=NOW),
}


@pytest.mark.parametrize("taken", TAKEN)
def test_nobody_acts_for_who_has_the_role_no_more(taken, deputy, department, head, administrator, officer):
    assert can_manage(deputy, department)
    TAKEN[taken](head, administrator)
    assert not can_manage(deputy, department)
    assert can_manage(deputy, department, TODAY - timedelta(days=1)), "what was done by right stays so"
    last = Event.objects.about(deputy).first()
    assert (last.verb, last.by, last.unit, "ended_at" in last.body.changes) == ("membership.end", administrator, department, True)
    assert can_update(officer, department)


def test_an_account_that_is_opened_again_brings_back_no_deputy(deputy, department, head, administrator):
    services.deactivate(user=head, by=administrator, now=NOW)
    services.reactivate(user=head, by=administrator, now=NOW)
    assert can_manage(head, department)
    assert not can_manage(deputy, department)


def test_a_deputy_lasts_no_longer_than_the_principal(deputy, newcomer, department, head, administrator):
    last = TODAY + timedelta(days=30)
    change(head.memberships.get(), administrator, until_on=last)
    assert deputy.memberships.get().until_on == last
    told = Event.objects.about(deputy).first()
    assert (told.verb, told.body.changes) == ("membership.change", {"until_on": [None, str(last)]})
    for until_on in (None, last + timedelta(days=1)):
        with pytest.raises(ValidationError) as refusal:
            give(newcomer, department, "unit_head", administrator, until_on=until_on, acting_for=head)
        assert fields(refusal) == {"acting_for"}
        with pytest.raises(ValidationError):
            change(deputy.memberships.get(), administrator, until_on=until_on)
    give(head, department, "unit_head", administrator, from_on=last + timedelta(days=1))
    give(newcomer, department, "unit_head", administrator, acting_for=head)  # one term follows upon the other
    with pytest.raises(ValidationError) as refusal:
        give(UserFactory(), department, "unit_head", administrator, from_on=date(2025, 9, 22), acting_for=head)
    assert fields(refusal) == {"acting_for"}


def test_a_deputy_ends_earlier_if_that_was_said_and_is_told_nothing_then(deputy, department, head, administrator):
    change(deputy.memberships.get(), administrator, until_on=TODAY + timedelta(days=3))
    change(head.memberships.get(), administrator, until_on=TODAY + timedelta(days=30))
    assert [event.verb for event in Event.objects.about(deputy)] == ["membership.change", "membership.add"]


def test_a_deputy_who_closes_the_account_of_the_principal_is_none_any_more(deputy, department, head):
    services.deactivate(user=head, by=deputy, now=NOW)
    assert not can_manage(deputy, department)


def test_nobody_acts_for_a_closed_account(newcomer, department, head, administrator):
    services.deactivate(user=head, by=administrator, now=NOW)
    with pytest.raises(ValidationError) as refusal:
        give(newcomer, department, "unit_head", administrator, acting_for=head)
    assert fields(refusal) == {"acting_for"}


def test_who_acts_for_the_last_administrator_does_not_stay_for_them(newcomer, administrator, ministry):
    give(newcomer, ministry, "administrator", System("test"), acting_for=administrator)
    with pytest.raises(ValidationError):
        services.deactivate(user=administrator, by=newcomer, now=NOW)
    with pytest.raises(ValidationError):
        services.end_membership(membership=administrator.memberships.get(), by=newcomer, now=NOW)
