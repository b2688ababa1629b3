"""A map composed: where marks stand, which are drawn as one, which carry their name. Pure, in units of the paper.

Posts nearer to each other than a finger needs are drawn as one mark with their number; marks that still touch are moved
apart a little, and always off the archipelagos and the names of the East Sea. A name is written only where it covers nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import cos, hypot, sin, sqrt

from missions.projection import FRAMES, WORLD, Frame

TOUCH = 25.0  # how far two marks stand apart at least: a target of 24 pixels each
MOST = 64  # more marks are drawn together until no more are left
LETTER, LINE = 0.56, 1.2  # the width of a letter and the height of a line, in heights of the letters
BOLD = 1.1  # how much wider the names of the East Sea are written
ISLES = 7.0  # how far the dots of an archipelago reach to each side
NARROW = 340  # the width of the drawing for narrow pages

# Where the names of islands and sea are written, in degrees, by the frame and by whether it is narrow; the sign of the
# archipelago stands at its own place, and a line leads to it where the name stands apart.
HOANG_SA, TRUONG_SA, EAST_SEA = (112.0, 16.5), (114.0, 10.0), (114.3, 13.4)
HANOI = (105.85, 21.03)


@dataclass(frozen=True)
class Post:
    """What is to be marked. `state`: open, beside (open, but of another region), closed, intention or planned; `sign` names
    its shape in office.icons."""

    key: str
    name: str
    place: str  # written beside the mark
    sign: str
    state: str
    longitude: float
    latitude: float
    address: str
    regions: frozenset[str] = frozenset()


@dataclass
class Mark:
    x: float
    y: float
    posts: list[Post]
    region: str = ""  # of the world's map: the region that shows these posts from nearer
    label: Label | None = None

    @property
    def first(self) -> Post:
        return self.posts[0]

    @property
    def count(self) -> int:
        return len(self.posts)

    @property
    def radius(self) -> float:
        return 6.5 if self.count == 1 else min(9.5 + 0.9 * sqrt(self.count), 14.5)

    @property
    def reach(self) -> float:
        return max(self.radius + 2, TOUCH / 2)

    @property
    def names(self) -> str:
        return "; ".join(post.name for post in self.posts)


@dataclass(frozen=True)
class Label:
    """A text of one or more lines; `x`, `y` of its first base line."""

    x: float
    y: float
    anchor: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Sign:
    """A named place that is no post: an archipelago, the sea, Hà Nội. `leader`: to where its line goes, if it has one."""

    kind: str
    x: float
    y: float
    label: Label | None
    leader: tuple[float, float] | None = None


@dataclass(frozen=True)
class Words:
    """The names that stand on every map that shows the area, in the reader's language, each in its lines."""

    hoang_sa: tuple[str, ...]
    truong_sa: tuple[str, ...]
    east_sea: tuple[str, ...]
    hanoi: str


@dataclass
class Drawing:
    frame: Frame
    width: int
    height: int
    scale: float  # of the outline, which is drawn in the units of its frame
    letter: int
    narrow: bool
    marks: list[Mark]
    signs: list[Sign] = field(default_factory=list)


Box = tuple[float, float, float, float]


def compose(posts: Iterable[Post], frame: Frame, words: Words, *, narrow: bool = False) -> Drawing:
    scale = min(NARROW / frame.width, 1) if narrow else 1.0
    letter = 11 if narrow else 14 if frame is WORLD else 12
    drawing = Drawing(frame, round(frame.width * scale), round(frame.height * scale), scale, letter, narrow, [])
    shown = [post for post in posts if frame is WORLD or frame.shows(post.longitude, post.latitude)]
    drawing.signs = signs(drawing, words)
    drawing.marks = marks(shown, drawing)
    if frame is WORLD:
        for mark in drawing.marks:
            mark.region = nearer(mark.posts)
    taken = kept_clear(drawing)
    taken += [(mark.x - mark.radius, mark.y - mark.radius, mark.x + mark.radius, mark.y + mark.radius) for mark in drawing.marks]
    if frame.shows(*HANOI):
        drawing.signs.append(_capital(drawing, words.hanoi, taken))
    if frame is not WORLD:
        name(drawing, taken)
    return drawing


