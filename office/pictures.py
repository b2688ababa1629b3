"""The charts of a document: inline SVG for a page, PNG for a Word file. Pure: the same chart is the same bytes."""

from __future__ import annotations

from pathlib import Path

import resvg_py
from django.utils.safestring import SafeString

from office.blocks import Picture
from office.charts import Bars, bars, line_with_band

FONTS = [str(Path(__file__).parent / "fonts" / f"Tinos-{face}.ttf") for face in ("Regular", "Bold")]
FAMILY = "Tinos"
SHARP = 3.0  # pixels of the picture for one of the drawing: 300 to the inch at the width of a page of text


def svg(picture: Picture, *, narrow: bool = False, literal: bool = False) -> SafeString:
    chart = picture.chart
    if isinstance(chart, Bars):
        return bars(chart, label=picture.alt, narrow=narrow, literal=literal)
    return line_with_band(
        label=picture.alt,
        actual=chart.actual,
        expected=chart.expected,
        goals=chart.goals,
        band=chart.band,
        stairs=chart.stairs,
        narrow=narrow,
        literal=literal,
    )


def png(picture: Picture) -> bytes:
    """The chart on white, in our own fonts: those of the machine have no say in it."""
    drawn = resvg_py.svg_to_bytes(
        svg_string=str(svg(picture, literal=True)),
        background="#ffffff",
        zoom=SHARP,
        skip_system_fonts=True,
        font_files=FONTS,
        font_family=FAMILY,
        serif_family=FAMILY,
        sans_serif_family=FAMILY,
    )
    return drawn
