"""A hundred times over: of eight who submit, accept or return a quarterly report at once exactly one wins (PostgreSQL)."""

import pytest

from tests.reports import test_quarterly_race as few
from tests.reports.test_quarterly_race import report  # noqa: F401

pytestmark = [pytest.mark.faults, pytest.mark.both, pytest.mark.django_db(transaction=True)]
TIMES = 100


def test_r3_one_wins_in_a_hundred_of_a_hundred(at_once, report, mission_head, reviewer, secretariat):  # noqa: F811
    won = list(few.rounds(TIMES, at_once, report, mission_head, reviewer, secretariat))
    assert won == [1] * 2 * TIMES
