"""How a map is composed: marks together, marks apart, names that cover nothing, the names of the East Sea."""

from itertools import combinations
from math import hypot

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from missions.atlas import MOST, Post, Words, box_of, compose
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


@settings(max_examples=25, deadline=None)
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


@pytest.mark.parametrize("key", ["chau-au", "chau-phi", "chau-my", "trung-dong"])
def test_they_stand_on_no_map_that_does_not(key):
    assert compose([], FRAMES[key], WORDS).signs == []
