"""Annexes: every measure in the columns that annexes of the Government have, with how it stands; and who has reported."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from office.blocks import Annex, Column, Table, Text
from plan.progress import Cell, Term
from reports.figures import Figures
from reports.parts.field import department_name, review_words, standing_words
from reports.sentences import counted, dated, day


def annex_of_measures(rows: list[Figures], tasks: list[Figures], language: str) -> Table:
    columns = (
        Column(_("No."), 5, "center"),
        Column(_("Task"), 34),
        Column(_("Lead agency"), 14),
        Column(_("Coordinating agencies"), 28),  # up to a dozen names
        Column(_("Deadline"), 12, "center"),
        Column(_("Output"), 16),
        Column(_("Status"), 12),
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
        counted(place),
        Text(f"{row['code']}. {row['title'][language]}", row["address"]),
        Text(row["lead"][language] if row["lead"] else _("Not yet assigned")),
        Text(coordinating),
        _term(row),
        Text(row["output"][language] if row["output"] else _("Not stated")),
        Text(_status(row)),
    )


def _term(row: Figures) -> Text:
    return dated(row["due_on"]) if row["due_on"] else Text(str(Term(row["term"]).label))


def _status(row: Figures) -> str:
    label = str(Cell(row["cell"]).label)
    return f"{label} ({day(row['completed_on'])})" if row["completed_on"] else label


def annex_of_units(field: Figures, language: str, each: Callable[[str], None], number: str) -> Annex:
    """Every unit that owed a report, by the department that follows it."""
    several = len(field["quarters"]) > 1
    columns = (
        Column(_("No."), 6, "center"),
        Column(_("Mission"), 50),
        *([Column(_("Reporting period"), 14, "center")] if several else []),
        Column(pgettext("of a report", "Sending"), 25),
        Column(pgettext("of a report", "Review"), 25),
    )
    lines: list[tuple[Text, ...]] = []
    place = 0
    for department in field["departments"]:
        lines.append((Text(department_name(department["name"], language), bold=True),))
        for row in field["units"]:
            if row["department"] == department["code"]:
                place += 1
                each(row["name"][language])
                lines.append(_unit(place, row, language, several))
    return Annex(number, _("Who has reported and who has not"), (Table(caption="", columns=columns, rows=tuple(lines)),), landscape=False)


def _unit(place: int, row: Figures, language: str, several: bool) -> tuple[Text, ...]:
    name = Text(row["name"][language], row["address"])
    period = [Text(row["period"])] if several else []
    return (counted(place), name, *period, Text(standing_words(row)), Text(review_words(row)))
