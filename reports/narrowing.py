"""The facts of a report on a part of the plan: of everything that was read, what belongs to the part. Pure."""

from __future__ import annotations

from dataclasses import replace

from plan.progress import Cell
from reports.facts import TASK, UNIT, FieldRows, Inputs, MeasureRow, Scope


def narrowed(inputs: Inputs) -> Inputs:
    """Of a task: its measures and what hangs on them. Of units: the measures that they lead or take part in or report on,
    what they owed and said, what they proposed or are to answer. The network stands in reports on the whole alone."""
    scope = inputs.scope
    if scope is None or scope.is_whole:
        return inputs
    measures = tuple(row for row in inputs.measures if _is_in(row, scope, inputs.field))
    codes = {row.code for row in measures}
    tasks = {scope.code} if scope.kind == TASK else {row.task for row in measures}
    proposals = (row for row in inputs.proposals if (row.task == scope.code if scope.kind == TASK else set(row.units) & set(scope.units)))
    return replace(
        inputs,
        tasks=tuple(task for task in inputs.tasks if task.code in tasks),
        measures=measures,
        directives=tuple(row for row in inputs.directives if set(row.measures) & codes),
        network=None,
        indicators=tuple(row for row in inputs.indicators if set(row.measures) & codes) if scope.kind == TASK else (),
        field=_field(inputs.field, scope, codes),
        proposals=tuple(proposals),
        training=(),
        money=tuple(row for row in inputs.money if row.measure in codes),
    )


def coordinated(inputs: Inputs) -> tuple[MeasureRow, ...]:
    """Of a unit: the measures in force that it takes part in and others lead. Its report names them and counts none of them."""
    scope = inputs.scope
    if scope is None or scope.kind != UNIT:
        return ()
    return tuple(
        row for row in inputs.measures if scope.code in row.coordinating_codes and row.lead_code != scope.code and row.cell != Cell.OUT
    )


def _is_in(row: MeasureRow, scope: Scope, field: FieldRows | None) -> bool:
    if scope.kind == TASK:
        return row.task == scope.code
    if scope.kind == UNIT:  # as its list of measures has it
        return row.lead_code == scope.code
    told = {said.measure for said in field.said if said.unit in scope.units} if field else set()
    return row.code in told or bool({row.lead_code, *row.coordinating_codes} & set(scope.units))


def _field(field: FieldRows | None, scope: Scope, measures: set[str]) -> FieldRows | None:
    """Who has reported is said of all where it is about a task; what was said only where it is about the part."""
    if field is None:
        return None
    if scope.kind == TASK:
        return replace(field, said=tuple(row for row in field.said if row.measure in measures))
    owed = tuple(row for row in field.owed if row.unit in scope.units)
    departments = {row.department for row in owed}
    said = tuple(row for row in field.said if row.unit in scope.units)
    return replace(
        field,
        departments=tuple(one for one in field.departments if one[0] in departments),
        owed=owed,
        said=said,
        bad=tuple(row for row in field.bad if row.unit in scope.units),
        counted=tuple(pk for pk, unit in zip(field.counted, field.counted_units, strict=True) if unit in scope.units),
        counted_units=tuple(unit for unit in field.counted_units if unit in scope.units),
    )
