"""What has changed between two reports: a pure function over two frozen figures."""

import json
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given

from plan.progress import Cell
from reports.changes import changes, is_empty
from reports.facts import IndicatorRow, Name, Previous
from reports.parts.changes import _indicator
from tests.reports.test_figures import ON, figures, measure, measures, network

MONTH_BEFORE = ON - timedelta(days=30)


def between(before, after, **both):
    return changes(figures(before, on=MONTH_BEFORE, **both), figures(after, **both))


def codes(found, name):
    return [row["code"] for row in found[name]]


class TestMeasures:
    def test_newly_done_is_not_done_again(self):
        before = [measure("1", cell=Cell.OPEN_WITHIN), measure("2", cell=Cell.DONE_LATE)]
        after = [measure("1", cell=Cell.DONE_ON_TIME), measure("2", cell=Cell.DONE_LATE)]
        assert codes(between(before, after), "newly_done") == ["1"]

    def test_newly_overdue_carries_its_date(self):
        found = between([measure("1", cell=Cell.OPEN_WITHIN)], [measure("1", cell=Cell.OPEN_OVERDUE, due_on=date(2026, 6, 15))])
        assert found["newly_overdue"][0]["due_on"] == "2026-06-15"

    def test_reopened_is_what_was_done_and_is_open_again(self):
        found = between([measure("1", cell=Cell.DONE_ON_TIME)], [measure("1", cell=Cell.OPEN_OVERDUE)])
        assert codes(found, "reopened") == ["1"]
        assert codes(found, "newly_done") == []

    def test_a_deadline_that_was_moved_set_or_taken_away_is_named_with_both(self):
        old, new = date(2026, 3, 31), date(2026, 9, 30)
        dated = {"cell": Cell.OPEN_WITHIN}
        before = measure("1", **dated)
        assert codes(between([before], [before]), "moved") == []
        moved = changes(figures([replace(before, term="dated", due_on=old)]), figures([replace(before, term="dated", due_on=new)]))["moved"]
        assert (moved[0]["from"]["due_on"], moved[0]["to"]["due_on"]) == ("2026-03-31", "2026-09-30")
        made_ongoing = changes(figures([replace(before, term="dated", due_on=old)]), figures([replace(before, term="ongoing")]))["moved"]
        assert made_ongoing[0]["to"] == {"term": "ongoing", "due_on": None}

    def test_new_and_dropped_ones_are_named(self):
        found = between([measure("1"), measure("2")], [measure("1", cell=Cell.OUT), measure("3")])
        assert (codes(found, "added"), codes(found, "dropped")) == (["3"], ["1", "2"])

    @given(measures)
    def test_a_report_does_not_differ_from_itself_and_json_holds_the_difference(self, rows):
        unique = list({row.task + row.cell: measure(f"{row.task}.{row.cell}", row.task, row.cell) for row in rows}.values())
        found = figures(unique, net=network(99))
        assert is_empty(changes(found, found))
        assert is_empty(changes(json.loads(json.dumps(found)), found))


class TestValues:
    def test_the_network_is_compared_only_where_both_know_it(self):
        assert changes(figures(net=network(99)), figures(net=network(101)))["network"] | {"address": ""} == {
            "from": 99,
            "to": 101,
            "address": "",
        }
        assert changes(figures(net=network(None, None)), figures(net=network(101)))["network"] is None

    def test_an_indicator_is_compared_only_where_both_know_it(self):
        def told(**values):
            return figures(indicators=[IndicatorRow(code, Name(code), Name("người"), value=value) for code, value in values.items()])

        found = changes(told(a=1.0, b=None, c=3.0), told(a=2.0, b=2.0, c=3.0))["indicators"]
        assert [(row["code"], row["from"], row["to"]) for row in found] == [("a", 1.0, 2.0)]

    def test_both_values_of_an_indicator_say_of_which_day_they_are(self):
        """The report before may have told a value of a period before it: two quarters must not read as one."""

        def told(value, value_on):
            return figures(indicators=[IndicatorRow("a", Name("Trang bị"), Name("máy"), decimals=1, value=value, value_on=value_on)])

        before, after = told(61.8, date(2026, 3, 14)), told(66.7, date(2026, 9, 14))
        del before["indicators"][0]["value_on"]
        unknown = changes(before, after)["indicators"][0]
        known = changes(told(61.8, date(2026, 3, 14)), after)["indicators"][0]
        lines = ["".join(part.text for part in _indicator(row, "vi")) for row in (unknown, known)]
        assert lines[0] == "Trang bị: từ 61,8 máy thành 66,7 máy"
        assert lines[1] == "Trang bị: từ 61,8 máy (14/03/2026) thành 66,7 máy (14/09/2026)"

    def test_a_report_of_an_older_schema_is_compared_in_what_it_knows(self):
        old = figures([measure("1", cell=Cell.OPEN_WITHIN)], on=MONTH_BEFORE)
        for name in ("indicators", "field", "period", "changes", "previous"):
            del old[name]
        new = figures([measure("1", cell=Cell.DONE_LATE)], indicators=[IndicatorRow("a", Name("a"), Name("x"), value=1.0)])
        found = changes(old, new)
        assert (codes(found, "newly_done"), found["indicators"], found["since"]) == (["1"], [], "2026-05-31")


def test_figures_hold_what_has_changed_since_the_previous_report():
    before = figures([measure("1", cell=Cell.OPEN_WITHIN)], on=MONTH_BEFORE)
    after = figures([measure("1", cell=Cell.DONE_LATE)], previous=Previous(7, "292-x", MONTH_BEFORE, True, before))
    assert codes(after["changes"], "newly_done") == ["1"]
    assert after["previous"] == {"code": "292-x", "on": "2026-05-31", "approved": True, "address": "/reports/progress/7/"}
    assert figures()["changes"] is None
