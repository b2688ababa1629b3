"""What a report freezes has a documented shape: reports/data/figures-<schema>.schema.json."""

import json
from copy import deepcopy
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from plan.money import Amounts, FundingSource
from plan.progress import Cell
from reports.facts import BadReport, DirectiveRow, IndicatorRow, MoneyRow, Name, Previous, ProposalRow, TargetRow, TrainingRow
from reports.figures import SCHEMA, figures_for, readable
from reports.inputs import read_inputs
from tests.reports.conftest import NOW, ON
from tests.reports.test_composition import heard, owed, spoken
from tests.reports.test_figures import figures, measure, network

FILE = Path(__file__).resolve().parents[2] / "reports" / "data" / f"figures-{SCHEMA}.schema.json"


@pytest.fixture(scope="module")
def schema():
    found = json.loads(FILE.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(found)
    return jsonschema.Draft202012Validator(found)


def faults(schema, found):
    """As they come back from the database."""
    return [f"{'/'.join(map(str, fault.absolute_path))}: {fault.message}" for fault in schema.iter_errors(json.loads(json.dumps(found)))]


def everything():
    """Every part of it says something."""
    before = figures([measure(percent=40, cell=Cell.OPEN_WITHIN)], net=network(98), on=date(2026, 3, 31))
    before["indicators"] = [{"code": "a", "value": 10.0}]
    goal = TargetRow("A", date(2030, 12, 31), 20, True)
    return figures(
        [measure(percent=30, cell=Cell.OPEN_OVERDUE, due_on=date(2026, 5, 1), lead=Name("Vụ"), lead_code="vu"), measure("3.1", "3")],
        [DirectiveRow("D1", "instruction", True, (), text=Name("Việc"))],
        net=network(99, history=((date(2020, 1, 1), 94.0),)),
        indicators=[IndicatorRow("a", Name("Có mặt"), Name("người"), value=9.0, value_on=ON, direction="up", goal=goal, partial=3.0, measures=("2.3",))],
        previous=Previous(7, "292-x", date(2026, 3, 31), True, before),
        proposals=(ProposalRow("2", "raised", False, 4, "Bố trí kinh phí", Name("ĐSQ")),),
        training=(TrainingRow("tw", Name("Bồi dưỡng"), "central", 17, 42.5, 10, 60),),
        money=(MoneyRow("2.3", FundingSource.AID.value, Amounts(1, 2, 1)),),
        **heard([owed(), owed("Ý", "missing", "")], [spoken(), spoken(role="results", measure="2.3")], [BadReport("2026-Q2", "emb-x", Name("X"), "answers")]),
    )  # fmt: skip


def test_the_figures_are_as_the_schema_of_their_number_says(schema):
    assert schema.schema["properties"]["schema"]["const"] == SCHEMA
    assert faults(schema, everything()) == []
    assert faults(schema, figures()) == []


@pytest.mark.django_db
def test_so_are_those_of_a_plan_in_the_database(schema, whole):
    assert faults(schema, figures_for(read_inputs(whole, ON, NOW))) == []


def test_what_the_schema_does_not_know_or_misses_is_seen(schema):
    found = everything()
    more, less, other = deepcopy(found), deepcopy(found), deepcopy(found)
    more["measures"][0]["secret"] = "x"
    del less["network"]["open"]
    other["cells"]["total"]["n"] = "3"
    assert [len(faults(schema, one)) for one in (more, less, other)] == [1, 1, 1]


def test_beside_each_indicator_stand_its_values_of_before_and_what_goes_backwards_is_named():
    found = everything()
    assert [row["code"] for row in found["changes"]["went_back"]] == ["2.3"]
    assert [(row["from"], row["to"], row["went_back"]) for row in found["changes"]["indicators"]] == [(10.0, 9.0, True)]
    assert [(unit["code"], unit["total"]["n"]) for unit in found["units"]] == [("vu", 1), ("", 1)]
    assert sum(unit["total"]["n"] for unit in found["units"]) == found["cells"]["total"]["n"]


def test_older_figures_are_read_in_the_shape_of_today():
    old = {name: value for name, value in figures().items() if name not in {"units", "base", "proposals"}} | {"schema": 4}
    assert readable(old)["units"] == []


@pytest.mark.django_db
def test_so_are_those_that_a_compiled_report_freezes(schema, compiled):
    assert faults(schema, compiled(scope="task:2", since=date(2026, 3, 1)).figures) == []
