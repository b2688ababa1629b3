"""What readiness rests on, read from the house: openings with their dates and languages, the norm, officers, targets of the plan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db import models
from django.db.models import Max, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.numbers import shown_scaled
from missions.models import Mission, Opening
from missions.network import PostKind
from missions.register import targets
from personnel import counting
from personnel.models import Language, LanguageNeed, LanguageSkill, NormPost, Officer, RotationTerm
from personnel.ranks import LEVEL_OF, RankLevel
from personnel.readiness import Answer, Candidate, Coming, Norm, Wanted, match, needs
from personnel.rotation import Serving, planned_end
from plan.models import Target

UNNAMED = PostKind.EMBASSY  # what a mission that nobody has named is taken to be
NAMED = 12  # names at a post; the list of officers has them all

WHY = {
    "rank": gettext_lazy("nobody has this level of rank"),
    "language": gettext_lazy("nobody of this level speaks the language well enough"),
    "time": gettext_lazy("who fits is free too late"),
    "taken": gettext_lazy("who fits is needed elsewhere, or there are too few"),
}


@dataclass(frozen=True)
class Post:
    """A level of rank at one opening, with what it asks and what there is."""

    answer: Answer
    level: str
    hides: bool

    @property
    def fit(self) -> counting.Cell:
        return counting.told(len(self.answer.fit), exact=not self.hides)

    @property
    def lacking(self) -> int:
        """For who reads rounded counts as many as are lacking at the least, by those who fit: who is given where would tell more."""
        return counting.lacking(len(self.answer.fit), self.answer.wanted.posts) if self.hides else self.answer.lacking

    @property
    def why(self) -> str:
        """A reason would tell that somebody is lacking, and so how few there are."""
        return str(WHY[self.answer.why]) if self.answer.why and not self.hides else ""

    @property
    def named(self) -> list[int]:
        return [] if self.hides else [one.pk for one in self.answer.fit[:NAMED]]


@dataclass(frozen=True)
class Prepared:
    opening: Opening
    on: date | None
    languages: list[Language]
    posts: list[Post]

    @property
    def lacking(self) -> int:
        return sum(post.lacking for post in self.posts)


@dataclass(frozen=True)
class Gap:
    """What a language lacks at a level of rank: posts wanted, people at home who fit."""

    wanted: int
    have: counting.Cell
    lacking: int


@dataclass(frozen=True)
class Aim:
    """A target of the plan for the network: about so many by a day."""

    target: Target
    to_open: int
    named: int
    rows: list[tuple[str, list[Gap | None]]]

    @property
    def unnamed(self) -> int:
        return max(0, self.to_open - self.named)

    @property
    def value(self) -> str:
        return shown_scaled(self.target.value, self.target.indicator.decimals)


@dataclass(frozen=True)
class Basis:
    """What is set: the norm by kind of mission, the languages of openings by their number, those of missions to come."""

    norm: dict[str, list[Norm]]
    needed: dict[int, list[Language]]
    shares: dict[str, Fraction]
    names: dict[str, str]
    term: int = 36  # months of a posting


def basis() -> Basis:
    """In two questions; the term of posting comes with the norm, for without a norm nothing is matched."""
    norm: dict[str, list[Norm]] = {}
    term = RotationTerm._meta.get_field("months").default
    for row in NormPost.objects.filter(posts__gt=0).annotate(term=models.Subquery(RotationTerm.objects.values("months")[:1])):
        term = row.term or term
        norm.setdefault(row.kind, []).append(Norm(row.rank_level, row.posts, row.language_level))
    for rows in norm.values():
        rows.sort(key=lambda one: RankLevel.values.index(one.level))
    found = Basis(norm, {}, {}, {}, term)
    for need in LanguageNeed.objects.select_related("language").order_by("language__position"):
        found.names[need.language.code] = str(need.language)
        if need.opening_id:
            found.needed.setdefault(need.opening_id, []).append(need.language)
        else:
            found.shares[need.language.code] = Fraction(need.share or 0, 100)
    return found


def candidates(today: date, term: int) -> list[Candidate]:
    """All who serve and have a rank: free when their posting is to end, today where they have none."""
    spoken: dict[int, dict[str, int]] = {}
    for officer, code, level in LanguageSkill.objects.order_by().values_list("officer", "language__code", "level"):
        known = spoken.setdefault(officer, {})
        known[code] = max(level, known.get(code, 0))
    running = Q(postings__ended_on__isnull=True) | Q(postings__ended_on__gt=today)
    serving = Officer.objects.serving().exclude(rank="").order_by("pk")
    dated = serving.annotate(begins=Max("postings__from_on", filter=running), ends=Max("postings__until_on", filter=running))
    return [
        Candidate(pk, LEVEL_OF[rank], spoken.get(pk, {}), max(planned_end(Serving(begins, ends), term), today) if begins else today)
        for pk, rank, begins, ends in dated.values_list("pk", "rank", "begins", "ends")
    ]


def prepared(openings: Iterable[Opening], people: Sequence[Candidate], on_what: Basis, *, hides: bool) -> list[Prepared]:
    """The openings by the day on which they are expected; those that nobody has dated are last and not matched."""
    norm, needed = on_what.norm, on_what.needed
    dated = [(opening, opening.last.likely if opening.last else None) for opening in openings]
    dated.sort(key=lambda pair: (pair[1] is None, pair[1] or date.max, pair[0].code))
    wanted = [
        Wanted(opening.code, row.level, row.posts, frozenset(one.code for one in needed.get(opening.pk, ())), row.language, on)
        for opening, on in dated
        if on
        for row in norm.get(opening.kind, ())
    ]
    answers: dict[str, list[Post]] = {}
    for answer in match(wanted, people):
        answers.setdefault(answer.wanted.opening, []).append(Post(answer, str(RankLevel(answer.wanted.level).label), hides))
    return [Prepared(opening, on, needed.get(opening.pk, []), answers.get(opening.code, [])) for opening, on in dated]


def aims(rows: Sequence[Prepared], people: Sequence[Candidate], on_what: Basis, today: date, *, hides: bool) -> list[Aim]:
    """Each target of the plan for the network that is still to come."""
    norm = on_what.norm
    network = Mission.objects.network(today)
    found = []
    for target in targets():
        if target.due_on is None or target.due_on < today:
            continue
        to_open = max(0, round(target.value / 10**target.indicator.decimals) - (network.total or 0))
        named = [row for row in rows if row.on and row.on <= target.due_on]
        coming = [_coming(row, norm) for row in named]
        coming.append(Coming(norm.get(UNNAMED, []), on_what.shares or {"": Fraction(1)}, times=max(0, to_open - len(named))))
        found.append(Aim(target, to_open, len(named), _gaps(needs(coming), people, on_what, today, hides)))
    return found


def _coming(row: Prepared, norm: dict[str, list[Norm]]) -> Coming:
    share = {one.code: Fraction(1, len(row.languages)) for one in row.languages}
    return Coming(norm.get(row.opening.kind, []), share)


def _gaps(
    wanted: dict[tuple[str, str], int], people: Sequence[Candidate], on_what: Basis, today: date, hides: bool
) -> list[tuple[str, list[Gap | None]]]:
    """A row for each language. Who is abroad is not counted: whoever takes their place is needed there."""
    home = [one for one in people if one.free_on <= today]
    least = {row.level: row.language or 1 for row in on_what.norm.get(UNNAMED, ())}
    names = {**on_what.names, "": _("Language not said"), "-": _("No language asked")}
    rows = []
    for code in [code for code in names if any(key[0] == code for key in wanted)]:
        cells: list[Gap | None] = []
        for level in RankLevel.values:
            posts = wanted.get((code, level), 0)
            have = sum(one.level == level and (code in ("", "-") or one.languages.get(code, 0) >= least.get(level, 1)) for one in home)
            cells.append(Gap(posts, counting.told(have, exact=not hides), _lacking(have, posts, hides)) if posts else None)
        rows.append((names[code], cells))
    return rows


def _lacking(have: int, posts: int, hides: bool) -> int:
    return counting.lacking(have, posts) if hides else max(0, posts - have)
