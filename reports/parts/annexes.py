"""Annex I: every measure in the columns that annexes of the Government have, with how it stands."""

from __future__ import annotations

from django.utils.translation import gettext as _

from office.blocks import Column, Table, Text
from plan.progress import Cell, Term
from reports.figures import Figures
from reports.sentences import day


def annex_of_measures(rows: list[Figures], tasks: list[Figures], language: str) -> Table:
    columns = (
        Column(_("No."), 5, "center"),
        Column(_("Task"), 34),
        Column(_("Lead agency"), 15),
        Column(_("Coordinating agencies"), 16),
        Column(_("Deadline"), 11, "center"),
        Column(_("Output"), 17),
        Column(_("Status"), 14),
    )
    lines: list[tuple[Text, ...]] = []
    place = 0
    for task in tasks:
        lines.append((Text(f"{task['code']}. {task['title'][language]}", bold=True),))
        for row in rows:
            if row["task"] == task["code"]:
                place += 1
                lines.append(_line(place, row, language))
    return Table(caption="", columns=columns, rows=tuple(lines))


def _line(place: int, row: Figures, language: str) -> tuple[Text, ...]:
    coordinating = "; ".join(name[language] for name in row["coordinating"])
    return (
        Text(str(place)),
        Text(f"{row['code']}. {row['title'][language]}", row["address"]),
        Text(row["lead"][language] if row["lead"] else _("Not yet assigned")),
        Text(coordinating),
        Text(_term(row)),
        Text(row["output"][language] if row["output"] else _("Not stated")),
        Text(_status(row)),
    )


def _term(row: Figures) -> str:
    return day(row["due_on"]) if row["due_on"] else str(Term(row["term"]).label)


def _status(row: Figures) -> str:
    label = str(Cell(row["cell"]).label)
    return f"{label} ({day(row['completed_on'])})" if row["completed_on"] else label
