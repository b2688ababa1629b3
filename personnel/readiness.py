"""Whether new missions can be staffed: who fits which post, which posts nobody fits, and why. Pure.

A post asks for a level of rank, one of the languages of its mission at a level, and somebody free on the day it opens. Nobody
fills two posts. Missions that open earlier choose first, and nobody is given to them who could be spared for a later one while
another would do (augmenting paths over groups of officers who fit the same posts).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from math import ceil


@dataclass(frozen=True)
class Candidate:
    pk: int
    level: str  # of the rank
    languages: Mapping[str, int]  # by code, the best level
    free_on: date


@dataclass(frozen=True)
class Norm:
    """Posts of a level of rank at a new mission of a kind; `language` None: none asked."""

    level: str
    posts: int
    language: int | None = None


@dataclass(frozen=True)
class Wanted:
    """Posts of one level at one opening."""

    opening: str
    level: str
    posts: int
    languages: frozenset[str]  # any one will do; empty: nobody has said which
    language_level: int | None
    on: date

    def fits(self, one: Candidate) -> bool:
        return one.level == self.level and self.speaks(one) and one.free_on <= self.on

    def speaks(self, one: Candidate) -> bool:
        if self.language_level is None or not self.languages:
            return True
        return any(one.languages.get(code, 0) >= self.language_level for code in self.languages)


class Why(StrEnum):
    RANK = "rank"  # nobody has the rank
    LANGUAGE = "language"  # nobody of the rank speaks the language well enough
    TIME = "time"  # who does is free too late
    TAKEN = "taken"  # who fits is needed by missions that open earlier, or at this one


@dataclass
class Answer:
    wanted: Wanted
    fit: list[Candidate] = field(default_factory=list)  # each who fits, whether given to it or not
    filled: int = 0
    why: Why | None = None

    @property
    def lacking(self) -> int:
        return self.wanted.posts - self.filled


def match(wanted: Sequence[Wanted], candidates: Iterable[Candidate]) -> list[Answer]:
    """One answer for each of `wanted`, in their order."""
    people = sorted(candidates, key=lambda one: (one.free_on, one.pk))
    answers = [Answer(row, [one for one in people if row.fits(one)]) for row in wanted]
    groups: Counter[frozenset[int]] = Counter()
    fitting: dict[int, set[int]] = {}
    for place, answer in enumerate(answers):
        for one in answer.fit:
            fitting.setdefault(one.pk, set()).add(place)
    groups.update(frozenset(places) for places in fitting.values())
    flow = _Flow(groups)
    for place in sorted(range(len(answers)), key=lambda place: (wanted[place].on, place)):
        for _post in range(wanted[place].posts):
            if not flow.give(place):
                break
            answers[place].filled += 1
    for answer in answers:
        answer.why = _why(answer, people) if answer.lacking else None
    return answers


class _Flow:
    """Who is given where, by groups of people who fit the same posts."""

    def __init__(self, groups: Counter[frozenset[int]]) -> None:
        self.left = dict(groups)
        self.given: Counter[tuple[int, frozenset[int]]] = Counter()
        # Who fits fewest posts first: the others may be needed elsewhere.
        self.order = sorted(groups, key=lambda group: (len(group), sorted(group)))

    def give(self, place: int) -> bool:
        return self._take(place, {place})

    def _take(self, place: int, seen: set[int]) -> bool:
        mine = [group for group in self.order if place in group]
        for group in mine:
            if self.left[group]:
                self.left[group] -= 1
                self.given[place, group] += 1
                return True
        for group in mine:
            for other in sorted(group - seen):
                if self.given[other, group]:
                    seen.add(other)
                    if self._take(other, seen):
                        self.given[other, group] -= 1
                        self.given[place, group] += 1
                        return True
        return False


def _why(answer: Answer, people: Sequence[Candidate]) -> Why:
    wanted = answer.wanted
    ranked = [one for one in people if one.level == wanted.level]
    if not ranked:
        return Why.RANK
    speaking = [one for one in ranked if wanted.speaks(one)]
    if not speaking:
        return Why.LANGUAGE
    return Why.TAKEN if answer.fit else Why.TIME


@dataclass(frozen=True)
class Coming:
    """A mission that is to be there: its norm and its languages, each with the share in which it is taken."""

    norm: Sequence[Norm]
    languages: Mapping[str, Fraction]  # by code; "" is a language nobody has named
    times: int = 1


def needs(missions: Iterable[Coming]) -> dict[tuple[str, str], int]:
    """Posts by language and level of rank; the language is "" where none is known, "-" where none is asked. Rounded up once."""
    sums: dict[tuple[str, str], Fraction] = {}
    for mission in missions:
        for row in mission.norm:
            shares = mission.languages if row.language is not None else {"-": Fraction(1)}
            for code, share in (shares or {"": Fraction(1)}).items():
                sums[code, row.level] = sums.get((code, row.level), Fraction(0)) + share * row.posts * mission.times
    return {key: ceil(value) for key, value in sums.items() if value}
