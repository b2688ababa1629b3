"""Two texts as one: what stayed, what went, what came. Pure."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher

LEAST_WORDS, MOST_WORDS = 8, 1500  # pieces, words and gaps: below it is shown whole, above the comparing takes too long
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
