"""Roles, invitations and accounts: what the services allow."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.timezone import localdate

from accounts import services
from accounts.history import System
from accounts.models import Event, Membership, User
from accounts.permissions import Permission, can
from accounts.versions import StaleVersion
from tests.factories import MembershipFactory, UserFactory

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("cast_stands")]

NOW = timezone.now()
TODAY = localdate(NOW)


@pytest.fixture
def newcomer(db):
    return UserFactory(email="newcomer@demo.test", name="newcomer")


def give(user, unit, role, by, **more):
    return services.add_membership(user=user, unit=unit, role=role, from_on=more.pop("from_on", TODAY), by=by, now=NOW, **more)


def change(membership, by, **values):
    kept = {name: getattr(membership, name) for name in ("role", "from_on", "until_on", "acting_for")}
    return services.change_membership(membership=membership, **{**kept, **values}, by=by, now=NOW, seen=values.pop("seen", None))


def invite(unit, role, by, email="moi@demo.test"):
    return services.invite(email=email, name="Nguyễn Thị Mới", unit=unit, role=role, from_on=TODAY, by=by, now=NOW)


def fields(refusal):
    return set(refusal.value.message_dict) if hasattr(refusal.value, "error_dict") else {"all"}


# Giving roles


def test_a_head_gives_the_roles_of_the_own_unit(newcomer, department, head):
    membership = give(newcomer, department, "unit_officer", head)
    assert can(newcomer, Permission.MEASURE_UPDATE, department)
    event = Event.objects.about(newcomer).get()
    assert (event.verb, event.unit, event.by) == ("membership.add", department, head)
    assert event.body.changes == {"unit": [None, "Vụ Tổ chức Cán bộ"], "role": [None, "unit_officer"], "from_on": [None, str(TODAY)]}
    assert membership.until_on is None


@pytest.mark.parametrize("role", ["secretariat", "personnel", "leadership", "auditor", "administrator"])
def test_a_head_gives_no_other_role(newcomer, department, head, role):
    with pytest.raises(ValidationError) as refusal:
        give(newcomer, department, role, head)
    assert fields(refusal) == {"role"}
    assert not Event.objects.exists()


def test_a_head_gives_nothing_elsewhere(newcomer, geographic, embassy, head, mission_head):
    for by, unit, role in [
        (head, geographic, "unit_officer"),
        (mission_head, geographic, "unit_officer"),
        (head, embassy, "mission_officer"),
    ]:
        with pytest.raises(ValidationError) as refusal:
            give(newcomer, unit, role, by)
        assert fields(refusal) == {"role"}


def test_a_mission_head_gives_the_roles_of_the_mission(newcomer, embassy, mission_head):
    assert give(newcomer, embassy, "mission_officer", mission_head).role == "mission_officer"


def test_no_role_stands_in_the_wrong_kind_of_unit(newcomer, department, embassy, administrator):
    for unit, role in [(department, "mission_head"), (embassy, "unit_head"), (embassy, "secretariat"), (department, "emperor")]:
        with pytest.raises(ValidationError) as refusal:
            give(newcomer, unit, role, administrator)
        assert fields(refusal) == {"role"}


@pytest.mark.parametrize("person", ["officer", "mission_officer", "personnel", "leader", "auditor"])
def test_who_manages_nobody_gives_nothing(person, request, newcomer, department):
    with pytest.raises(ValidationError):
        give(newcomer, department, "unit_officer", request.getfixturevalue(person))


def test_the_secretariat_gives_every_role_but_that_of_administrator(newcomer, ministry, secretariat):
    assert give(newcomer, ministry, "auditor", secretariat)
    with pytest.raises(ValidationError) as refusal:
        give(newcomer, ministry, "administrator", secretariat)
    assert fields(refusal) == {"role"}


def test_nobody_changes_their_own_roles(head, administrator, secretariat, department, ministry):
    for person, unit, role in [
        (head, department, "unit_officer"),
        (administrator, ministry, "secretariat"),
        (secretariat, ministry, "leadership"),
    ]:
        with pytest.raises(ValidationError):
            give(person, unit, role, person)
        with pytest.raises(ValidationError):
            change(person.memberships.get(), person, until_on=TODAY + timedelta(days=900))
    assert not Event.objects.exists()


def test_a_unit_that_is_no_more_gets_nobody(newcomer, department, administrator):
    department.until = TODAY
    department.save(update_fields=["until"])
    with pytest.raises(ValidationError) as refusal:
        give(newcomer, department, "unit_officer", administrator)
    assert fields(refusal) == {"unit"}


def test_a_role_in_a_unit_that_is_no_more_does_not_last_again(officer, department, administrator):
    services.close_unit(unit=department, successors=[], until=TODAY, decision="1/QĐ-BNG", move_members=False, by=administrator, now=NOW)
    with pytest.raises(ValidationError) as refusal:
        change(officer.memberships.get(), administrator, until_on=None)
    assert fields(refusal) == {"until_on"}
    change(officer.memberships.get(), administrator, until_on=TODAY - timedelta(days=30))


def test_the_same_role_twice_at_a_time_is_refused(newcomer, department, administrator):
    give(newcomer, department, "unit_officer", administrator, until_on=TODAY + timedelta(days=10))
    give(newcomer, department, "unit_officer", administrator, from_on=TODAY + timedelta(days=11))
    with pytest.raises(ValidationError) as refusal:
        give(newcomer, department, "unit_officer", administrator, from_on=TODAY + timedelta(days=5))
    assert fields(refusal) == {"from_on"}


def test_days_in_the_wrong_order_are_refused(newcomer, department, administrator):
    with pytest.raises(ValidationError) as refusal:
        give(newcomer, department, "unit_officer", administrator, until_on=TODAY - timedelta(days=1))
    assert fields(refusal) == {"until_on"}


# Changing and ending


def test_a_role_is_changed_with_its_history(newcomer, department, administrator):
    membership = give(newcomer, department, "unit_officer", administrator)
    change(membership, administrator, role="unit_head", until_on=TODAY + timedelta(days=30))
    event = Event.objects.about(newcomer).first()
    assert event.verb == "membership.change"
    assert event.body.changes == {"role": ["unit_officer", "unit_head"], "until_on": [None, str(TODAY + timedelta(days=30))]}
    assert Membership.objects.get(pk=membership.pk).role == "unit_head"


def test_nothing_changed_writes_nothing(newcomer, department, administrator):
    membership = give(newcomer, department, "unit_officer", administrator)
    change(membership, administrator)
    assert Event.objects.count() == 1


def test_a_stale_change_is_refused(newcomer, department, administrator):
    membership = give(newcomer, department, "unit_officer", administrator)
    seen = membership.version
    change(membership, administrator, until_on=TODAY + timedelta(days=3))
    with pytest.raises(StaleVersion):
        services.change_membership(
            membership=Membership.objects.get(pk=membership.pk),
            role="unit_head",
            from_on=TODAY,
            until_on=None,
            acting_for=None,
            by=administrator,
            now=NOW,
            seen=seen,
        )


def test_a_head_does_not_lift_an_officer_to_another_kind_of_role(officer, head):
    with pytest.raises(ValidationError):
        change(officer.memberships.get(), head, role="secretariat")


def test_a_head_does_not_touch_a_role_that_is_not_theirs_to_give(personnel, head):
    with pytest.raises(ValidationError):
        services.end_membership(membership=personnel.memberships.get(), by=head, now=NOW)


def test_an_ended_role_is_over_at_once(officer, head, department):
    services.end_membership(membership=officer.memberships.get(), by=head, now=NOW)
    again = User.objects.get(pk=officer.pk)
    assert not can(again, Permission.MEASURE_UPDATE, department)
    assert Event.objects.about(officer).get().verb == "membership.end"


def can_update(person, unit, on=TODAY):
    return can(User.objects.get(pk=person.pk), Permission.MEASURE_UPDATE, unit, on=on)


def test_a_role_given_by_mistake_is_over_at_once_and_can_be_given_anew(newcomer, department, administrator):
    membership = give(newcomer, department, "unit_officer", administrator)
    services.end_membership(membership=membership, by=administrator, now=NOW)
    assert (membership.until_on, membership.ended_at) == (TODAY, NOW)
    assert not can_update(newcomer, department)
    assert "ended_at" in Event.objects.about(newcomer).first().body.changes
    for from_on in (TODAY, TODAY - timedelta(days=30)):
        again = give(newcomer, department, "unit_officer", administrator, from_on=from_on)
        assert can_update(newcomer, department)
        services.end_membership(membership=again, by=administrator, now=NOW)


def test_a_role_still_to_begin_never_begins_once_it_is_ended(newcomer, department, administrator):
    tomorrow = TODAY + timedelta(days=1)
    membership = give(newcomer, department, "unit_officer", administrator, from_on=tomorrow)
    services.end_membership(membership=membership, by=administrator, now=NOW)
    assert not can_update(newcomer, department, tomorrow)
    give(newcomer, department, "unit_officer", administrator)


def test_the_days_before_the_last_one_stay_days_of_the_role(officer, head, department):
    services.end_membership(membership=officer.memberships.get(), by=head, now=NOW)
    assert can_update(officer, department, TODAY - timedelta(days=1))
    assert not can_update(officer, department, TODAY)


def test_what_is_over_already_keeps_its_last_day(newcomer, department, administrator):
    over = MembershipFactory(user=newcomer, unit=department, until_on=TODAY - timedelta(days=300))
    with pytest.raises(ValidationError):
        services.end_membership(membership=over, by=administrator, now=NOW)
    ended = give(newcomer, department, "unit_officer", administrator)
    services.end_membership(membership=ended, by=administrator, now=NOW)
    with pytest.raises(ValidationError):
        services.end_membership(membership=ended, by=administrator, now=NOW)
    over.refresh_from_db()
    assert (over.until_on, over.ended_at, Event.objects.filter(verb="membership.end").count()) == (TODAY - timedelta(days=300), None, 1)


def test_an_ended_role_lasts_again_with_another_last_day(officer, head, department):
    membership = officer.memberships.get()
    services.end_membership(membership=membership, by=head, now=NOW)
    change(membership, head, role="unit_head")
    assert not can_update(officer, department), "the same last day changes nothing about the end"
    change(membership, head, until_on=TODAY + timedelta(days=30))
    assert can_update(officer, department)


def test_ending_what_somebody_else_has_changed_is_refused(officer, head):
    membership = officer.memberships.get()
    change(Membership.objects.get(pk=membership.pk), head, until_on=TODAY + timedelta(days=30))
    with pytest.raises(StaleVersion):
        services.end_membership(membership=membership, by=head, now=NOW, seen=1)


# The last administrator


def test_the_last_administrator_stays(administrator, ministry):
    with pytest.raises(ValidationError):
        services.deactivate(user=administrator, by=System("test"), now=NOW)
    with pytest.raises(ValidationError):
        services.end_membership(membership=administrator.memberships.get(), by=System("test"), now=NOW)
    with pytest.raises(ValidationError):
        change(administrator.memberships.get(), System("test"), role="auditor")
    with pytest.raises(ValidationError):
        change(administrator.memberships.get(), System("test"), until_on=TODAY + timedelta(days=30))
    with pytest.raises(ValidationError):
        change(administrator.memberships.get(), System("test"), from_on=TODAY + timedelta(days=30))


def test_of_two_administrators_one_may_go(administrator, ministry):
    other = MembershipFactory(user=UserFactory(email="admin2@demo.test"), unit=ministry, role="administrator").user
    services.deactivate(user=other, by=administrator, now=NOW)
    with pytest.raises(ValidationError):
        services.deactivate(user=administrator, by=System("test"), now=NOW)


def test_an_administrator_whose_days_end_first_does_not_count(administrator, ministry):
    MembershipFactory(user=UserFactory(email="admin2@demo.test"), unit=ministry, role="administrator", until_on=TODAY + timedelta(days=5))
    with pytest.raises(ValidationError):
        change(administrator.memberships.get(), System("test"), until_on=TODAY + timedelta(days=10))
    change(administrator.memberships.get(), System("test"), until_on=TODAY + timedelta(days=4))


# Closing and opening


def test_a_closed_account_is_out_with_the_next_request(officer, administrator, signed_in):
    client = signed_in(officer)
    assert client.get("/accounts/tokens/").status_code == 200
    services.deactivate(user=officer, by=administrator, now=timezone.now(), reason="nghỉ hưu")
    assert client.get("/accounts/tokens/").status_code == 302
    services.reactivate(user=officer, by=administrator, now=timezone.now())
    assert client.get("/accounts/tokens/").status_code == 302, "the old session does not come back to life"
    assert [event.verb for event in Event.objects.about(officer)] == ["user.reactivate", "user.deactivate"]


def test_a_head_closes_the_account_of_an_own_member_only(officer, reviewer, personnel, head):
    services.deactivate(user=officer, by=head, now=NOW)
    for person in (reviewer, personnel):
        with pytest.raises(PermissionDenied):
            services.deactivate(user=person, by=head, now=NOW)


def test_a_head_does_not_close_the_account_of_who_has_a_role_elsewhere(officer, geographic, head):
    MembershipFactory(user=officer, unit=geographic)
    with pytest.raises(PermissionDenied):
        services.deactivate(user=officer, by=head, now=NOW)


def test_the_secretariat_does_not_close_an_administrator(administrator, ministry, secretariat):
    MembershipFactory(user=UserFactory(email="admin2@demo.test"), unit=ministry, role="administrator")
    with pytest.raises(PermissionDenied):
        services.deactivate(user=administrator, by=secretariat, now=NOW)
    with pytest.raises(PermissionDenied):
        services.reinvite(user=administrator, by=secretariat, now=NOW)


def test_nobody_closes_their_own_account(administrator):
    with pytest.raises(ValidationError):
        services.deactivate(user=administrator, by=administrator, now=NOW)


# Units


def test_a_unit_is_renamed_and_found_by_its_new_name(department, administrator):
    services.rename_unit(
        unit=department,
        name_vi="Vụ Nhân sự",
        name_en="Personnel",
        by=administrator,
        now=NOW,
        seen=department.version,
        reason="Nghị định mới",
    )
    event = Event.objects.about(department).get()
    assert event.body.changes["name_vi"] == ["Vụ Tổ chức Cán bộ", "Vụ Nhân sự"]
    assert "nhan su" in department.search_text
    with pytest.raises(StaleVersion):
        services.rename_unit(unit=department, name_vi="Khác", name_en="Other", by=administrator, now=NOW, seen=1)
    with pytest.raises(ValidationError):
        services.rename_unit(unit=department, name_vi=" ", name_en="Other", by=administrator, now=NOW)
