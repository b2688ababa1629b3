"""Values of indicators as they are recorded (design part 3; rules 2, 10 and 13)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.history import System
from accounts.models import Event
from accounts.versions import StaleVersion
from plan.models import Observation
from plan.services import Origin, observe
from tests.factories import IndicatorFactory, PeriodFactory, UnitFactory

pytestmark = pytest.mark.both
NOW = datetime(2026, 6, 30, 3, 0, tzinfo=UTC)
DAY = date(2026, 6, 15)


@pytest.fixture
def typed(plan):
    return IndicatorFactory(plan=plan, code="posting-term", source_kind="typed", decimals=1)


@pytest.fixture
def enter(typed, secretariat):
    def enter(value, on=DAY, **more):
        return observe(indicator=typed, on=on, value=value, by=secretariat, now=NOW, **more)

    return enter


def refused(act, field):
    with pytest.raises(ValidationError) as error:
        act()
    assert list(error.value.error_dict) == [field]


def test_a_value_is_kept_with_who_and_when_and_told_in_the_history(enter, secretariat):
    row = enter(35, note=" Theo báo cáo \x00năm ")
    assert (row.value, row.on, row.by, row.recorded_at, row.note) == (35, DAY, secretariat, NOW, "Theo báo cáo năm")
    event = Event.objects.select_related("body").get(verb="plan.observed")
    assert event.body.changes == {"value": [None, "3,5"], "on": [None, "2026-06-15"], "note": [None, row.note]}


def test_a_second_value_of_the_day_takes_the_place_of_the_first_which_is_kept(enter, typed):
    first, second = enter(35), enter(40)
    assert second.replaces == first
    assert list(typed.observations.standing()) == [second]
    assert Observation.objects.count() == 2


def test_the_same_again_changes_nothing(enter, typed):
    assert enter(35) == enter(35)
    assert (typed.version, Event.objects.count()) == (2, 1)
    assert enter(35, note="Nguồn khác") != Observation.objects.earliest("pk")


def test_a_value_may_be_moved_to_a_day_whose_own_was_taken_back(enter, typed):
    first, second = enter(35), enter(40, on=DAY + timedelta(days=1))
    with pytest.raises(ValidationError):
        enter(40, replaces=second)
    enter(None, replaces=first, note="nhầm")
    moved = enter(40, replaces=second)
    assert list(typed.observations.standing().valued()) == [moved]
    assert enter(41).replaces == moved


def test_a_correction_may_also_move_the_day(enter, typed):
    first = enter(35)
    moved = enter(35, on=DAY - timedelta(days=3), replaces=first)
    assert list(typed.observations.standing()) == [moved]
    assert first.standing_row() == moved


def test_a_correction_never_lands_on_another_value(enter):
    first = enter(35)
    enter(40, on=DAY - timedelta(days=3))
    refused(lambda: enter(36, on=DAY - timedelta(days=3), replaces=first), "on")


def test_a_value_can_be_taken_back_and_entered_again(enter, typed):
    enter(None, replaces=enter(35), note="Nhầm chỉ số")
    assert Event.objects.select_related("body").latest("pk").body.reason == "Nhầm chỉ số"
    assert not typed.observations.standing().valued().exists()
    enter(36)
    assert [row.value for row in typed.observations.standing()] == [36]


def test_what_cannot_be_entered_is_refused_with_its_field(enter, plan, secretariat):
    refused(lambda: enter(35, on=date(2026, 7, 1)), "on")
    first = enter(35)
    enter(36)
    refused(lambda: enter(37, replaces=first), "value")
    for kind in ("computed", "reported"):
        other = IndicatorFactory(plan=plan, code=kind, source_kind=kind)
        refused(lambda other=other: observe(indicator=other, on=DAY, value=1, by=secretariat, now=NOW), "value")
    assert Observation.objects.count() == 2


def test_a_value_based_on_what_was_seen_before_another_is_stale(enter, typed):
    seen = typed.version
    enter(35, seen=seen)
    with pytest.raises(StaleVersion):
        enter(40, seen=seen)
    assert [row.value for row in typed.observations.standing()] == [35]
    assert enter(40, seen=typed.version).value == 40


def test_what_units_report_writes_no_line_of_its_own_and_stales_nothing(plan):
    staff = IndicatorFactory(plan=plan)
    origin = Origin("reports.reportversion", "LT-2026Q2-emb-fr-1", "/reports/2026-Q2/emb-fr/review/")
    row = observe(
        indicator=staff, on=DAY, value=12, by=System("tests"), now=NOW, origin=origin,
        unit=UnitFactory(code="emb-fr"), period=PeriodFactory(code="2026-Q2"),
    )  # fmt: skip
    staff.refresh_from_db()
    assert (row.source_code, staff.version, Event.objects.count()) == ("LT-2026Q2-emb-fr-1", 1, 0)
