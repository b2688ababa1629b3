"""Sweeps: tests that ask each row of a list in each of its variants, as each page in each language.

`run.py test` asks of each row one variant, `run.py test --whole` all of them (docs/decisions/0033). Which one follows from the
names alone: the same on every machine and every day, and a row that comes moves another only to a variant that nobody would have.
"""

import json
import os
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from hashlib import sha256
from itertools import product
from pathlib import Path
from typing import Any

WHOLE = os.environ.get("SWEEPS") == "whole"  # run.py sets it
# Of each sweep how many are asked, of how many: of those that are dealt before (alike in every process), of those met on the way.
asked: dict[str, tuple[int, int]] = {}
met: dict[str, tuple[int, int]] = {}


def dealt(
    sweep: str, rows: Iterable[Hashable], *axes: Sequence | Callable, named: Callable[[Any], str] = str, whole: bool | None = None
) -> list[tuple]:
    """[(row, variant, …)]: of each axis one variant for each row, or the whole product of rows and axes.

    An axis is a list, or a function that names the variants of a row. `sweep` is the word under which it is counted."""
    rows = list(rows)
    by_axis = [[list(axis(row) if callable(axis) else axis) for row in rows] for axis in axes]
    everything = [(row, *way) for row, *variants in zip(rows, *by_axis, strict=True) for way in product(*variants)]
    names = [named(row) for row in rows]
    taken = [_one_for_each(names, variants, f"{sweep} {number}") for number, variants in enumerate(by_axis)]
    told = everything if (WHOLE if whole is None else whole) else list(zip(rows, *taken, strict=True))
    asked[sweep] = (len(told), len(everything))
    return told


def _one_for_each(names: list[str], variants: list[list], salt: str) -> list:
    """The variant whose name together with the row's has the lowest hash; what nobody has then is given to a row that may
    have it and whose own somebody else has too."""
    taken = [min(own, key=lambda variant: _lot(salt, name, variant)) for name, own in zip(names, variants, strict=True)]
    for missing in sorted({one for own in variants for one in own} - set(taken), key=str):
        held = Counter(taken)
        free = [place for place, own in enumerate(variants) if missing in own and held[taken[place]] > 1]
        if free:
            taken[min(free, key=lambda place: _lot(salt, names[place], missing))] = missing
    return taken


def _lot(*words: object) -> str:
    return sha256("\0".join(map(str, words)).encode()).hexdigest()


def count(sweep: str, taken: int, of: int) -> None:
    """For a sweep whose rows are found on the way: so many more were asked, of so many more."""
    before, whole = met.get(sweep, (0, 0))
    met[sweep] = (before + taken, whole + of)


def write_down() -> None:
    """For run.py, which says in the end what was left: a file of this process in the folder that SWEPT names."""
    if folder := os.environ.get("SWEPT"):
        Path(folder, f"{os.getpid()}.json").write_text(json.dumps({"asked": asked, "met": met}), encoding="utf-8")
