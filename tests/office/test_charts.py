import re
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from office.charts import (
    LITERAL,
    STRIP_SHAPES,
    Band,
    Bars,
    Box,
    Mark,
    Point,
    Row,
    Span,
    bars,
    fan,
    line_with_band,
    stacked_bar,
    strip,
    tornado,
)

SVG = "{http://www.w3.org/2000/svg}"
NETWORK = {
    "label": "Mạng lưới",
    "actual": [Point(date(2020, 12, 31), 94), Point(date(2025, 12, 31), 99, "99 nay", "/missions/")],
    "expected": [Point(date(2025, 12, 29), 99), Point(date(2030, 12, 31), 115), Point(date(2045, 12, 31), 150)],
    "goals": [Point(date(2030, 12, 31), 115, "khoảng 115", "/plan/292/"), Point(date(2045, 12, 31), 150, "khoảng 150")],
}


def drawn(svg):
    return ElementTree.fromstring(svg)


def test_each_box_is_as_wide_as_its_weight_and_opens_its_rows():
    svg = drawn(stacked_bar([Box("done_on_time", "2.1", "/a"), Box("open_overdue", "2.2", "/b", 2)], label="Nhiệm vụ 2", room=6))
    links = svg.findall(f"{SVG}a")
    widths = [float(link.find(f"{SVG}rect").get("width").rstrip("%")) for link in links]
    assert [link.get("href") for link in links] == ["/a", "/b"]
    assert widths[1] + 0.6 == pytest.approx(2 * (widths[0] + 0.6), abs=0.2)


@given(st.lists(st.builds(Box, st.sampled_from(["done_late", "out", "paused"]), st.text(alphabet="aĐ<>&\"' "))))
def test_boxes_never_leave_the_bar_and_text_is_escaped(boxes):
    svg = drawn(stacked_bar(boxes, label='<&">', room=4))
    for rect in svg.iter(f"{SVG}rect"):
        assert 0 <= float(rect.get("x").rstrip("%")) + float(rect.get("width").rstrip("%")) <= 100.1


def test_a_higher_value_stands_higher_and_a_later_day_further_right():
    svg = drawn(line_with_band(**NETWORK))
    points = [tuple(map(float, pair.split(","))) for pair in svg.find(f"{SVG}polyline[@class='expected']").get("points").split()]
    assert points == sorted(points, key=lambda point: point[0])
    assert [y for _, y in points] == sorted((y for _, y in points), reverse=True)


def test_the_label_says_about_and_the_goal_is_a_link():
    svg = line_with_band(**NETWORK)
    assert "khoảng 115" in svg
    assert 'href="/plan/292/"' in svg


def test_a_page_drawing_has_no_colour_of_its_own_and_a_document_drawing_no_class_or_link():
    page, document = line_with_band(**NETWORK), line_with_band(**NETWORK, literal=True)
    assert "#" not in page
    assert "style=" not in page + document
    assert "<a " not in document
    assert LITERAL["expected"] in document


def test_nothing_to_draw_is_an_empty_frame():
    assert drawn(line_with_band(label="trống", actual=[])) is not None
    assert drawn(stacked_bar([], label="trống", room=0)) is not None


def test_one_day_and_one_value_do_not_divide_by_zero():
    assert drawn(line_with_band(label="một", actual=[Point(date(2026, 1, 1), 5)], band=[Band(date(2026, 1, 1), 5, 5)])) is not None


def test_every_kind_of_mark_has_its_own_shape():
    svg = strip([Mark(kind, kind) for kind in STRIP_SHAPES], label="8 quý")
    assert len(drawn(svg).findall(f"{SVG}g")) == len(STRIP_SHAPES) == len(set(STRIP_SHAPES.values()))


rows = st.lists(
    st.builds(
        Row,
        st.text(alphabet="Nhiệm vụ<&", max_size=12),
        st.lists(st.builds(Box, st.sampled_from(["done_late", "out", "paused"]), st.text("aĐ<&"), weight=st.integers(0, 400))).map(tuple),
        st.just("9"),
    ),
    max_size=7,
).map(tuple)


