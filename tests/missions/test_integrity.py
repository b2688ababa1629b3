"""What `check_integrity` says of missions, openings and forecasts: each fault is put in, and found."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from accounts.checking import Asked
from accounts.models import Unit
from missions import integrity
from missions.frozen import fingerprint
from missions.models import ForecastRun, Mission, Opening
from tests.missions.openings import make_opening
from tests.reports import filing

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def found(check):
    return [(finding.kind, finding.where.split()[0], finding.what.split()[0]) for finding in check(Asked(timezone.now()))]


def test_kind_and_end_of_a_mission_are_held_against_its_events(embassy):
    mission = filing.open_mission(embassy)
    assert found(integrity.standings) == []
    Unit.objects.filter(pk=embassy.pk).update(until=date(2026, 1, 1))
    assert found(integrity.standings) == [("drift", "accounts.unit", "until")]
    filing.happens(mission, "closed", date(2026, 1, 1))
    assert found(integrity.standings) == []
    event = filing.happens(mission, "moved", date(2022, 1, 1))
    type(event).objects.filter(pk=event.pk).update(kind="upgraded", from_kind="consulate_general", to_kind="embassy")
    assert found(integrity.standings) == []
    Mission.objects.filter(pk=mission.pk).update(kind="consulate_general")
    assert found(integrity.standings) == [("drift", "missions.mission", "kind")]


def test_words_for_search(embassy, secretariat, geographic):
    mission = filing.open_mission(embassy)
    opening = make_opening(secretariat, geographic)
    assert found(integrity.words) == []
    Mission.objects.filter(pk=mission.pk).update(city_vi="Pa-ri")
    Opening.objects.filter(pk=opening.pk).update(name_vi="Tên khác")
    assert found(integrity.words) == [("drift", "missions.mission", "search_text"), ("drift", "missions.opening", "search_text")]


def test_a_forecast_that_was_altered_is_found():
    inputs, outputs = {"on": "2026-03-31"}, {"draws": 10}
    run = ForecastRun.objects.create(
        on=date(2026, 3, 31), seed=1, draws=10, inputs=inputs, outputs=outputs, sha256=fingerprint(inputs, outputs), made_at=datetime(2026, 3, 31, tzinfo=UTC)
    )  # fmt: skip
    assert found(integrity.forecasts) == []
    ForecastRun.objects.filter(pk=run.pk).update(outputs={"draws": 11})
    assert found(integrity.forecasts) == [("frozen", "missions.forecastrun", "inputs")]
