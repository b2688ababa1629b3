"""What an expert team covers on a day: members against those wanted, by level of rank and by language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Prefetch

from personnel import counting
from personnel.counting import Cell
from personnel.models import ExpertTeam, LanguageSkill, TeamMember
from personnel.ranks import LEVEL_OF, RankLevel

SPOKEN_WELL = 4  # the level from which a language counts as covered


@dataclass(frozen=True)
class Covered:
    """`members`: those who may be named to the reader; `count` is of all."""

    team: ExpertTeam
    count: Cell
    gap: int
    levels: list[tuple[str, Cell]]
    languages: list[tuple[str, Cell]]
    members: list[TeamMember] = field(default_factory=list)


def covered(teams: Iterable[ExpertTeam], today: date, *, named: frozenset[int] | None, hides: bool) -> list[Covered]:
    """`named`: the officers who may be named to the reader (None: all); `hides`: small counts are hidden."""
    skills = Prefetch("officer__skills", LanguageSkill.objects.select_related("language"))
    members = TeamMember.objects.on(today).filter(officer__left_on__isnull=True, officer__merged_into__isnull=True)
    rows: dict[int, list[TeamMember]] = {}
    for member in members.select_related("officer__unit").prefetch_related(skills).order_by("officer__sort_key"):
        rows.setdefault(member.team_id, []).append(member)
    return [_covered(team, rows.get(team.pk, []), named, hides) for team in teams]


def _covered(team: ExpertTeam, rows: Sequence[TeamMember], named: frozenset[int] | None, hides: bool) -> Covered:
    levels = Counter(LEVEL_OF.get(row.officer.rank, "") for row in rows)
    spoken = Counter(str(skill.language) for row in rows for skill in row.officer.languages if skill.level >= SPOKEN_WELL)
    numbers = {level.value: levels.get(level.value, 0) for level in RankLevel} | ({"": levels[""]} if levels[""] else {})
    told = counting.parts(numbers) if hides else counting.whole(numbers)
    return Covered(
        team,
        told.total,
        counting.at_least(len(rows), team.wanted) if hides else max(0, team.wanted - len(rows)),
        [(str(RankLevel(key).label), cell) for key, cell in told.cells.items() if key],
        [(name, counting.one(n) if hides else Cell(n)) for name, n in sorted(spoken.items(), key=lambda pair: (-pair[1], pair[0]))],
        [row for row in rows if named is None or row.officer_id in named],
    )
