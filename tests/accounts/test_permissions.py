"""`can` against the table of design part 3, written out: role x permission x (own, other's)."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from accounts.models import User
from accounts.permissions import Permission as P
from accounts.permissions import authority, can, is_second, units_by_name, units_for
from accounts.roles import ROLES, Scope, roles_in
from tests.factories import MembershipFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.usefixtures("cast_stands")

READS = {P.PLAN_READ, P.MISSION_READ, P.PROGRESS_REPORT_READ, P.UNITS_READ, P.TRAINING_READ}
FORESEES = {P.OPENINGS_READ, P.FORECAST_READ}
WORKS = READS | {P.COMMENT_WRITE}
PERSONNEL = {P.OFFICERS_READ, P.OFFICERS_COUNT, P.OFFICERS_KEEP, P.TRAINING_KEEP, P.TRAINING_ENROL}
# What a role may do on what is its own, and what of it on everything. The reviewed truth: change it with the design.
OWN = {
    "unit_officer": WORKS | {P.MEASURE_UPDATE, P.COMPLETION_VIEW, P.QUARTERLY_DRAFT, P.PROPOSAL_ANSWER, P.RATINGS_READ},
    "unit_head": WORKS
    | {
        P.MEASURE_UPDATE,
        P.MILESTONES_KEEP,
        P.COMPLETION_CONFIRM,
        P.COMPLETION_VIEW,
        P.DEADLINE_ENDORSE,
        P.QUARTERLY_DRAFT,
        P.QUARTERLY_SUBMIT,
        P.PROPOSAL_ANSWER,
        P.RATINGS_READ,
        P.MEMBERS_MANAGE,
        P.USERS_READ,
        P.HISTORY_READ,
        P.OPENINGS_READ,
        P.OPENINGS_EDIT,
        P.OFFICERS_READ,
        P.TRAINING_ENROL,
    },
    "mission_officer": WORKS | {P.QUARTERLY_DRAFT, P.OFFICERS_READ},
    "mission_head": WORKS
    | {P.COMPLETION_VIEW, P.QUARTERLY_DRAFT, P.QUARTERLY_SUBMIT, P.SUPPORT_RATE, P.MEMBERS_MANAGE, P.USERS_READ, P.HISTORY_READ}
    | {P.OFFICERS_READ, P.TRAINING_ENROL},
    "personnel": WORKS | FORESEES | {P.QUARTERLY_READ, P.HISTORY_READ} | PERSONNEL,
    "secretariat": WORKS
    | FORESEES
    | {
        P.OPENINGS_EDIT,
        P.PLAN_EDIT,
        P.MEASURE_UPDATE,
        P.MILESTONES_KEEP,
        P.COMPLETION_CONFIRM,
        P.COMPLETION_CONFIRM_KEY,
        P.DEADLINE_DECIDE,
        P.QUARTERLY_READ,
        P.QUARTERLY_REVIEW,
        P.PERIOD_MANAGE,
        P.PROPOSALS_KEEP,
        P.PROPOSAL_ANSWER,
        P.RATINGS_READ,
        P.OFFICERS_COUNT,
        P.PROGRESS_REPORT_COMPILE,
        P.PROGRESS_REPORT_APPROVE,
        P.USERS_READ,
        P.USERS_MANAGE,
        P.UNITS_MANAGE,
        P.HISTORY_READ,
    },
    "leadership": WORKS
    | FORESEES
    | {P.DEADLINE_DECIDE_KEY, P.QUARTERLY_READ, P.RATINGS_READ, P.OFFICERS_COUNT, P.PROGRESS_REPORT_APPROVE, P.HISTORY_READ},
    "auditor": READS | FORESEES | {P.QUARTERLY_READ, P.RATINGS_READ, P.OFFICERS_READ, P.OFFICERS_COUNT, P.USERS_READ, P.HISTORY_READ},
    "administrator": READS
    | {P.USERS_READ, P.USERS_MANAGE, P.ADMINISTRATORS_MANAGE, P.UNITS_MANAGE, P.LETTERHEAD_KEEP, P.HISTORY_READ, P.HISTORY_REDACT},
}
OTHERS = {
    "unit_officer": WORKS,
    "unit_head": WORKS,
    "mission_officer": WORKS,
    "mission_head": WORKS,
    "personnel": WORKS | FORESEES | {P.QUARTERLY_READ} | PERSONNEL,
    "secretariat": OWN["secretariat"],
    "leadership": OWN["leadership"],
    "auditor": OWN["auditor"],
    "administrator": OWN["administrator"] - {P.HISTORY_READ},
}


FORESEES = {P.OPENINGS_READ, P.FORECAST_READ}
# What a role may do, beyond what it may on everything, for the missions that its unit follows.
LED = {"unit_officer": {P.QUARTERLY_READ}, "unit_head": {P.QUARTERLY_READ, P.QUARTERLY_REVIEW}}


@pytest.fixture
def own(db):
    return UnitFactory(code="own")


@pytest.fixture
def led(own):
    return UnitFactory(code="emb", kind="mission", lead_unit=own)


@pytest.fixture
def other(db):
    return UnitFactory(code="other")


@pytest.fixture
def member(own):
    def member(role="unit_head", **more):
        return MembershipFactory(user=UserFactory(), unit=own, role=role, **more).user

    return member


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_what_the_table_says(role, member, own, other, led):
    user = member(role)
    assert {p for p in P if can(user, p, own)} == OWN[role]
    assert {p for p in P if can(user, p, other)} == OTHERS[role]
    assert {p for p in P if can(user, p, led)} == OTHERS[role] | LED.get(role, set())
    assert {p for p in P if can(user, p)} == OWN[role] | OTHERS[role] | LED.get(role, set())


def test_the_table_speaks_of_every_role_and_every_permission():
    assert set(OWN) == set(OTHERS) == set(ROLES)
    assert set().union(*OWN.values()) == set(P)


@pytest.mark.parametrize("role", ROLES)
def test_units_for_says_the_same(role, member, own, other, led):
    user = member(role)
    for permission in P:
        units = units_for(user, permission)
        for unit in (own, other, led):
            assert (units is None or unit.pk in units) == can(user, permission, unit)


def test_roles_of_several_units_add_up(member, own, other):
    user = member("unit_officer")
    MembershipFactory(user=user, unit=other, role="unit_head")
    assert units_for(user, P.MEASURE_UPDATE) == {own.pk, other.pk}
    assert units_for(user, P.COMPLETION_CONFIRM) == {other.pk}
    assert not can(user, P.COMPLETION_CONFIRM, own)


def test_days_begin_and_end_with_the_day(member, own):
    today = localdate()
    user = member(from_on=today, until_on=today)
    assert can(user, P.COMPLETION_CONFIRM, own)
    for day in (today - timedelta(days=1), today + timedelta(days=1)):
        assert not can(user, P.COMPLETION_CONFIRM, own, on=day)
        assert units_for(user, P.COMPLETION_CONFIRM, on=day) == frozenset()


def test_a_role_that_is_over_gives_nothing(member, own):
    user = member(from_on=date(2026, 1, 1), until_on=localdate() - timedelta(days=1))
    assert not any(can(user, p) for p in P)


def test_an_inactive_user_may_nothing(member, own):
    user = member("administrator")
    user.is_active = False
    assert not any(can(user, p) for p in P)
    assert units_for(user, P.USERS_READ) == frozenset()


def test_a_visitor_may_nothing(db):
    assert not any(can(AnonymousUser(), p) for p in P)
    assert units_for(AnonymousUser(), P.PLAN_READ) == frozenset()


def test_a_deputy_may_what_the_principal_may_and_says_for_whom(member, own):
    principal = member()
    deputy = member("unit_head", acting_for=principal)
    assert can(deputy, P.COMPLETION_CONFIRM, own)
    assert authority(deputy, P.COMPLETION_CONFIRM, own).membership.acting_for == principal


def test_who_may_in_their_own_name_does_not_act_for_another(member, own):
    deputy = member("unit_head", acting_for=member())
    MembershipFactory(user=deputy, unit=own, role="unit_head")
    assert authority(deputy, P.COMPLETION_CONFIRM, own).membership.acting_for is None


def test_a_second_person_is_neither_of_the_first_nor_acts_for_one(member, own):
    head, colleague = member(), member()
    deputy = member("unit_head", acting_for=head)
    for person, first, second in [
        (head, [head.pk], False),
        (colleague, [head.pk, None], True),
        (deputy, [colleague.pk, None], True),
        (deputy, [colleague.pk, head.pk], False),
        (deputy, [deputy.pk], False),
    ]:
        assert is_second(person, P.COMPLETION_CONFIRM, own, first) is second
    MembershipFactory(user=deputy, unit=own, role="unit_head")
    assert is_second(User.objects.get(pk=deputy.pk), P.COMPLETION_CONFIRM, own, [head.pk])


def test_units_are_told_apart_by_in_whose_name(member, own, other):
    head = member()
    deputy = member("unit_head", acting_for=head)
    MembershipFactory(user=deputy, unit=other, role="unit_head")
    assert units_by_name(deputy, P.COMPLETION_CONFIRM) == {head.pk: {own.pk}, deputy.pk: {other.pk}}
    assert units_by_name(deputy, P.PLAN_READ) == {head.pk: None, deputy.pk: None}
    assert units_by_name(deputy, P.PLAN_EDIT) == units_by_name(AnonymousUser(), P.PLAN_READ) == {}


def test_grants_are_read_once_a_request(member, own, other, django_assert_num_queries):
    user = User.objects.get(pk=member().pk)
    with django_assert_num_queries(1):
        for permission in P:
            can(user, permission, own)
            can(user, permission, other)
            units_for(user, permission)


def test_below_reaches_down_and_costs_one_more_question(own, other, led, monkeypatch, django_assert_num_queries):
    """No role of today uses this scope."""
    below = UnitFactory(code="below", parent=UnitFactory(code="middle", parent=own))
    monkeypatch.setitem(ROLES["unit_head"].permissions, P.UNITS_MANAGE, Scope.BELOW)
    user = MembershipFactory(user=UserFactory(), unit=own, role="unit_head").user
    with django_assert_num_queries(2):
        assert units_for(user, P.QUARTERLY_REVIEW) == {led.pk}
        assert units_for(user, P.UNITS_MANAGE) == {own.pk, below.parent_id, below.pk}
    assert not can(user, P.UNITS_MANAGE, other)


def test_roles_fit_the_kind_of_unit():
    assert roles_in("mission") == ("mission_officer", "mission_head")
    assert roles_in("group") == ()
    assert "unit_head" in roles_in("department")
    assert "mission_head" not in roles_in("department")


def test_who_has_signed_in_is_asked_for_with_their_roles_in_one_question(client, member):
    person = member("unit_officer")
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    client.get("/plan/")  # the first page notes the session
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/plan/").status_code == 200
    assert sum("accounts_user" in query["sql"] for query in asked.captured_queries) == 1


@pytest.mark.parametrize("role", [None, "unit_officer"])
def test_who_is_deactivated_is_nobody_from_the_next_page_on(client, member, role):
    person = member(role) if role else UserFactory()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    assert client.get("/").status_code == 200
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert client.get("/").url.startswith("/accounts/login/")
