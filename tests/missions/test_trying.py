"""What is tried out on the forecast: sliders, what the page and the paper say of it, and what is refused."""

import re
from html import unescape

import pytest
from django.utils import translation

from accounts.history import System
from missions import services
from missions.forecasting import Key, WhatIf, basis_on
from missions.trying import WhatIfForm, assumptions, told, what_if
from tests.missions.openings import NOW
from tests.missions.test_forecast_pages import (
    API,
    PAGE,
    TODAY,
    text,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("openings_stand")]


def sliders(answer):
    found = {}
    for tag in re.findall(r'<input type="range"[^>]*>', answer.content.decode()):
        attributes = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
        found[attributes["name"]] = attributes
    return found


def test_the_sliders_stand_where_the_forecast_stands_each_with_its_number(openings, browser):
    answer = browser.get(PAGE)
    at = sliders(answer)
    mean = round(basis_on(TODAY).inputs.openings.mean, 1)
    assert {name: at[name]["value"] for name in at} == {"rate": f"{mean:g}", "shift": "0", "chance": "100"}
    assert (at["shift"]["min"], at["shift"]["max"], at["chance"]["max"]) == ("-60", "120", "200")
    numbers = re.findall(r'<output for="(id_[a-z]+)"[^>]*>([^<]+)<', answer.content.decode())
    assert [name for name, _number in numbers] == ["id_rate", "id_shift", "id_chance"]
    assert "Calculate" in answer.content.decode()


def test_sent_as_they_stand_they_ask_nothing(openings, browser):
    at = sliders(browser.get(PAGE))
    query = "&".join(f"{name}={tag['value']}" for name, tag in at.items())
    assert "Tried out here" not in text(browser.get(f"{PAGE}?{query}&drop="))


@pytest.mark.parametrize(("language", "typed"), [("vi", "2.5"), ("vi", "2,5"), ("en", "2.5")])
def test_a_slider_sends_a_point_in_every_language(openings, language, typed):
    with translation.override(language):
        form = WhatIfForm({"rate": typed}, basis=basis_on(TODAY))
        assert form.is_valid(), form.errors
        assert what_if(form).rate == 2.5
        assert form.sliders[0].value == "2.5"


def test_the_page_says_what_is_tried_and_the_table_shows_it(openings, browser):
    answer = browser.get(f"{PAGE}?rate=3&shift=6&chance=120&drop=mo-1")
    page = text(answer)
    name = basis_on(TODAY).openings["mo-1"].name_en
    assert "3 openings a year of missions not yet in preparation, instead of" in page
    assert "all openings in preparation 6 months later; every chance at 120% of what was assessed; without: " + name in page
    assert re.search(r"3 a year tried out; 0\.\d+ stands", page)
    assert "120 per cent tried out; 100 stands" in page
    assert "The line is the chance with what you try out" in page
    assert "Keep this forecast" not in page  # what would be kept is what stands
    note = re.search(r'<p class="note note--warn">.*?</p>', unescape(answer.content.decode()), re.S)[0]
    assert "Tried out here" in note
    assert "no-print" not in note


def test_an_assumption_that_was_set_is_what_is_tried_against(openings, keeper):
    services.set_assumption(key=Key.CHANCE_FACTOR, value=5000, reason="Vì", by=keeper, now=NOW)
    basis = basis_on(TODAY)
    assert dict((row.key, value) for row, value in assumptions(basis, WhatIf(chance=50)) if value is not None) == {Key.CHANCE_FACTOR: 25.0}
    assert told(WhatIf(), basis) == []


@pytest.mark.parametrize("drop", ["zz", "emb-fr"])
def test_the_call_refuses_to_leave_out_what_is_not_in_preparation(openings, browser, drop):
    answer = browser.get(f"{API}?drop={drop}")
    assert answer.status_code == 400
    assert drop in answer.content.decode()
    assert browser.get(f"{API}?drop=mo-1").status_code == 200


def test_on_another_day_what_is_tried_is_said_to_be_left_aside(openings, keeper, browser):
    services.keep_forecast(by=System("keep_forecast"), now=NOW, draws=300)
    left = "What you were trying out is left aside"
    assert left in text(browser.get(f"{PAGE}?on=2026-11-21&rate=3"))
    assert left not in text(browser.get(f"{PAGE}?on=2026-11-21"))
    assert left not in text(browser.get(f"{PAGE}?rate=3"))


def test_a_forecast_of_the_past_shows_its_own_assumptions_and_speaks_of_then(openings, keeper, browser):
    services.set_assumption(key=Key.SHARED_DELAY, value=900, reason="Vì", by=keeper, now=NOW)
    services.keep_forecast(by=System("keep_forecast"), now=NOW, draws=300)
    services.set_assumption(key=Key.SHARED_DELAY, value=100, reason="Khác", by=keeper, now=NOW)
    page = text(browser.get(f"{PAGE}?on=2026-11-21"))
    assert "What was assumed then" in page
    assert "Delay that all openings share 9 months" in page
    assert "on 20/11/2026 the chance was" in page
    assert "as it was reckoned then" in page
    assert "as it stands" not in page
    assert "missions were open" in page
    assert "What is assumed" not in page
