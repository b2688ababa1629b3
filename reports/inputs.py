"""Reads everything a progress report is made of, in one short consistent moment, and leaves the database alone again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import OuterRef, Prefetch, Subquery

from accounts.models import Membership, Unit
from office.installation import is_demo
from personnel.told import programmes_told
from plan.calendar import dates_of
from plan.models import Assignment, Completion, Directive, DirectiveLink, Funding, Measure, Period, Plan, StatusUpdate
from plan.moment import Moment
from plan.progress import State, explains
from plan.readings import Reading, alike_of, readings
from plan.reckoning import Alike, year_before
from reports.answers import period_row, read_field
from reports.facts import (
    FORESIGHT,
    AlikeRow,
    DirectiveRow,
    IndicatorRow,
    Inputs,
    MeasureRow,
    MoneyRow,
    Name,
    PlanRow,
    Previous,
    ProposalRow,
    TargetRow,
    TaskRow,
    TrainingRow,
)
from reports.figures import figures_for
from reports.foreseeing import read_foresight
from reports.models import BaseDocument, ProgressReport, Proposal
from reports.network_read import read_network
from reports.scoping import in_both, scope_of

REJECTED = DirectiveLink.Decision.REJECTED
QUARTER, FRESH = timedelta(days=91), timedelta(days=100)


@contextmanager
def one_moment() -> Iterator[None]:
    """All reads inside see the same database. SQLite's transaction does that; PostgreSQL must be told, before the first read."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def read_inputs(
    plan: Plan, on: date, known: datetime, period: Period | None = None, *, scope: str = "", since: date | None = None
) -> Inputs:
    """Of the plan on a day; with a period, or since a day, also what the units owed and said for it. Since a day it is compared
    with how the plan stood then, else with the report before."""
    moment = Moment(on=on, known=known, today=on)
    with one_moment():
        within = period or ((since, on) if since else None)
        field = read_field(within, known) if within else None
        found = readings(plan, moment)
        previous = _then(plan, since - timedelta(days=1), known, scope) if since else _previous(plan, on, known, scope)
        return Inputs(
            plan=_plan(plan),
            on=on,
            known_at=known,
            demo=is_demo(),
            tasks=tuple(TaskRow(task.code, Name(task.title_vi, task.title_en)) for task in plan.tasks.all()),
            measures=_measures(plan, moment),
            directives=_directives(plan, moment),
            network=read_network(found, moment),
            indicators=_indicators(plan, found, moment, period.starts_on if period else since, previous),
            period=period_row(period) if period else None,
            field=field,
            previous=previous,
            proposals=_proposals(plan, moment),
            money=_money(plan, moment),
            training=_training(plan, moment),
            scope=scope_of(plan, scope),
            foresight=read_foresight(on, known) if scope == FORESIGHT else None,
            since=since,
            base=_base(),
            agency=_agency(on),
        )


def _plan(plan: Plan) -> PlanRow:
    kind, title, issuer = (Name(getattr(plan, f"{name}_vi"), getattr(plan, f"{name}_en")) for name in ("kind", "title", "issued_by"))
    return PlanRow(plan.code, plan.number, kind, title, plan.issued_on, issuer)


def _agency(on: date) -> Name:
    unit = Membership.objects.unit_of_secretariat(on)
    return Name(unit.name_vi, unit.name_en) if unit else Name("")


def _base() -> str:
    found = BaseDocument.objects.current()
    return found.file.sha256 if found else ""


def _indicators(
    plan: Plan, found: list[Reading], moment: Moment, begins: date | None, previous: Previous | None
) -> tuple[IndicatorRow, ...]:
    """Beside each value what it came to before (`_earlier`), a year before, and of what units the report before told."""
    measures = defaultdict(list)
    for code, measure in (
        plan.indicators.filter(measures__isnull=False).order_by("measures__position").values_list("code", "measures__code")
    ):
        measures[code].append(measure)
    both = _alike(found, moment, previous)
    begins = begins or moment.on - QUARTER
    return tuple(_indicator(reading, begins, tuple(measures[reading.indicator.code]), both.get(reading.indicator.pk)) for reading in found)


def _alike(found: list[Reading], moment: Moment, previous: Previous | None) -> dict[int, Alike]:
    """By the id of the indicator, where the report before told the value of another period."""
    told = {row["code"]: row.get("period") for row in (previous.figures.get("indicators", []) if previous else [])}
    now = {one.indicator: one.at.latest.period for one in found if one.at.latest and one.at.latest.period}
    return alike_of({one: (was, code) for one, code in now.items() if (was := told.get(one.code)) and was != code}, moment)


