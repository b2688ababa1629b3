"""Equal Earth (Šavrič, Patterson, Jenny 2018) on a sphere: areas compare, and the poles are lines. Pure.

Longitudes are counted from a central meridian of one's own, so that no continent is cut where the map ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
M = sqrt(3) / 2


def project(longitude: float, latitude: float) -> tuple[float, float]:
    """Degrees from the central meridian and from the equator → x to the east, y to the north, in radii of the sphere.

    The longitude may pass ±180: what hangs over the edge of the map is drawn there, whole.
    """
    theta = asin(M * sin(radians(latitude)))
    squared = theta * theta
    sixth = squared**3
    x = radians(longitude) * cos(theta) / (M * (A1 + 3 * A2 * squared + sixth * (7 * A3 + 9 * A4 * squared)))
    y = theta * (A1 + A2 * squared + sixth * (A3 + A4 * squared))
    return x, y


@dataclass(frozen=True)
class Frame:
    """What a map shows: a rectangle of the projection, `width` units wide and `height` units high on paper.

    `west` and `east` are the longitudes at its left and right edge in the latitude of its middle.
    """

    key: str
    centre: float
    west: float
    east: float
    south: float
    north: float
    width: int = 1000

    @property
    def edges(self) -> tuple[float, float, float]:
        """Left, top, and units to a radius of the sphere."""
        middle = (self.south + self.north) / 2
        left, right = project(self.west - self.centre, middle)[0], project(self.east - self.centre, middle)[0]
        return left, project(0, self.north)[1], self.width / (right - left)

    @property
    def height(self) -> int:
        _left, top, scale = self.edges
        return round((top - project(0, self.south)[1]) * scale)

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Where a place stands on the paper, from the upper left corner."""
        left, top, scale = self.edges
        x, y = project(self.turned(longitude), latitude)
        return (x - left) * scale, (top - y) * scale

    def turned(self, longitude: float) -> float:
        """Degrees from the central meridian, from -180 to 180."""
        return (longitude - self.centre + 180) % 360 - 180

    def shows(self, longitude: float, latitude: float) -> bool:
        x, y = self.place(longitude, latitude)
        return 0 <= x <= self.width and 0 <= y <= self.height


# The whole earth around the Pacific: its edge runs through the Atlantic, where no continent lies, and Viet Nam stands
# left of the middle with open sea beside it for the names of its islands.
WORLD = Frame("", centre=150, west=-26, east=330, south=-57, north=84)
FRAMES: dict[str, Frame] = {
    frame.key: frame
    for frame in [
        Frame("dong-nam-a", centre=114, west=89, east=142, south=-12, north=27, width=760),
        Frame("dong-bac-a", centre=118, west=88, east=150, south=19, north=54, width=960),
        Frame("chau-a-thai-binh-duong", centre=118, west=58, east=180, south=-48, north=54, width=760),
        Frame("chau-au", centre=20, west=-13, east=64, south=34, north=66),
        Frame("trung-dong", centre=45, west=22, east=68, south=11, north=43, width=760),
        Frame("chau-phi", centre=15, west=-24, east=60, south=-37, north=39, width=620),
        Frame("chau-my", centre=-85, west=-138, east=-32, south=-56, north=60, width=560),
    ]
}
