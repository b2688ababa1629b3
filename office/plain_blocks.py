"""A composed document as JSON and back, so that what was composed once can be kept and shown as it was.

Each part is an object: `is` names its shape (`office.blocks`, and the charts of `office.charts`), the rest are its fields without
those that are as they are by default. What is kept outlives releases: a field may be added with a default, but a shape or a field
keeps its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import MISSING, Field, fields
from datetime import date
from typing import Any

from office import charts
from office.blocks import Annex, Block, Column, Heading, Items, Paragraph, Picture, Table, Text

SHAPES = {
    shape.__name__: shape
    for shape in (
        *(Annex, Column, Heading, Items, Paragraph, Picture, Table, Text),
        *(charts.Band, charts.Bars, charts.Box, charts.Point, charts.Row, charts.Track),
    )
}


def plain(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    return [_plain(block) for block in blocks]


def blocks_of(kept: Sequence[dict[str, Any]]) -> list[Block]:
    return [_shaped(part) for part in kept]


def _plain(part: Any) -> Any:
    if isinstance(part, list | tuple):
        return [_plain(one) for one in part]
    if isinstance(part, date):
        return {"is": "date", "day": part.isoformat()}
    if type(part).__name__ not in SHAPES:
        return part
    told = {one.name: value for one in fields(part) if (value := getattr(part, one.name)) != _default(one)}
    return {"is": type(part).__name__} | {name: _plain(value) for name, value in told.items()}


def _default(one: Field[Any]) -> Any:
    return one.default_factory() if one.default_factory is not MISSING else one.default


def _shaped(part: Any) -> Any:
    if isinstance(part, list):
        return tuple(_shaped(one) for one in part)
    if not isinstance(part, dict):
        return part
    if part["is"] == "date":
        return date.fromisoformat(part["day"])
    return SHAPES[part["is"]](**{name: _shaped(value) for name, value in part.items() if name != "is"})
