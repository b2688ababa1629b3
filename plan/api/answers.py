"""Rows as the API answers them. Plain dictionaries: passing a list through serializers takes many times as long.
A test holds each to the shape that the schema promises (`shapes`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from office.inspection import KINDS
from plan import models
from plan.moment import Moment
from plan.progress import CellCounts
from plan.readings import Reading
from plan.reckoning import Point
from plan.slippage import Slippage, slippage

Row = dict[str, Any]
LEAD = ("lead__unit__code", "lead__unit__name_vi", "lead__unit__name_en")
STANDING = ("state", "health", "percent", "term", "due_on", "completed_on")
MEASURE_COLUMNS = (
    *("code", "task_then", "title_vi", "title_en", "output_kind", "is_key", "updated_on", "changed_at", "version", "cell"),
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
    """From a row of `standing(moment).with_lead(moment).with_task(moment).with_change().values(*MEASURE_COLUMNS)`."""
    code, name_vi, name_en = (row[name] for name in LEAD)
    return {
        "code": row["code"],
        "task": row["task_then"],
        "title_vi": row["title_vi"],
        "title_en": row["title_en"],
        "output_kind": row["output_kind"],
        "is_key": row["is_key"],
        "lead": {"code": code, "name_vi": name_vi, "name_en": name_en} if code else None,
        **{name: row[f"at_{name}"] for name in STANDING},
        "cell": row["cell"],
        "updated_on": row["updated_on"],
        "changed_at": row["changed_at"],
        "version": row["version"],
    }


def measure_detail(obj: models.Measure, then: Moment) -> Row:
    """One measure as it stood, with what had been recorded of it by then."""
    rows = models.Measure.objects.filter(pk=obj.pk).standing(then).with_lead(then).with_task(then).with_change()
    row = rows.values(*MEASURE_COLUMNS, "source__title", "superseded_by__code").get()
    known = {} if then.known is None else {"recorded_at__lte": then.known}
    superseded = obj.was_superseded(then)
    changes = obj.deadline_changes.told(then)
    proposed = obj.completions.told(then)
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
        "completions": completions(proposed, then),
        "evidence": [evidence(item, obj, proposed) for item in obj.evidence.told(then)],
        "deadline_changes": [deadline_change(item) for item in changes],
        "slippage": slipped(slippage(sorted((row for row in changes if row.decision == "approved"), key=lambda row: row.order))),
        "milestones": [fields(item, MILESTONE) for item in obj.milestones.told(then)],
        "directives": list(obj.directive_links.standing(then).order_by("directive__position").values_list("directive__code", flat=True)),
        "indicators": list(obj.indicators.values_list("code", flat=True)),
    }


def assignment(row: models.Assignment) -> Row:
    return {**fields(row.unit, ("code", "name_vi", "name_en")), **fields(row, ("role", "from_on"))}


UPDATE = ("id", "state", "percent", "health", "reason", "narrative", "difficulties", "language", "effective_on", "recorded_at")


def update(row: models.StatusUpdate) -> Row:
    return {**fields(row, UPDATE), "by": _name(row.by), "replaces": row.replaces_id}


def completions(rows: list[models.Completion], then: Moment) -> list[Row]:
    said: dict[int, list[models.CompletionView]] = {}
    for view in models.CompletionView.objects.filter(completion__in=[row.pk for row in rows]).told(then) if rows else []:
        said.setdefault(view.completion_id, []).append(view)
    return [completion(row, said.get(row.pk, [])) for row in rows]


def completion(row: models.Completion, said: Iterable[models.CompletionView] | None = None) -> Row:
    """`said`: what units have said to it, where that is read already."""
    views = row.views.select_related("unit", "by") if said is None else said
    people = {"proposed_by": _name(row.proposed_by), "decided_by": _name(row.decided_by)}
    return {
        **fields(row, ("id", "effective_on", "note", "proposed_at", "decision", "decided_at", "reason")),
        **people,
        "views": [view(one) for one in views],
    }


def view(row: models.CompletionView) -> Row:
    return {"unit": fields(row.unit, ("code", "name_vi", "name_en")), **fields(row, ("opinion", "reason", "given_at")), "by": _name(row.by)}


MILESTONE = ("position", "kind", "title", "planned_on", "reached_on", "reached_recorded_at", "note")


def slipped(row: Slippage) -> Row:
    return fields(row, ("original", "current", "times", "days"))


EVIDENCE = (
    *("id", "kind", "title", "number", "dated_on", "issued_by", "signatory", "address"),
    *("added_at", "withdrawn_at", "withdrawn_reason", "version"),
)


def evidence(row: models.Evidence, measure: models.Measure, known: Iterable[models.Completion]) -> Row:
    """`row` as it stood at a moment (`told`); `known`: the proposals of the measure known then."""
    where = {"plan": measure.plan.code, "code": measure.code, "pk": row.pk}
    file = row.file and {
        **fields(row.file, ("name", "size", "sha256")),
        "media_type": KINDS[row.file.kind].media_type,
        "address": reverse("api:evidence-file", kwargs=where),
    }
    return {
        **fields(row, EVIDENCE),
        "file": file,
        "completions": [proposal.pk for proposal in known if proposal.pk in row.supports],
        **{name: _name(getattr(row, name)) for name in ("added_by", "withdrawn_by")},
    }


DEADLINE = (
    *("id", "old_term", "old_due_on", "new_term", "new_due_on", "reason", "asked_at", "endorsed_at"),
    *("decision", "decided_at", "effective_on", "decision_reason"),
)


def deadline_change(row: models.DeadlineChange) -> Row:
    return {**fields(row, DEADLINE), **{name: _name(getattr(row, name)) for name in ("asked_by", "endorsed_by", "decided_by")}}


DIRECTIVE_TEXTS = ("who_vi", "who_en", "occasion_text", "occasion_text_vi", "text_vi", "text_en", "source_sentence", "basis")
DIRECTIVE = (
    *("code", "kind", "origin", "who_vi", "who_en", "given_on", "occasion_text", "occasion_text_vi"),
    *("text_vi", "text_en", "source_sentence", "basis"),
)


def directive(row: models.Directive) -> Row:
    """`row` comes from access.directives_for, with what it leads to already read and `with_change`."""
    said = fields(row, DIRECTIVE) if row.withdrawn_at is None else {**fields(row, DIRECTIVE), **dict.fromkeys(DIRECTIVE_TEXTS, "")}
    return {
        **said,
        **fields(row, ("changed_at", "withdrawn_at")),
        "occasion": row.occasion and fields(row.occasion, ("code", "name_vi", "name_en")),
        "source": row.source and row.source.title,
        "links": [link(item) for item in row.links.all()],
    }


def link(row: models.DirectiveLink) -> Row:
    decided = fields(row, ("id", "decision", "decided_at", "version"))
    return {**decided, "measure": row.measure and row.measure.code, "decided_by": _name(row.decided_by)}


INDICATOR = ("code", "name_vi", "name_en", "unit_vi", "unit_en", "direction", "source_kind", "across_units", "over_time", "baseline_on")


def indicator(reading: Reading, then: Moment) -> Row:
    """How it stands at the moment (design rules 2, 4 and 5), in units of the indicator and not scaled."""
    row, at = reading.indicator, reading.at
    return {
        **fields(row, INDICATOR),
        "baseline": _scaled(row.baseline, row),
        "targets": [
            {"code": goal.code, "due_on": goal.due_on, "value": _scaled(goal.value, row), "about": goal.about} for goal in reading.way.goals
        ],
        "measures": [measure.code for measure in row.measures.all()],
        **moment(then),
        "value": _scaled(at.value, row),
        "value_least": _scaled(reading.between[0] if reading.between else at.value, row),
        "value_most": _scaled(reading.between[1] if reading.between else at.value, row),
        "value_on": at.latest and at.latest.on,
        "value_period": (at.latest and at.latest.period) or None,
        "value_units": at.latest.units if at.latest and at.latest.units else None,
        "value_asked": at.latest and at.latest.asked,
        "change": _scaled(at.change, row),
        "change_units": at.alike and at.alike.units,
        "expected": _rounded(at.expected, row),
        "difference": _rounded(at.difference, row),
        "at_least": at.within is not None,
        "side": at.side,
        "required_pace": _rounded(at.required_pace, row),
        "planned_pace": _rounded(at.planned_pace, row),
        "actual_pace": _rounded(at.actual_pace, row),
        "gained_least": _scaled(reading.gained[0] if reading.gained else at.gained, row),
        "gained_most": _scaled(reading.gained[1] if reading.gained else at.gained, row),
        "share": None if at.share is None else round(at.share, 4),
        "changed_at": row.changed_at,
    }


def indicator_detail(reading: Reading, then: Moment) -> Row:
    return {
        **indicator(reading, then),
        "version": reading.indicator.version,
        "comparisons": [_comparison(series, reading.indicator) for series in reading.indicator.comparisons.at(then)],
        "observations": [_point(reading, point) for point in reading.points],
    }


def _comparison(series: models.Comparison, row: models.Indicator) -> Row:
    values = [{"on": value.on, "value": _scaled(value.value, row), "note": value.note} for value in series.standing]  # type: ignore[attr-defined]
    return {**fields(series, ("name_vi", "name_en", "source")), "values": values}


def _point(reading: Reading, point: Point) -> Row:
    value = _scaled(point.value, reading.indicator)
    return {
        "on": point.on,
        "period": point.period or None,
        "value": value,
        "units": point.units or None,
        "asked": point.asked,
        "partial": point.partial,
    }


def observation(row: models.Observation) -> Row:
    given = fields(row, ("id", "on", "note", "recorded_at"))
    return {**given, "value": _scaled(row.value, row.indicator), "by": _name(row.by), "replaces": row.replaces_id}


def single_value(row: models.Observation) -> Row:
    where = {"unit": row.unit and row.unit.code, "period": row.period and row.period.code}
    return {**observation(row), **where, "stands": not hasattr(row, "replaced_by")}


def _scaled(value: int | None, row: models.Indicator) -> float | None:
    return value / 10**row.decimals if value is not None and row.decimals else value


def _rounded(value: float | None, row: models.Indicator) -> float | None:
    """Reckoned values carry a little more than the page shows."""
    return None if value is None else round(value / 10**row.decimals, row.decimals + 2)