def _earlier(reading: Reading, begins: date) -> tuple[int | None, int | None]:
    """What was known before the value and a year before it. Of what units report both are counted from the period of the value,
    which may be an earlier one than that of the report; of a count from the report."""
    point = reading.at.latest
    if point is None or not point.period:
        return _value_on(reading, begins - timedelta(days=1)), _value_on(reading, year_before(reading.at.on))
    day = dates_of(point.period).starts_on - timedelta(days=1)
    same = f"{int(point.period[:4]) - 1}{point.period[4:]}"
    return _value_on(reading, day), next((one.value for one in reading.points if one.period == same and not one.partial), None)


def _value_on(reading: Reading, day: date) -> int | None:
    """What was known of the day: the last whole value by then. A count holds until it changes; what is observed is no longer
    told of a day that is more than a quarter later."""
    known = [point for point in reading.points if point.on <= day and not point.partial]
    if not known or not (reading.indicator.is_computed or known[-1].on > day - FRESH):
        return None
    return known[-1].value


def _indicator(reading: Reading, begins: date, measures: tuple[str, ...], both: Alike | None) -> IndicatorRow:
    row, at, scale = reading.indicator, reading.at, 10**reading.indicator.decimals
    point, (before, a_year_before) = at.latest, _earlier(reading, begins)
    goal = TargetRow(at.goal.code, at.goal.due_on, at.goal.value / scale, at.goal.about) if at.goal else None
    return IndicatorRow(
        code=row.code,
        name=Name(row.name_vi, row.name_en),
        unit=Name(row.unit_vi, row.unit_en),
        decimals=row.decimals,
        value=_scaled(at.value, scale),
        value_on=point.on if point else None,
        period=point.period if point else "",
        direction=row.direction,
        baseline=_scaled(row.baseline, scale),
        places=row.decimals + row.finer,
        before=_scaled(before, scale),
        year_before=_scaled(a_year_before, scale),
        alike=AlikeRow(both.units, both.before / scale, both.now / scale) if both else None,
        measures=measures,
        units=point.units if point else 0,
        asked=point.asked if point else None,
        partial=_scaled(at.partial.value, scale) if at.partial else None,
        partial_units=at.partial.units if at.partial else 0,
        partial_asked=at.partial.asked if at.partial else None,
        expected=_scaled(at.expected, scale),
        difference=_scaled(at.difference, scale),
        side=at.side or "",
        goal=goal,
        reached=at.reached,
        required_pace=_scaled(at.required_pace, scale),
        actual_pace=_scaled(at.actual_pace, scale),
    )


def _scaled(value: float | None, scale: int) -> float | None:
    return None if value is None else value / scale


def _then(plan: Plan, on: date, known: datetime, scope: str) -> Previous:
    """How the same stood on an earlier day, as it is known now."""
    inputs = read_inputs(plan, on, known, scope=scope)
    return Previous(0, "", on, False, figures_for(replace(inputs, previous=None)))


def _previous(plan: Plan, on: date, known: datetime, scope: str) -> Previous | None:
    """The last report on the same of an earlier day: approved if there is one, else compiled."""
    report = ProgressReport.objects.of_earlier_day(plan, on, known, scope).first()
    if report is None:
        return None
    approved = report.approved_at is not None and report.approved_at <= known
    return Previous(report.pk, report.code, report.on, approved, report.figures or {})


def _measures(plan: Plan, moment: Moment) -> tuple[MeasureRow, ...]:
    in_force = StatusUpdate.objects.filter(measure=OuterRef("pk")).in_force(moment)
    confirmed = Completion.objects.filter(measure=OuterRef("pk")).confirmed(moment)
    rows = list(
        plan.measures.in_plan(moment)
        .standing(moment, from_history=True)
        .with_task(moment)
        .annotate(update_id=Subquery(in_force.values("pk")[:1]), told_id=Subquery(in_force.exclude(narrative="").values("pk")[:1]))
        .annotate(done_note=Subquery(confirmed.values("note")[:1]), done_on=Subquery(confirmed.values("effective_on")[:1]))
        .order_by("position")
    )
    updates = StatusUpdate.objects.in_bulk({pk for row in rows for pk in (row.update_id, row.told_id) if pk})
    leads, coordinating = _assignments(plan, moment)
    return tuple(_measure(row, updates, leads.get(row.pk), coordinating[row.pk]) for row in rows)


def _measure(row: Any, updates: Mapping[int, StatusUpdate], lead: Unit | None, coordinating: list[Unit]) -> MeasureRow:
    """`row` is a measure with what `_measures` annotates."""
    update = updates.get(row.update_id)
    narrative, narrative_on = _told(row, update, updates.get(row.told_id))
    return MeasureRow(
        code=row.code,
        task=row.task_then,
        title=Name(row.title_vi, row.title_en),
        cell=row.cell,
        state=row.at_state,
        term=row.at_term,
        health=row.at_health,
        percent=row.at_percent,
        due_on=row.at_due_on,
        completed_on=row.at_completed_on,
        lead=_name(lead) if lead else None,
        lead_code=lead.code if lead else "",
        coordinating=tuple(_name(unit) for unit in coordinating),
        coordinating_codes=tuple(unit.code for unit in coordinating),
        output=_output(row),
        narrative=narrative,
        narrative_on=narrative_on,
        difficulties=update.difficulties if update else "",
    )


