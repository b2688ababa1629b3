"""How the words of a report become proposals: one for each line, matched with those of the version before. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from accounts.folding import clean, fold
from reports.questions import Form, Key, Question, shown

MOST = 50  # of one report; what is written further down belongs to the last of them
ALIKE = 0.5  # so much of the words must be the same for a line to be the other one corrected
BULLET = re.compile(r"^\s*(?:[-–—•*+·]+|\(?\d{1,2}[.)]|\(?[a-zđ][.)])\s+", re.IGNORECASE)
NOTHING = {
    fold(words)
    for words in (
        "không",
        "không có",
        "không có kiến nghị",
        "không có đề xuất, kiến nghị",
        "không phát sinh",
        "chưa có",
        "none",
        "nil",
        "no",
    )
}


def said(form: Form, answers: Mapping[Key, Any]) -> list[str]:
    """What a report proposes, line by line of a text or row by row of a table; an answer that cannot be read proposes
    nothing, and holds up no report."""
    asked = [question for question in form.questions if question.role == "proposals"]
    found = [line for one in asked for (key, _row), value in answers.items() if key == one.key for line in lines_of(one, value)]
    kept = [line for line in found if fold(line) and fold(line) not in NOTHING]
    return kept if len(kept) <= MOST else [*kept[: MOST - 1], "\n".join(kept[MOST - 1 :])]


def lines_of(question: Question, value: Any) -> Iterator[str]:
    """The lines of a text; of a table each row as one text, its cells one after the other as people read them."""
    if isinstance(value, str):
        for line in clean(value).splitlines():
            yield BULLET.sub("", line).strip()
    elif isinstance(value, list):
        for row in value:
            cells = [shown(column, row.get(column.key)) for column in question.columns] if isinstance(row, dict) else []
            yield "; ".join(" ".join(clean(cell).split()) for cell in cells if cell.strip())


@dataclass
class Paired:
    """What became of the proposals of a report when it was accepted again: `kept` and `corrected` by their id."""

    kept: list[int] = field(default_factory=list)
    corrected: dict[int, str] = field(default_factory=dict)
    gone: list[int] = field(default_factory=list)
    fresh: list[str] = field(default_factory=list)


def paired(before: Mapping[int, str], now: Iterable[str]) -> Paired:
    """`before`: what stood, by its id. The same words are the same proposal; of the others those most alike are one that
    was corrected, in the order in which they stand."""
    result, left = Paired(), list(before.items())
    new = []
    for text in now:
        same = next((one for one in left if _plain(one[1]) == _plain(text)), None)
        if same:
            left.remove(same)
            result.kept.append(same[0])
        else:
            new.append(text)
    for text in new:
        best = max(left, key=lambda one: _likeness(one[1], text), default=None)
        if best and _likeness(best[1], text) >= ALIKE:
            left.remove(best)
            result.corrected[best[0]] = text
        else:
            result.fresh.append(text)
    result.gone = [pk for pk, _text in left]
    return result


def _plain(text: str) -> str:
    return " ".join(text.split())


def _likeness(one: str, other: str) -> float:
    """The share of words that both have."""
    first, second = set(fold(one).split()), set(fold(other).split())
    return len(first & second) / max(len(first), len(second), 1)


def addressed(text: str, names: Mapping[str, str]) -> str:
    """The code of the unit that the proposal names, by the names of the units; the longest name where several are found.
    Empty where none is named: it is a suggestion for whoever assigns it, nothing more."""
    words = f" {fold(text)} "
    found = [(len(name), code) for code, name in names.items() if name and f" {fold(name)} " in words]
    return max(found, default=(0, ""))[1]