@given(rows, st.booleans())
def test_bars_under_each_other_compare_and_never_leave_the_drawing(found, narrow):
    svg = drawn(bars(Bars(found, (("done_late", "Hoàn thành <quá> hạn"),)), label="<&>", narrow=narrow))
    width = float(svg.get("viewBox").split()[2])
    boxes = [rect for rect in svg.iter(f"{SVG}rect") if rect.find(f"{SVG}title") is not None]
    assert len(boxes) == sum(len(row.boxes) for row in found)
    assert all(float(rect.get("x")) + float(rect.get("width")) <= width for rect in boxes)


def test_a_number_stands_in_its_box_where_there_is_room():
    one = Row("1", (Box("open_overdue", "", weight=1), Box("open_within", "", weight=200)), "201")
    texts = [text.text for text in drawn(bars(Bars((one,), ()), label="")).iter(f"{SVG}text")]
    assert texts == ["1", "200", "201"]  # the name, the wide box, the whole


def test_a_document_drawing_of_bars_has_no_class_or_link():
    svg = bars(Bars((Row("1", (Box("paused", "x", "/a"),), "1", "/b"),), (("paused", "x"),)), label="", literal=True)
    assert "<a " not in svg
    assert LITERAL["f-paused"] in svg


def test_a_count_is_drawn_as_stairs():
    """Between two openings the network does not grow by halves."""
    svg = drawn(line_with_band(label="x", actual=[Point(date(2020, 1, 1), 94), Point(date(2026, 1, 1), 99)], stairs=True))
    track = [tuple(map(float, pair.split(","))) for pair in svg.find(f"{SVG}polyline").get("points").split()]
    assert len(track) == 3
    assert track[1] == (track[2][0], track[0][1])


def test_each_value_with_an_address_is_a_link_named_in_words():
    days = [Point(date(2026, 3 * n, 14), n, str(n), f"/q{n}", f"Quý {n}: {n} người", f"Q{n}") for n in range(1, 5)]
    svg = drawn(line_with_band(label="x", actual=days))
    links = svg.findall(f"{SVG}a")
    assert [(link.get("href"), link.get("aria-label")) for link in links] == [(f"/q{n}", f"Quý {n}: {n} người") for n in range(1, 5)]
    texts = [text.text for text in svg.iter(f"{SVG}text")]
    assert {"Q1", "Q2", "Q3", "Q4"} <= set(texts)
    assert texts.count("4") >= 1  # the last value is written beside its point


def test_the_name_of_a_link_holds_what_is_written_beside_its_mark():
    written = Point(date(2026, 11, 30), 99, "99, ngày 30/11/2026", "/missions/", "30/11/2026: 99 cơ quan")
    assert written.read_out == "99, ngày 30/11/2026 (30/11/2026: 99 cơ quan)"
    assert replace(written, title="Ngày cuối: 99, ngày 30/11/2026").read_out == "Ngày cuối: 99, ngày 30/11/2026"
    assert (replace(written, title="").read_out, replace(written, label="").read_out) == (written.label, written.title)


@pytest.mark.parametrize("narrow", [False, True])
def test_the_labels_of_the_network_do_not_touch(narrow):
    svg = drawn(line_with_band(**NETWORK, narrow=narrow))
    boxes = []
    for text in svg.iter(f"{SVG}text"):
        if text.get("class") == "strong":
            wide, x, y = len(text.text) * 6.5, float(text.get("x")), float(text.get("y"))
            left = {"start": x, "middle": x - wide / 2, "end": x - wide}[text.get("text-anchor")]
            boxes.append((left, y - 11, left + wide, y + 3))
    assert len(boxes) == 3
    for n, (l0, t0, r0, b0) in enumerate(boxes):
        assert l0 >= 0
        assert r0 <= (358 if narrow else 760)
        assert not any(l0 < r and le < r0 and t0 < b and t < b0 for le, t, r, b in boxes[n + 1 :])


