"""Many stories of the life of a quarterly report (tests/reports/orders.py): 200, or as many as EXAMPLES says."""

import os

import pytest

from tests.reports import order_house
from tests.reports.test_quarterly_machine import machine  # noqa: F401

pytestmark = [pytest.mark.faults, pytest.mark.both, pytest.mark.django_db]
EXAMPLES = int(os.environ.get("EXAMPLES", "200"))


def test_r4_in_every_order_of_acts_the_report_is_what_the_model_says(machine):  # noqa: F811
    order_house.run(machine, EXAMPLES)
