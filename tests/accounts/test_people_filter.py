"""The filter of /manage/users/: by name, standing of the account, unit and role."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from accounts.folding import search_text
from accounts.models import User
from tests.factories import MembershipFactory, UnitFactory, UserFactory

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("cast_stands")]


@pytest.fixture
def found(signed_in, administrator):
    return lambda question: {
        person.name for person in signed_in(administrator).get(f"/manage/users/?{question}").context["page"].object_list
    }


def named(name, **more):
    return UserFactory(name=name, search_text=search_text(name), **more)


def test_a_word_is_found_where_it_begins(found):
    for region in ("Âu", "Mỹ", "Trung Đông - Châu Phi"):
        named(f"Trưởng Vụ Châu {region}")
    assert found("q=vu chau au") == {"Trưởng Vụ Châu Âu"}
    assert len(found("q=vu cha")) == 3


def test_who_was_invited_and_has_not_joined(found):
    never, unusable, closed = (named(name) for name in ("Chưa vào", "Được mời", "Đã đóng"))
    User.objects.filter(pk=never.pk).update(password="")
    for person in (unusable, closed):
        person.set_unusable_password()
        person.save_seen(None, {"password": person.password, "is_active": person is unusable})
    joined = named("Đã vào")
    joined.set_password("bốn từ dễ nhớ thôi")
    joined.save_seen(None, {"password": joined.password})
    invited = found("state=invited")
    assert {"Chưa vào", "Được mời"} <= invited
    assert not invited & {"Đã đóng", "Đã vào"}


def test_unit_and_role_are_of_one_role_of_today(found):
    first, second = UnitFactory(code="mot"), UnitFactory(code="hai")
    person, former = named("Ở cả hai"), named("Đã rời")
    MembershipFactory(user=person, unit=first, role="unit_head")
    MembershipFactory(user=person, unit=second, role="unit_officer")
    yesterday = localdate() - timedelta(days=1)
    MembershipFactory(user=former, unit=first, role="unit_head", from_on=yesterday - timedelta(days=9), until_on=yesterday)
    assert found("unit=mot") == found("unit=hai&role=unit_officer") == found("unit=mot&role=unit_head") == {"Ở cả hai"}
    assert found("unit=mot&role=unit_officer") == set()
    assert {"Ở cả hai"} <= found("role=unit_head")


def test_a_head_is_offered_the_units_of_those_they_read(signed_in, head, department, reviewer):
    page = signed_in(head).get("/manage/users/")
    offered = {code for code, _name in page.context["form"].fields["unit"].choices}
    assert department.code in offered
    assert not offered & set(reviewer.memberships.values_list("unit__code", flat=True))


def test_a_question_that_cannot_be_read_is_said_so(signed_in, administrator):
    answer = signed_in(administrator).get("/manage/users/?role=king")
    assert answer.status_code == 422
    assert not answer.context["page"].object_list
