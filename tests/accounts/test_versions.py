"""A row is held and brought up to date before it is changed, by a question that is compiled once for its kind."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.versions import StaleVersion
from plan.models import Directive, Measure

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_a_row_is_brought_up_to_date_with_what_its_changes_ask_of(measure, other_measure):
    for row in (measure, other_measure):
        seen = Measure.objects.get(pk=row.pk)
        Measure.objects.filter(pk=row.pk).update(title_vi=f"Mới {row.code}", version=row.version + 1)
        with CaptureQueriesContext(connection) as asked:
            seen.lock_seen(None)
            assert (seen.title_vi, seen.version, seen.plan) == (f"Mới {row.code}", row.version + 1, row.plan)
        assert len(asked) == 1
        assert ("FOR NO KEY UPDATE" in asked[0]["sql"]) == (connection.vendor == "postgresql")
        with pytest.raises(StaleVersion) as stale:
            seen.lock_seen(row.version)
        assert stale.value.current is seen


def test_what_was_not_read_of_a_row_is_not_read_with_it(measure):
    row = Measure.objects.defer("title_vi").get(pk=measure.pk)
    row.lock_seen(measure.version)
    assert row.get_deferred_fields() == {"title_vi"}


def test_a_row_that_is_gone_is_said_to_be(plan):
    with pytest.raises(Directive.DoesNotExist):
        Directive(pk=0, plan=plan).lock_seen(None)


@pytest.mark.usefixtures("real_transactions")
def test_no_row_is_held_outside_a_transaction(measure):
    if connection.vendor != "postgresql":
        measure.lock_seen(measure.version)  # nothing is held where one writes at a time
        return
    with transaction.atomic():
        measure.lock_seen(measure.version)
    with pytest.raises(transaction.TransactionManagementError):
        measure.lock_seen(measure.version)
