"""Reads what `plan.tracing` speaks of: a plan's directives, measures, links and evidence at a moment, in a few questions."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import OuterRef, Subquery

from plan.models import Directive, DirectiveLink, Evidence, Measure, Plan, StatusUpdate
from plan.moment import Moment
from plan.tracing import DirectiveTrace, Linked, MeasureTrace, Tracing


def tracing(plan: Plan, moment: Moment) -> Tracing:
    links = DirectiveLink.objects.filter(directive__plan=plan, directive__given_on__lte=moment.on).standing(moment)
    to_directives: dict[int | None, list[Linked]] = defaultdict(list)
    to_measures: dict[int, list[Linked]] = defaultdict(list)
    rows: Any = links.select_related("directive", "measure").order_by("directive__position", "measure__position")
    for link in rows:
        decision = link.decision_then
        to_directives[link.measure_id].append(Linked(link.directive.code, decision, link.pk))
        to_measures[link.directive_id].append(Linked(link.measure.code if link.measure else "", decision, link.pk))
    return Tracing(_measures(plan, moment, to_directives), _directives(plan, moment, to_measures))


def _measures(plan: Plan, moment: Moment, links: dict[int | None, list[Linked]]) -> tuple[MeasureTrace, ...]:
    evidence = _evidence(plan, moment)
    told = StatusUpdate.objects.filter(measure=OuterRef("pk")).in_force(moment)
    measures: Any = (  # with what `standing` annotates
        Measure.objects.filter(plan=plan)
        .in_plan(moment)
        .standing(moment)
        .annotate(told_on=Subquery(told.values("effective_on")[:1]), told=Subquery(told.exclude(narrative="").values("narrative")[:1]))
        .select_related("task")
        .order_by("task__position", "position")
    )
    return tuple(
        MeasureTrace(
            code=row.code,
            task=row.task.code,
            title=row.text("title"),
            lang=row.lang("title"),
            sentence=row.source_sentence,
            state=row.at_state,
            cell=row.cell,
            updated_on=row.told_on,
            result=row.told or "",
            directives=tuple(links.get(row.pk, [])),
            documents=tuple(_named(item) for item in evidence[row.pk] if item.kind == Evidence.Kind.DOCUMENT),
            evidence=len(evidence[row.pk]),
        )
        for row in measures
    )


def _evidence(plan: Plan, moment: Moment) -> dict[int, list[Evidence]]:
    """What stood at the moment, the oldest first."""
    found: dict[int, list[Evidence]] = defaultdict(list)
    for row in Evidence.objects.filter(measure__plan=plan).order_by("added_at", "pk"):
        if moment.has_seen(row.added_at) and row.as_of(moment).stands:
            found[row.measure_id].append(row)
    return found


def _named(row: Evidence) -> str:
    return ", ".join(filter(None, [row.number, f"{row.dated_on:%d/%m/%Y}" if row.dated_on else "", row.signatory]))


def _directives(plan: Plan, moment: Moment, links: dict[int, list[Linked]]) -> tuple[DirectiveTrace, ...]:
    return tuple(
        DirectiveTrace(
            code=row.code,
            kind=row.kind,
            kind_label=str(row.get_kind_display()),
            who=row.text("who"),
            given_on=row.given_on,
            text=row.text("text"),
            lang=row.lang("text"),
            found_later=row.origin == Directive.Origin.FOUND_LATER,
            measures=tuple(links.get(row.pk, [])),
        )
        for row in Directive.objects.standing(moment.known).filter(plan=plan, given_on__lte=moment.on).order_by("position")
    )
