"""Two texts as one: what stayed, what went, what came; what stayed cut short where only the rest matters. Pure."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher

LEAST_WORDS, MOST_WORDS = 8, 1500  # pieces, words and gaps: below it is shown whole, above the comparing takes too long
AROUND = 8  # pieces of what stayed that are told before and after what did not
MOST_PAIRS = 20_000  # of equal words of the two texts; prose of that length has half as many


def compare(old: str, new: str) -> list[tuple[str, str]]:
    """Word by word. A short answer, and a text that is nearly all new, is shown whole: old, then new."""
    before, after = _words(old), _words(new)
    whole = [("del", old), ("", "\n"), ("ins", new)] if old and new else [("del", old)] if old else [("ins", new)]
    if min(len(before), len(after)) < LEAST_WORDS or max(len(before), len(after)) > MOST_WORDS or _is_monotonous(before, after):
        return whole
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < 0.5:
        return whole
    pieces: list[tuple[str, str]] = []
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(("", "".join(before[i:j])))
            continue
        pieces += [(kind, text) for kind, text in (("del", "".join(before[i:j])), ("ins", "".join(after[k:m]))) if text]
    return pieces


def _is_monotonous(before: list[str], after: list[str]) -> bool:
    """The same few words over and over: each pair of equal ones is looked at, so that the comparing would take seconds."""
    ours, theirs = Counter(word for word in before if word.strip()), Counter(word for word in after if word.strip())
    return sum(number * theirs[word] for word, number in ours.items()) > MOST_PAIRS


def _words(text: str) -> list[str]:
    return re.findall(r"\S+|\s+", text)


def what_differs(old: str, new: str) -> list[tuple[str, str]]:
    """The same, with "…" for long passages that stayed: what went and came is told in full, however long the texts are."""
    before, after = _words(old), _words(new)
    start = _shared(before, after)
    end = _shared(before[start:][::-1], after[start:][::-1])
    if not old or not new or start + end < LEAST_WORDS:
        return _cut(compare(old, new))
    middle = _pieces("".join(before[start : len(before) - end]), "".join(after[start : len(after) - end]))
    pieces = [("", "".join(before[:start])), *middle, ("", "".join(before[len(before) - end :]))]
    return _cut([(kind, text) for kind, text in pieces if text])


def _pieces(old: str, new: str) -> list[tuple[str, str]]:
    return [(kind, text) for kind, text in compare(old, new) if text != "\n"]


def _shared(one: list[str], other: list[str]) -> int:
    """How many pieces both begin with."""
    return next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _cut(pieces: list[tuple[str, str]]) -> list[tuple[str, str]]:
    last = len(pieces) - 1
    return [(kind, text if kind else _short(text, head=place > 0, tail=place < last)) for place, (kind, text) in enumerate(pieces)]


def _short(text: str, *, head: bool, tail: bool) -> str:
    """What stands beside a change; `head`, `tail`: whether there is one before or after it."""
    words = _words(text)
    if len(words) <= 2 * AROUND + 2:
        return text
    gap = " … " if head and tail else "… " if tail else " …"
    return "".join([*(words[:AROUND] if head else []), gap, *(words[-AROUND:] if tail else [])])
