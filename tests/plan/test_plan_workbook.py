"""A plan from a workbook is the plan from its YAML; its faults name sheet and row."""

import io
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
import yaml
from django.core.management import CommandError, call_command

from plan.models import Directive, Plan, Target
from plan.plan_file import parse
from plan.workbook_file import ABOVE, TEXTS, parse_workbook

FILE = Path(__file__).with_name("data") / "another-plan.yaml"


def as_sheets(data):
    """The rows of the YAML by sheet."""
    sheets = {name: [] for name in TEXTS}
    sheets["plan"] = [{**data["plan"], "date_issued": date(2026, 1, 5)}]
    sheets["objectives"] = data["plan"]["objectives"]
    for name in ("sources", "tasks", "occasions"):
        sheets[name] = data[name]
    sheets["directives"] = [{**row, "maps_to": "; ".join(row["maps_to"])} for row in data["directives"]]
    for task in data["tasks"]:
        for measure in task["measures"]:
            sheets["measures"].append({**measure, "task": task["code"]})
            for target in measure["targets"]:
                baseline = {f"baseline_{name}": value for name, value in target["baseline"].items()}
                sheets["targets"].append({**target, **baseline, "measure": measure["code"]})
    return sheets


def workbook(sheets):
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"default_date_format": "dd/mm/yyyy"}) as book:
        for name, rows in sheets.items():
            sheet, columns = book.add_worksheet(name), [*TEXTS.get(name, ()), *([ABOVE[name]] if name in ABOVE else [])]
            columns += [column for column in (rows[0] if rows else ()) if column.startswith("baseline_")]
            sheet.write_row(0, 0, columns)
            for number, row in enumerate(rows, start=1):
                for place, column in enumerate(columns):
                    value = row.get(column, "")
                    if isinstance(value, tuple):
                        sheet.write_formula(number, place, value[0], None, value[1])
                    else:
                        sheet.write(number, place, value)
    made.seek(0)
    return made


@pytest.fixture
def sheets():
    return as_sheets(yaml.safe_load(FILE.read_text("utf-8")))


def test_a_workbook_reads_as_the_same_plan(sheets):
    from_yaml, _faults = parse(FILE.name, FILE.read_text("utf-8"))
    from_workbook, faults = parse_workbook("plan.xlsx", workbook(sheets))
    assert faults == []
    assert from_workbook == from_yaml


@pytest.mark.django_db
def test_the_command_loads_it(sheets, tmp_path):
    file = tmp_path / "plan.xlsx"
    file.write_bytes(workbook(sheets).getvalue())
    call_command("load_plan", str(file), verbosity=0)
    plan = Plan.objects.get(code="12")
    assert (plan.measures.count(), plan.issued_on) == (2, date(2026, 1, 5))
    assert Target.objects.get().value == 40
    assert Directive.objects.get().links.get().measure.code == "A2.1"


@pytest.mark.parametrize(
    ("sheet", "row", "change", "place"),
    [
        ("measures", 1, {"task": "Z9"}, ("plan.xlsx [measures]", 3, "task")),
        ("measures", 0, {"output_kind": "x"}, ("plan.xlsx [measures]", 2, "output_kind")),
        ("targets", 0, {"value": "many"}, ("plan.xlsx [targets]", 2, "value")),
        ("directives", 0, {"maps_to": "A2.1; nope"}, ("plan.xlsx [directives]", 2, "maps_to")),
        ("plan", 0, {"horizon": ""}, ("plan.xlsx [plan]", 2, "horizon")),
    ],
)
def test_a_fault_names_sheet_row_and_column(sheet, row, change, place, sheets):
    sheets[sheet][row] = {**sheets[sheet][row], **change}
    _plan, faults = parse_workbook("plan.xlsx", workbook(sheets))
    assert [(fault.file, fault.line, fault.field) for fault in faults] == [place]


def test_the_error_of_a_formula_is_a_fault_and_not_an_empty_cell(sheets):
    sheets["measures"][0]["note"] = ("=NA()", "#N/A")
    _plan, faults = parse_workbook("plan.xlsx", workbook(sheets))
    assert [(fault.line, fault.field) for fault in faults] == [(2, "note")]
    assert "#N/A" in str(faults[0])
    sheets["measures"][0]["note"] = ("=A1", "")  # as a program leaves it that only writes the file
    assert parse_workbook("plan.xlsx", workbook(sheets))[1]


def test_a_sheet_that_is_missing_or_unknown_is_named(sheets):
    del sheets["tasks"]
    sheets["more"] = [{}]
    plan, faults = parse_workbook("plan.xlsx", workbook(sheets))
    assert plan is None
    assert {fault.field for fault in faults} == {"tasks", "more"}


@pytest.mark.django_db
def test_what_is_no_workbook_is_refused(tmp_path):
    for name in ("plan.xlsx", "absent.xlsx"):
        file = tmp_path / name
        if name == "plan.xlsx":
            file.write_bytes(b"PK\x03\x04 nothing")
        with pytest.raises(CommandError):
            call_command("load_plan", str(file), verbosity=0)
    assert not Plan.objects.exists()
