"""How a composed document says a number, a day and a list, in the language that is active: pure wording, no rule."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.numbers import shown_rounded, unit_of
from office.blocks import Items, Paragraph, Text

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
_ADDRESS = re.compile(r"https?://[^\s,;)]+")
_PLACE = re.compile(r"%\((\w+)\)s")
_BRACES = re.compile(r"\{(\w+)\}")
Part = str | int | Text | tuple[Text, ...]


def said(sentence: str, **parts: Part) -> tuple[Text, ...]:
    """The sentence with its places filled, in pieces, so that a number inside it can be a link."""
    pieces: list[Text] = []
    at = 0
    for place in _PLACE.finditer(sentence):
        pieces.append(Text(sentence[at : place.start()]))
        pieces += _pieces(parts[place.group(1)])
        at = place.end()
    pieces.append(Text(sentence[at:]))
    return tuple(_joined(pieces))


def filled(text: str, figures: Mapping[str, Part]) -> tuple[Text, ...]:
    """The same for a text that people have written, with {names} in braces; a name that is not known stays as it is."""
    pieces: list[Text] = []
    at = 0
    for place in _BRACES.finditer(text):
        if place.group(1) not in figures:
            continue
        pieces.append(Text(text[at : place.start()]))
        pieces += _pieces(figures[place.group(1)])
        at = place.end()
    pieces.append(Text(text[at:]))
    return tuple(_joined(pieces))


def _pieces(part: Part) -> tuple[Text, ...]:
    if isinstance(part, tuple):
        return part
    return (part if isinstance(part, Text) else Text(str(part)),)


def _joined(pieces: Iterable[Text]) -> list[Text]:
    """Neighbours that differ in nothing but their text become one."""
    joined: list[Text] = []
    for piece in pieces:
        if not piece.text:
            continue
        if joined and (joined[-1].address, joined[-1].bold) == (piece.address, piece.bold) == ("", piece.bold):
            joined[-1] = Text(joined[-1].text + piece.text, "", piece.bold)
        else:
            joined.append(piece)
    return joined


def share_of(units: int | None, asked: int | None) -> str:
    """92/99: of so many that were asked so many are in it."""
    if not units:
        return "–"
    return f"{number(units)}/{number(asked)}" if asked else number(units)


def after(first: tuple[Text, ...], *others: tuple[Text, ...]) -> tuple[Text, ...]:
    """Sentences one after the other."""
    pieces = list(first)
    for other in others:
        if other:
            pieces += [Text(" "), *other]
    return tuple(_joined(pieces))


def body(*sentences: tuple[Text, ...]) -> Paragraph:
    """A paragraph of sentences; those that say nothing are left out."""
    given = [sentence for sentence in sentences if sentence]
    return Paragraph(after(*given) if given else ())


def listed(parts: list[tuple[Text, ...]]) -> tuple[Text, ...]:
    """a; b; c"""
    pieces: list[Text] = []
    for place, part in enumerate(parts):
        pieces += [Text("; ")] * bool(place) + list(part)
    return tuple(_joined(pieces))


def items(lines: Iterable[tuple[Text, ...]]) -> Items:
    """A list as administrative texts end its lines: "…;" and at last "."."""
    rows = [(*line[:-1], _without_end(line[-1])) for line in lines]
    return Items(tuple((*row, Text("." if place == len(rows) else ";")) for place, row in enumerate(rows, start=1)))


def _without_end(last: Text) -> Text:
    return Text(last.text.rstrip(" .;"), last.address, last.bold)


def linked(figure: dict[str, Any], text: str = "") -> Text:
    """The number of a figure, as a link to its rows."""
    return Text(text, figure["address"]) if text else counted(figure["n"], figure["address"])


def counted(n: float, address: str = "", places: int | None = None) -> Text:
    """A number that stays one in a sheet."""
    return Text(number(n, places), address, value=n)


def dated(iso: str | None, address: str = "") -> Text:
    """A day that stays one in a sheet."""
    return Text(day(iso), address, value=date.fromisoformat(iso) if iso else None)


def number(value: float, places: int | None = None) -> str:
    """A whole number as it is, any other with one place."""
    if places is None:
        places = 0 if value == int(value) else 1
    return shown_rounded(value, places)


def day(iso: str | date | None) -> str:
    if not iso:
        return ""
    value = date.fromisoformat(iso) if isinstance(iso, str) else iso
    return f"{value:%d/%m}/{value.year:04d}"


def measured(value: float, places: int | None, unit: str) -> str:
    """With its unit, which a percent has without a space: 64,5% and 12 người in Vietnamese."""
    shown = number(value, places)
    return _("%(n)s%%") % {"n": shown} if unit == "%" else f"{shown}{unit_of(float(value), unit)}"


def moment(iso: str | datetime) -> str:
    """On the clock of Hà Nội."""
    value = (datetime.fromisoformat(iso) if isinstance(iso, str) else iso).astimezone(HANOI)
    return pgettext("moment", "%(time)s on %(day)s") % {"time": f"{value:%H:%M}", "day": day(value.date())}


def name_and_address(source: str) -> tuple[str, str]:
    """What a source is called, for a sentence, and its address, for a note: of an address alone, the house that stands in it."""
    found = _ADDRESS.search(source)
    if found is None:
        return source, ""
    name = (source[: found.start()] + source[found.end() :]).strip(" ,;.()")
    return name or (urlsplit(found.group()).hostname or "").removeprefix("www."), found.group()


def about(value: float, is_about: bool) -> str:
    """115 is "about" 115 wherever it is written."""
    return _("about %(number)s") % {"number": number(value)} if is_about else number(value)


def measures(n: int) -> str:
    return ngettext("%(n)s measure", "%(n)s measures", n) % {"n": number(n)}


def tasks(n: int) -> str:
    return ngettext("%(n)s task", "%(n)s tasks", n) % {"n": number(n)}


def missions(n: float) -> str:
    return ngettext("%(n)s mission", "%(n)s missions", 1 if n == 1 else 2) % {"n": number(n)}


def directives(n: int) -> str:
    return ngettext("%(n)s directive", "%(n)s directives", n) % {"n": number(n)}


def reports(n: int) -> str:
    return ngettext("%(n)s report", "%(n)s reports", n) % {"n": number(n)}


def letter(place: int, language: str) -> str:
    """a, b, c, d, đ, e …: Vietnamese lists have the đ."""
    letters = "abcdđeghiklmnopqrstuvxy" if language == "vi" else "abcdefghijklmnopqrstuvwxyz"
    return letters[place] if place < len(letters) else str(place + 1)
