"""The numbers agree with each other and with the rows behind them, whatever the plan looks like."""

import json
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from missions.templatetags.forecast import share
from plan.money import Amounts, FundingSource
from plan.progress import Cell, Health
from reports.facts import (
    Change,
    DirectiveRow,
    Foresight,
    Inputs,
    MeasureRow,
    MoneyRow,
    Name,
    Network,
    OfficialTotal,
    PlannedRow,
    PlanRow,
    TargetRow,
    TaskRow,
)
from reports.figures import BESIDE, FOUR, figures_for
from reports.parts.foresight import foreseen

ON = date(2026, 6, 30)
KNOWN = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)
TASKS = ("1", "2", "3")
PLAN = PlanRow("292", "292/NQ-CP", Name("Nghị quyết"), Name("Kế hoạch"), date(2025, 9, 23), Name("Chính phủ"))
TARGETS = (TargetRow("A", date(2030, 12, 31), 115, True), TargetRow("B", date(2045, 12, 31), 150, True))
UNKNOWN = Network(open=None, open_a_year_before=None, a_year_before=date(2025, 6, 30), known_from=None)


def network(count, before=94, **values):
    given = {"baseline": 99, "baseline_on": date(2025, 12, 29), "targets": TARGETS, "known_from": date(2020, 11, 9), **values}
    return Network(open=count, open_a_year_before=before, a_year_before=date(2025, 6, 30), **given)


def figures(measures=(), directives=(), net=UNKNOWN, on=ON, indicators=(), **field):
    tasks = tuple(TaskRow(code, Name(f"Nhiệm vụ {code}")) for code in TASKS)
    rows = tuple(measures), tuple(directives), net, tuple(indicators)
    return figures_for(Inputs(PLAN, on, KNOWN, False, tasks, *rows, **field))


def measure(code="2.3", task="2", cell=Cell.NO_DEADLINE, **values):
    return MeasureRow(code=code, task=task, title=Name("Giải pháp"), cell=cell, state="not_started", term="none", **values)


measures = st.lists(
    st.builds(
        measure,
        task=st.sampled_from(TASKS),
        cell=st.sampled_from(list(Cell)),
        health=st.sampled_from(["", *Health.values]),
        lead=st.sampled_from([None, Name("Vụ Tổ chức Cán bộ")]),
        output=st.sampled_from([None, Name("Luật")]),
    ),
    max_size=30,
)
directives = st.lists(
    st.builds(
        DirectiveRow,
        code=st.text(max_size=3),
        kind=st.sampled_from(["instruction", "policy_statement", "background"]),
        from_plan_sources=st.booleans(),
        links=st.lists(st.sampled_from(["confirmed", "to_be_confirmed", "rejected"]), max_size=3).map(tuple),
    ),
    max_size=20,
)


class TestCells:
    @given(measures)
    def test_they_add_up_in_all_and_by_task(self, rows):
        found = figures(rows)
        counts = {cell: found["cells"]["counts"][cell]["n"] for cell in Cell}
        assert sum(counts.values()) == found["cells"]["total"]["n"] == len(rows)
        assert found["cells"]["in_force"] == len(rows) - counts[Cell.OUT]
        for cell in Cell:
            assert sum(task["counts"][cell]["n"] for task in found["tasks"]) == counts[cell]
        assert set(FOUR) | set(BESIDE) == set(Cell)

    @given(measures, directives)
    def test_json_holds_them_as_they_are_and_the_same_inputs_say_the_same(self, rows, orders):
        found = figures(rows, orders, network(99))
        assert json.loads(json.dumps(found)) == found == figures(rows, orders, network(99))

    @given(measures)
    def test_every_number_but_zero_opens_its_rows_at_both_clocks(self, rows):
        for number in numbers_in(figures(rows, net=network(99))):
            if number["n"] == 0:
                assert number["address"] == ""
            else:
                query = parse_qs(urlsplit(number["address"]).query)
                assert query["known"] == ["2026-07-01T02:00:00Z"]
                assert date.fromisoformat(query["on"][0]) in {ON, date(2025, 6, 30)}

    def test_the_address_of_a_cell_of_a_task_asks_for_both(self):
        found = figures([measure(cell=Cell.OPEN_OVERDUE)])
        address = urlsplit(found["tasks"][1]["counts"]["open_overdue"]["address"])
        assert address.path == "/plan/292/measures/"
        assert parse_qs(address.query)["task"] == ["2"]
        assert parse_qs(address.query)["cell"] == ["open_overdue"]


def numbers_in(value):
    """Every {n, address} in the figures."""
    if isinstance(value, dict):
        if set(value) == {"n", "address"}:
            yield value
        for inner in value.values():
            yield from numbers_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from numbers_in(inner)


