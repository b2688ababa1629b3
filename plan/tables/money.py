"""The amounts of the projects, a row for each budget year and source: whole đồng, so that a sheet can add them up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from office.tables import Column, Kind, Table, choices_of
from plan.models import Funding, Project
from plan.money import FundingSource
from plan.tables.units import unit_choices


def money_table() -> Table:
    columns = (
        Column("project", _("Code of the project"), Kind.CODE, width=12),
        Column("title", _("Project"), width=50),
        Column("measure", _("Measure"), Kind.CODE, width=8),
        Column("unit", _("Carried out by"), Kind.CODE, width=32, choices=unit_choices()),
        Column("year", _("Budget year"), Kind.WHOLE, width=9, grouped=False),
        Column("source", _("Source of money"), Kind.CHOICE, width=24, choices=choices_of(FundingSource)),
        Column("planned", _("Planned, đồng"), Kind.WHOLE, width=20),
        Column("allocated", _("Allocated, đồng"), Kind.WHOLE, width=20),
        Column("disbursed", _("Disbursed, đồng"), Kind.WHOLE, width=20),
        Column("effective_on", _("As of"), Kind.DATE, width=13),
        Column("note", _("Note"), width=40),
    )
    return Table(_("Money"), columns)


def money_rows(projects: Iterable[Project], amounts: Iterable[Funding]) -> Iterator[list[Any]]:
    """Project by project as the page has them; one without an amount has a row that says so by its empty cells."""
    of_project: dict[int, list[Funding]] = {}
    for row in amounts:
        of_project.setdefault(row.project_id, []).append(row)
    for project in projects:
        named = [project.code, project.title, project.measure.code, project.unit.code]
        entered = sorted(of_project.get(project.pk, []), key=lambda row: (row.year, row.source))
        for row in entered:
            yield [*named, row.year, row.source, row.planned, row.allocated, row.disbursed, row.effective_on, row.note]
        if not entered:
            yield [*named, None, "", None, None, None, None, ""]
