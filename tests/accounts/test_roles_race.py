"""Two who give, take or close in the same moment (real threads, real transactions)."""

import time

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.timezone import localdate

from accounts import access
from accounts.history import System
from accounts.models import Event, Membership, Unit, User
from accounts.services import add_membership, change_membership, close_unit, deactivate, end_membership, memberships
from tests.factories import MembershipFactory, UnitFactory, UserFactory

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]


def rested(monkeypatch, module, name):
    """After the function of that name there is a rest."""
    act = getattr(module, name)

    def rest(*given):
        answer = act(*given)
        time.sleep(0.3)
        return answer

    monkeypatch.setattr(module, name, rest)


@pytest.fixture
def slow(monkeypatch):
    """Between looking and writing there is time enough for everybody else to look."""
    rested(monkeypatch, memberships, "_must_fit")


@pytest.fixture(params=["held", "not held"])
def held(request, monkeypatch):
    """With the person's row held; the control lets it go, and that of the unit, to show that the test can see the fault."""
    if request.param == "not held":
        monkeypatch.setattr(Unit, "lock_seen", lambda unit, seen: None)
        monkeypatch.setattr(memberships, "hold_people", lambda *people, **more: None)
    return request.param == "held"


def test_a_role_given_by_four_at_once_is_given_once(at_once, slow, held):
    user, unit = UserFactory(), UnitFactory(code="vu-chau-au")

    def give():
        given = {"user": user, "unit": unit, "role": "unit_officer", "from_on": localdate(), "by": System("test"), "now": timezone.now()}
        return add_membership(**given)

    answers = at_once(*[give] * 4)
    given = [answer for answer in answers if isinstance(answer, Membership)]
    assert all(isinstance(answer, Membership | ValidationError) for answer in answers)
    assert Membership.objects.count() == Event.objects.count() == len(given)
    assert len(given) == 1 if held else len(given) > 1


def test_two_roles_changed_at_once_do_not_become_the_same(at_once, slow, held):
    user, unit = UserFactory(), UnitFactory(code="vu-chau-au")
    roles = [MembershipFactory(user=user, unit=unit, role=role) for role in ("unit_officer", "unit_head", "personnel", "auditor")]
    left = iter(roles)

    def make_officer():
        membership = next(left)
        days = {"from_on": membership.from_on, "until_on": None, "acting_for": None}
        return change_membership(membership=membership, role="secretariat", **days, by=System("test"), now=timezone.now())

    at_once(*[make_officer] * 4)
    became = Membership.objects.filter(role="secretariat").count()
    assert became == 1 if held else became > 1


@pytest.mark.parametrize("act", ["close", "end"])
def test_of_two_administrators_who_close_each_other_one_stays(at_once, act, monkeypatch):
    unit = UnitFactory(code="bo-ngoai-giao", kind="ministry")
    one, other = [MembershipFactory(user=UserFactory(), unit=unit, role="administrator") for _ in range(2)]
    rested(monkeypatch, access, "permission_used")

    def take(role, by):
        if act == "end":
            return end_membership(membership=Membership.objects.get(pk=role.pk), by=by, now=timezone.now())
        return deactivate(user=User.objects.get(pk=role.user_id), by=by, now=timezone.now())

    answers = at_once(lambda: take(one, other.user), lambda: take(other, one.user))
    assert sorted(type(answer) is ValidationError for answer in answers) == [False, True], answers
    assert Membership.objects.of_administrators().active(localdate()).count() == 1


def test_two_who_close_each_other_do_not_wait_for_each_other(at_once, monkeypatch):
    """Each is named in the history of what they do, while their own row is held by the other."""
    unit = UnitFactory(code="bo-ngoai-giao", kind="ministry")
    one, other = [MembershipFactory(user=UserFactory(), unit=unit, role="secretariat").user for _ in range(2)]
    MembershipFactory(unit=unit, role="administrator")
    rested(monkeypatch, access, "permission_used")

    def close(user, by):
        return deactivate(user=User.objects.get(pk=user.pk), by=by, now=timezone.now())

    answers = at_once(lambda: close(one, other), lambda: close(other, one))
    assert all(isinstance(answer, User) for answer in answers), answers


def test_nobody_gets_a_role_in_a_unit_that_is_being_closed(at_once, monkeypatch):
    unit, user = UnitFactory(code="vu-chau-au"), UserFactory()
    MembershipFactory(unit=UnitFactory(code="bo-ngoai-giao", kind="ministry"), role="administrator")
    rested(monkeypatch, memberships, "_must_fit")
    now = timezone.now()

    def give():
        given = {"user": user, "unit": Unit.objects.get(pk=unit.pk), "role": "unit_officer", "from_on": localdate()}
        return add_membership(**given, by=System("test"), now=now)

    def close():
        decided = {"until": localdate(), "decision": "1/QĐ-BNG", "move_members": False}
        return close_unit(unit=Unit.objects.get(pk=unit.pk), successors=[], **decided, by=System("test"), now=now)

    given, closed = at_once(give, close)
    assert isinstance(closed, Unit), closed
    assert isinstance(given, Membership | ValidationError), given
    assert not Membership.objects.active(localdate()).filter(unit=unit).exists()