class TestTheNetwork:
    def test_before_the_first_record_there_is_no_number(self):
        found = figures(net=network(None, None))["network"]
        assert (found["open"], found["difference"], found["last_year"]["pace"]) == (None, None, None)
        assert [target["missing"] for target in found["targets"]] == [None, None]
        assert [target["pace"] for target in found["targets"]] == [None, None]

    def test_stands_beside_its_path(self):
        """A tenth of the way from 29.12.2025 to 31.12.2030 asks for 1.6 more."""
        found = figures(net=network(99), on=date(2026, 6, 30))["network"]
        assert found["expected"] == pytest.approx(100.6, abs=0.01)
        assert found["difference"] == pytest.approx(-1.6, abs=0.01)

    def test_needs_a_pace_to_each_target_and_keeps_about(self):
        first, second = figures(net=network(99))["network"]["targets"]
        assert (first["missing"], first["pace"], first["about"]) == (16, pytest.approx(3.553, abs=0.001), True)
        assert (second["missing"], second["pace"]) == (51, pytest.approx(2.615, abs=0.001))

    def test_a_target_that_is_reached_or_past_needs_none(self):
        assert figures(net=network(120))["network"]["targets"][0]["pace"] == 0
        past = figures(net=network(110), on=date(2031, 6, 30))["network"]["targets"][0]
        assert (past["pace"], past["is_past"], past["missing"]) == (None, True, 5)

    def test_the_pace_of_the_last_year_is_net(self):
        changes = (Change("emb-bb", Name("B"), False, date(2026, 3, 1), "day"), Change("emb-aa", Name("A"), True, date(2026, 1, 1), "day"))
        last = figures(net=network(99, 100, changes=changes))["network"]["last_year"]
        assert last["pace"] == -1
        assert [change["name"]["vi"] for change in last["changes"]] == ["A", "B"]

    def test_a_published_total_stands_beside_the_count_of_its_day(self):
        official = OfficialTotal(date(2021, 12, 19), 96, "VNS", 94)
        assert figures(net=network(94, official=official))["network"]["official"]["counted"] == 94

    @given(st.integers(0, 200), st.dates(date(2025, 12, 29), date(2050, 1, 1)))
    def test_the_path_only_rises_and_ends_at_the_last_target(self, count, on):
        today = figures(net=network(count), on=on)["network"]["expected"]
        tomorrow = figures(net=network(count), on=on + timedelta(days=1))["network"]["expected"]
        assert 99 <= today <= tomorrow <= 150


class TestDirectives:
    def test_only_an_instruction_can_be_a_gap(self):
        rows = [
            DirectiveRow("a", "instruction", True, ()),
            DirectiveRow("b", "instruction", True, ("rejected",)),
            DirectiveRow("c", "instruction", True, ("to_be_confirmed",)),
            DirectiveRow("d", "instruction", True, ("confirmed", "to_be_confirmed")),
            DirectiveRow("e", "background", True, ()),
        ]
        found = figures(directives=rows)["directives"]
        assert {name: figure["n"] for name, figure in found["instructions"].items()} == {
            "confirmed": 1,
            "to_be_confirmed": 2,
            "unconfirmed": 3,
            "unlinked": 2,
        }
        assert found["unlinked_codes"] == ["a", "b"]
        assert {name: figure["n"] for name, figure in found["links"].items()} == {"confirmed": 1, "to_be_confirmed": 2}

    @given(directives)
    def test_what_was_found_later_is_named_and_not_counted(self, rows):
        found = figures(directives=rows)["directives"]
        assert found["total"]["n"] + found["found_later"] == len(rows)
        assert sum(kind["n"] for kind in found["kinds"].values()) == found["total"]["n"]


def test_what_is_missing_is_counted_among_those_in_force():
    rows = [measure(), measure(lead=Name("Vụ"), output=Name("Luật"), cell=Cell.ONGOING), measure(cell=Cell.OUT, lead=Name("Vụ"))]
    missing = figures(rows)["missing"]
    assert (missing["no_deadline"]["n"], missing["no_lead"]["n"], missing["no_output"]) == (1, 1, 1)


def test_a_chance_is_rounded_once_as_on_its_page():
    """76% and 37% and 48%, one after the other, are 13.4976%."""
    row = PlannedRow("mo-a", Name("A"), 0.76 * 0.37 * 0.48, date(2027, 1, 1), date(2028, 1, 1))
    found = figures(foresight=Foresight(ON, 2000, 1, "", (), ((TARGETS[0], row.chance),), (row,)))["foresight"]
    with override("en"):
        _opening, chances, *_years, openings, _note = foreseen(found, "en")
        assert "".join(part.text for part in chances.items[0]).endswith(": 13%, give or take 1.5 percentage points.")
        assert openings.rows[0][1].text == share(row.chance) == "13%"


amounts = st.builds(Amounts, *[st.none() | st.integers(0, 10**13)] * 3).filter(lambda row: row.is_known)
money = st.lists(
    st.builds(MoneyRow, measure=st.sampled_from(["2.3", "4.1", "4.2"]), source=st.sampled_from(list(FundingSource)), amounts=amounts),
    max_size=12,
)


@given(money)
def test_money_adds_up_by_source_and_by_measure(rows):
    found = figures(money=tuple(rows))["money"]
    if not rows:
        assert found is None
        return
    for name in ("planned", "allocated", "disbursed"):
        for lines in (found["sources"], found["measures"]):
            entered = [line[name] for line in lines if line[name] is not None]
            assert found["total"][name] == (sum(entered) if entered else None)
    assert urlsplit(found["total"]["address"]).path == "/plan/292/money/"
    assert parse_qs(urlsplit(found["total"]["address"]).query)["year"] == ["2026"]
