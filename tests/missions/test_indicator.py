"""The indicator that the network supplies to a plan (design rules 2 and 5)."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from django.utils import timezone

from missions.models import Mission, MissionEvent
from plan.indicators import COMPUTED

OPEN = COMPUTED["missions-open"]


def test_the_network_is_not_known_before_its_first_record(network):
    assert OPEN.value(date(2020, 11, 8), None) is None
    assert OPEN.value(date(2020, 11, 9), None) == 94
    assert OPEN.value(date(2025, 12, 29), None) == 99
    assert OPEN.value(date(2026, 12, 31), None) == Mission.objects.open_on(date(2026, 12, 31)).count()


def test_the_steps_and_the_value_tell_the_same(network):
    steps = OPEN.steps(date(2026, 12, 31), None)
    assert steps[0] == (date(2020, 11, 9), 94)
    assert steps[-1] == (date(2025, 12, 29), 99)
    for day, size in steps:
        assert OPEN.value(day, None) == size
    for (_earlier, size), (day, _size) in pairwise(steps):
        assert OPEN.value(day - timedelta(days=1), None) == size


def test_what_was_recorded_later_is_not_known_yet(network):
    """Both clocks: an opening of last month, recorded today."""
    mission = Mission.objects.open_on(date(2026, 1, 1)).first()
    before = timezone.now()
    MissionEvent.objects.create(
        mission=mission, kind="closed", on=date(2026, 1, 15), precision="day", recorded_at=before + timedelta(hours=1)
    )
    assert OPEN.value(date(2026, 2, 1), None) == 98
    assert OPEN.value(date(2026, 2, 1), before) == 99
    assert OPEN.value(date(2026, 1, 14), None) == 99
    assert OPEN.value(date(2026, 2, 1), datetime(2020, 1, 1, tzinfo=UTC)) is None
    assert OPEN.steps(date(2026, 2, 1), datetime(2020, 1, 1, tzinfo=UTC)) == []


@pytest.mark.django_db
def test_without_an_event_nothing_is_known():
    assert OPEN.value(date(2026, 1, 1), None) is None
    assert OPEN.steps(date(2026, 1, 1), None) == []


def test_its_page_shows_the_rows_of_the_moment():
    assert OPEN.address("on=2026-06-30") == "/missions/?on=2026-06-30"
    assert OPEN.address("") == "/missions/"
