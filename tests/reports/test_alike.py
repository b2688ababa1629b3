"""What units report is compared like with like, from the period of the value on, and always says of how many of them it is."""

from datetime import date, timedelta

import pytest
from django.utils.translation import override

from reports.changes import changes
from reports.compared import numbers
from reports.facts import AlikeRow, FieldRows, IndicatorRow, Name, Network, OwedRow, TargetRow
from reports.inputs import read_inputs
from reports.parts.changes import _indicator
from tests.factories import IndicatorFactory
from tests.plan.test_readings import NOW, report
from tests.reports import filing
from tests.reports.test_figures import ON, figures, network

EARLIER = ON - timedelta(days=90)
STAFF = IndicatorRow("staff", Name("Có mặt", "Present"), Name("người", "people"), direction="up", value_on=ON)
GOAL = TargetRow("A", date(2030, 12, 31), 600, about=False)


def moved(before, after):
    was = figures(on=EARLIER, indicators=[IndicatorRow(**{**vars(STAFF), "value_on": EARLIER, **before})])
    return changes(was, figures(indicators=[IndicatorRow(**{**vars(STAFF), **after})]))["indicators"][0]


def line(row):
    with override("en"):
        return "".join(part.text for part in _indicator(row, "en"))


def test_a_sum_of_fewer_units_is_no_fall():
    """571 of 93 missions, then 567 of 91: of the 85 in both it has risen by 3."""
    later = {"value": 567, "units": 91, "asked": 99, "alike": AlikeRow(85, 530, 533), "goal": GOAL}
    row = moved({"value": 571, "units": 93, "asked": 99}, later)
    assert not row["went_back"]
    assert line(row) == (
        "Present: from 571 people (01/04/2026, 93/99 missions) to 567 people (30/06/2026, 91/99 missions); "
        "of the 85 missions in both from 530 to 533"
    )
    assert moved({"value": 571, "units": 93}, later | {"alike": AlikeRow(85, 533, 530)})["went_back"]


def test_nothing_is_judged_without_a_target_or_where_it_is_not_known_of_the_same_units():
    fallen = {"value": 500, "units": 90, "alike": AlikeRow(90, 530, 500)}
    assert moved({"value": 530, "units": 90}, fallen | {"goal": GOAL})["went_back"]
    assert not moved({"value": 530, "units": 90}, fallen)["went_back"]
    unknown = moved({"value": 530, "units": 90}, fallen | {"goal": GOAL, "alike": None})
    assert not unknown["went_back"]
    assert "90 missions) to 500" in line(unknown)


def test_of_the_same_units_the_two_values_are_enough():
    row = moved({"value": 530, "units": 90, "asked": 99}, {"value": 500, "units": 90, "asked": 99, "alike": AlikeRow(90, 530, 500)})
    assert line(row) == "Present: from 530 people (01/04/2026) to 500 people (30/06/2026)"


def test_the_network_is_said_once():
    rows = {"indicators": [IndicatorRow("missions-open", Name("Cơ quan"), Name("cơ quan"), value=99)]}
    was = {"indicators": [IndicatorRow("missions-open", Name("Cơ quan"), Name("cơ quan"), value=97)]}
    found = changes(figures(on=EARLIER, net=network(97), **was), figures(net=network(99), **rows))
    assert (found["network"]["to"], found["indicators"]) == (99, [])
    unknown = changes(figures(on=EARLIER, net=Network(None, None, EARLIER, None), **was), figures(net=network(99), **rows))
    assert (unknown["network"], unknown["indicators"][0]["to"]) == (None, 99)


@pytest.fixture
def staff(plan, cast_stands):
    return IndicatorFactory(plan=plan, code="staff")


@pytest.mark.django_db
class TestReadFromTheRows:
    def test_before_is_counted_from_the_period_of_the_value(self, staff):
        """Of the second quarter too few have answered: the value is of the first, and what was before it is of the last year's."""
        for place in range(5):
            for period, value in [("2025-Q1", 8), ("2025-Q4", 10), ("2026-Q1", 11)]:
                report(staff, value, f"emb-{place}", period)
        report(staff, 50, "emb-1", "2026-Q2")
        row = self.read(staff.plan)
        assert (row.period, row.value, row.before, row.year_before, row.partial) == ("2026-Q1", 55, 50, 40, 50)

    def test_of_how_many_is_said_of_any_period(self, staff):
        for code in ("emb-fr", "emb-de", "emb-it"):
            filing.owed(filing.mission(code), "2026-Q1")
            report(staff, 4, code, "2026-Q1")
        row = self.read(staff.plan)
        assert (row.value, row.units, row.asked) == (12, 3, 3)

    @staticmethod
    def read(plan):
        inputs = read_inputs(plan, filing.period("2026-Q2").cut_off_on, NOW, filing.period("2026-Q2"))
        return next(row for row in inputs.indicators if row.code == "staff")


def side_by_side(before, after):
    with override("en"):
        return {group.title: group.pairs for group in numbers(before, after, "en")}


def test_two_reports_side_by_side_say_the_day_of_each_value():
    """Of the last quarter too few had answered: the earlier report tells the value of the one before."""
    old = IndicatorRow(**{**vars(STAFF), "value": 59, "value_on": EARLIER, "units": 93, "asked": 99})
    new = IndicatorRow(**{**vars(STAFF), "value": 47, "value_on": ON, "units": 99, "asked": 99})
    (pair,) = side_by_side(figures(indicators=[old]), figures(indicators=[new]))["Indicators"]
    assert (pair.before.on, pair.before.units, pair.after.on, pair.after.units) == (EARLIER, 93, ON, 99)


def test_what_became_of_what_was_owed_adds_up():
    row = OwedRow("2026-Q2", "a", Name("a"), "", "on_time", "accepted")
    rows = tuple(OwedRow(**{**vars(row), "unit": word, "standing": word}) for word in ("on_time", "late", "nil", "missing", "not_due"))
    found = figures(field=FieldRows((), (), rows, (), (), ()), period=None)
    pairs = {pair.label: pair.after.value for pair in side_by_side(found, found)["Reports of the missions"]}
    assert pairs["Reports owed"] == sum(pairs[name] for name in ("Sent on time", "Sent late", "Nil return", "Missing", "Not due yet"))
