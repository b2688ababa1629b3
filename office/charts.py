"""Charts as pure functions: data → SVG.

On a page the shapes carry classes, so that colours follow light, dark and print and no style stands inline; in a
document (`literal=True`) they carry the colours themselves. Every shape differs in form as well as in colour, every
box or point with an address is a link, and the caller sets a table of the same numbers beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from office.axes import ABOVE, ABOVE_LEFT, ABOVE_RIGHT, BELOW, BELOW_LEFT, BELOW_RIGHT, LEFT, RIGHT, Frame, Label, Labels

# The light palette of static/css, for documents, which have no style sheet.
LITERAL = {
    "f-done_on_time": 'fill="#1f4e7f" stroke="#1f4e7f"',
    "f-done_late": 'fill="#e8eff6" stroke="#1f4e7f" stroke-width="3"',
    "f-open_within": 'fill="#e3f1ef" stroke="#17706b"',
    "f-open_overdue": 'fill="#9c1b1f" stroke="#9c1b1f"',
    "f-ongoing": 'fill="none" stroke="#64707b" stroke-dasharray="3 3"',
    "f-no_deadline": 'fill="#f1f3f3" stroke="#64707b"',
    "f-paused": 'fill="#faf1dc" stroke="#855600"',
    "f-done_without_term": 'fill="#7fa3c7" stroke="#1f4e7f"',
    "f-out": 'fill="none" stroke="#dde1e3"',
    "grid-line": 'stroke="#dde1e3" stroke-width="1"',
    "axis-line": 'stroke="#7a858f"',
    "band": 'fill="#7fa3c7" opacity="0.3"',
    "actual": 'fill="none" stroke="#17212b" stroke-width="3"',
    "expected": 'fill="none" stroke="#17706b" stroke-width="1.75" stroke-dasharray="2 5" stroke-linecap="round"',
    "compared": 'fill="none" stroke="#855600" stroke-width="2" stroke-dasharray="8 4"',
    "dot": 'fill="#17212b"',
    "goal": 'fill="#ffffff" stroke="#17706b" stroke-width="2"',
    "label": 'fill="#44505c" font-family="Tinos, Times New Roman" font-size="13"',
    "strong": 'fill="#17212b" font-family="Tinos, Times New Roman" font-size="13" font-weight="bold"',
    "on-dark": 'fill="#ffffff" font-family="Tinos, Times New Roman" font-size="13" font-weight="bold"',
}
DARK = {"done_on_time", "open_overdue"}  # boxes so dark that a number in them is written in white


def _ink(name: str, literal: bool) -> SafeString:
    return mark_safe(LITERAL[name]) if literal else format_html('class="{}"', name)  # noqa: S308, constants only


@dataclass(frozen=True)
class Box:
    """One box of a stacked bar: one measure, or `weight` of them."""

    kind: str  # a cell
    label: str
    address: str = ""
    weight: float = 1


def stacked_bar(boxes: Sequence[Box], *, label: str, room: float, literal: bool = False) -> SafeString:
    """A bar of boxes side by side. `room` is the weight that fills the whole width, so that bars of a table compare."""
    shapes, at, unit = [], 0.0, 100 / max(room, sum(box.weight for box in boxes), 1)
    for box in boxes:
        width = box.weight * unit
        shape = format_html(
            '<rect {} x="{}%" y="1" width="{}%" height="16"><title>{}</title></rect>',
            _ink(f"f-{box.kind}", literal), _n(at + 0.3), _n(max(width - 0.6, 0.3)), box.label,
        )  # fmt: skip
        shapes.append(_linked(shape, box.address, box.label, literal))
        at += width
    size = mark_safe(' width="480" height="18"') if literal else ""
    return format_html(
        '<svg{} class="bar" xmlns="http://www.w3.org/2000/svg" role="group" aria-label="{}">{}</svg>', size, label, _joined(shapes)
    )


@dataclass(frozen=True)
class Row:
    """One bar of several under each other: its name, its boxes, and the number behind it."""

    name: str
    boxes: tuple[Box, ...]
    total: str = ""
    address: str = ""


@dataclass(frozen=True)
class Bars:
    """Stacked bars under each other, with a legend: kind of box → its name."""

    rows: tuple[Row, ...]
    legend: tuple[tuple[str, str], ...]


BAR, GAP, LETTER = 22, 12, 6.6  # height of a bar, room between two, width of a letter of 13 pixels


def bars(chart: Bars, *, label: str, narrow: bool = False, literal: bool = False) -> SafeString:
    """Rows of boxes whose widths compare, each with its number inside where there is room; the legend below."""
    width, right = _width(narrow, literal), 34
    left = 12 + LETTER * max((len(row.name) for row in chart.rows), default=0)
    room = max((sum(box.weight for box in row.boxes) for row in chart.rows), default=0) or 1
    unit, parts = (width - left - right) / room, []
    for place, row in enumerate(chart.rows):
        top, at = 4 + place * (BAR + GAP), left
        name = _text(left - 12, top + 16, row.name, "end", "label", literal)
        parts.append(_linked(name, row.address, row.name, literal))
        for box in row.boxes:
            parts.append(_box(box, at, top, box.weight * unit, literal))
            at += box.weight * unit
        parts.append(_text(at + 8, top + 16, row.total, "start", "strong", literal))
    key, height = _legend(chart.legend, 4 + len(chart.rows) * (BAR + GAP) + 12, width, literal)
    return _drawing([*parts, *key], width, height, label, narrow, literal)


def _box(box: Box, at: float, top: float, wide: float, literal: bool) -> SafeString:
    shape = format_html(
        '<rect {} x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>',
        _ink(f"f-{box.kind}", literal), _n(at + 1), top, _n(max(wide - 2, 1)), BAR, box.label,
    )  # fmt: skip
    number = f"{box.weight:g}"
    if wide >= LETTER * len(number) + 10:
        ink = "on-dark" if box.kind in DARK else "strong"
        shape = _joined([shape, _text(at + wide / 2, top + 16, number, "middle", ink, literal)])
    return _linked(shape, box.address, box.label, literal)


def _legend(legend: Sequence[tuple[str, str]], top: float, width: int, literal: bool) -> tuple[list[SafeString], int]:
    """The key below a drawing, in as many lines as it needs; and where it ends."""
    parts, x = [], 2.0
    for kind, name in legend:
        wide = 24 + LETTER * len(name) + 18
        if x > 2 and x + wide - 18 > width:
            x, top = 2.0, top + 24
        sample = format_html('<rect {} x="{}" y="{}" width="14" height="14"/>', _ink(f"f-{kind}", literal), _n(x), _n(top))
        parts += [sample, _text(x + 22, top + 12, name, "start", "label", literal)]
        x += wide
    return parts, int(top + 20)


def _drawing(parts: Sequence[SafeString], width: int, height: int, label: str, narrow: bool, literal: bool) -> SafeString:
    size = format_html(' width="{}" height="{}"', width, height) if literal else ""
    return format_html(
        '<svg{} class="chart {}" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" role="group" aria-label="{}">{}</svg>',
        size, "only-s" if narrow else "only-l", width, height, label, _joined(parts),
    )  # fmt: skip


@dataclass(frozen=True)
class Point:
    """A value on a day. `label` is written beside it; `title` is read out for its link (the label, where there is none);
    `tick` names the day on the axis where days have names of their own, such as quarters."""

    on: date
    value: float
    label: str = ""
    address: str = ""
    title: str = ""
    tick: str = ""

    @property
    def read_out(self) -> str:
        """The name of its link holds what is written beside it, so that who speaks to the machine can say it (WCAG 2.5.3)."""
        return self.title if self.label in self.title else f"{self.label} ({self.title})" if self.title else self.label


@dataclass(frozen=True)
class Band:
    on: date
    low: float
    high: float


@dataclass(frozen=True)
class Track:
    """What was, the path asked for and its dated goals: the line of `line_with_band` as data."""

    actual: tuple[Point, ...]
    expected: tuple[Point, ...] = ()
    goals: tuple[Point, ...] = ()
    band: tuple[Band, ...] = ()
    stairs: bool = False


def line_with_band(
    *,
    label: str,
    actual: Sequence[Point],
    expected: Sequence[Point] = (),
    goals: Sequence[Point] = (),
    band: Sequence[Band] = (),
    compared: Sequence[Sequence[Point]] = (),
    stairs: bool = False,
    narrow: bool = False,
    literal: bool = False,
) -> SafeString:
    """Values over time: what was, the path that was asked for, dated goals and, where there is one, a band of likely
    values. `compared`: lines of what it is held against, each named at its last point.
    `stairs`: an actual value holds until the next, as a count does.

    Draw it twice, wide and `narrow`, and let the page choose: shrunken text is not read.
    """
    bands = (band,) if band else ()
    shown: dict[str, Any] = {"goals": goals, "compared": compared, "stairs": stairs, "narrow": narrow, "literal": literal}
    return fan(label=label, actual=actual, middle=expected, bands=bands, **shown)


def fan(
    *,
    label: str,
    actual: Sequence[Point],
    middle: Sequence[Point],
    bands: Sequence[Sequence[Band]],
    goals: Sequence[Point] = (),
    compared: Sequence[Sequence[Point]] = (),
    stairs: bool = True,
    narrow: bool = False,
    literal: bool = False,
) -> SafeString:
    """What was, and what may come: bands over each other, the widest first and the likeliest darkest, and their middle line."""
    beside = [point for line in compared for point in line]
    frame = _frame([*actual, *middle, *goals, *beside], [edge for band in bands for edge in band], _width(narrow, literal))
    labels = Labels(frame)
    parts = _axes(frame, [(point.on, point.tick) for point in actual if point.tick], literal)
    parts += _cut(frame, labels, literal) if frame.is_cut else []
    parts += [_area(frame, band, literal) for band in bands]
    others = [("compared", _track(frame, line)) for line in compared]
    for name, track in (*others, ("expected", _track(frame, middle)), ("actual", _track(frame, actual, stairs=stairs))):
        labels.keep_free(track)
        if len(track) > 1:
            drawn = " ".join(f"{_n(x)},{_n(y)}" for x, y in track)
            parts.append(format_html('<polyline {} points="{}"/>', _ink(name, literal), drawn))
    for point in [*goals, *actual[-1:], *(line[-1] for line in compared)]:
        labels.mark(frame.x(point.on), frame.y(point.value))
    parts += [_goal(frame, labels, goal, literal) for goal in goals]
    parts += [_dot(frame, labels, point, literal, last=point is actual[-1]) for point in actual if point.address or point is actual[-1]]
    parts += [_dot(frame, labels, line[-1], literal, last=True) for line in compared]
    return _drawing(parts, frame.width, frame.height, label, narrow, literal)


def _area(frame: Frame, band: Sequence[Band], literal: bool) -> SafeString:
    there = [f"{_n(frame.x(edge.on))},{_n(frame.y(edge.high))}" for edge in band]
    back = [f"{_n(frame.x(edge.on))},{_n(frame.y(edge.low))}" for edge in reversed(band)]
    return format_html('<path {} d="M{}Z"/>', _ink("band", literal), "L".join(there + back))


@dataclass(frozen=True)
class Span:
    """What one thing changes: a value with it at its worse and at its better end, each with its number in words."""

    name: str
    low: float
    high: float
    low_label: str
    high_label: str
    address: str = ""


def tornado(spans: Sequence[Span], *, base: float, label: str, narrow: bool = False, literal: bool = False) -> SafeString:
    """Spans under each other around the value as it stands, on one scale; the name above each bar, so that long names fit
    a narrow page too."""
    width, side, step = _width(narrow, literal), 62, 46
    ends = [base, *(span.low for span in spans), *(span.high for span in spans)]
    low, room = min(ends), (max(ends) - min(ends)) or 1
    at = [side + (value - low) / room * (width - 2 * side) for value in ends]
    middle, height, parts = at[0], len(spans) * step + 8, list[SafeString]()
    for place, span in enumerate(spans):
        top, (left, right) = place * step + 20, sorted((at[1 + place], at[1 + len(spans) + place]))
        shapes = [_text(0, top - 5, span.name, "start", "strong", literal)]
        for kind, start, end in (("paused", left, middle), ("done_on_time", middle, right)):
            if end > start:
                size = (_n(start), _n(top), _n(end - start))
                shapes.append(format_html('<rect {} x="{}" y="{}" width="{}" height="16"/>', _ink(f"f-{kind}", literal), *size))
        shapes.append(_text(min(left, middle) - 7, top + 13, span.low_label, "end", "label", literal))
        shapes.append(_text(max(right, middle) + 7, top + 13, span.high_label, "start", "label", literal))
        parts.append(_linked(_joined(shapes), span.address, f"{span.name}: {span.low_label} – {span.high_label}", literal))
    # The line of the base in pieces beside the bars: in one it would strike out the names above them.
    line = "".join(f"M{_n(middle)} {place * step + 17}v22" for place in range(len(spans)))
    parts.append(format_html('<path {} d="{}"/>', _ink("axis-line", literal), line))
    return _drawing(parts, width, height, label, narrow, literal)


STRIP_SHAPES = {
    "ok": '<circle class="m-ok" cx="9" cy="9" r="6"/>',
    "late": '<path class="m-late" d="M9 2.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 0 0 0-13zm0 1.8a4.7 4.7 0 0 1 0 9.4z"/>',
    "missing": '<path class="m-miss" d="M9 1l8 8-8 8-8-8z"/>',
    "nil": '<path class="m-nil" d="M4.5 4.5h9v9h-9z"/>',
    "waived": '<path class="m-off" d="M4 9h10M9 4v10"/>',
    "waiting": '<circle class="m-wait" cx="9" cy="9" r="5.5"/>',
    "none": '<path class="m-off" d="M5 9h8"/>',
}


@dataclass(frozen=True)
class Mark:
    kind: str  # a key of STRIP_SHAPES
    label: str
    address: str = ""


def strip(marks: Sequence[Mark], *, label: str) -> SafeString:
    """A history of equal periods, oldest left, one mark each."""
    shapes = []
    for place, mark in enumerate(marks):
        shape = mark_safe(STRIP_SHAPES[mark.kind])  # noqa: S308, a constant of ours
        moved = format_html('<g transform="translate({} 0)"><title>{}</title>{}</g>', place * 19, mark.label, shape)
        shapes.append(_linked(moved, mark.address, mark.label, literal=False))
    return format_html(
        '<svg class="marks" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} 18" role="group" aria-label="{}">{}</svg>',
        max(len(marks), 1) * 19, label, _joined(shapes),
    )  # fmt: skip


def _width(narrow: bool, literal: bool) -> int:
    """Of a drawing in letters of 13 pixels: on a wide page, on a narrow one, and so that they are as large as the small
    letters of a table where the drawing is as wide as a sheet of paper."""
    return 358 if narrow else 540 if literal else 760


def _frame(points: Sequence[Point], band: Sequence[Band], width: int) -> Frame:
    days = [point.on for point in points] + [edge.on for edge in band]
    values = [point.value for point in points] + [edge.low for edge in band] + [edge.high for edge in band]
    return Frame.around(days, values, width, 290 if width < 700 else 380, 12 if width < 400 else 40)


def _axes(frame: Frame, named: Sequence[tuple[date, str]], literal: bool) -> list[SafeString]:
    parts = list[SafeString]()
    for tick in frame.values:
        across = (_ink("grid-line", literal), _n(frame.left), _n(tick.at), _n(frame.width - frame.right))
        parts.append(format_html('<path {} d="M{} {}H{}"/>', *across))
        parts.append(_text(frame.left - 8, tick.at + 4, tick.label, "end", "label", literal))
    for tick in frame.named(named) if named else frame.times():
        below = Label(tick.label, tick.at, frame.height - 8, "middle").within(frame.width)
        parts.append(format_html('<path {} d="M{} {}v5"/>', _ink("axis-line", literal), _n(tick.at), _n(frame.floor)))
        parts.append(_text(below.x, below.y, below.text, below.anchor, "label", literal))
    ends = (_ink("axis-line", literal), _n(frame.left), _n(frame.floor), _n(frame.width - frame.right))
    return [*parts, format_html('<path {} d="M{} {}H{}"/>', *ends)]


def _cut(frame: Frame, labels: Labels, literal: bool) -> list[SafeString]:
    """The break of a scale that leaves out nought, in shape and in words."""
    told = Label(_("the axis does not begin at 0"), frame.left, 13, "start")
    labels.taken.append(told.box)
    broken = format_html('<path {} d="M{} {}l4 -3l-8 -4l4 -3"/>', _ink("axis-line", literal), _n(frame.left), _n(frame.floor))
    return [broken, _text(told.x, told.y, told.text, told.anchor, "label", literal)]


def _track(frame: Frame, points: Sequence[Point], *, stairs: bool = False) -> list[tuple[float, float]]:
    track: list[tuple[float, float]] = []
    for point in points:
        here = (frame.x(point.on), frame.y(point.value))
        if stairs and track:
            track.append((here[0], track[-1][1]))
        track.append(here)
    return track


def _goal(frame: Frame, labels: Labels, goal: Point, literal: bool) -> SafeString:
    x, y = frame.x(goal.on), frame.y(goal.value)
    parts = [format_html('<path {} d="M{} {}l7 7-7 7-7-7z"/>', _ink("goal", literal), _n(x), _n(y - 7))]
    parts.append(_written(labels.place(goal.label, x, y, (ABOVE_LEFT, ABOVE, ABOVE_RIGHT, BELOW_RIGHT, BELOW_LEFT)), literal))
    return _linked(_joined([_hit(x, y, literal), *parts]), goal.address, goal.read_out, literal)


def _dot(frame: Frame, labels: Labels, point: Point, literal: bool, *, last: bool) -> SafeString:
    x, y = frame.x(point.on), frame.y(point.value)
    parts = [format_html('<circle {} cx="{}" cy="{}" r="{}"/>', _ink("dot", literal), _n(x), _n(y), "4.5" if last else "3")]
    if last and point.label:
        places = (BELOW_RIGHT, ABOVE_LEFT, ABOVE, BELOW, RIGHT, BELOW_LEFT, ABOVE_RIGHT, LEFT)
        parts.append(_written(labels.place(point.label, x, y, places), literal))
    return _linked(_joined([_hit(x, y, literal), *parts]), point.address, point.read_out, literal)


def _hit(x: float, y: float, literal: bool) -> SafeString:
    """Room for a finger around a small mark."""
    return mark_safe("") if literal else format_html('<circle class="hit" cx="{}" cy="{}" r="13"/>', _n(x), _n(y))


def _written(label: Label, literal: bool) -> SafeString:
    return _text(label.x, label.y, label.text, label.anchor, "strong", literal) if label.text else mark_safe("")


def _text(x: float, y: float, text: str, anchor: str, name: str, literal: bool) -> SafeString:
    return format_html('<text {} x="{}" y="{}" text-anchor="{}">{}</text>', _ink(name, literal), _n(x), _n(y), anchor, text)


def _linked(shape: SafeString, address: str, label: str, literal: bool) -> SafeString:
    if literal or not address:
        return shape
    return format_html('<a href="{}" aria-label="{}">{}</a>', address, label, shape)


def _joined(parts: Sequence[SafeString]) -> SafeString:
    return mark_safe("".join(map(conditional_escape, parts)))  # noqa: S308, each part is escaped unless it is safe


def _n(value: float) -> str:
    """A coordinate to a tenth: the same bytes on every machine."""
    return f"{value:.1f}".removesuffix(".0")
