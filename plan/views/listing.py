"""The rows that a filter in the address asks for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch

from accounts.models import Unit, User
from plan import access
from plan.forms import NOBODY, UNLINKED, DirectiveFilter, MeasureFilter
from plan.models import Assignment, Directive, DirectiveLink, Measure, Occasion, Plan
from plan.models.measures import MeasureQuerySet
from plan.moment import Moment


def with_units(measures: MeasureQuerySet, moment: Moment) -> MeasureQuerySet:
    """Each measure with `leading` and `coordinating`: the assignments in force at the moment."""
    held = Assignment.objects.at(moment).select_related("unit").order_by("unit__sort_key")
    leads, others = held.filter(role=Assignment.Role.LEAD), held.filter(role=Assignment.Role.COORDINATING)
    return measures.prefetch_related(
        Prefetch("assignments", leads, to_attr="leading"), Prefetch("assignments", others, to_attr="coordinating")
    )


def leading_units(plan: Plan, asked: str) -> list[Unit]:
    """Units that lead a measure of the plan, and the one that the address names: an address stays good."""
    leading = Assignment.objects.current().filter(measure__plan=plan, role=Assignment.Role.LEAD).values("unit")
    return list(Unit.objects.filter(pk__in=leading) | Unit.objects.filter(code=asked))


def chosen_measures(plan: Plan, moment: Moment, form: MeasureFilter) -> MeasureQuerySet:
    """With what a page shows of each: its task, its units."""
    return with_units(filtered_measures(plan, moment, form).select_related("task"), moment)


def filtered_measures(plan: Plan, moment: Moment, form: MeasureFilter) -> MeasureQuerySet:
    """In the plan's order; none at all when the filter cannot be read: a wrong question has no answer."""
    if not form.is_valid():
        return Measure.objects.none()
    chosen = form.cleaned_data
    found = Measure.objects.filter(plan=plan).in_plan(moment).matching(chosen["q"]).standing(moment)
    for column, name in (("task__code", "task"), ("at_health", "health")):
        if chosen[name]:
            found = found.filter(**{column: chosen[name]})
    if chosen["cell"]:
        found = found.in_cell(chosen["cell"])
    if chosen["unit"]:
        found = found.led_at(moment, None if chosen["unit"] == NOBODY else chosen["unit"])
    return found.order_by("task__position", "position")


@dataclass
class Line:
    """A directive with the links to show; `gap` is an instruction that no measure carries out."""

    directive: Directive
    links: list[DirectiveLink]
    gap: bool


@dataclass
class Group:
    """The directives of one occasion, or of one named in words, or of none."""

    occasion: Occasion | None
    first: Directive  # tells the occasion in words where it is not one of ours
    lines: list[Line] = field(default_factory=list)


def chosen_directives(user: User, plan: Plan, form: DirectiveFilter) -> list[Line]:
    if not form.is_valid():
        return []
    chosen = form.cleaned_data
    found = access.directives_for(user, plan).matching(chosen["q"])
    for name in ("kind", "origin"):
        if chosen[name]:
            found = found.filter(**{name: chosen[name]})
    lines = [_line(directive, chosen["link"]) for directive in found]
    return [line for line in lines if _wanted(line, chosen["link"])]


def _line(directive: Directive, decision: str) -> Line:
    links = list(directive.links.all())
    gap = directive.kind == Directive.Kind.INSTRUCTION and all(link.decision == link.Decision.REJECTED for link in links)
    return Line(directive, [link for link in links if decision in {"", UNLINKED, link.decision}], gap)


def _wanted(line: Line, decision: str) -> bool:
    if decision == UNLINKED:
        return line.gap
    return not decision or bool(line.links)


def _grouped(lines: Iterable[Line]) -> list[Group]:
    """By occasion, newest first."""
    groups: dict[Any, Group] = {}
    for line in lines:
        directive = line.directive
        key = directive.occasion_id or directive.occasion_text
        groups.setdefault(key, Group(directive.occasion, directive)).lines.append(line)
    return list(groups.values())


@dataclass
class Counted:
    """The directives of one origin: what was found later is never counted with those of the source articles."""

    directives: int
    links: int
    groups: list[Group]

    @classmethod
    def of(cls, lines: list[Line]) -> Counted:
        return cls(len(lines), sum(len(line.links) for line in lines), _grouped(lines))
