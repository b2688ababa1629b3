"""The outline of the land: how TopoJSON is read, simplified and drawn, and what is shipped."""

import json
import re

import pytest

from missions.land import outline, rings
from missions.outline import FILE, path_of
from missions.projection import FRAMES, WORLD

SQUARE = {  # two arcs, the second shared backwards by nothing: a square of ten degrees at 100 E, 10 N
    "transform": {"scale": [0.5, 0.5], "translate": [100, 10]},
    "arcs": [[[0, 0], [20, 0], [0, 20]], [[0, 0], [0, 20], [20, 0]]],
    "objects": {"land": {"type": "GeometryCollection", "geometries": [{"type": "MultiPolygon", "arcs": [[[0, -2]]]}]}},
}


def _points(path):
    """The corners of every ring of a path, as the browser reads its relative steps."""
    found = []
    for start, steps in re.findall(r"M(-?\d+ ?-?\d+)l([^z]+)z", path):
        x, y = map(int, re.findall(r"-?\d+", start))
        ring, numbers = [(x, y)], list(map(int, re.findall(r"-?\d+", steps)))
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            ring.append((x, y))
        found.append(ring)
    return found


def test_arcs_are_summed_scaled_and_joined():
    assert rings(SQUARE) == [[(100, 10), (110, 10), (110, 20), (100, 20), (100, 10)]]


def test_a_square_is_drawn_where_it_lies():
    (ring,) = _points(outline(rings(SQUARE), WORLD))
    assert len(ring) == 4
    corners = {tuple(round(part) for part in WORLD.place(*corner)) for corner in ((100, 10), (110, 10), (110, 20), (100, 20))}
    assert set(ring) == corners


def test_what_lies_outside_a_frame_is_cut_off():
    assert outline(rings(SQUARE), FRAMES["chau-my"]) == ""
    (ring,) = _points(outline(rings(SQUARE), FRAMES["dong-nam-a"]))
    assert all(-5 <= x <= 765 for x, _y in ring)


def test_land_across_the_day_line_is_one_piece():
    ring = [(170, 60), (-170, 60), (-170, 70), (170, 70), (170, 60)]
    (drawn,) = _points(outline([ring], WORLD))
    assert max(x for x, _y in drawn) - min(x for x, _y in drawn) < 100


def test_antarctica_and_specks_are_left_out():
    ice = [(0, -80), (90, -80), (90, -70), (0, -70), (0, -80)]
    speck = [(0, 0), (0.1, 0), (0.1, 0.1), (0, 0.1), (0, 0)]
    assert outline([ice, speck], WORLD) == ""


@pytest.mark.parametrize("frame", [WORLD, *FRAMES.values()], ids=lambda frame: frame.key or "world")
def test_the_shipped_outline_is_a_plain_path_inside_its_frame(frame):
    path = path_of(frame)
    assert re.fullmatch(r"(M-?\d+ -?\d+l[-\d ]+z)+", path)
    assert len(path) < 14_000
    xs, ys = zip(*(point for ring in _points(path) for point in ring), strict=True)
    assert min(xs) >= -5
    assert max(xs) <= frame.width + 5
    assert max(ys) <= frame.height + 5
    assert len(_points(path)) > 10


def test_viet_nam_lies_on_land_and_the_east_sea_does_not():
    rings_of = _points(path_of(FRAMES["dong-nam-a"]))
    frame = FRAMES["dong-nam-a"]
    assert _covered(frame.place(105.85, 20.8), rings_of)
    assert _covered(frame.place(108.0, 14.0), rings_of)
    assert not _covered(frame.place(114.3, 13.4), rings_of)


def _covered(point, rings_of):
    """By the even-odd rule."""
    x, y = point
    crossings = 0
    for ring in rings_of:
        for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                crossings += 1
    return crossings % 2 == 1


def test_the_file_names_its_source_and_licence():
    source = json.loads(FILE.read_text(encoding="utf-8"))["source"]
    assert "Natural Earth" in source
    assert "public domain" in source
    assert "Land only" in source
