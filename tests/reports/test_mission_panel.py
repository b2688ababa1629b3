"""On the page of a mission: how it has kept its quarters, for those who read its reports."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from plan.moment import Moment
from reports.panels import MISSION, quarters_of
from tests.reports import filing
from tests.reports.filing import BEFORE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast_stands")]
ADDRESS = "/missions/emb-fr/"


@pytest.fixture
def kept(geographic, embassy):
    unit = filing.mission("emb-fr", geographic)
    filing.sent(filing.owed(unit, "2026-Q2"), BEFORE - timedelta(days=200))
    filing.owed(unit, "2026-Q3")
    return unit.mission


@pytest.mark.parametrize(
    ("person", "sees"),
    [
        ("mission_head", True),
        ("mission_officer", True),
        ("reviewer", True),
        ("auditor", True),
        ("officer", False),
        ("administrator", False),
    ],
)
def test_it_is_shown_to_those_who_read_the_reports(kept, signed_in, request, person, sees):
    page = signed_in(request.getfixturevalue(person)).get(ADDRESS).content.decode()
    assert ('id="a-quarters"' in page) == sees
    assert ("/reports/2026-Q2/emb-fr/review/" in page) == sees


def test_it_counts_what_was_due(kept, secretariat):
    now = timezone.now()
    panel = quarters_of(kept, secretariat, Moment.now(now))
    assert [row.period.code for row, _situation in panel["rows"]] == ["2026-Q3", "2026-Q2"]
    assert (panel["past"].on_time, panel["past"].due) == (1, 2)


def test_a_report_that_came_before_its_day_is_not_called_due(kept, secretariat, signed_in, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: BEFORE)
    filing.sent(filing.owed(kept.unit), BEFORE - timedelta(hours=1))
    page = signed_in(secretariat).get(ADDRESS).content.decode()
    assert "đúng hạn 2 trong 3 kỳ đã gửi hoặc đã đến hạn" in page
    assert "Quý IV/2026" in page


def test_a_mission_that_never_owed_a_report_has_no_panel(geographic, embassy, secretariat, signed_in):
    mission = filing.mission("emb-fr", geographic).mission
    assert quarters_of(mission, secretariat, Moment.now(timezone.now())) is None
    assert 'id="a-quarters"' not in signed_in(secretariat).get(ADDRESS).content.decode()


def test_it_keeps_its_budget(kept, secretariat, signed_in):
    quarters_of(kept, secretariat, Moment.now(timezone.now()))  # who the person is has been asked
    with CaptureQueriesContext(connection) as captured:
        quarters_of(kept, secretariat, Moment.now(timezone.now()))
    assert len(captured) == MISSION.queries
    browser = signed_in(secretariat)
    browser.get(ADDRESS)
    with CaptureQueriesContext(connection) as captured:
        browser.get(ADDRESS)
    assert len(captured) <= 15
