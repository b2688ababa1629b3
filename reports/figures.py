"""What a progress report says, as numbers: pure, without a query and without a clock.

`figures_for(inputs)` answers a dictionary that JSON holds as it is. It is frozen in the report, so it names its
schema, and every number in it carries the address of the rows that make it, at the report's two clocks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date
from typing import Any

from plan.money import total
from plan.progress import Cell, Health, expected
from reports.addresses import Addresses
from reports.changes import changes
from reports.facts import (
    FORESIGHT,
    DirectiveRow,
    IndicatorRow,
    Inputs,
    MeasureRow,
    MoneyRow,
    Network,
    OfficialTotal,
    PeriodRow,
    PlanRow,
    Previous,
    TargetRow,
    TaskRow,
)
from reports.field import field_figures
from reports.foresight import PLACES, foresight_figures
from reports.narrowing import coordinated, narrowed
from reports.proposal_figures import proposal_figures
from reports.training_figures import training_figures

SCHEMA = 5  # described in reports/data/figures-5.schema.json
FOUR = [Cell.DONE_ON_TIME, Cell.DONE_LATE, Cell.OPEN_WITHIN, Cell.OPEN_OVERDUE]
BESIDE = [cell for cell in Cell if cell not in FOUR]
CONFIRMED, WAITING, REJECTED = "confirmed", "to_be_confirmed", "rejected"
YEAR = 365.25
NO_LEAD = "none"  # the word of the measures' filter

Figures = dict[str, Any]


def figures_for(inputs: Inputs) -> Figures:
    whole, inputs = inputs, narrowed(inputs)
    at = Addresses(inputs.plan.code, inputs.on, inputs.known_at, None if inputs.scope and inputs.scope.is_whole else inputs.scope)
    figures = {
        "schema": SCHEMA,
        "plan": _plan(inputs.plan),
        "on": inputs.on.isoformat(),
        "known_at": inputs.known_at.astimezone(UTC).isoformat(),
        "scope": {"kind": inputs.scope.kind, "code": inputs.scope.code, "name": inputs.scope.name.as_dict()} if inputs.scope else None,
        "since": _iso(inputs.since),
        "demo": inputs.demo,
        "base": inputs.base,
        "agency": inputs.agency.as_dict(),
        "cells": _cells(inputs.measures, at),
        "tasks": [_task(task, inputs.measures, at) for task in inputs.tasks],
        "units": _units(inputs.measures, at),
        "network": _network(inputs.network, inputs.on, at) if inputs.network else None,
        "foresight": foresight_figures(inputs.foresight) if inputs.foresight else None,
        "directives": _directives(inputs.directives, at),
        "missing": _missing(inputs.measures, at),
        "health": {state: _number(_count(inputs.measures, health=state), at.measures(health=state)) for state in Health.values},
        "measures": [_measure(row, at) for row in inputs.measures],
        "coordinated": [_measure(row, at) for row in coordinated(whole)],
        "indicators": [_indicator(row, at) for row in inputs.indicators],
        "period": _period(inputs.period),
        "field": field_figures(inputs.field, [row.code for row in inputs.measures], at),
        "previous": _previous(inputs.previous),
        "proposals": proposal_figures(inputs.proposals, whole.tasks, inputs.on, at),
        "money": _money(inputs.money, inputs.on, at),
        "training": training_figures(inputs.training, inputs.plan.issued_on, inputs.on, at),
    }
    return figures | {"changes": changes(inputs.previous.figures, figures) if inputs.previous else None}


def is_part(figures: Figures) -> bool:
    """Whether they are of a part of the plan; with openings and forecast they are of the whole and more."""
    return bool(figures["scope"]) and figures["scope"]["kind"] != FORESIGHT


def readable(figures: Figures) -> Figures:
    """Frozen figures of any schema, in the shape of this one: what an older one did not know, it does not say."""
    if figures.get("schema", 1) >= SCHEMA:
        return {"training": None, "foresight": None, **figures}  # which came to this schema while nobody had a report of it
    older: Figures = {"indicators": [], "period": None, "field": None, "previous": None, "changes": None, "money": None, "proposals": None}
    return older | {"units": [], "base": "", "scope": None, "since": None, "foresight": None, "training": None} | figures


def _number(n: int, address: str) -> dict[str, Any]:
    """A number and its rows; nothing to open behind a zero."""
    return {"n": n, "address": address if n else ""}


def _count(rows: Iterable[MeasureRow], **wanted: str) -> int:
    return sum(all(getattr(row, name) == value for name, value in wanted.items()) for row in rows)


def _in_force(rows: Iterable[MeasureRow]) -> list[MeasureRow]:
    return [row for row in rows if row.cell != Cell.OUT]


def _plan(plan: PlanRow) -> Figures:
    return {
        "code": plan.code,
        "number": plan.number,
        "kind": plan.kind.as_dict(),
        "title": plan.title.as_dict(),
        "issued_on": plan.issued_on.isoformat(),
        "issuer": plan.issuer.as_dict(),
    }


def _cells(rows: Sequence[MeasureRow], at: Addresses, **filters: str) -> Figures:
    counts = Counter(row.cell for row in rows)
    return {
        "total": _number(len(rows), at.measures(**filters)),
        "in_force": len(_in_force(rows)),
        "counts": {cell.value: _number(counts[cell], at.measures(**filters, cell=cell.value)) for cell in Cell},
    }


def _task(task: TaskRow, rows: Sequence[MeasureRow], at: Addresses) -> Figures:
    own = [row for row in rows if row.task == task.code]
    return {"code": task.code, "title": task.title.as_dict(), **_cells(own, at, task=task.code)}


def _units(rows: Sequence[MeasureRow], at: Addresses) -> list[Figures]:
    """By the unit that leads, in the order in which the plan names them first; those without a lead last."""
    names = {row.lead_code: row.lead for row in rows if row.lead}
    found = [
        {"code": code, "name": name.as_dict(), **_cells([row for row in rows if row.lead_code == code], at, unit=code)}
        for code, name in names.items()
        if name
    ]
    without = [row for row in rows if row.lead is None]
    return found + ([{"code": "", "name": None, **_cells(without, at, unit=NO_LEAD)}] if without else [])


def _measure(row: MeasureRow, at: Addresses) -> Figures:
    return {
        "code": row.code,
        "task": row.task,
        "title": row.title.as_dict(),
        "cell": str(row.cell),
        "state": str(row.state),
        "term": str(row.term),
        "health": str(row.health),
        "percent": row.percent,
        "due_on": _iso(row.due_on),
        "completed_on": _iso(row.completed_on),
        "lead": row.lead.as_dict() if row.lead else None,
        "lead_code": row.lead_code,
        "coordinating": [name.as_dict() for name in row.coordinating],
        "output": row.output.as_dict() if row.output else None,
        "narrative": row.narrative,
        "narrative_on": _iso(row.narrative_on),
        "difficulties": row.difficulties,
        "address": at.measure(row.code),
    }


def _missing(rows: Sequence[MeasureRow], at: Addresses) -> Figures:
    """What the ministry has still to decide before the plan can be followed in full."""
    in_force = _in_force(rows)
    return {
        "no_deadline": _number(_count(rows, cell=Cell.NO_DEADLINE), at.measures(cell=Cell.NO_DEADLINE.value)),
        "no_lead": _number(sum(row.lead is None for row in rows), at.measures(unit=NO_LEAD)),
        "no_output": sum(row.output is None for row in in_force),
    }


def _directives(rows: Sequence[DirectiveRow], at: Addresses) -> Figures:
    """By kind; links by decision; gaps only among instructions, for only an instruction can be one."""
    own = [row for row in rows if row.from_plan_sources]
    kinds = Counter(row.kind for row in own)
    links = Counter(decision for row in own for decision in row.links)
    instructions = [row for row in own if row.kind == "instruction"]
    confirmed = sum(CONFIRMED in row.links for row in instructions)
    waiting = sum(WAITING in row.links for row in instructions)
    unlinked = [row for row in instructions if not set(row.links) - {REJECTED}]
    return {
        "total": _number(len(own), at.directives()),
        "kinds": {kind: _number(kinds[kind], at.directives(kind=kind)) for kind in ("instruction", "policy_statement", "background")},
        "links": {decision: _number(links[decision], at.directives(link=decision)) for decision in (CONFIRMED, WAITING)},
        "instructions": {
            CONFIRMED: _number(confirmed, at.directives(kind="instruction", link=CONFIRMED)),
            WAITING: _number(waiting, at.directives(kind="instruction", link=WAITING)),
            "unconfirmed": _number(len(instructions) - confirmed, at.directives(kind="instruction", link="unconfirmed")),
            "unlinked": _number(len(unlinked), at.directives(kind="instruction", link="none")),
        },
        "unlinked_codes": [row.code for row in unlinked],
        "gaps": [_gap(row, at) for row in unlinked],
        "found_later": len(rows) - len(own),
    }


def _gap(row: DirectiveRow, at: Addresses) -> Figures:
    return {"code": row.code, "text": row.text.as_dict(), "address": at.directives(kind="instruction", link="none")}


def _network(network: Network, on: date, at: Addresses) -> Figures:
    path = None
    if network.baseline is not None and network.baseline_on is not None and network.targets:
        path = expected((network.baseline_on, network.baseline), [(target.due_on, target.value) for target in network.targets], on)
    return {
        "open": None if network.open is None else _number(network.open, at.missions()),
        "known_from": _iso(network.known_from),
        "baseline": network.baseline,
        "baseline_on": _iso(network.baseline_on),
        "expected": _rounded(path),
        "difference": None if path is None or network.open is None else _rounded(network.open - path),
        "targets": [_target(target, network.open, on) for target in network.targets],
        "history": [[day.isoformat(), _rounded(value)] for day, value in network.history],
        "last_year": _last_year(network, at),
        "official": _official(network.official),
        "between": list(network.between) if network.between else None,
    }


def _target(target: TargetRow, value: int | None, on: date) -> Figures:
    """What is still missing, and how many a year that asks for from now on."""
    missing = None if value is None else max(0.0, target.value - value)
    years = (target.due_on - on).days / YEAR
    return {
        "code": target.code,
        "due_on": target.due_on.isoformat(),
        "value": target.value,
        "about": target.about,
        "missing": _rounded(missing),
        "pace": _rounded(missing / years) if missing is not None and years > 0 else None,
        "is_past": years <= 0,
    }


def _last_year(network: Network, at: Addresses) -> Figures:
    """The pace of the last twelve months; net, for a mission that closes takes one away."""
    known = network.open is not None and network.open_a_year_before is not None
    changes = sorted(network.changes, key=lambda change: (change.on, change.mission))
    return {
        "from": network.a_year_before.isoformat(),
        "open_then": _number(network.open_a_year_before, at.missions(network.a_year_before))
        if network.open_a_year_before is not None
        else None,
        "pace": network.open - network.open_a_year_before if known else None,  # type: ignore[operator]
        "between": list(network.gained) if network.gained else None,
        "changes": [
            {
                "name": change.name.as_dict(),
                "opened": change.opened,
                "on": change.on.isoformat(),
                "precision": change.precision,
                "address": at.mission(change.mission),
            }
            for change in changes
        ],
    }


def _official(official: OfficialTotal | None) -> Figures | None:
    """The latest total published by then. The events are never corrected into it: where they differ, both are said."""
    if official is None:
        return None
    source = {"source": official.source, "source_vi": official.source_vi}
    return {"on": official.on.isoformat(), "total": official.total, **source, "counted": official.counted}


def _indicator(row: IndicatorRow, at: Addresses) -> Figures:
    goal = row.goal and {"due_on": row.goal.due_on.isoformat(), "value": row.goal.value, "about": row.goal.about}
    return {
        "code": row.code,
        "name": row.name.as_dict(),
        "unit": row.unit.as_dict(),
        "decimals": row.decimals,
        "direction": row.direction,
        "baseline": _rounded(row.baseline),
        "places": row.places,
        "before": _rounded(row.before),
        "year_before": _rounded(row.year_before),
        "alike": row.alike and {"units": row.alike.units, "before": _rounded(row.alike.before), "now": _rounded(row.alike.now)},
        "measures": list(row.measures),
        "value": _rounded(row.value),
        "value_on": _iso(row.value_on),
        "period": row.period,
        "units": row.units,
        "asked": row.asked,
        "partial": None if row.partial is None else {"value": row.partial, "units": row.partial_units, "asked": row.partial_asked},
        "expected": _rounded(row.expected),
        "difference": _rounded(row.difference),
        "side": str(row.side),
        "goal": goal,
        "reached": row.reached,
        "required_pace": _rounded(row.required_pace),
        "actual_pace": _rounded(row.actual_pace),
        "address": at.indicator(row.code),
    }


def _money(rows: Sequence[MoneyRow], on: date, at: Addresses) -> Figures | None:
    """Of the budget year in which the day falls; None where nobody has entered an amount. Amounts in whole đồng."""
    if not rows:
        return None
    sources, measures = sorted({row.source for row in rows}), dict.fromkeys(row.measure for row in rows)
    return {
        "year": on.year,
        "total": _amounts(rows, at.money(year=str(on.year))),
        "sources": [
            {"source": source, **_amounts([row for row in rows if row.source == source], at.money(year=str(on.year), source=source))}
            for source in sources
        ],
        "measures": [{"measure": code, **_amounts([row for row in rows if row.measure == code], at.measure(code))} for code in measures],
    }


def _amounts(rows: Iterable[MoneyRow], address: str) -> Figures:
    sums = total(row.amounts for row in rows)
    return {"planned": sums.planned, "allocated": sums.allocated, "disbursed": sums.disbursed, "share": sums.share, "address": address}


def _period(period: PeriodRow | None) -> Figures | None:
    if period is None:
        return None
    days = {"starts_on": period.starts_on.isoformat(), "cut_off_on": period.cut_off_on.isoformat()}
    return {"code": period.code, "name": period.name.as_dict(), **days}


def _previous(previous: Previous | None) -> Figures | None:
    if previous is None:
        return None
    where = f"/reports/progress/{previous.pk}/" if previous.pk else ""
    return {"code": previous.code, "on": previous.on.isoformat(), "approved": previous.approved, "address": where}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _rounded(value: float | None) -> float | None:
    """So many places that what a sentence rounds is what the pages round, and the same on every machine: of 101,9497 three
    places are 101,95, and a sentence would say 102,0."""
    return None if value is None else round(float(value), PLACES)