def marks(posts: Sequence[Post], drawing: Drawing) -> list[Mark]:
    near = TOUCH - 3 if drawing.frame is WORLD else 9.0 if drawing.narrow else 0.0
    groups = [_placed(group, drawing) for group in _by_state(posts)]
    while True:
        groups = [_together(group, near) for group in groups]
        if sum(len(group) for group in groups) <= MOST:
            break
        near = max(near, 6.0) * 1.4
    found = [mark for group in groups for mark in group]
    apart(found, drawing)
    return sorted(found, key=lambda mark: (mark.first.state == "open", mark.count))


def _by_state(posts: Sequence[Post]) -> list[list[Post]]:
    """Only posts of one state are drawn as one; the open ones first."""
    states = sorted({post.state for post in posts}, key=lambda state: (state != "open", state))
    return [[post for post in posts if post.state == state] for state in states]


def _placed(posts: Sequence[Post], drawing: Drawing) -> list[Mark]:
    places = [drawing.frame.place(post.longitude, post.latitude) for post in posts]
    return [Mark(x * drawing.scale, y * drawing.scale, [post]) for post, (x, y) in zip(posts, places, strict=True)]


def _together(found: list[Mark], near: float) -> list[Mark]:
    """Each mark joins the first that is near enough; those that have come near to each other join in turn."""
    while True:
        joined: list[Mark] = []
        for mark in found:
            other = next((o for o in joined if abs(o.x - mark.x) < near and hypot(o.x - mark.x, o.y - mark.y) < near), None)
            if other is None:
                joined.append(mark)
                continue
            whole = other.count + mark.count
            other.x = (other.x * other.count + mark.x * mark.count) / whole
            other.y = (other.y * other.count + mark.y * mark.count) / whole
            other.posts = other.posts + mark.posts
        if len(joined) == len(found):
            return joined
        found = joined


def apart(found: Sequence[Mark], drawing: Drawing, turns: int = 80) -> None:
    """Moves marks that touch away from each other, in small steps, never off the paper and never onto what is kept clear."""
    clear = kept_clear(drawing)
    radii = [mark.radius for mark in found]
    for _turn in range(turns):
        moved = False
        for place, mark in enumerate(found):
            for step, other in enumerate(found[place + 1 :], start=1):
                asked = max(radii[place] + radii[place + step] + 3, TOUCH)
                dx, dy = other.x - mark.x, other.y - mark.y
                if abs(dx) >= asked or abs(dy) >= asked:
                    continue
                distance = hypot(dx, dy)
                if distance >= asked - 0.01:
                    continue
                if distance < 0.5:  # in one place: each pair in a direction of its own
                    dx, dy, distance = cos(2.4 * (place + step)), sin(2.4 * (place + step)), 1.0
                push = (asked - distance) / 2
                mark.x, mark.y = mark.x - dx / distance * push, mark.y - dy / distance * push
                other.x, other.y = other.x + dx / distance * push, other.y + dy / distance * push
                moved = True
        for mark in found:
            mark.x = min(max(mark.x, mark.radius + 2), drawing.width - mark.radius - 2)
            mark.y = min(max(mark.y, mark.radius + 2), drawing.height - mark.radius - 2)
            moved = _leave(mark, clear, drawing) or moved
        if not moved:
            return


def kept_clear(drawing: Drawing) -> list[Box]:
    """What no mark and no other name may cover: the archipelagos, and the names of archipelagos and sea."""
    named = [(sign.label, BOLD if sign.kind == "isles" else 1.0) for sign in drawing.signs if sign.label and sign.kind != "capital"]
    names = [box_of(label, drawing.letter * wider) for label, wider in named]
    isles = [sign for sign in drawing.signs if sign.kind == "isles"]
    return names + [(sign.x - ISLES, sign.y - ISLES, sign.x + ISLES, sign.y + ISLES) for sign in isles]


def _leave(mark: Mark, clear: Sequence[Box], drawing: Drawing) -> bool:
    """Moves a mark that covers one of these to the nearest place on the paper where it covers none."""
    room = mark.radius + 2
    wide = [(box[0] - room, box[1] - room, box[2] + room, box[3] + room) for box in clear]
    if not _within(mark.x, mark.y, wide):
        return False
    across = [mark.x, *(side for box in wide for side in (box[0], box[2]) if room <= side <= drawing.width - room)]
    down = [mark.y, *(side for box in wide for side in (box[1], box[3]) if room <= side <= drawing.height - room)]
    free = [(x, y) for x in across for y in down if not _within(x, y, wide)]
    mark.x, mark.y = min(free, key=lambda place: hypot(place[0] - mark.x, place[1] - mark.y), default=(mark.x, mark.y))
    return bool(free)


