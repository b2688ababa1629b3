"""What an event keeps as text, told in the reader's language where that can be known.

An event keeps the names of its day, as the ministry writes them, and is never changed. A reader of another language is shown the
other name of an object that still bears the name that was kept; where it was renamed since, or is gone, what was kept stands.
All that a page tells is looked up by one question (`Called.by`), however many lines it has.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache

from django.apps import apps
from django.db.models import CharField, F, Q, QuerySet, Value
from django.utils.functional import Promise
from django.utils.translation import get_language, override

from accounts.folding import clean
from accounts.numbers import read_scaled, shown_scaled
from accounts.tongue import ENGLISH, VIETNAMESE, language_of
from accounts.written import as_the_ministry_writes

Reader = Callable[[str], str]
Names = Mapping[str, str]  # as it was kept: as the reader calls it
Places = Sequence[tuple[str, str]]  # where names of a kind of object stand: in Vietnamese, in English
DECIMALS = 6  # as many as a figure of the history has at most: of đồng in millions
MOST_JOINED = 7  # parts that make up one name, and what stands between them
BROKEN_OFF = " …"  # what `shortened` puts at the end
_BETWEEN = re.compile(r"(; |, |: | → |^[A-Z]*[\d.,]+ (?!→))")


class Called:
    """The names of the objects that the lines of a page are about or speak of."""

    def __init__(self, own: Mapping[tuple[str, str], Names], of_kind: Mapping[str, Names]) -> None:
        self._own, self._of_kind = own, of_kind

    @classmethod
    def by(cls, places: Mapping[str, Places], labels: Iterable[tuple[str, str, str]], values: Iterable[tuple[str, str]]) -> Called:
        """`labels`: kind, key and label of what the lines are about; `values`: kind and text of what they speak of."""
        keys: dict[str, set[int]] = defaultdict(set)
        texts: dict[str, set[str]] = defaultdict(set)
        for kind, key, label in labels:
            if kind in places and key.isdecimal() and not _is_readers(label):
                keys[kind].add(int(key))
        for kind, text in values:
            if text and kind in places and not _is_readers(text):
                texts[kind].update(part for _first, _last, part in _joined(text))
        found = [rows for kind in {**keys, **texts} for rows in _rows(kind, places[kind], keys[kind], texts[kind])]
        return cls._of(found[0].union(*found[1:], all=True) if found else ())

    @classmethod
    def _of(cls, rows: Iterable[tuple[str, int, str, str]]) -> Called:
        own: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
        of_kind: dict[str, dict[str, str]] = defaultdict(dict)
        for kind, key, *both in rows:
            kept, shown = both if get_language() == ENGLISH else reversed(both)
            if kept and shown:
                own[kind, str(key)][clean(kept)] = shown
                if of_kind[kind].setdefault(clean(kept), shown) != shown:
                    of_kind[kind][clean(kept)] = kept  # two of one name that are called differently: which was meant is not known
        return cls(own, of_kind)

    def label(self, kind: str, key: str, kept: str) -> str:
        names = self._own.get((kind, key), {})
        if kept.endswith(BROKEN_OFF):  # within the name, which then stands at the end
            began = {part: part.removesuffix(BROKEN_OFF) for _first, _last, part in _joined(kept) if part.endswith(BROKEN_OFF)}
            names = {part: shown for name, shown in names.items() for part, start in began.items() if start and name.startswith(start)}
        return _retold(kept, names)

    def value(self, kind: str, kept: str) -> str:
        return _retold(kept, self._of_kind.get(kind, {}))


def one_of(labels: Iterable[str | Promise]) -> Reader:
    """Reads words of ours that were kept in the language of whoever acted: "Ban hành" is "Issued" for who reads English. A number
    that follows stays."""
    listed = list(labels)

    @cache
    def known() -> dict[str, str | Promise]:
        kept: dict[str, str | Promise] = {}
        for language in (ENGLISH, VIETNAMESE):
            with override(language):
                kept |= {str(label): label for label in listed}
        return kept

    def read(text: str) -> str:
        head, number = re.fullmatch(r"(.*?)((?: \d[\d/]*)?)", text, re.DOTALL).groups()  # type: ignore[union-attr]
        return f"{known()[head]}{number}" if head in known() else text

    return read


def measured_in(units: Iterable[str | Promise]) -> Reader:
    """Reads a figure that was kept with its unit, as the ministry writes both: "1.250,5 triệu đồng" is "1,250.5 million đồng"."""
    unit = one_of(units)

    def read(text: str) -> str:
        number, _space, kept = text.partition(" ")
        if unit(kept) == kept:  # no unit of these, or the reader's language is the ministry's
            return text
        try:
            with as_the_ministry_writes():
                value = read_scaled(number, DECIMALS)
        except ValueError:
            return text
        return f"{shown_scaled(value, DECIMALS)} {unit(kept)}"

    return read


def _is_readers(text: str) -> bool:
    """What is certainly in the reader's language already needs no question."""
    return language_of(text) == get_language()


def both(stem: str) -> tuple[str, str]:
    return f"{stem}_vi", f"{stem}_en"


def _rows(kind: str, places: Places, keys: set[int], texts: set[str]) -> Iterator[QuerySet]:
    for vi, en in places:
        asked = Q(pk__in=keys) | Q(**{f"{vi}__in": texts}) | Q(**{f"{en}__in": texts})
        named = Value(kind, output_field=CharField())
        yield apps.get_model(kind)._base_manager.filter(asked).order_by().values_list(named, F("pk"), F(vi), F(en))


def _joined(text: str) -> Iterator[tuple[int, int, str]]:
    """Every stretch of the text that may be a name, from where to where in its parts: to the end, else the longest first."""
    parts = _BETWEEN.split(text)
    for first in range(0, len(parts), 2):
        yield first, len(parts), "".join(parts[first:])
        for last in range(min(first + MOST_JOINED, len(parts) - 2), first, -2):
            yield first, last, "".join(parts[first:last])


def _retold(kept: str, names: Names) -> str:
    """The text with every part of it that is a name called as the reader calls it."""
    if not names:
        return kept
    parts, done, told = _BETWEEN.split(kept), 0, []
    for first, last, part in _joined(kept):
        if first >= done and part in names:
            told += [*parts[done:first], names[part]]
            done = last
    return "".join([*told, *parts[done:]])
