"""Equal Earth against its published values, and the frames of the map."""

from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions.projection import FRAMES, WORLD, project

RADIUS = 6378137.0


@pytest.mark.parametrize(
    ("longitude", "latitude", "x", "y"),
    [  # the test values of PROJ for +proj=eqearth +R=6378137
        (0, 0, 0.0, 0.0),
        (180, 0, 17263256.84, 0.0),
        (180, 45, 14795421.79, 5486671.72),
        (-180, 90, -10227908.09, 8402320.16),
        (0, 90, 0.0, 8402320.16),
    ],
)
def test_it_agrees_with_the_published_values(longitude, latitude, x, y):
    found = [part * RADIUS for part in project(longitude, latitude)]
    assert found == pytest.approx([x, y], abs=0.01)


@given(st.floats(-180, 180), st.floats(-89, 89))
def test_it_is_symmetric_and_grows_to_the_north(longitude, latitude):
    x, y = project(longitude, latitude)
    assert project(-longitude, -latitude) == pytest.approx((-x, -y))
    assert project(longitude, latitude + 0.5)[1] > y


@given(st.floats(-170, 170), st.floats(-80, 80))
def test_areas_keep_their_size(longitude, latitude):
    """A square of a tenth of a degree covers on paper what it covers on the sphere."""
    from math import cos, radians

    side = 0.1
    corners = [project(longitude + dx, latitude + dy) for dx, dy in ((0, 0), (side, 0), (side, side), (0, side))]
    pairs = zip(corners, corners[1:] + corners[:1], strict=True)
    area = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs) / 2
    assert area == pytest.approx(radians(side) ** 2 * cos(radians(latitude + side / 2)), rel=1e-3)


def test_the_world_is_cut_in_the_atlantic_where_no_continent_lies():
    edge = WORLD.centre - 180
    assert edge == -30
    west_of_africa, east_of_brazil = WORLD.place(-17.5, 14.7), WORLD.place(-34.8, -7.1)
    assert west_of_africa[0] < 60
    assert east_of_brazil[0] > 940
    assert WORLD.place(-169, 65)[0] == pytest.approx(WORLD.place(-168, 65)[0], abs=3), "Bering Strait lies inside the map"


@pytest.mark.parametrize("frame", FRAMES.values(), ids=list(FRAMES))
def test_a_frame_shows_its_middle_and_fits_a_page(frame):
    middle = (frame.west + frame.east) / 2, (frame.south + frame.north) / 2
    assert frame.shows(*middle)
    assert not frame.shows(middle[0], -80)
    assert 500 <= frame.width <= 1000
    assert 500 <= frame.height <= 800


def test_hanoi_and_paris_stand_where_they_are():
    hanoi, paris = WORLD.place(105.85, 21.03), WORLD.place(2.35, 48.86)
    assert hypot(hanoi[0] - 375, hanoi[1] - 155) < 40
    assert paris[0] < hanoi[0]
    assert paris[1] < hanoi[1]
