"""Scales and labels of charts: round numbers, nothing over the edge, nothing over another."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from office.axes import ABOVE_LEFT, BELOW_RIGHT, RIGHT, Frame, Label, Labels, scale, written

values = st.floats(-1e9, 1e9, allow_nan=False).map(lambda value: round(value, 2))


@pytest.mark.parametrize(
    ("low", "high", "answer"), [(94, 150, (80, 160, 20)), (0, 5, (0, 5, 1)), (3, 3.5, (3, 3.5, 0.1)), (1388, 1425, (1380, 1430, 10))]
)
def test_the_scale_ends_on_round_numbers(low, high, answer):
    assert scale(low, high) == pytest.approx(answer)


@given(values, values)
def test_every_value_lies_on_the_scale_between_few_lines(one, other):
    low, high = sorted([one, other])
    start, end, step = scale(low, high)
    slack = step * 1e-6
    assert start - slack <= low <= high <= end + slack
    assert 1 <= round((end - start) / step) <= 8


def test_a_single_value_stands_within_and_never_below_zero_without_need():
    assert scale(3, 3)[0] < 3 < scale(3, 3)[1]
    assert scale(0, 0)[0] == 0
    assert scale(-3, -3)[0] < -3


def test_numbers_on_the_scale_are_written_as_the_reader_writes_them():
    with translation.override("vi"):
        assert (written(1400, 10), written(3.5, 0.1), written(3, 0.5)) == ("1.400", "3,5", "3,0")
    with translation.override("en"):
        assert written(1400, 10) == "1,400"


days = st.dates(date(1945, 1, 1), date(2099, 12, 31))


@given(days, days, st.sampled_from([358, 760]))
def test_names_of_time_lie_within_and_do_not_touch(one, other, width):
    frame = Frame.around([one, other], [0, 100], width, 300, 12)
    ticks = frame.times()
    assert all(frame.left <= tick.at <= width - frame.right for tick in ticks)
    for tick, following in pairwise(ticks):
        assert following.at - tick.at > len(tick.label) * 7.4


def test_names_of_periods_are_thinned_from_the_latest_backwards():
    start = date(2024, 3, 14)
    named = [(start + timedelta(days=91 * n), f"III/{2024 + n // 4}") for n in range(12)]
    frame = Frame.around([named[0][0], named[-1][0]], [0, 1], 358, 290, 12)
    kept = frame.named(named)
    assert kept[-1].label == named[-1][1]
    assert 2 <= len(kept) < len(named)
    assert len(Frame.around([named[0][0], named[-1][0]], [0, 1], 1600, 290, 12).named(named)) == len(named)


def test_a_label_goes_where_it_covers_nothing():
    labels = Labels(Frame.around([date(2020, 1, 1), date(2030, 1, 1)], [0, 100], 760, 380, 40))
    first = labels.place("khoảng 115", 300, 200, (ABOVE_LEFT, BELOW_RIGHT))
    second = labels.place("khoảng 116", 300, 200, (ABOVE_LEFT, BELOW_RIGHT))
    assert (first.anchor, second.anchor) == ("end", "start")
    labels.keep_free([(300, 90), (420, 90)])
    assert labels.place("99", 300, 90, (RIGHT, BELOW_RIGHT)).y == 90 + 22


def test_a_label_over_the_edge_is_drawn_back():
    assert Label("III/2026", 355, 280, "middle").within(358).anchor == "end"
    assert Label("III/2026", 5, 280, "middle").within(358).anchor == "start"
    kept = Label("III/2026", 100, 280, "middle")
    assert kept.within(358) == kept


def test_the_name_of_a_year_stands_where_the_year_begins():
    frame = Frame.around([date(2020, 11, 9), date(2030, 12, 31)], [94, 115], 760, 380, 40)
    for tick in frame.times():
        assert tick.at == frame.x(date(int(tick.label), 1, 1))
    year = next(tick.at for tick in frame.times() if tick.label == "2025")
    assert frame.x(date(2024, 12, 31)) < year < frame.x(date(2025, 8, 13))


@pytest.mark.parametrize(("values", "cut"), [([560, 600], True), ([0, 97], False), ([94, 115], True), ([-5, 5], False), ([2, 50], False)])
def test_a_scale_that_leaves_out_nought_is_known(values, cut):
    assert Frame.around([date(2025, 1, 1), date(2026, 1, 1)], values, 760, 380, 40).is_cut is cut
