"""Whose reports one reads and writes: one's own, those of the missions one's unit follows, all, or none."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.permissions import Permission
from reports.access import obligation_for, obligations_for, period_for, period_to_manage, units_read
from tests.factories import MembershipFactory, UnitFactory, UserFactory
from tests.reports import filing

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("cast_stands")]
DRAFT, SUBMIT, REVIEW = Permission.QUARTERLY_DRAFT, Permission.QUARTERLY_SUBMIT, Permission.QUARTERLY_REVIEW


@pytest.fixture
def people(mission_officer, mission_head, reviewer, officer, secretariat, leader, auditor, personnel, administrator, stranger):
    geographic = reviewer.memberships.get().unit
    follower = MembershipFactory(user=UserFactory(name="follower"), unit=geographic, role="unit_officer").user
    cast = [mission_officer, mission_head, reviewer, officer, secretariat, leader, auditor, personnel, administrator, stranger, follower]
    return {person.name: person for person in cast}


@pytest.fixture(autouse=True)
def owed(embassy):
    """emb-fr, which Vụ Châu Âu follows, and emb-la, which nobody of the cast follows."""
    return [filing.owed(embassy), filing.owed(UnitFactory(code="emb-la", kind="mission"))]


FR, LA = "emb-fr", "emb-la"
BOTH, NONE = {FR, LA}, set()


@pytest.mark.parametrize(
    ("who", "reads", "drafts", "submits", "reviews"),
    [
        ("mission_officer", {FR}, {FR}, NONE, NONE),
        ("mission_head", {FR}, {FR}, {FR}, NONE),
        ("reviewer", {FR}, NONE, NONE, {FR}),
        ("follower", {FR}, NONE, NONE, NONE),
        ("officer", NONE, NONE, NONE, NONE),
        ("secretariat", BOTH, NONE, NONE, BOTH),
        ("leader", BOTH, NONE, NONE, NONE),
        ("auditor", BOTH, NONE, NONE, NONE),
        ("personnel", BOTH, NONE, NONE, NONE),
    ],
)
def test_who_reads_drafts_submits_and_reviews_what(people, who, reads, drafts, submits, reviews):
    person = people[who]
    assert {row.unit.code for row in obligations_for(person).select_related("unit")} == reads
    for code in BOTH:
        for permission, allowed in ((None, reads), (DRAFT, drafts), (SUBMIT, submits), (REVIEW, reviews)):
            if code in allowed:
                assert obligation_for(person, "2026-Q4", code, permission).unit.code == code
            else:
                with pytest.raises(PermissionDenied if code in reads else Http404):
                    obligation_for(person, "2026-Q4", code, permission)


@pytest.mark.parametrize("who", ["administrator", "stranger"])
def test_who_reads_no_reports_is_told_of_none(people, who):
    for ask in (lambda person: units_read(person), lambda person: period_for(person, "2026-Q4"), lambda person: obligations_for(person)):
        with pytest.raises(Http404):
            ask(people[who])


def test_a_report_of_another_period_or_unit_is_none(secretariat):
    for period, unit in (("2026-Q3", FR), ("2026-Q4", "emb-xx")):
        with pytest.raises(Http404):
            obligation_for(secretariat, period, unit)


def test_periods_are_read_by_who_reads_reports_and_managed_by_the_secretariat(mission_head, leader, secretariat):
    for person in (mission_head, leader):
        assert period_for(person, "2026-Q4").code == "2026-Q4"
        with pytest.raises(PermissionDenied):
            period_to_manage(person, "2026-Q4")
    assert period_to_manage(secretariat, "2026-Q4").code == "2026-Q4"


def test_a_membership_that_is_over_reads_nothing(mission_head):
    mission_head.memberships.update(until_on="2026-01-01")
    with pytest.raises(Http404):
        units_read(type(mission_head).objects.get(pk=mission_head.pk))