FAN = {
    "label": "Dự báo",
    "actual": [Point(date(2025, 12, 31), 94), Point(date(2026, 11, 28), 99, "99", "/missions/")],
    "middle": [Point(date(2026, 11, 28), 99), Point(date(2030, 12, 31), 112)],
    "bands": [[Band(date(2026, 11, 28), 99, 99), Band(date(2030, 12, 31), 105 + place, 119 - place)] for place in (0, 2, 4)],
    "goals": [Point(date(2030, 12, 31), 115, "khoảng 115", "#chances")],
}


def test_the_bands_of_a_fan_lie_one_in_the_other_the_widest_first():
    areas = [area.get("d") for area in drawn(fan(**FAN)).findall(f"{SVG}path[@class='band']")]
    heights = []
    for area in areas:
        ys = [float(pair.split(",")[1]) for pair in area.strip("MZ").split("L")]
        heights.append(max(ys) - min(ys))
    assert len(areas) == 3
    assert heights == sorted(heights, reverse=True)


def test_a_fan_has_no_colour_of_its_own_on_a_page_and_no_class_in_a_document():
    assert "#" not in fan(**{**FAN, "goals": ()})
    assert 'class="band"' not in fan(**FAN, literal=True)
    assert LITERAL["band"] in fan(**FAN, literal=True)


SPANS = [
    Span("Đại sứ quán <A>", 0.1, 0.4, "10%", "40%", "/missions/openings/mo-a/"),
    Span("Mức chậm chung", 0.2, 0.25, "20%", "25%"),
]


@pytest.mark.parametrize("narrow", [False, True])
def test_the_bars_of_a_tornado_meet_at_the_base_and_stay_inside(narrow):
    svg = drawn(tornado(SPANS, base=0.2, label="Ảnh hưởng", narrow=narrow))
    width = float(svg.get("viewBox").split()[2])
    rects = [(float(rect.get("x")), float(rect.get("x")) + float(rect.get("width"))) for rect in svg.iter(f"{SVG}rect")]
    (low, base), (again, high), (third, right) = rects  # the second has no worse end
    assert base == pytest.approx(again, abs=0.2)
    assert base == pytest.approx(third, abs=0.2)
    assert 0 < low < base < right < high < width
    assert base - low == pytest.approx((high - base) / 2, abs=0.3)


def test_the_line_of_the_base_strikes_no_name_out():
    svg = drawn(tornado(SPANS, base=0.2, label="Ảnh hưởng"))
    names = [float(text.get("y")) for text in svg.iter(f"{SVG}text") if text.text in {span.name for span in SPANS}]
    line = next(path.get("d") for path in svg.iter(f"{SVG}path") if path.get("class") == "axis-line")
    pieces = [(float(top), float(top) + float(length)) for top, length in re.findall(r"M[\d.]+ ([\d.]+)v([\d.]+)", line)]
    assert len(names) == len(pieces) == len(SPANS)
    assert all(bottom < name - 12 or name < top for name in names for top, bottom in pieces)


def test_a_bar_of_a_tornado_is_a_link_with_its_numbers_and_its_name_is_escaped():
    svg = tornado(SPANS, base=0.2, label="Ảnh hưởng")
    assert 'href="/missions/openings/mo-a/"' in svg
    assert "&lt;A&gt;: 10% – 40%" in svg
    assert drawn(tornado([], base=0.2, label="trống")) is not None


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=6), st.floats(0, 1))
def test_a_tornado_never_leaves_its_drawing(ends, base):
    svg = drawn(tornado([Span("x", min(pair), max(pair), "a", "b") for pair in ends], base=base, label="x"))
    for rect in svg.iter(f"{SVG}rect"):
        assert float(rect.get("x")) >= -0.1
        assert float(rect.get("x")) + float(rect.get("width")) <= 760.1


@pytest.mark.parametrize(("values", "cut"), [((560, 600), True), ((0, 600), False)])
def test_a_cut_scale_says_so_on_the_drawing(values, cut):
    points = [Point(date(2025, 1, 1), values[0]), Point(date(2026, 1, 1), values[1])]
    with translation.override("en"):
        for narrow in (False, True):
            assert ("the axis does not begin at 0" in line_with_band(label="x", actual=points, narrow=narrow)) is cut
