"""docs/data/README.md lists the data files where they lie, with as many rows as they have; the index of decisions lists each."""

import csv
import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
README = (PROJECT / "docs" / "data" / "README.md").read_text(encoding="utf-8")
LISTED = dict(re.findall(r"^\| `([\w./-]+/data/[\w.-]+)`(?:, `[^`]+`)? \| ([^|]+) \|", README, re.MULTILINE))
APPS = ("accounts", "office", "plan", "missions", "personnel", "reports", "overview")


def files():
    found = (file for app in APPS for file in (PROJECT / app / "data").glob("*") if file.is_file())
    return {file.relative_to(PROJECT).as_posix() for file in found}


def test_every_file_is_listed_where_it_lies():
    assert files() - set(LISTED) == {"reports/data/questionnaire-missions-2.yaml"}  # beside its first edition
    assert not [path for path in LISTED if not (PROJECT / path).is_file()]


@pytest.mark.parametrize("path", [path for path in LISTED if path.endswith(".csv")])
def test_as_many_rows_as_there_are(path):
    with (PROJECT / path).open(encoding="utf-8", newline="") as file:
        assert LISTED[path].strip() == str(sum(1 for _row in csv.DictReader(file)))


def test_every_decision_is_in_the_index():
    folder = PROJECT / "docs" / "decisions"
    listed = re.findall(r"^- (\d+)\. \[(.+)\]\((\d{4}-[\w-]+\.md)\)", (folder / "README.md").read_text("utf-8"), re.MULTILINE)
    titles = {file.name: file.read_text("utf-8").partition("\n")[0] for file in folder.glob("0*.md")}
    assert {name: f"# {number}. {title}" for number, title, name in listed} == titles
