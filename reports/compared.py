"""Two frozen reports side by side: revisions of one question, or two periods. Pure: figures and blocks go in.

An older report may know less than a newer one; what one of the two does not know stands empty on its side.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from office.blocks import Annex, Block, Heading, Items, Paragraph, Text
from office.comparing import compare
from plan.progress import Cell
from reports.figures import Figures, readable

Value = float | None
NUMBERED = re.compile(r"^(?:[IVXL]+|\d+)\.\s+")


@dataclass(frozen=True)
class Said:
    """A number of one report, with the address of its rows."""

    value: Value
    address: str = ""
    on: date | None = None  # the day that it tells of, where that need not be the report's
    units: int = 0  # of how many reporting units it is put together
    asked: int | None = None


@dataclass(frozen=True)
class Pair:
    label: str
    before: Said
    after: Said
    places: int = 0

    @property
    def difference(self) -> Value:
        """None where one of the two does not know it."""
        if self.before.value is None or self.after.value is None:
            return None
        return round(self.after.value - self.before.value, 3)

    @property
    def apart(self) -> Value:
        """How far, whatever the direction: the sign is written before it, as a minus and not a hyphen."""
        return None if self.difference is None else abs(self.difference)


@dataclass(frozen=True)
class Group:
    title: str
    pairs: tuple[Pair, ...]

    def differing(self) -> Group:
        """Without the numbers that are the same in both."""
        return Group(self.title, tuple(pair for pair in self.pairs if pair.before.value != pair.after.value))


UNKNOWN = Said(None)
Side = dict[str, Said]


def numbers(before: Figures, after: Figures, language: str) -> list[Group]:
    """Group by group in the order of the report; what neither knows is left out."""
    old, new = readable(before), readable(after)
    groups = [
        Group(_("Measures"), _pairs(_cells(old), _cells(new))),
        Group(_("Overdue, by task"), _pairs(_overdue(old, language), _overdue(new, language))),
        Group(_("Network"), _pairs(_network(old), _network(new))),
        Group(_("Indicators"), tuple(_indicators(old, new, language))),
        Group(_("Reports of the missions"), _pairs(_field(old), _field(new))),
    ]
    return [group for group in groups if group.pairs]


def _pairs(before: Side, after: Side) -> tuple[Pair, ...]:
    labels = [*after, *(label for label in before if label not in after)]
    return tuple(Pair(label, before.get(label, UNKNOWN), after.get(label, UNKNOWN)) for label in labels)


def _said(figure: Figures | None) -> Said:
    return Said(figure["n"], figure["address"]) if figure else UNKNOWN


def _cells(figures: Figures) -> Side:
    cells = figures["cells"]
    found = {pgettext("of a plan", "Measures in all"): _said(cells["total"])}
    return found | {str(Cell(cell).label): _said(figure) for cell, figure in cells["counts"].items()}


def _overdue(figures: Figures, language: str) -> Side:
    return {f"{task['code']}. {task['title'][language]}": _said(task["counts"][Cell.OPEN_OVERDUE.value]) for task in figures["tasks"]}


def _network(figures: Figures) -> Side:
    return {_("Missions open"): _said(figures["network"]["open"] if figures["network"] else None)}


def _field(figures: Figures) -> Side:
    if figures["field"] is None:
        return {}
    counts = figures["field"]["counts"]
    words = {
        "expected": _("Reports owed"),
        "on_time": _("Sent on time"),
        "late": _("Sent late"),
        "nil": _("Nil return"),
        "missing": _("Missing"),
        "not_due": _("Not due yet"),
        "accepted": pgettext("reports", "Accepted"),
    }
    return {words[name]: _said(counts[name]) for name in words if name in counts}


def _indicators(before: Figures, after: Figures, language: str) -> Iterator[Pair]:
    old = {row["code"]: row for row in before["indicators"]}
    new = {row["code"]: row for row in after["indicators"]}
    for code in [*new, *(code for code in old if code not in new)]:
        row, was = new.get(code), old.get(code)
        named = row or was or {}
        label = f"{named['name'][language]} ({named['unit'][language]})"
        yield Pair(label, _valued(was), _valued(row), named["decimals"])


def _valued(row: Figures | None) -> Said:
    """With its own day and of how many units: of a period of which few have answered a report tells the value before."""
    if row is None or row["value"] is None:
        return UNKNOWN
    on = row.get("value_on")
    return Said(row["value"], row["address"], date.fromisoformat(on) if on else None, row.get("units", 0), row.get("asked"))


# Text


@dataclass(frozen=True)
class Passage:
    """A part of the report whose words differ; pieces are of kind "del", "ins" or "" as `office.comparing` has them."""

    title: str
    lines: tuple[tuple[tuple[str, str], ...], ...]


def texts(before: Sequence[Block], after: Sequence[Block]) -> list[Passage]:
    """Only what differs, section by section in the order of the later report; then what it no longer has. The annexes are
    tables of their own and are not compared word by word."""
    old, new = _sections(before), _sections(after)
    titles = [*new, *(title for title in old if title not in new)]
    found = [Passage(title, tuple(_differences(old.get(title, []), new.get(title, [])))) for title in titles]
    return [passage for passage in found if passage.lines]


def _sections(blocks: Iterable[Block]) -> dict[str, list[str]]:
    """Lines by the name of the section, without its number: a section that another one precedes is the same section."""
    found: dict[str, list[str]] = {}
    part = title = ""
    for block in blocks:
        if isinstance(block, Annex):
            break
        if isinstance(block, Heading):
            name = NUMBERED.sub("", block.text)
            part, title = (name, name) if block.level == 1 else (part, f"{part}: {name}" if part else name)
        elif isinstance(block, Paragraph):
            found.setdefault(title, []).append(_line(block.parts))
        elif isinstance(block, Items):
            found.setdefault(title, []).extend(_line(item) for item in block.items)
    return found


def _line(parts: Iterable[Text]) -> str:
    return "".join(part.text for part in parts)


def _differences(before: list[str], after: list[str]) -> Iterator[tuple[tuple[str, str], ...]]:
    """Lines that came, went or were changed; of several changed together each stands beside its like."""
    for tag, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        both = min(j - i, m - k)
        for place in range(both):
            yield tuple(compare(before[i + place], after[k + place]))
        yield from ((("del", line),) for line in before[i + both : j])
        yield from ((("ins", line),) for line in after[k + both : m])
