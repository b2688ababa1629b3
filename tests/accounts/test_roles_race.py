"""Two who give the same role in the same moment (real threads, real transactions)."""

import time

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.timezone import localdate

from accounts.history import System
from accounts.models import Event, Membership
from accounts.services import add_membership, change_membership, memberships
from tests.factories import MembershipFactory, UnitFactory, UserFactory

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def slow(monkeypatch):
    """Between looking and writing there is time enough for everybody else to look."""
    look = memberships._must_fit

    def looked(membership):
        look(membership)
        time.sleep(0.3)

    monkeypatch.setattr(memberships, "_must_fit", looked)


@pytest.fixture(params=["held", "not held"])
def held(request, monkeypatch):
    """With the person's row held; the control lets it go, to show that the test can see the fault."""
    if request.param == "not held":
        monkeypatch.setattr(memberships, "_one_at_a_time", lambda *people: None)
    return request.param == "held"


def test_a_role_given_by_four_at_once_is_given_once(at_once, slow, held):
    user, unit = UserFactory(), UnitFactory(code="vu-chau-au")

    def give():
        given = {"user": user, "unit": unit, "role": "unit_officer", "from_on": localdate(), "by": System("test"), "now": timezone.now()}
        return add_membership(**given)

    answers = at_once(give)
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

    at_once(make_officer)
    became = Membership.objects.filter(role="secretariat").count()
    assert became == 1 if held else became > 1
