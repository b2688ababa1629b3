"""The cells as a table: in all, by task, by lead unit, at any moment."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Unit
from office.tables import Column, Kind, Table
from plan.models import Measure, Plan
from plan.moment import Moment
from plan.progress import Cell, CellCounts

By = Literal["task", "unit"]
ALWAYS = (Cell.DONE_ON_TIME, Cell.DONE_LATE, Cell.OPEN_WITHIN, Cell.OPEN_OVERDUE)  # the four of the Government Office
HEADS = {"task": gettext_lazy("Task"), "unit": gettext_lazy("Lead agency")}


def shown_cells(sums: CellCounts) -> list[Cell]:
    """The four of the Government Office, and beside them those in which something stands."""
    return [cell for cell in Cell if cell in ALWAYS or sums[cell]]


def scoreboard_table(plan: Plan, moment: Moment, by: By | None) -> tuple[Table, list[list[Any]], list[Any]]:
    """The columns, a row for each group and the row of all. `by` None: the plan as a whole."""
    counted = Measure.objects.filter(plan=plan).cells(by, moment=moment)
    sums = CellCounts.sum(counted)
    cells = shown_cells(sums)
    numbers = tuple(Column(cell.value, cell.label, Kind.WHOLE, width=12) for cell in cells)
    head = Column("group", HEADS[by] if by else gettext_lazy("Plan"), width=60)
    table = Table(gettext_lazy("Scoreboard"), (head, *numbers, Column("total", gettext_lazy("Measures"), Kind.WHOLE, width=12)))

    def row(name: str, counts: CellCounts) -> list[Any]:
        return [name, *(counts[cell] for cell in cells), counts.total]

    if by is None:
        return table, [row(plan.number, sums)], []
    groups = [row(name, counts) for name, counts in _named(plan, by, counted)]
    return table, groups, row(_("All tasks") if by == "task" else _("All measures"), sums)


def _named(plan: Plan, by: By, counted: Iterable[CellCounts]) -> list[tuple[str, CellCounts]]:
    """Every task, also without a measure; of the units those that lead one, by name, and what nobody leads at the end."""
    found = {group.key: group for group in counted}
    if by == "task":
        return [(f"{task.code}. {task.title}", found.get(task.code, CellCounts(task.code))) for task in plan.tasks.all()]
    units = Unit.objects.filter(code__in=[key for key in found if key]).order_by("sort_key")
    rows = [(unit.name, found[unit.code]) for unit in units]
    return rows + ([(_("No lead agency yet"), found[None])] if None in found else [])
