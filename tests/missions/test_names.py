"""No file of the network says what must not be said: data, templates, words in both languages, code."""

import csv
from pathlib import Path

import pytest

from accounts.naming import forbidden

ROOT = Path(__file__).parents[2]
CITIES = {"city", "city_vi"}  # the bare name of a city, never shown without its host


@pytest.mark.parametrize("name", ["missions.csv", "countries.csv", "network-totals.csv"])
def test_no_cell_of_the_data(name):
    with (ROOT / "missions" / "data" / name).open(encoding="utf-8", newline="") as file:
        cells = [(row, column, cell) for row in csv.DictReader(file) for column, cell in row.items() if column not in CITIES]
    assert [(column, said) for _row, column, cell in cells if (said := forbidden(cell))] == []


@pytest.mark.parametrize("folder", ["templates/missions", "missions", "locale/vi/LC_MESSAGES"])
def test_no_line_of_the_files(folder):
    files = [file for kind in ("html", "py", "po", "json") for file in (ROOT / folder).rglob(f"*.{kind}")]
    assert files
    said = [(file.name, found) for file in files for line in file.read_text(encoding="utf-8").splitlines() if (found := forbidden(line))]
    assert said == []


@pytest.mark.parametrize("name", ["Taiwan", "Đài Loan", "South China Sea", "Hồng Kông", "North Korea", "Embassy of Viet Nam in Taipei"])
def test_the_guard_sees_each_of_them(name):
    assert forbidden(f"x {name} y")
