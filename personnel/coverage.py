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
    """`members`: those who may be named to the reader; `count` is of all, `gap` what is lacking (of a rounded count, at the
    least)."""

    team: ExpertTeam
    count: Cell
    gap: int
    levels: list[tuple[str, Cell]]
    languages: list[tuple[str, Cell]]
    members: list[TeamMember] = field(default_factory=list)


def covered(teams: Iterable[ExpertTeam], today: date, *, named: frozenset[int] | None) -> list[Covered]:
    """`named`: the officers who may be named to the reader; None: all, and then nothing is rounded."""
    skills = Prefetch("officer__skills", LanguageSkill.objects.select_related("language"))
    members = TeamMember.objects.on(today).filter(officer__left_on__isnull=True, officer__merged_into__isnull=True)
    rows: dict[int, dict[int, TeamMember]] = {}  # of a team, by officer: a person counts once
    for member in members.select_related("officer__unit").prefetch_related(skills).order_by("officer__sort_key", "from_on"):
        rows.setdefault(member.team_id, {}).setdefault(member.officer_id, member)
    return [_covered(team, list(rows.get(team.pk, {}).values()), named) for team in teams]


def _covered(team: ExpertTeam, rows: Sequence[TeamMember], named: frozenset[int] | None) -> Covered:
    exact = named is None
    levels = Counter(LEVEL_OF.get(row.officer.rank, "") for row in rows)
    spoken = Counter(str(skill.language) for row in rows for skill in row.officer.languages if skill.level >= SPOKEN_WELL)
    languages = counting.listed(dict(sorted(spoken.items(), key=lambda pair: (-pair[1], pair[0]))), exact=exact)
    return Covered(
        team,
        counting.told(len(rows), exact=exact),
        max(0, team.wanted - len(rows)) if exact else counting.lacking(len(rows), team.wanted),
        [(str(level.label), counting.told(levels[level.value], exact=exact)) for level in RankLevel],
        list(languages.items()),
        [row for row in rows if named is None or row.officer_id in named],
    )
