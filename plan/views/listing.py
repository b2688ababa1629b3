"""The rows that a filter in the address asks for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch

from accounts.folding import clean
from accounts.models import Unit, User
from plan import access, asked
from plan.forms import NOBODY, UNCONFIRMED, UNLINKED, DirectiveFilter, MeasureFilter
from plan.models import Assignment, Directive, DirectiveLink, Measure, Occasion, Plan
from plan.models.measures import MeasureQuerySet
from plan.moment import Moment


def with_units(measures: MeasureQuerySet, moment: Moment) -> MeasureQuerySet:
    """Each measure with `held`, the assignments in force at the moment: its `leading` and `coordinating` are told by them."""
    held = Assignment.objects.at(moment).select_related("unit").order_by("unit__sort_key")
    return measures.prefetch_related(Prefetch("assignments", held, to_attr="held"))


def leading_units(plan: Plan, code: str) -> list[Unit]:
    """Units that lead a measure of the plan, and the one that the address names: an address stays good."""
    code = clean(code)
    return asked.leading_units_of_all(code=code) if plan.is_alone else asked.leading_units(plan=plan.pk, code=code)


def chosen_measures(plan: Plan, moment: Moment, form: MeasureFilter) -> MeasureQuerySet:
    """With what a page shows of each: its units."""
    return with_units(filtered_measures(plan, moment, form, as_read=True), moment)


def filtered_measures(plan: Plan, moment: Moment, form: MeasureFilter, *, as_read: bool = False) -> MeasureQuerySet:
    """In the plan's order; none at all when the filter cannot be read: a wrong question has no answer. `as_read`: where the
    columns say how each stands, `stood` says it of the rows."""
    if not form.is_valid():
        return Measure.objects.none()
    chosen = form.cleaned_data
    found = Measure.objects.filter(plan=plan).in_plan(moment).matching(chosen["q"])
    as_read = as_read and moment.as_it_stands and not chosen["cell"]
    if not as_read:
        found = found.standing(moment)
    if chosen["task"]:
        found = found.of_task(chosen["task"], moment)
    if chosen["health"]:
        found = found.filter(**{"health" if as_read else "at_health": chosen["health"]})
    if chosen["cell"]:
        found = found.in_cell(chosen["cell"])
    if chosen["unit"]:
        found = found.led_at(moment, None if chosen["unit"] == NOBODY else chosen["unit"])
    return found.order_by("task__position", "position")


def stood(rows: Iterable[Measure], moment: Moment) -> list[Measure]:
    """The rows to show, each with how it stands at the moment."""
    listed = list(rows)
    if moment.as_it_stands:
        for row in listed:
            row.stand(moment)
    return listed


@dataclass
class Line:
    """A directive with the links to show; `gap` is an instruction that no measure carries out, `unconfirmed` one of which
    nobody has confirmed a link."""

    directive: Directive
    links: list[DirectiveLink]
    gap: bool
    unconfirmed: bool


@dataclass
class Group:
    """The directives of one occasion, or of one named in words, or of none."""

    occasion: Occasion | None
    first: Directive  # tells the occasion in words where it is not one of ours
    lines: list[Line] = field(default_factory=list)


def chosen_directives(user: User, plan: Plan, form: DirectiveFilter, moment: Moment) -> list[Line]:
    """As they stood at the moment: those given and recorded by then, with what had been decided of their links."""
    if not form.is_valid():
        return []
    chosen = form.cleaned_data
    found = access.directives_for(user, plan, moment).matching(chosen["q"])
    for column, name in (("kind_then", "kind"), ("origin", "origin")):
        if chosen[name]:
            found = found.filter(**{column: chosen[name]})
    lines = [_line(directive, chosen["link"]) for directive in found]
    return [line for line in lines if _wanted(line, chosen["link"])]


def _line(directive: Directive, decision: str) -> Line:
    directive.kind = directive.kind_then
    links = list(directive.links.all())
    for link in links:
        link.decision = link.decision_then
    is_instruction = directive.kind == Directive.Kind.INSTRUCTION
    gap = is_instruction and all(link.decision == link.Decision.REJECTED for link in links)
    unconfirmed = is_instruction and all(link.decision != link.Decision.CONFIRMED for link in links)
    return Line(directive, [link for link in links if decision in {"", UNLINKED, UNCONFIRMED, link.decision}], gap, unconfirmed)


def _wanted(line: Line, decision: str) -> bool:
    if decision in {UNLINKED, UNCONFIRMED}:
        return line.gap if decision == UNLINKED else line.unconfirmed
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
    links: int  # that nobody has rejected
    rejected: int
    groups: list[Group]

    @classmethod
    def of(cls, lines: list[Line]) -> Counted:
        links = [link for line in lines for link in line.links]
        rejected = sum(link.decision == link.Decision.REJECTED for link in links)
        return cls(len(lines), len(links) - rejected, rejected, _grouped(lines))
