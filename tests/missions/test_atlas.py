"""How a map is composed: marks together, marks apart, names that cover nothing, the names of the East Sea."""

import csv
from itertools import combinations
from math import hypot
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from missions.atlas import MOST, Post, Words, box_of, compose, kept_clear
from missions.projection import FRAMES, WORLD

WORDS = Words(("Quần đảo Hoàng Sa", "(Việt Nam)"), ("Quần đảo Trường Sa", "(Việt Nam)"), ("Biển Đông",), "Hà Nội")


def _post(key, longitude, latitude, state="open", region="chau-au"):
    return Post(key, f"Post {key}", f"City {key}", "embassy", state, longitude, latitude, f"/{key}/", frozenset({region}))


def test_posts_close_together_are_one_mark_with_their_number():
    drawing = compose([_post("a", 2.35, 48.86), _post("b", 4.35, 50.85), _post("c", 139.7, 35.7)], WORLD, WORDS)
    assert sorted(mark.count for mark in drawing.marks) == [1, 2]
    pair = next(mark for mark in drawing.marks if mark.count == 2)
    assert (pair.names, pair.region) == ("Post a; Post b", "chau-au")


def test_posts_of_different_states_are_never_one_mark():
    drawing = compose([_post("a", 2.35, 48.86), _post("b", 2.35, 48.86, "closed")], WORLD, WORDS)
    assert [mark.count for mark in drawing.marks] == [1, 1]


def test_two_posts_in_one_city_stand_apart_in_their_region():
    drawing = compose([_post("a", 2.35, 48.86), _post("b", 2.35, 48.86)], FRAMES["chau-au"], WORDS)
    one, other = drawing.marks
    assert hypot(one.x - other.x, one.y - other.y) >= 24


@settings(max_examples=25)
@given(st.lists(st.tuples(st.floats(-10, 60), st.floats(36, 64)), max_size=40), st.booleans())
def test_no_post_is_lost_and_every_mark_lies_on_the_paper(places, narrow):
    posts = [_post(str(number), *place) for number, place in enumerate(places)]
    drawing = compose(posts, FRAMES["chau-au"], WORDS, narrow=narrow)
    shown = [post for post in posts if FRAMES["chau-au"].shows(post.longitude, post.latitude)]
    assert sorted(post.key for mark in drawing.marks for post in mark.posts) == sorted(post.key for post in shown)
    assert all(0 <= mark.x <= drawing.width and 0 <= mark.y <= drawing.height for mark in drawing.marks)


def test_a_thousand_posts_are_at_most_so_many_marks():
    posts = [_post(str(number), -10 + number % 70, 36 + number * 7 % 27) for number in range(1000)]
    assert len(compose(posts, FRAMES["chau-au"], WORDS).marks) <= MOST


def test_names_cover_neither_each_other_nor_marks():
    posts = [_post(str(number), -8 + 4 * (number % 15), 38 + 4 * (number // 15)) for number in range(60)]
    drawing = compose(posts, FRAMES["chau-au"], WORDS)
    boxes = [box_of(mark.label, drawing.letter) for mark in drawing.marks if mark.label]
    assert len(boxes) >= 10
    for one, other in combinations(boxes, 2):
        assert one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1]


@pytest.mark.parametrize("key", ["", "dong-nam-a", "chau-a-thai-binh-duong"])
@pytest.mark.parametrize("narrow", [False, True])
def test_the_three_names_stand_on_every_map_that_shows_the_area(key, narrow):
    frame = FRAMES.get(key, WORLD)
    drawing = compose([_post(str(n), 100 + n % 20, n % 24) for n in range(60)], frame, WORDS, narrow=narrow)
    said = [" ".join(sign.label.lines) for sign in drawing.signs if sign.label]
    assert said[:3] == ["Quần đảo Hoàng Sa (Việt Nam)", "Quần đảo Trường Sa (Việt Nam)", "Biển Đông"]
    for sign in drawing.signs[:3]:
        left, top, right, bottom = box_of(sign.label, drawing.letter)
        assert left >= 0
        assert top >= 0
        assert right <= drawing.width
        assert bottom <= drawing.height


ENGLISH = Words(("Hoang Sa Islands", "(Viet Nam)"), ("Truong Sa Islands", "(Viet Nam)"), ("East Sea",), "Ha Noi")
EAST = ["", "dong-nam-a", "chau-a-thai-binh-duong"]


def covered(drawing):
    """The marks and names that lie on an archipelago or on a name of the East Sea."""
    found = []
    for left, top, right, bottom in kept_clear(drawing):
        for mark in drawing.marks:
            x, y = min(max(mark.x, left), right), min(max(mark.y, top), bottom)
            if hypot(mark.x - x, mark.y - y) < mark.radius:
                found.append(mark)
        texts = [mark.label for mark in drawing.marks if mark.label] + [
            sign.label for sign in drawing.signs if sign.kind == "capital" and sign.label
        ]
        found += [text for text in texts if meets(box_of(text, drawing.letter), (left, top, right, bottom))]
    return found


def meets(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@pytest.mark.parametrize("words", [WORDS, ENGLISH])
@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("key", EAST)
def test_nothing_covers_the_archipelagos_and_the_names_of_the_east_sea(key, narrow, words):
    """The network as it is shipped, on every map that shows them."""
    with (Path(__file__).parents[2] / "missions" / "data" / "missions.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["latitude"]]
    posts = [_post(row["code"], float(row["longitude"]), float(row["latitude"])) for row in rows]
    drawing = compose(posts, FRAMES.get(key, WORLD), words, narrow=narrow)
    assert len(kept_clear(drawing)) == 5
    assert sum(mark.count for mark in drawing.marks) > 20
    assert covered(drawing) == []
    assert not any(meets(one, other) for one, other in combinations(kept_clear(drawing)[:3], 2))


def test_the_check_sees_a_mark_that_lies_on_an_archipelago():
    drawing = compose([_post("a", 2.35, 48.86)], WORLD, WORDS)
    drawing.marks[0].x, drawing.marks[0].y = drawing.signs[0].x, drawing.signs[0].y
    assert covered(drawing) == [drawing.marks[0]]


@settings(max_examples=40)
@given(st.lists(st.tuples(st.floats(95, 135), st.floats(-9, 26)), max_size=70), st.booleans(), st.sampled_from(EAST))
def test_wherever_posts_stand_they_cover_none_of_them(places, narrow, key):
    posts = [_post(str(number), *place) for number, place in enumerate(places)]
    assert covered(compose(posts, FRAMES.get(key, WORLD), WORDS, narrow=narrow)) == []


@pytest.mark.parametrize("key", ["chau-au", "chau-phi", "chau-my", "trung-dong"])
def test_they_stand_on_no_map_that_does_not(key):
    assert compose([], FRAMES[key], WORDS).signs == []
