"""The map as a browser draws it: nothing lies on the archipelagos and on the names of the East Sea, on any screen and on paper."""

import pytest
from django.core.management import call_command

pytestmark = pytest.mark.django_db(transaction=True)
PAPER = 624  # pixels of CSS across the text of A4
BOXES = """() => {
  const map = [...document.querySelectorAll("svg.map")].find((one) => one.getBoundingClientRect().width > 0);
  const box = (part) => { const at = part.getBoundingClientRect(); return [at.left, at.top, at.right, at.bottom]; };
  const all = (where) => [...map.querySelectorAll(where)].map(box);
  return {
    kept: all("text.map__isles, text.map__sea, path.map__dots"),
    over: all("a.mark circle:not(.hit), a.mark use, a.mark text, text.map__capital"),
  };
}"""

COVER = """() => {
  const map = [...document.querySelectorAll("svg.map")].find((one) => one.getBoundingClientRect().width > 0);
  const isles = map.querySelector("path.map__dots").getAttribute("transform");
  map.querySelector("a.mark g").setAttribute("transform", isles);
}"""


@pytest.fixture
def network(secretariat):
    call_command("load_reference", verbosity=0)
    call_command("load_missions", verbosity=0)
    return secretariat


def covered(page):
    boxes = page.evaluate(BOXES)
    assert len(boxes["kept"]) == 5
    assert len(boxes["over"]) > 20
    return [(one, other) for one in boxes["kept"] for other in boxes["over"] if meet(one, other)]


def meet(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def test_nothing_lies_on_the_archipelagos_and_the_names_of_the_sea(network, open_page):
    page, complaints = open_page(network)
    for language in ("vi", "en"):
        for region in ("", "?region=dong-nam-a", "?region=chau-a-thai-binh-duong"):
            open_page.dress(page, language, "light", 1440)
            page.goto(f"/missions/map/{region}")
            for width in (360, 768, 1440):
                page.set_viewport_size({"width": width, "height": 900})
                assert covered(page) == [], (language, region, width)
            page.set_viewport_size({"width": PAPER, "height": 900})
            page.emulate_media(media="print")
            assert covered(page) == [], (language, region, "print")
            page.emulate_media(media="screen")
    page.evaluate(COVER)
    assert covered(page) != []  # the check sees a mark that lies there
    assert complaints == []
