"""The cells as a page shows them: figures in all, a row and a bar for each task, every number with its address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from plan import asked
from plan.models import Measure, Plan, Task
from plan.moment import Moment
from plan.progress import Cell, CellCounts
from plan.tables.scoreboard import shown_cells
from plan.views.asof import rows


@dataclass(frozen=True)
class Number:
    """How many stand in a cell; `left` and `share` place it on the bar, in per cent."""

    cell: Cell
    value: int
    address: str
    left: float = 0
    share: float = 0


@dataclass(frozen=True)
class Row:
    task: Task
    total: Number
    numbers: list[Number]

    @property
    def in_words(self) -> str:
        """What the bar shows, for those who do not see it."""
        return "; ".join(f"{number.cell.label}: {number.value}" for number in self.numbers if number.value)


@dataclass(frozen=True)
class Scoreboard:
    total: Number
    numbers: list[Number]
    rows: list[Row]

    def of(self, cell: Cell) -> int:
        return next((number.value for number in self.numbers if number.cell == cell), 0)

    @property
    def late(self) -> Number:
        return next(number for number in self.numbers if number.cell == Cell.OPEN_OVERDUE)

    @property
    def overdue(self) -> int:
        return self.of(Cell.OPEN_OVERDUE)

    @property
    def no_deadline(self) -> int:
        return self.of(Cell.NO_DEADLINE)


def _by_task(plan: Plan, tasks: Iterable[Task], moment: Moment) -> dict[str | None, Mapping[Cell, int]]:
    if not moment.as_it_stands:
        return {group.key: group.counts for group in Measure.objects.filter(plan=plan).cells(by="task", moment=moment)}
    found: dict[str | None, dict[Cell, int]] = {}
    codes = {task.pk: task.code for task in tasks}
    for task, cell, _place, number in asked.cells_by_task(plan=plan.pk, day=moment.on):
        found.setdefault(codes.get(task, str(task)), {})[Cell(cell)] = number
    return dict(found)


def scoreboard(plan: Plan, tasks: Iterable[Task], moment: Moment, counted: Iterable[CellCounts] | None = None) -> Scoreboard:
    """`counted`: the cells by task, where the caller has asked for them already."""
    by_task = _by_task(plan, tasks, moment) if counted is None else {group.key: group.counts for group in counted}
    sums = {cell: sum(counts.get(cell, 0) for counts in by_task.values()) for cell in Cell}
    shown = shown_cells(CellCounts(None, sums))
    widest = max((sum(counts.values()) for counts in by_task.values()), default=0)

    def numbers(counts: Mapping[Cell, int], task: str, widest: int) -> list[Number]:
        made, left = [], 0.0
        for cell in shown:
            share = 100 * counts.get(cell, 0) / widest if widest else 0
            made.append(Number(cell, counts.get(cell, 0), rows(plan, moment, task=task, cell=cell), round(left, 2), round(share, 2)))
            left += share
        return made

    def total(counts: Mapping[Cell, int], task: str = "") -> Number:
        return Number(Cell.OUT, sum(counts.values()), rows(plan, moment, task=task))

    made = [
        Row(task, total(by_task.get(task.code, {}), task.code), numbers(by_task.get(task.code, {}), task.code, widest)) for task in tasks
    ]
    return Scoreboard(total(sums), numbers(sums, "", sum(sums.values())), made)
