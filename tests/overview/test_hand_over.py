"""A person leaves: the successor has the same roles from a day on, in one step."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts import services
from accounts.models import Membership
from tests.factories import MembershipFactory, UserFactory


@pytest.fixture
def newcomer(department):
    return MembershipFactory(user=UserFactory(email="moi@demo.test"), unit=department, role="unit_officer").user


def hand(user, successor, by, days=0):
    now = timezone.now()
    day = timezone.localdate(now) + timedelta(days=days)
    return services.hand_over(user=user, successor=successor, from_on=day, by=by, now=now)


@pytest.mark.parametrize("days", [0, 10])
def test_the_successor_begins_the_day_after_the_last(days, head, newcomer, secretariat, department):
    (given,) = hand(head, newcomer, secretariat, days)
    day = timezone.localdate() + timedelta(days=days)
    assert (given.role, given.unit, given.from_on) == ("unit_head", department, day)
    assert head.memberships.get().until_on == day - timedelta(days=1)


def test_who_acts_for_the_person_stops_and_is_not_handed_on(head, newcomer, secretariat, department, officer):
    MembershipFactory(user=officer, unit=department, role="unit_head", acting_for=head, from_on=timezone.localdate() - timedelta(days=5))
    hand(head, newcomer, secretariat)
    assert not Membership.objects.active(timezone.localdate()).filter(acting_for__isnull=False).exists()
    assert newcomer.memberships.filter(role="unit_head", acting_for=None).count() == 1


def test_a_role_that_the_successor_has_is_not_given_twice(officer, newcomer, secretariat):
    assert hand(officer, newcomer, secretariat) == []
    assert officer.memberships.get().is_over(timezone.localdate())


def test_a_role_that_was_ended_before_it_began_is_not_in_the_way(head, newcomer, secretariat, geographic):
    now, soon = timezone.now(), timezone.localdate() + timedelta(days=20)
    given = {"user": head, "unit": geographic, "role": "unit_head", "from_on": soon}
    never = services.add_membership(**given, by=secretariat, now=now)
    services.end_membership(membership=never, by=secretariat, now=now)
    assert [row.role for row in hand(head, newcomer, secretariat)] == ["unit_head"]
    assert not newcomer.memberships.filter(unit=geographic).exists()


@pytest.mark.parametrize("who", ["self", "past", "nothing"])
def test_what_cannot_be_handed_over_is_refused_and_changes_nothing(who, officer, newcomer, stranger, secretariat):
    user, successor, days = {"self": (officer, officer, 0), "past": (officer, newcomer, -1), "nothing": (stranger, newcomer, 0)}[who]
    with pytest.raises(ValidationError):
        hand(user, successor, secretariat, days)
    assert Membership.objects.filter(until_on__isnull=False).count() == 0


def test_nobody_hands_a_role_to_themselves(head, secretariat):
    with pytest.raises(ValidationError):
        hand(head, secretariat, secretariat)
    assert head.memberships.get().until_on is None


def test_the_last_administrator_names_another_first(administrator, head, secretariat):
    with pytest.raises(ValidationError):
        hand(administrator, head, secretariat)


def test_the_page_tells_what_is_held_and_hands_it_over(head, newcomer, secretariat, signed_in, measure):
    browser, address = signed_in(secretariat), f"/manage/users/{head.pk}/hand-over/"
    assert browser.get(address).context["roles"] == list(head.memberships.all())
    day = f"{timezone.localdate():%d/%m/%Y}"
    assert "successor" in browser.post(address, {"successor": "khong@co.test", "from_on": day}).context["form"].errors
    assert browser.post(address, {"successor": "MOI@demo.test", "from_on": day}).status_code == 302
    assert newcomer.memberships.filter(role="unit_head").exists()