def _output(row: Measure) -> Name | None:
    """In the words of the plan, else its kind, as pages and tables say it; None where the plan states neither."""
    if row.output_vi or row.output_en:
        return Name(row.output_vi, row.output_en)
    kind = Measure.OutputKind(row.output_kind)
    return None if kind == Measure.OutputKind.UNKNOWN else in_both(kind.label)


def _told(row: Any, update: StatusUpdate | None, last: StatusUpdate | None) -> tuple[str, date | None]:
    """What was done, and of which day that tells where the update in force tells nothing: the last result told before
    it, or, of a measure that is done, the explanation of its completion (`plan.progress.explains`)."""
    if update and update.narrative:
        return update.narrative, None
    if row.at_state == State.DONE and row.done_note and explains(row.done_on, last.effective_on if last else None):
        return row.done_note, row.done_on
    return (last.narrative, last.effective_on) if last else ("", None)


def _name(unit: Unit) -> Name:
    return Name(unit.name_vi, unit.name_en)


def _assignments(plan: Plan, moment: Moment) -> tuple[dict[int, Unit], dict[int, list[Unit]]]:
    leads: dict[int, Unit] = {}
    coordinating: dict[int, list[Unit]] = defaultdict(list)
    for assignment in Assignment.objects.at(moment).filter(measure__plan=plan).select_related("unit"):
        if assignment.role == Assignment.Role.LEAD:
            leads[assignment.measure_id] = assignment.unit
        else:
            coordinating[assignment.measure_id].append(assignment.unit)
    return leads, coordinating


def _directives(plan: Plan, moment: Moment) -> tuple[DirectiveRow, ...]:
    """A link is as it was known, whatever was decided about it later."""
    links: Any = Prefetch("links", DirectiveLink.objects.at(moment).select_related("measure"))
    rows: Any = Directive.objects.filter(plan=plan).at(moment).prefetch_related(links).order_by("position")
    return tuple(
        DirectiveRow(
            code=row.code,
            kind=row.kind_then,
            from_plan_sources=row.origin != Directive.Origin.FOUND_LATER,
            links=tuple(sorted(link.decision_then for link in row.links.all())),
            measures=tuple(sorted(link.measure.code for link in row.links.all() if link.measure and link.decision_then != REJECTED)),
            text=Name(row.text_vi, row.text_en),
        )
        for row in rows
    )


def _proposals(plan: Plan, moment: Moment) -> tuple[ProposalRow, ...]:
    """Those about the plan's tasks and those of no task, as the register has them at the same moment."""
    rows: Any = Proposal.objects.standing(moment).of_plan(plan)
    told = rows.with_unit_then().annotate_unit_code().with_task_then().select_related("unit")
    told = told.order_by("last_step__task__position", "raised_on", "pk")
    return tuple(_proposal(row, moment.on) for row in told)


def _proposal(row: Any, day: date) -> ProposalRow:
    """`row`: a proposal as it stood then."""
    overdue = row.state_then == Proposal.State.ASSIGNED and row.due_then < day
    assigned = Name(row.unit_vi_then, row.unit_en_then) if row.unit_vi_then else None
    return ProposalRow(
        task=row.task_code_then or "",
        state=row.state_then,
        overdue=overdue,
        pk=row.pk,
        text=row.text,
        raised_by=_name(row.unit) if row.unit else Name(row.raised_by),
        assigned_to=assigned,
        due_on=row.due_then,
        units=tuple(filter(None, (row.unit.code if row.unit else "", row.unit_code_then or ""))),
    )


def _money(plan: Plan, moment: Moment) -> tuple[MoneyRow, ...]:
    rows = Funding.objects.of_plan(plan).in_force(moment).narrowed(year=str(moment.on.year))
    sums = rows.put_together("project__measure__position", "project__measure__code", "source")
    return tuple(MoneyRow(code, source, amounts) for (_position, code, source), amounts in sums if amounts.is_known)


def _training(plan: Plan, moment: Moment) -> tuple[TrainingRow, ...]:
    return tuple(
        TrainingRow(
            code=one.programme.code,
            name=Name(one.programme.name_vi, one.programme.name_en),
            audience=one.programme.audience,
            completed=one.whole.completed,
            expected=one.whole.expected,
            year_completed=one.of_year.completed,
            year_target=one.of_year.target,
        )
        for one in programmes_told(plan.issued_on, moment.on, moment.known)
    )
