"""Indicators, dated targets and series to compare with, as the secretariat keeps them."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import Event
from plan import services
from plan.models import Comparison, ComparisonValue, Target
from plan.moment import Moment
from plan.readings import readings
from tests.plan.conftest import NOW, TODAY

pytestmark = pytest.mark.usefixtures("cast_stands")

BEFORE = NOW - timedelta(hours=1)
LATER = NOW + timedelta(hours=1)
NOWADAYS = Moment(TODAY, None, TODAY)


def values(**more):
    names = {"name_vi": "Thù lao", "name_en": "Remuneration", "unit_vi": "USD", "unit_en": "USD", "basis": ""}
    kinds = {"direction": "up", "source_kind": "typed", "across_units": "sum", "over_time": "latest", "decimals": 1}
    return {**names, **kinds, "baseline": 8000, "baseline_on": date(2025, 9, 23), **more}


@pytest.fixture
def pay(plan, measure, secretariat):
    return services.add_indicator(plan=plan, by=secretariat, code="pay", values=values(), measures=[measure], now=NOW)


def aim(indicator, by, *, seen=None, now=NOW, **more):
    given = {"code": "T1", "due_on": date(2030, 12, 31), "value": 16000, "about": True, "nature_vi": "", "nature": "", "reason": "QĐ 1"}
    return services.set_target(indicator=indicator, by=by, now=now, seen=seen, **{**given, **more})


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("name_vi", {"name_vi": ""}),
        ("direction", {"direction": "sideways"}),
        ("baseline_on", {"baseline_on": None}),
        ("baseline", {"baseline": None}),
        ("decimals", {"decimals": 9}),
        ("source_kind", {"source_kind": "computed"}),
    ],
)
def test_what_cannot_be_an_indicator_is_refused(field, given, plan, secretariat):
    with pytest.raises(ValidationError) as refused:
        services.add_indicator(plan=plan, by=secretariat, code="pay", values=values(**given), measures=[], now=NOW)
    assert set(refused.value.error_dict) == {field}


def test_digits_stay_once_there_is_a_value(pay, secretariat, measure):
    edit = {"indicator": pay, "by": secretariat, "measures": [measure], "now": NOW}
    services.edit_indicator(**edit, values=values(decimals=2, baseline=80000), seen=1)
    assert Event.objects.about(pay).first().body.changes["decimals"] == [1, 2]
    services.observe(indicator=pay, on=TODAY, value=90000, by=secretariat, now=NOW, note="x")
    for fixed in ({"decimals": 0}, {"source_kind": "reported"}):
        with pytest.raises(ValidationError) as refused:
            services.edit_indicator(**edit, values=values(**{"decimals": 2, **fixed}), seen=None)
        assert set(refused.value.error_dict) == set(fixed)


def test_the_measures_of_an_indicator_are_told_by_their_codes(pay, measure, other_measure, secretariat):
    services.edit_indicator(indicator=pay, by=secretariat, values=values(), measures=[other_measure], now=NOW, seen=1)
    assert Event.objects.about(pay).first().body.changes == {"measures": ["2.3", "3.1"]}


@pytest.mark.both
def test_another_target_leaves_the_one_before_to_who_asks_what_was_known(pay, plan, secretariat):
    first = aim(pay, secretariat, seen=1)
    second = aim(pay, secretariat, seen=2, now=LATER, replaces=first, value=18000, reason="QĐ 2")
    assert second.code == first.code == "T1"
    for known, value in ((None, 18000), (NOW, 16000)):
        (reading,) = readings(plan, Moment(TODAY, known, TODAY))
        assert [goal.value for goal in reading.way.goals] == [value]
    (reading,) = readings(plan, Moment(TODAY, BEFORE, TODAY))
    assert reading.way.goals == ()
    assert Event.objects.about(pay).first().body.changes == {"T1": ["≈ 1.600, 31/12/2030", "≈ 1.800, 31/12/2030"]}
    first.refresh_from_db()
    with pytest.raises(ValidationError):
        aim(pay, secretariat, replaces=first, value=1)
    services.withdraw_target(target=second, by=secretariat, reason="Không còn", now=LATER, seen=3)
    assert not Target.objects.standing().exists()


@pytest.mark.both
def test_the_database_holds_one_standing_target_of_a_code(pay, secretariat):
    aim(pay, secretariat)
    with pytest.raises(IntegrityError), transaction.atomic():
        Target.objects.create(indicator=pay, code="T1", due_on=TODAY, value=1)


@pytest.mark.parametrize(
    ("field", "given"), [("due_on", {"due_on": date(2020, 1, 1)}), ("code", {"code": "?"}), ("due_on", {"code": "T2"})]
)
def test_what_cannot_be_a_target_is_refused(field, given, pay, secretariat):
    aim(pay, secretariat)
    with pytest.raises(ValidationError) as refused:
        aim(pay, secretariat, **given)
    assert set(refused.value.error_dict) == {field}


def test_values_that_add_up_are_held_against_the_path_as_their_sum(plan, secretariat):
    added = services.add_indicator(plan=plan, by=secretariat, code="sum", values=values(over_time="sum", decimals=0), measures=[], now=NOW)
    for day, value in ((date(2026, 1, 31), 20), (date(2026, 2, 28), 30)):
        services.observe(indicator=added, on=day, value=value, by=secretariat, now=NOW, note="x")
    (reading,) = readings(plan, NOWADAYS)
    assert [point.value for point in reading.points] == [20, 50]
    assert reading.at.value == 50


@pytest.fixture
def asean(pay, secretariat):
    given = {"name_vi": "Mức ASEAN", "name_en": "ASEAN level", "source": "Báo cáo ASEAN"}
    return services.add_comparison(indicator=pay, by=secretariat, values=given, now=NOW, seen=1)


def put(series, by, value, *, on=TODAY, note="Bảng 1", now=NOW, **more):
    return services.compare(comparison=series, by=by, on=on, value=value, note=note, now=now, seen=None, **more)


@pytest.mark.both
def test_a_correction_of_a_series_is_a_new_row_seen_from_its_hour_on(asean, pay, secretariat):
    first = put(asean, secretariat, 20000)
    put(asean, secretariat, 21000, replaces=first, now=LATER)
    for known, expected in ((None, [21000]), (NOW, [20000])):
        (series,) = pay.comparisons.at(Moment(TODAY, known, TODAY))
        assert [row.value for row in series.standing] == expected
    assert not pay.comparisons.at(Moment(TODAY, BEFORE, TODAY))
    with pytest.raises(ValidationError):
        put(asean, secretariat, 1, replaces=first)
    with pytest.raises(ValidationError):
        put(asean, secretariat, 1)  # a value stands for the day
    assert ComparisonValue.objects.count() == 2


def test_a_series_needs_its_source_and_its_values_theirs(asean, pay, secretariat):
    with pytest.raises(ValidationError) as refused:
        put(asean, secretariat, 1, note=" ")
    assert set(refused.value.error_dict) == {"note"}
    given = {"name_vi": "Mức ASEAN", "name_en": "x", "source": "y"}
    for wrong in (given, {**given, "name_vi": "Khác", "source": ""}):
        with pytest.raises(ValidationError):
            services.add_comparison(indicator=pay, by=secretariat, values=wrong, now=NOW, seen=None)
    services.edit_comparison(comparison=asean, by=secretariat, values={**given, "name_vi": "Bình quân ASEAN"}, now=NOW, seen=1)
    services.withdraw_comparison(comparison=asean, by=secretariat, reason="Trùng", now=LATER, seen=2)
    assert not pay.comparisons.at(NOWADAYS)
    assert Comparison.objects.count() == 1
