from datetime import UTC, datetime, timedelta

import pytest

from office.models import Visit
from office.visits import KEPT, forget_visits, last_visit

NOW = datetime(2026, 3, 20, 3, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.both]


def visit(user, now, code="292/2.3"):
    row = Visit.objects.filter(user=user, object_code=code).first()
    known = {"at": row and row.at, "before": row and row.before}
    return last_visit(user=user, kind="plan.measure", code=code, now=now, **known)


def test_each_visit_is_told_the_one_before(officer):
    assert visit(officer, NOW) is None
    assert visit(officer, NOW + timedelta(days=1)) == NOW
    assert visit(officer, NOW + timedelta(days=3)) == NOW + timedelta(days=1)
    assert Visit.objects.count() == 1


def test_views_soon_after_each_other_are_one_visit_and_write_nothing(officer, django_assert_num_queries):
    visit(officer, NOW)
    visit(officer, NOW + timedelta(days=1))
    with django_assert_num_queries(1):  # the read of this test alone
        assert visit(officer, NOW + timedelta(days=1, minutes=29)) == NOW


def test_a_visit_is_one_persons_to_one_object(officer, head):
    visit(officer, NOW)
    assert visit(head, NOW + timedelta(days=1)) is None
    assert visit(officer, NOW + timedelta(days=1), code="292/3.1") is None


def test_two_first_views_at_once_are_one_visit(officer):
    for _ in range(2):
        last_visit(user=officer, kind="plan.measure", code="x", at=None, before=None, now=NOW)
    assert Visit.objects.count() == 1


def test_old_visits_are_forgotten(officer, head):
    visit(officer, NOW)
    visit(head, NOW + timedelta(days=2))
    assert forget_visits(NOW + KEPT + timedelta(days=1)) == 1
    assert Visit.objects.get().user == head
