"""The page of the map: what it shows to whom, on which day, in how few bytes and queries."""

import gzip
import re
from html import unescape
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.models import Membership, Unit
from accounts.naming import forbidden
from missions import planned
from missions.models import Mission
from missions.projection import FRAMES
from tests.factories import ISSUED, UserFactory
from tests.missions.many import many_missions

pytestmark = pytest.mark.django_db
CSS = Path(__file__).parents[2] / "static" / "css" / "app.css"


@pytest.fixture
def browser(network, signed_in):
    user = UserFactory(email="reader@demo.test", language="en")
    Membership.objects.create(user=user, unit=Unit.objects.get(code="van-phong-bo"), role="unit_officer", from_on=ISSUED)
    browser = signed_in(user)
    browser.cookies["language"] = "en"
    return browser


@pytest.fixture
def page_of(browser):
    def read(query="", status=200):
        answer = browser.get(f"/missions/map/{query}")
        assert answer.status_code == status
        return answer.content.decode()

    return read


def _wide(page):
    return re.search(r'<svg class="map[^"]*only-l".*?</svg>', page, re.S)[0]


def _marked(drawing):
    """The number of open posts that a drawing shows."""
    marks = re.findall(r'<a class="mark mark--open".*?</a>', drawing, re.S)
    return sum(int((re.search(r"<text y=\"4.5\">(\d+)<", mark) or [0, 1])[1]) for mark in marks)


@pytest.mark.parametrize(("query", "number"), [("?on=2020-12-31", 94), ("?on=2025-12-31", 99), ("?on=2025-12-31&kind=embassy", 70)])
def test_every_open_mission_is_marked_in_both_drawings_and_listed(page_of, query, number):
    page = page_of(query)
    narrow = re.search(r'<svg class="map[^"]*only-s".*?</svg>', page, re.S)[0]
    assert _marked(_wide(page)) == _marked(narrow) == number
    assert page.count('<li id="at-') == number


def test_before_the_first_record_it_says_so(page_of):
    page = page_of("?on=2015-01-01")
    assert "The number of missions is not known" in page
    assert "on 01/01/2015 only the missions shown are known to have been open" in page


@pytest.mark.parametrize("region", FRAMES)
def test_the_title_of_a_region_counts_its_list(page_of, region):
    page = page_of(f"?region={region}")
    assert int(re.search(r"<h1>[^<]*: (\d+) missions</h1>", page)[1]) == page.count('<li id="at-')


def test_the_five_regions_divide_the_network(page_of):
    counts = dict(re.findall(r'href="/missions/map/\?region=([a-z-]+)"[^>]*>[^<]+</a><b>(\d+)</b>', page_of()))
    parts = ["chau-a-thai-binh-duong", "chau-au", "trung-dong", "chau-phi", "chau-my"]
    assert sum(int(counts[part]) for part in parts) == 99
    assert counts["dong-nam-a"] == "17"


def test_closed_missions_and_intentions_are_marked_apart(page_of):
    page = page_of()
    assert _wide(page).count('class="mark mark--closed"') == 4
    assert _wide(page).count('class="mark mark--intention"') == 1
    assert "Embassy of Viet Nam in Ethiopia (Intention, not decided)" in unescape(page)


@pytest.mark.parametrize("query", ["", "?region=dong-nam-a", "?region=chau-a-thai-binh-duong"])
@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("vi", ["Quần đảo Hoàng Sa (Việt Nam)", "Quần đảo Trường Sa (Việt Nam)", "Biển Đông"]),
        ("en", ["Hoang Sa (Viet Nam)", "Truong Sa (Viet Nam)", "East Sea"]),
    ],
)
def test_the_archipelagos_are_viet_nams_in_both_languages_and_both_drawings(browser, query, language, names):
    browser.cookies["language"] = language
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", browser.get(f"/missions/map/{query}").content.decode()))
    for name in names:
        assert page.count(name) >= 2, name
    assert forbidden(page) == []


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("query", ["", *(f"?region={key}" for key in FRAMES)])
def test_no_name_on_it_is_one_that_must_not_appear(browser, language, query):
    browser.cookies["language"] = language
    page = browser.get(f"/missions/map/{query}").content.decode()
    said = [*re.findall(r'(?:aria-label|title|alt)="([^"]*)"', page), *re.split(r"<[^>]+>", page)]
    assert [pair for text in said for pair in forbidden(unescape(text))] == []
    assert forbidden("Embassy in Taipei") != []


