"""Rows of a house that was made when capitals still made another code."""

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.codes import tell_apart
from accounts.models import Unit
from tests.factories import UnitFactory

pytestmark = pytest.mark.django_db


RULE = "CREATE UNIQUE INDEX unit_code_in_any_case ON accounts_unit (LOWER(code))"


def perform(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture
def _before():
    """Without the rule of today; the transaction of the test gives it back, in both databases."""
    perform("DROP INDEX unit_code_in_any_case")


@pytest.mark.usefixtures("_before")
def test_each_gets_a_code_of_its_own_and_the_rule_can_be_made():
    oldest, small, third = (UnitFactory(code=code) for code in ("VU-MOT", "vu-mot", "Vu-Mot"))
    taken = UnitFactory(code="vu-mot-2")
    long = [UnitFactory(code=code) for code in ("A" * 60, "a" * 59 + "A")]
    connection.check_constraints()  # PostgreSQL makes no index while rows of this transaction wait to be checked
    with pytest.raises(IntegrityError), transaction.atomic():
        perform(RULE)
    told = tell_apart(Unit)
    assert {old for old, _new in told} == {"VU-MOT", "Vu-Mot", "a" * 59 + "A"}
    for row in (oldest, small, third, taken, *long):
        row.refresh_from_db()
    assert [row.code for row in (oldest, small, third, taken)] == ["vu-mot-3", "vu-mot", "vu-mot-4", "vu-mot-2"]
    assert [row.code for row in long] == ["A" * 60, "a" * 58 + "-2"]
    perform(RULE)
    assert tell_apart(Unit) == []
