from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.permissions import Permission
from plan import access
from plan.models import Directive, DirectiveLink, Measure
from tests.plan.conftest import NOW

pytestmark = pytest.mark.django_db
UPDATE = Permission.MEASURE_UPDATE


def test_a_stranger_may_not_know_of_the_plan(measure, stranger):
    for user in (stranger, AnonymousUser()):
        for ask in (
            lambda user: access.plan_for(user, "292"),
            lambda user: access.plans_for(user),
            lambda user: access.task_for(user, "292", "2"),
            lambda user: access.measure_for(user, "292", "2.3", UPDATE),
            lambda user: access.directives_for(user, measure.plan),
            lambda user: access.indicator_for(user, "292", "network"),
        ):
            with pytest.raises(Http404):
                ask(user)


def test_a_reader_reads_and_may_not_write(measure, auditor, reviewer):
    for user in (auditor, reviewer):
        assert access.measure_for(user, "292", "2.3") == measure
        with pytest.raises(PermissionDenied):
            access.measure_for(user, "292", "2.3", UPDATE)


def test_the_units_officer_and_the_secretariat_update(measure, officer, secretariat):
    assert access.measure_for(officer, "292", "2.3", UPDATE) == measure
    assert access.measure_for(secretariat, measure.plan, "2.3", UPDATE) == measure
    with pytest.raises(PermissionDenied):
        access.measure_for(officer, "292", "2.3", Permission.PLAN_EDIT)


def test_unknown_codes_are_not_found(measure, officer, head):
    for ask in (
        lambda: access.measure_for(officer, "292", "9.9"),
        lambda: access.measure_for(officer, "999", "2.3"),
        lambda: access.task_for(officer, "292", "9"),
        lambda: access.completion_for(head, "292", "2.3", 10**30),
        lambda: access.indicator_for(officer, "292", "x"),
    ):
        with pytest.raises(Http404):
            ask()


def test_the_head_confirms_the_officer_does_not(do, measure, officer, head):
    completion = do.propose(measure)
    assert access.completion_for(head, "292", "2.3", completion.pk) == completion
    with pytest.raises(PermissionDenied):
        access.completion_for(officer, "292", "2.3", completion.pk)


def test_a_completion_is_not_found_under_another_measure(do, measure, other_measure, secretariat):
    completion = do.propose(measure)
    with pytest.raises(Http404):
        access.completion_for(secretariat, "292", "3.1", completion.pk)


@pytest.mark.parametrize(("is_key", "may", "may_not"), [(False, "secretariat", "leader"), (True, "leader", "secretariat")])
def test_leadership_decides_the_dates_of_key_measures(do, measure, secretariat, leader, officer, head, is_key, may, may_not):
    change = do.ask(measure, date(2026, 12, 31))
    Measure.objects.filter(pk=measure.pk).update(is_key=is_key)
    people = {"secretariat": secretariat, "leader": leader}
    assert access.deadline_change_for(people[may], "292", "2.3", change.pk) == change
    assert access.measure_for_term(people[may], "292", "2.3") == measure
    for user in (people[may_not], officer, head):
        with pytest.raises(PermissionDenied):
            access.deadline_change_for(user, "292", "2.3", change.pk)
        with pytest.raises(PermissionDenied):
            access.measure_for_term(user, "292", "2.3")
    assert access.deadline_change_for(head, "292", "2.3", change.pk, to=Permission.DEADLINE_ENDORSE) == change


def test_links_belong_to_the_secretariat(measure, plan, secretariat, leader):
    directive = Directive.objects.create(plan=plan, code="D1", position=1, kind="instruction", given_on=date(2025, 10, 1))
    link = DirectiveLink.objects.create(directive=directive, measure=measure, recorded_at=NOW)
    assert access.link_for(secretariat, "292", link.pk) == link
    with pytest.raises(PermissionDenied):
        access.link_for(leader, "292", link.pk)