def _within(x: float, y: float, boxes: Iterable[Box]) -> bool:
    return any(box[0] < x < box[2] and box[1] < y < box[3] for box in boxes)


def nearer(posts: Sequence[Post]) -> str:
    """The region to which most of these posts belong; of several, the one listed first, which is the smaller."""
    return max(FRAMES, key=lambda key: sum(key in post.regions for post in posts))


def signs(drawing: Drawing, words: Words) -> list[Sign]:
    """The three names of the East Sea, wherever the frame shows them."""
    frame, found = drawing.frame, []
    for kind, at, lines in (
        ("isles", HOANG_SA, words.hoang_sa),
        ("isles", TRUONG_SA, words.truong_sa),
        ("sea", EAST_SEA, words.east_sea),
    ):
        if frame.shows(*at):
            found.append(_sign(kind, at, lines, drawing))
    return found


def _sign(kind: str, at: tuple[float, float], lines: tuple[str, ...], drawing: Drawing) -> Sign:
    x, y = (part * drawing.scale for part in drawing.frame.place(*at))
    letter = drawing.letter
    wide = drawing.scale * drawing.frame.edges[2] / 57.3  # units to a degree
    if wide >= 5.5:  # there is room in the sea itself: above for the northern isles, below for the southern
        start, anchor = (9.0, "start") if kind == "isles" else (0.0, "middle")
        rise = letter * LINE if at == HOANG_SA else 0.0
        return Sign(kind, x, y, Label(x + start, y + letter * 0.35 - rise, anchor, lines))
    # Out in the ocean, east of the islands that lie between, one under the other, with a line to each.
    order = {HOANG_SA: -1.0, EAST_SEA: 0.0, TRUONG_SA: 1.0}[at]
    sea_x, sea_y = (part * drawing.scale for part in drawing.frame.place(*EAST_SEA))
    left = sea_x + 14 * wide + (10 if drawing.narrow else 50)
    middle = sea_y + (order + (0.35 if drawing.narrow else 0)) * (letter * LINE * 1.5 + 5)
    base = middle - letter * LINE * (len(lines) - 1) / 2 + letter * 0.35
    return Sign(kind, x, y, Label(left, base, "start", lines), (left - 4, middle))


def box_of(label: Label, letter: float) -> Box:
    width = max(len(line) for line in label.lines) * letter * LETTER
    left = {"start": label.x, "middle": label.x - width / 2, "end": label.x - width}[label.anchor]
    return left, label.y - letter, left + width, label.y + letter * (0.3 + LINE * (len(label.lines) - 1))


def name(drawing: Drawing, taken: list[Box]) -> None:
    """Writes the place beside each single mark, on the side where it covers nothing; else it is left to the pointer."""
    for mark in sorted(drawing.marks, key=lambda mark: (mark.first.state != "open", mark.y, mark.x)):
        if mark.count == 1:
            mark.label = _free(drawing, mark.x, mark.y, mark.radius + 3, mark.first.place, taken)


def _capital(drawing: Drawing, text: str, taken: list[Box]) -> Sign:
    x, y = (part * drawing.scale for part in drawing.frame.place(*HANOI))
    return Sign("capital", x, y, _free(drawing, x, y, 6, text, taken))


def _free(drawing: Drawing, x: float, y: float, gap: float, text: str, taken: list[Box]) -> Label | None:
    """The text on the first side of a place where it covers nothing, and is then itself not to be covered."""
    middle, lines = y + drawing.letter * 0.35, (text,)
    for label in (
        Label(x + gap, middle, "start", lines),
        Label(x - gap, middle, "end", lines),
        Label(x, y - gap - 1, "middle", lines),
        Label(x, y + gap + drawing.letter * 0.75, "middle", lines),
    ):
        box = box_of(label, drawing.letter)
        if _inside(box, drawing) and not any(_meet(box, other) for other in taken):
            taken.append(box)
            return label
    return None


def _inside(box: Box, drawing: Drawing) -> bool:
    return box[0] >= 2 and box[1] >= 2 and box[2] <= drawing.width - 2 and box[3] <= drawing.height - 2


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] + 1 and other[0] < one[2] + 1 and one[1] < other[3] and other[1] < one[3]
