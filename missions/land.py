"""The outline of the land: TopoJSON of Natural Earth land → one path for each frame of the map. Pure.

Land only: no border of any country is in the source or in the result. Run by `manage.py draw_land`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import hypot
from typing import Any

from missions.projection import WORLD, Frame, project

Point = tuple[float, float]
Ring = list[Point]

ANTARCTICA = -60.0  # south of it nothing is drawn
COARSE, FINE = 0.45, 0.55  # by how many units of the paper an outline may be simplified: the world, a region
SPECK = 1.2  # land of a smaller area on the paper is left out, in square units


def rings(topology: dict[str, Any]) -> list[Ring]:
    """The rings of the land in degrees: the arcs of a TopoJSON topology put together (its deltas summed, then scaled)."""
    (kx, ky), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs: list[Ring] = []
    for deltas in topology["arcs"]:
        x = y = 0
        arc = []
        for step_x, step_y in deltas:
            x, y = x + step_x, y + step_y
            arc.append((x * kx + dx, y * ky + dy))
        arcs.append(arc)
    return [_joined(arcs, ring) for polygon in _polygons(topology["objects"]["land"]) for ring in polygon]


def _polygons(part: dict[str, Any]) -> list[list[list[int]]]:
    if part["type"] == "GeometryCollection":
        return [polygon for geometry in part["geometries"] for polygon in _polygons(geometry)]
    return [part["arcs"]] if part["type"] == "Polygon" else part["arcs"]


def _joined(arcs: Sequence[Ring], indexes: Iterable[int]) -> Ring:
    """The arcs one after another; ~i is arc i backwards. Where two meet, the point stands once."""
    ring: Ring = []
    for index in indexes:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring += arc[1:] if ring else arc
    return ring


def outline(land: Iterable[Ring], frame: Frame) -> str:
    """The land in the frame as the data of one SVG path, in whole units of the paper; holes by the even-odd rule."""
    tolerance = COARSE if frame is WORLD else FINE
    drawn = []
    for ring in land:
        if max(latitude for _longitude, latitude in ring) < ANTARCTICA:
            continue
        shape = _simplified(_cut(_placed(ring, frame), frame), tolerance)
        if len(shape) > 3 and abs(_area(shape)) >= SPECK and (path := _path(shape)):
            drawn.append(path)
    return "".join(drawn)


def _placed(ring: Ring, frame: Frame) -> Ring:
    """The ring on paper, whole, on the side of the map's edge on which most of it lies."""
    unwound = _unwound([(longitude - frame.centre, latitude) for longitude, latitude in ring])
    middle = sum(longitude for longitude, _latitude in unwound) / len(unwound)
    shift = -360 * round(middle / 360)
    left, top, scale = frame.edges
    points = [project(longitude + shift, latitude) for longitude, latitude in unwound]
    return [((x - left) * scale, (top - y) * scale) for x, y in points]


def _unwound(ring: Ring) -> Ring:
    """Longitudes that run on where the ring crosses the day line, without a jump from 180 to -180."""
    result, turn, before = [], 0.0, ring[0][0]
    for longitude, latitude in ring:
        if longitude - before > 180:
            turn -= 360
        elif before - longitude > 180:
            turn += 360
        before = longitude
        result.append((longitude + turn, latitude))
    return result


def _cut(shape: Ring, frame: Frame) -> Ring:
    """What lies inside the paper and a little beyond (Sutherland and Hodgman); the world hangs over its edge as it is."""
    if frame is WORLD:
        return shape
    low, right, bottom = -4.0, frame.width + 4.0, frame.height + 4.0
    for axis, limit, keeps_below in ((0, low, False), (0, right, True), (1, low, False), (1, bottom, True)):
        shape = _cut_side(shape, axis, limit, keeps_below=keeps_below)
    return shape


def _cut_side(shape: Ring, axis: int, limit: float, *, keeps_below: bool) -> Ring:
    def inside(point: Point) -> bool:
        return (point[axis] <= limit) == keeps_below

    result: Ring = []
    for before, point in zip(shape[-1:] + shape[:-1], shape, strict=True):
        if inside(before) != inside(point):
            share = (limit - before[axis]) / (point[axis] - before[axis])
            result.append((before[0] + share * (point[0] - before[0]), before[1] + share * (point[1] - before[1])))
        if inside(point):
            result.append(point)
    return result


def _simplified(shape: Ring, tolerance: float) -> Ring:
    """Fewer points (Douglas and Peucker), none of the others further than `tolerance` from the line; without recursion."""
    if len(shape) < 4:
        return shape
    shape = [*shape, shape[0]] if shape[0] != shape[-1] else shape
    far = max(range(len(shape)), key=lambda index: hypot(shape[index][0] - shape[0][0], shape[index][1] - shape[0][1]))
    keep, spans = {0, far, len(shape) - 1}, [(0, far), (far, len(shape) - 1)]
    while spans:
        first, last = spans.pop()
        worst, where = 0.0, 0
        for index in range(first + 1, last):
            if (distance := _distance(shape[index], shape[first], shape[last])) > worst:
                worst, where = distance, index
        if worst > tolerance:
            keep.add(where)
            spans += [(first, where), (where, last)]
    return [shape[index] for index in sorted(keep)]


def _distance(point: Point, start: Point, end: Point) -> float:
    """From a point to the stretch between two others."""
    (x, y), (x1, y1), (x2, y2) = point, start, end
    dx, dy = x2 - x1, y2 - y1
    length = dx * dx + dy * dy
    share = max(0.0, min(1.0, ((x - x1) * dx + (y - y1) * dy) / length)) if length else 0.0
    return hypot(x - x1 - share * dx, y - y1 - share * dy)


def _area(shape: Ring) -> float:
    pairs = zip(shape, shape[1:] + shape[:1], strict=True)
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs) / 2


def _path(shape: Ring) -> str:
    """Steps in whole units, each from the point before; a step of nothing is left out."""
    points = [(round(x), round(y)) for x, y in shape]
    steps, (at_x, at_y) = [], points[0]
    for x, y in points[1:]:
        if (x, y) != (at_x, at_y):
            steps.append((x - at_x, y - at_y))
            at_x, at_y = x, y
    if (at_x, at_y) == points[0]:
        steps = steps[:-1]  # z draws the last
    if len(steps) < 2:
        return ""
    numbers = " ".join(f"{x} {y}" for x, y in steps).replace(" -", "-")
    return f"M{points[0][0]} {points[0][1]}l{numbers}z"
