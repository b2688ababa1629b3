"""Expert teams and readiness as tables: what the page shows to the same reader, rounded in the same way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from office.tables import Column, Kind, Table
from personnel.counting import Cell
from personnel.coverage import Covered
from personnel.prepared_posts import Prepared
from personnel.training_tables import number_of


def teams_table() -> Table:
    return Table(
        _("Expert teams"),
        (
            Column("code", _("Code"), Kind.CODE, width=18),
            Column("name", _("Team"), width=40),
            Column("area", _("Priority area"), width=40),
            Column("lead_unit", _("Lead unit"), width=36),
            Column("wanted", _("Experts wanted"), Kind.WHOLE, width=12),
            Column("count", _("Members today"), Kind.WHOLE, width=12),
            Column("gap", _("Lacking"), Kind.WHOLE, width=10),
            Column("levels", _("By level of rank"), width=36),
            Column("languages", _("Languages"), width=36),
            Column("members", _("Members"), width=60),
            Column("closed_on", _("Closed on"), Kind.DATE, width=12),
        ),
    )


def team_rows(rows: Iterable[Covered]) -> Iterator[list[Any]]:
    for row in rows:
        team = row.team
        yield [
            team.code,
            str(team),
            team.area,
            team.lead_unit.name,
            team.wanted,
            number_of(row.count),
            row.gap,
            _counted(row.levels),
            _counted(row.languages),
            "; ".join(_member(member) for member in row.members),
            team.closed_on,
        ]


def _counted(parts: Iterable[tuple[str, Cell]]) -> str:
    return "; ".join(f"{label}: {cell}" for label, cell in parts)


def _member(member: Any) -> str:
    return ", ".join(filter(None, [member.officer.name, member.role]))


def readiness_table() -> Table:
    return Table(
        _("Readiness for new missions"),
        (
            Column("opening", _("Opening in preparation"), width=44),
            Column("on", _("Expected to open on"), Kind.DATE, width=14),
            Column("languages", _("Languages"), width=30),
            Column("level", _("Level of rank"), width=16),
            Column("posts", _("Posts"), Kind.WHOLE, width=8),
            Column("language_level", _("Language at least"), Kind.WHOLE, width=12),
            Column("fit", _("People who fit"), Kind.WHOLE, width=12),
            Column("lacking", _("Cannot be filled"), Kind.WHOLE, width=12),
            Column("why", _("Why"), width=50),
        ),
    )


def readiness_rows(rows: Iterable[Prepared]) -> Iterator[list[Any]]:
    """A row for each post; an opening that is not matched has one that says so."""
    for row in rows:
        head = [row.opening.name, row.on, "; ".join(str(language) for language in row.languages)]
        for post in row.posts:
            asked = post.answer.wanted
            yield [*head, post.level, asked.posts, asked.language_level, number_of(post.fit), post.lacking, post.why]
        if not row.posts:
            yield [*head, "", None, None, None, None, "" if row.on else str(_("not dated yet: not matched"))]