@pytest.mark.parametrize("query", ["", *(f"?region={key}" for key in FRAMES)])
def test_page_and_style_stay_below_50_kb_and_come_from_this_house(page_of, query):
    page = page_of(query)
    assert len(gzip.compress(page.encode(), 9)) + len(gzip.compress(CSS.read_bytes(), 9)) < 50_000
    drawing = "".join(re.findall(r"<svg.*?</svg>", page, re.S))
    assert "http" not in drawing
    assert "style=" not in drawing
    assert "<image" not in drawing


def test_an_unknown_region_is_not_found_and_an_unreadable_day_is_said(page_of):
    page_of("?region=atlantis", status=404)
    assert "is not a day between 1945 and 2099" in page_of("?on=31/31/31", status=422)


def test_a_post_without_coordinates_is_named_and_not_drawn(page_of):
    Mission.objects.filter(unit__code="emb-fr").update(latitude=None, longitude=None)
    page = page_of()
    assert "1 open mission has no coordinates" in page
    assert _marked(_wide(page)) == 98


def test_every_mark_has_a_name_and_an_address_and_room_for_a_finger(page_of):
    for mark in re.findall(r'<a class="mark .*?</a>', page_of("?region=chau-au"), re.S):
        assert re.search(r'href="[^"]+" aria-label="[^"]+"', mark)
        assert float(re.search(r'class="hit" r="([\d.]+)"', mark)[1]) >= 12


@pytest.fixture
def in_preparation(monkeypatch):
    """Somebody answers with an opening in Africa for the one person who may see it."""
    monkeypatch.setattr(planned, "SOURCES", [])

    def source(user, on):
        post = planned.Planned("mo-01", "Opening 01", "embassy", 20.0, 5.0, "/missions/openings/mo-01/", "2027")
        return [post] if user.email == "reader@demo.test" else []

    planned.register(source)
    planned.register(source)
    return source


def test_openings_in_preparation_are_shown_to_who_may_see_them_and_never_counted(in_preparation, page_of):
    page = page_of("?on=2025-12-31")
    assert _wide(page).count('class="mark mark--planned"') == 1
    assert "Opening 01, 2027 (In preparation)" in page
    assert "99 missions on the map" in page


def test_others_do_not_learn_of_them(in_preparation, browser, signed_in):
    other = UserFactory(email="other@demo.test")
    Membership.objects.create(user=other, unit=Unit.objects.get(code="van-phong-bo"), role="unit_officer", from_on=ISSUED)
    assert "Opening 01" not in signed_in(other).get("/missions/map/").content.decode()


@pytest.mark.parametrize("query", ["", "?region=chau-au"])
def test_the_map_costs_the_same_at_ten_times_the_missions(browser, page_of, query):
    with CaptureQueriesContext(
        connection,
    ) as once:
        page_of(query)
    many_missions(1000)
    with CaptureQueriesContext(connection) as often:
        page_of(query)
    assert len(often) <= len(once) <= 12, [query["sql"][:90] for query in often]


def test_the_words_of_the_places_are_not_lost_in_translation():
    from missions.mapped import names_of_places

    with translation.override("vi"):
        words = names_of_places()
    assert " ".join(words.hoang_sa) == "Quần đảo Hoàng Sa (Việt Nam)"
    assert words.hanoi == "Hà Nội"
