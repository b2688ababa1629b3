"""Indicators of a plan at a moment, from the rows (design rules 2, 4 and 5)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from plan import indicators
from plan.models import Indicator, Observation, Target
from plan.moment import Moment
from plan.readings import readings, series
from plan.services import Origin, observe
from plan.templatetags.readings import signed
from tests.factories import IndicatorFactory, PeriodFactory, UnitFactory

pytestmark = pytest.mark.both
NOW = datetime(2026, 12, 31, 3, 0, tzinfo=UTC)
TODAY = Moment.now(NOW)
REPORT = Origin("reports.reportversion", "LT-2026Q1-emb-fr-1", "/reports/2026-Q1/emb-fr/review/")


def report(indicator, value, unit="emb-fr", period="2026-Q1", *, now=None, by=None):
    """What a unit said of a period, as the acceptance of its report writes it."""
    found = PeriodFactory(code=period)
    now = now or found.due_at + timedelta(days=2)
    return observe(
        indicator=indicator, on=found.cut_off_on, value=value, by=by, now=now, origin=REPORT,
        unit=UnitFactory(code=unit, kind="mission"), period=found,
    )  # fmt: skip


def said(indicator, moment=TODAY, **more):
    return [(point.period or point.on, point.value, point.units) for point in series(indicator, moment, **more)]


@pytest.fixture
def staff(plan):
    return IndicatorFactory(plan=plan)


@pytest.fixture
def typed(plan):
    return IndicatorFactory(plan=plan, code="posting-term", source_kind="typed", unit_vi="năm", decimals=1)


def test_values_of_units_are_summed_by_period(staff):
    for unit, value in [("emb-fr", 12), ("emb-de", 9)]:
        report(staff, value, unit)
    report(staff, 14, period="2026-Q2")
    report(staff, 9, "emb-de", "2026-Q2")
    assert said(staff) == [("2026-Q1", 21, 2), ("2026-Q2", 23, 2)]


def test_a_mean_is_rounded_half_up_to_the_scaled_whole_number(plan):
    share = IndicatorFactory(plan=plan, code="share", across_units="mean", decimals=1, unit_vi="%")
    for unit, value in [("emb-fr", 1000), ("emb-de", 0), ("emb-it", 501)]:
        report(share, value, unit)
    assert said(share) == [("2026-Q1", 500, 3)]
    report(share, 500, "emb-es")
    assert said(share) == [("2026-Q1", 500, 4)]
    report(share, 502, "emb-es", now=NOW)
    assert said(share) == [("2026-Q1", 501, 4)]  # 500,75


def test_a_corrected_value_counts_once_and_the_earlier_moment_still_says_the_old_one(staff):
    report(staff, 12)
    report(staff, 15, now=datetime(2026, 6, 1, tzinfo=UTC))
    assert said(staff) == [("2026-Q1", 15, 1)]
    assert said(staff, Moment(TODAY.on, datetime(2026, 5, 1, tzinfo=UTC), TODAY.on)) == [("2026-Q1", 12, 1)]
    assert said(staff, Moment(TODAY.on, datetime(2026, 1, 1, tzinfo=UTC), TODAY.on)) == []


def test_a_value_taken_back_is_no_value(staff):
    report(staff, 12)
    report(staff, None, now=NOW)
    assert said(staff) == []
    assert readings(staff.plan, TODAY)[0].at.value is None


def test_days_after_the_one_asked_for_are_not_known(staff):
    report(staff, 12)
    report(staff, 14, period="2026-Q2")
    assert said(staff, Moment(date(2026, 6, 13), None, TODAY.on)) == [("2026-Q1", 12, 1)]
    assert said(staff, Moment(date(2026, 6, 14), None, TODAY.on)) == [("2026-Q1", 12, 1), ("2026-Q2", 14, 1)]


def test_typed_values_stand_by_their_day(typed, secretariat):
    for day, value in [(date(2026, 6, 1), 35), (date(2026, 1, 1), 30)]:
        observe(indicator=typed, on=day, value=value, by=secretariat, now=NOW)
    assert said(typed) == [(date(2026, 1, 1), 30, 0), (date(2026, 6, 1), 35, 0)]
    observe(indicator=typed, on=date(2026, 6, 1), value=40, by=secretariat, now=NOW)
    assert said(typed)[-1] == (date(2026, 6, 1), 40, 0)


def test_how_many_were_asked_is_told_by_who_knows(staff, monkeypatch):
    for number in range(10):
        report(staff, 1, f"emb-{number}")
    report(staff, 1, "emb-1", "2026-Q2")
    last = readings(staff.plan, TODAY)[0].at
    assert (last.latest.period, last.partial.period, last.partial.units) == ("2026-Q1", "2026-Q2", 1)
    monkeypatch.setattr("plan.readings.units_asked", lambda periods, known: {"2026-Q1": 12, "2026-Q2": 1})
    known = readings(staff.plan, TODAY)[0].at
    assert (known.latest.period, known.latest.units, known.latest.asked, known.partial) == ("2026-Q2", 1, 1, None)


def test_a_computed_indicator_asks_its_app(plan, monkeypatch):
    computed = IndicatorFactory(plan=plan, code="network", source_kind="computed", baseline=99, baseline_on=date(2025, 12, 29))
    Target.objects.create(indicator=computed, code="A", due_on=date(2030, 12, 31), value=115, about=True)
    assert readings(plan, TODAY)[0].at.value is None  # no app computes it
    steps = {None: [(date(2020, 11, 9), 94), (date(2025, 12, 29), 99)]}
    answer = indicators.Computed(lambda on, known: None, lambda until, known: steps.get(known, []), "missions:index")
    monkeypatch.setitem(indicators.COMPUTED, "network", answer)
    at = readings(plan, TODAY)[0].at
    assert (at.value, at.goal.about, at.difference, round(at.actual_pace, 2)) == (99, True, -3.2, 0)
    assert readings(plan, Moment(TODAY.on, NOW, TODAY.on))[0].at.value is None


def test_an_indicator_of_another_plan_is_not_read(staff, plan):
    assert [reading.indicator for reading in readings(plan, TODAY)] == [staff]
    assert Observation.objects.count() == 0


def test_five_questions_whatever_the_number_of_indicators_and_values(plan, staff):
    def grow(first, last):
        for number in range(first, last):
            indicator = IndicatorFactory(plan=plan, code=f"i{number}")
            Target.objects.create(indicator=indicator, code="A", due_on=date(2030, 12, 31), value=1)
            report(indicator, number, f"emb-{number}")
            report(staff, number, f"emb-{number}", "2026-Q2")

    def questions():
        with CaptureQueriesContext(connection) as asked:
            readings(plan, TODAY)
        return len(asked)

    grow(0, 3)
    few = questions()
    grow(3, 30)
    assert questions() == few <= 5


@pytest.mark.parametrize(("value", "shown"), [(-0.04, "0.0"), (0.04, "0.0"), (-0.06, "−0.1"), (0.06, "+0.1")])
def test_a_sign_stands_only_before_what_is_not_shown_as_nought(value, shown):
    with override("en"):
        assert signed(value, Indicator(decimals=0)) == shown


def test_a_change_is_of_the_units_that_are_in_both_values(staff, monkeypatch):
    """One leaves and one comes: the sum falls, and of those in both it has risen."""
    monkeypatch.setattr("plan.readings.units_asked", lambda periods, known: {})
    for unit, first, second in [("emb-fr", 10, 12), ("emb-de", 10, 11), ("emb-it", 30, None), ("emb-be", None, 5)]:
        for period, value in [("2026-Q1", first), ("2026-Q2", second)]:
            if value is not None:
                report(staff, value, unit, period)
    at = readings(staff.plan, TODAY)[0].at
    assert (at.before.value, at.value) == (50, 28)
    assert (at.alike.units, at.alike.before, at.alike.now, at.change, at.is_of_fewer) == (2, 20, 23, 3, True)


def test_of_units_that_are_never_the_same_no_change_is_told(staff):
    report(staff, 10, "emb-fr", "2026-Q1")
    report(staff, 10, "emb-de", "2026-Q2")
    assert readings(staff.plan, TODAY)[0].at.change is None
