"""Rows as the API answers them. Plain dictionaries: passing a list through serializers takes many times as long.
A test holds each to the shape that the schema promises (`shapes`)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from plan import models
from plan.moment import Moment
from plan.progress import CellCounts, expected, required_pace

Row = dict[str, Any]
LEAD = ("lead__unit__code", "lead__unit__name_vi", "lead__unit__name_en")
STANDING = ("state", "health", "percent", "term", "due_on", "completed_on")
MEASURE_COLUMNS = (
    *("code", "task__code", "title_vi", "title_en", "output_kind", "is_key", "updated_on", "version", "cell"),
    *(f"at_{name}" for name in STANDING),
    *LEAD,
)


def fields(obj: Any, names: Iterable[str]) -> Row:
    return {name: getattr(obj, name) for name in names}


def _name(person: Any) -> str | None:
    return person and person.name


def moment(then: Moment) -> Row:
    return {"on": then.on, "known": then.known}


def counts(row: CellCounts) -> Row:
    return {"total": row.total, "in_force": row.in_force, "cells": {cell.value: number for cell, number in row.items()}}


PLAN = ("code", "number", "title_vi", "title_en", "issued_on", "effective_on", "horizon", "vision")


def plan(row: models.Plan) -> Row:
    return fields(row, PLAN)


def plan_detail(row: models.Plan) -> Row:
    objectives = list(row.objectives.values("code", "text_vi", "text_en"))
    return {**plan(row), "objectives": objectives, "tasks": list(row.tasks.values("code", "title_vi", "title_en"))}


def measure(row: Row) -> Row:
    """From a row of `standing(moment).with_lead(moment).values(*MEASURE_COLUMNS)`."""
    code, name_vi, name_en = (row[name] for name in LEAD)
    return {
        "code": row["code"],
        "task": row["task__code"],
        "title_vi": row["title_vi"],
        "title_en": row["title_en"],
        "output_kind": row["output_kind"],
        "is_key": row["is_key"],
        "lead": {"code": code, "name_vi": name_vi, "name_en": name_en} if code else None,
        **{name: row[f"at_{name}"] for name in STANDING},
        "cell": row["cell"],
        "updated_on": row["updated_on"],
        "version": row["version"],
    }


def measure_detail(obj: models.Measure, then: Moment) -> Row:
    """One measure as it stood, with what had been recorded of it by then."""
    rows = models.Measure.objects.filter(pk=obj.pk).standing(then).with_lead(then)
    row = rows.values(*MEASURE_COLUMNS, "source__title", "superseded_by__code").get()
    known = {} if then.known is None else {"recorded_at__lte": then.known}
    superseded = obj.was_superseded(then)
    updates = obj.updates.filter(effective_on__lte=then.on, **known).select_related("by")
    return {
        **measure(row),
        "cell": row["cell"] if obj.was_in_plan(then) else None,
        **moment(then),
        **fields(obj, ("output_vi", "output_en", "note", "source_sentence")),
        "in_plan_from": obj.in_plan_from if obj.was_in_plan(then) else None,
        "superseded_from": obj.superseded_from if superseded else None,
        "source": row["source__title"],
        "superseded_by": row["superseded_by__code"] if superseded else None,
        "assignments": [assignment(item) for item in obj.assignments.at(then).select_related("unit")],
        "updates": [update(item) for item in updates],
        "completions": [completion(item) for item in obj.completions.told(then)],
        "deadline_changes": [deadline_change(item) for item in obj.deadline_changes.told(then)],
        "directives": list(obj.directive_links.standing(then).order_by("directive__position").values_list("directive__code", flat=True)),
        "indicators": list(obj.indicators.values_list("code", flat=True)),
    }


def assignment(row: models.Assignment) -> Row:
    return {**fields(row.unit, ("code", "name_vi", "name_en")), **fields(row, ("role", "from_on"))}


UPDATE = ("id", "state", "percent", "health", "reason", "narrative", "difficulties", "language", "effective_on", "recorded_at")


def update(row: models.StatusUpdate) -> Row:
    return {**fields(row, UPDATE), "by": _name(row.by), "replaces": row.replaces_id}


def completion(row: models.Completion) -> Row:
    people = {"proposed_by": _name(row.proposed_by), "decided_by": _name(row.decided_by)}
    return {**fields(row, ("id", "effective_on", "note", "proposed_at", "decision", "decided_at", "reason")), **people}


DEADLINE = (
    *("id", "old_term", "old_due_on", "new_term", "new_due_on", "reason", "asked_at", "endorsed_at"),
    *("decision", "decided_at", "effective_on", "decision_reason"),
)


def deadline_change(row: models.DeadlineChange) -> Row:
    return {**fields(row, DEADLINE), **{name: _name(getattr(row, name)) for name in ("asked_by", "endorsed_by", "decided_by")}}


DIRECTIVE = ("code", "kind", "origin", "who_vi", "who_en", "given_on", "occasion_text", "text_vi", "text_en", "source_sentence")


def directive(row: models.Directive) -> Row:
    """`row` comes from access.directives_for, with what it leads to already read."""
    return {
        **fields(row, DIRECTIVE),
        "occasion": row.occasion and fields(row.occasion, ("code", "name_vi", "name_en")),
        "source": row.source and row.source.title,
        "links": [link(item) for item in row.links.all()],
    }


def link(row: models.DirectiveLink) -> Row:
    decided = fields(row, ("id", "decision", "decided_at", "version"))
    return {**decided, "measure": row.measure and row.measure.code, "decided_by": _name(row.decided_by)}


INDICATOR = ("code", "name_vi", "name_en", "unit_vi", "unit_en", "direction", "source_kind", "baseline_on")


def indicator(row: models.Indicator, on: date) -> Row:
    """With what the straight path asks for on the day (design rule 4)."""
    targets = [(target.due_on, _scaled(target.value, row)) for target in row.targets.all()]
    baseline = None if row.baseline is None else _scaled(row.baseline, row)
    wanted = pace = None
    if baseline is not None and row.baseline_on is not None:
        start = (row.baseline_on, float(baseline))
        wanted, pace = expected(start, targets, on), required_pace([start, *targets], on)
    return {
        **fields(row, INDICATOR),
        "baseline": baseline,
        "targets": [
            {"code": target.code, "due_on": target.due_on, "value": _scaled(target.value, row), "about": target.about}
            for target in row.targets.all()
        ],
        "measures": [measure.code for measure in row.measures.all()],
        "on": on,
        "expected": _rounded(wanted, row),
        "required_pace": _rounded(pace, row),
    }


def _scaled(value: int, row: models.Indicator) -> float:
    return value / 10**row.decimals if row.decimals else value


def _rounded(value: float | None, row: models.Indicator) -> float | None:
    return None if value is None else round(value, row.decimals + 2)
