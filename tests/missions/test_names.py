"""No file of the network says what must not be said: data, templates, words in both languages, code."""

import csv
import re
from pathlib import Path

import pytest

from accounts.naming import forbidden

ROOT = Path(__file__).parents[2]
CITIES = {"city", "city_vi"}  # the bare name of a city, never shown without its host
LOCAL = {"Praha", "La Habana", "Frankfurt", "Ekaterinburg"}  # Latin letters too, though not as in English
COUNTRIES_BY_EAR = {"Ma-rốc", "Ả-rập", "Xê-út"}


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


def shipped():
    with (ROOT / "missions" / "data" / "missions.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def by_ear(texts):
    """Names spelt syllable by syllable, as in “Mát-xcơ-va” or “Pa-ri”, beside those of countries, which have one spelling."""
    return [text for text in texts for word in re.findall(r"\w+(?:-\w+)+", text) if not word.isascii() and word not in COUNTRIES_BY_EAR]


def test_cities_are_written_in_one_manner():
    """That of the list of 97 missions: Sino-Vietnamese for China and Korea, translated words, else Latin letters."""
    rows = shipped()
    assert by_ear(row[column] for row in rows for column in ("city_vi", "name_vi", "host_name_vi")) == []
    sino = {row["city_vi"] for row in rows if row["host_country_iso2"] in {"CN", "KP", "TW"}}
    other = {row["city_vi"] for row in rows if row["city_vi"] != row["city"]} - sino
    assert {city for city in other if not city.startswith("Thành phố ")} == LOCAL
    assert sino >= {"Bắc Kinh", "Bình Nhưỡng", "Đài Bắc"}


@pytest.mark.parametrize("name", ["Mát-xcơ-va", "Niu Đê-li", "tổ chức quốc tế khác tại Giơ-ne-vơ"])
def test_a_city_that_is_spelt_by_ear_is_found(name):
    assert by_ear([name, "Timor-Leste", "Ả-rập Xê-út"]) == [name]


@pytest.mark.parametrize("name", ["Taiwan", "Đài Loan", "South China Sea", "Hồng Kông", "North Korea", "Embassy of Viet Nam in Taipei"])
def test_the_guard_sees_each_of_them(name):
    assert forbidden(f"x {name} y")
