"""Questions asked of measures. A question at a moment (design rules 1 to 3) is `standing(moment)`, then `cell`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Count, Exists, F, FilteredRelation, OuterRef, Prefetch, Q, Subquery, Value, When

from accounts.changing import Changing, Told
from accounts.folding import fold
from accounts.models import Event
from plan.moment import Moment
from plan.progress import Cell, CellCounts, State, Term, cells_of
from plan.quiet import quiet_after

if TYPE_CHECKING:
    from plan.models.measure import Measure  # noqa: F401


class MeasureQuerySet(Changing, models.QuerySet["Measure"]):
    changed_by = (Told("plan.measure"),)

    def adopted(self) -> Self:
        """Measures of the plan itself: the resolution's, and those the secretariat has adopted since."""
        return self.filter(in_plan_from__isnull=False)

    def proposed(self) -> Self:
        """Supplementary measures found in other sources, outside the plan until they are adopted."""
        return self.filter(in_plan_from__isnull=True)

    def coded(self, codes: Iterable[str]) -> Self:
        """Those of the codes; a code is unique only within its plan."""
        return self.filter(code__in=list(codes))

    def in_plan(self, moment: Moment) -> Self:
        """Measures that belong to the plan at the moment; their number is the sum of the cells."""
        rows = self.filter(in_plan_from__lte=moment.on)
        return rows if moment.known is None else rows.filter(in_plan_recorded_at__lte=moment.known)

    def led_by(self, unit_ids: Iterable[int], on: date | None = None) -> Self:
        return self._assigned(unit_ids, ["lead"], on)

    def led_at(self, moment: Moment, unit_code: str | None) -> Self:
        """Led at the moment by the unit; None: by no unit. The rows behind a line of `cells("unit")`."""
        leads = _rows("Assignment").at(moment).filter(role="lead")
        if unit_code is None:
            return self.exclude(pk__in=leads.values("measure_id"))
        return self.filter(pk__in=leads.filter(unit__code=unit_code).values("measure_id"))

    def coordinated_at(self, moment: Moment, unit_code: str) -> Self:
        held = _rows("Assignment").at(moment).filter(role="coordinating", unit__code=unit_code)
        return self.filter(pk__in=held.values("measure_id"))

    def of_task(self, code: str, moment: Moment) -> Self:
        """Of the task by its code, as known at the moment."""
        return self.with_task(moment).filter(task_then=code)

    def with_task(self, moment: Moment) -> Self:
        """Annotates `task_then`, the code of the task as known at the moment: the history tells what was moved to another since."""
        return self.annotate(task_then=Event.objects.as_known(self.model, "task", moment.known, F("task__code")))

    def due_within(self, days: int, moment: Moment) -> Self:
        """After `standing`: open, and due within so many days after the moment."""
        return self.in_cell(Cell.OPEN_WITHIN).filter(at_due_on__lte=moment.on + timedelta(days=days))

    def with_lead(self, moment: Moment) -> Self:
        """Joins the lead assignment of the moment as `lead`, for `values("lead__unit__code")`."""
        return self.alias(lead=FilteredRelation("assignments", condition=_lead_at(moment)))

    def with_lead_name(self) -> Self:
        """Annotates lead_vi and lead_en: the names of the unit that leads now."""
        lead = _rows("Assignment").current().filter(measure=OuterRef("pk"), role="lead")
        return self.annotate(lead_vi=Subquery(lead.values("unit__name_vi")[:1]), lead_en=Subquery(lead.values("unit__name_en")[:1]))

    def of_units(self, unit_ids: Iterable[int], on: date | None = None) -> Self:
        """Led or coordinated by one of the units."""
        return self._assigned(unit_ids, ["lead", "coordinating"], on)

    def _assigned(self, unit_ids: Iterable[int], roles: list[str], on: date | None) -> Self:
        assignments = _rows("Assignment")
        current = assignments.current() if on is None else assignments.on(on)
        return self.filter(pk__in=current.filter(unit_id__in=list(unit_ids), role__in=roles).values("measure_id"))

    def matching(self, words: str) -> Self:
        rows = self
        for word in fold(words).split():
            rows = rows.filter(search_text__contains=word)
        return rows

    def stale(self, on: date) -> Self:
        """In force and open, and for more than `quiet_after` no person has recorded anything: since
        the last update, or since it came into the plan where there is none. By the current columns."""
        limit = on - quiet_after()
        rows = self.filter(in_plan_from__isnull=False, superseded_by__isnull=True).exclude(
            state__in=[State.DONE, State.CANCELLED, State.PAUSED]
        )
        return rows.filter(Q(updated_on__lt=limit) | Q(updated_on__isnull=True, in_plan_from__lt=limit))

    def with_terms(self) -> Self:
        """Prefetches `terms`: the decided changes of the term in the order in which they came into force."""
        approved = _rows("DeadlineChange").approved().order_by("effective_on", "decided_at", "id")
        return self.prefetch_related(Prefetch("deadline_changes", queryset=approved, to_attr="terms"))

    def may_have_moved(self, times: int) -> Self:
        """Only these can have moved so many times: a first term and as many changes. What moved is told by plan.slippage."""
        changes = Count("deadline_changes", filter=Q(deadline_changes__decision="approved"))
        return self.alias(changes=changes).filter(changes__gt=times)

    def standing(self, moment: Moment, *, from_history: bool = False) -> Self:
        """Annotates at_state, at_health, at_percent, at_term, at_due_on, at_completed_on, at_due_at_completion and `cell`.

        The current columns answer where they can; a past moment is read from the rows behind them.
        """
        if moment.as_it_stands and not from_history:
            rows = self.annotate(**{f"at_{name}": F(name) for name in STANDING})
        else:
            rows = self._joined_history(moment)._at_history(moment)
        return rows.annotate(cell=_cell(moment))

    def in_cell(self, cell: str) -> Self:
        """After `standing`: in the cell, or in one of a group of them."""
        return self.filter(cell__in=cells_of(cell))

    def entered(self, words: Iterable[str], moment: Moment, since: Moment) -> dict[str, list[str]]:
        """For each cell or group of cells the codes of the measures that stand in it at the moment and did not at the
        earlier one, in the plan's order. One query."""
        now = self.in_plan(moment).standing(moment)
        there = {word: now.in_cell(word) for word in words}
        rows = self.filter(pk__in=now.filter(cell__in=[cell for word in there for cell in cells_of(word)]).values("pk")).standing(since)
        stands = {f"in_{n}": Exists(found.filter(pk=OuterRef("pk"))) for n, found in enumerate(there.values())}
        found = rows.annotate(**stands).order_by("position").values_list("code", "cell", *stands)
        moved = [(code, was, flags) for code, was, *flags in found]
        return {word: [code for code, was, flags in moved if flags[n] and was not in cells_of(word)] for n, word in enumerate(there)}

    def cells(self, by: Literal["task", "unit", "plan"] | None = None, *, moment: Moment) -> list[CellCounts]:
        """How many measures stand in each cell: in all, by task or by lead unit (key None: no lead). One query."""
        return self.cells_at([moment], by)[0]

    def cells_at(self, moments: Sequence[Moment], by: Literal["task", "unit", "plan"] | None = None) -> list[list[CellCounts]]:
        """The same at each of several moments, still in one query."""
        first, *others = [self.counted(place, moment, by) for place, moment in enumerate(moments)]
        found: list[dict[str | None, dict[Cell, int]]] = [{} if by else {None: {}} for _ in moments]
        for group, cell, place, number in first.union(*others, all=True) if others else first:
            found[place].setdefault(group, {})[Cell(cell)] = number
        return [CellCounts.of(one) for one in found]

    def counted(self, place: int, moment: Moment, by: str | None) -> Any:
        """Rows of (key, cell, place, how many)."""
        rows = self.in_plan(moment).standing(moment).order_by()
        if by == "unit":
            rows = rows.with_lead(moment)
        if by == "task":
            rows = rows.with_task(moment)
        keys = {"task": F("task_then"), "task_id": F("task_id"), "unit": F("lead__unit__code"), "plan": F("plan__code")}
        key = keys.get(by or "", Value(None, models.CharField()))
        named = rows.annotate(key=key, place=Value(place)).values_list("key", "cell", "place")
        return named.annotate(number=Count("pk")).values_list("key", "cell", "place", "number")

    def _joined_history(self, moment: Moment) -> Self:
        """Joins the status update and the deadline change in force at the moment: one row of each or none."""
        updates = _rows("StatusUpdate").filter(measure=OuterRef("pk")).in_force(moment)
        changes = _rows("DeadlineChange").filter(measure=OuterRef("pk")).in_force(moment)
        return self.alias(
            update_then=FilteredRelation("updates", condition=Q(updates__pk=Subquery(updates.values("pk")[:1]))),
            change_then=FilteredRelation("deadline_changes", condition=Q(deadline_changes__pk=Subquery(changes.values("pk")[:1]))),
        )

    def _at_history(self, moment: Moment) -> Self:
        completed_on = Case(When(update_then__state=State.DONE, then=F("update_then__effective_on")))
        # In force on the day of completion, and decided by when it was confirmed: no later decision judges anew.
        decided = {"effective_on__lte": OuterRef("update_then__effective_on"), "decided_at__lte": OuterRef("update_then__recorded_at")}
        at_completion = _rows("DeadlineChange").filter(measure=OuterRef("pk"), **decided)
        judged_by = at_completion.in_force(moment).values("new_due_on")[:1]
        return self.annotate(
            at_state=_or("update_then__state", State.NOT_STARTED),
            at_health=_or("update_then__health", ""),
            at_percent=F("update_then__percent"),
            at_term=_or("change_then__new_term", Term.NONE),
            at_due_on=F("change_then__new_due_on"),
            at_completed_on=completed_on,
            at_due_at_completion=Case(When(update_then__state=State.DONE, then=Subquery(judged_by))),
        )


STANDING = ("state", "health", "percent", "term", "due_on", "completed_on", "due_at_completion")


def _or(column: str, otherwise: str) -> Case:
    return Case(When(**{f"{column}__isnull": False}, then=F(column)), default=Value(otherwise), output_field=models.CharField())


def _cell(moment: Moment) -> Case:
    """`plan.progress.cell` in SQL; a test holds the two together over random histories."""
    superseded = Q(superseded_from__lte=moment.on)
    if moment.known is not None:
        superseded &= Q(superseded_recorded_at__lte=moment.known)
    done = Q(at_state=State.DONE)
    return Case(
        When(superseded | Q(at_state=State.CANCELLED), then=Value(Cell.OUT)),
        When(done & Q(at_due_at_completion__isnull=True), then=Value(Cell.DONE_WITHOUT_TERM)),
        When(done & Q(at_completed_on__gt=F("at_due_at_completion")), then=Value(Cell.DONE_LATE)),
        When(done, then=Value(Cell.DONE_ON_TIME)),
        When(at_state=State.PAUSED, then=Value(Cell.PAUSED)),
        When(at_term=Term.ONGOING, then=Value(Cell.ONGOING)),
        When(at_due_on__isnull=True, then=Value(Cell.NO_DEADLINE)),
        When(at_due_on__lt=moment.on, then=Value(Cell.OPEN_OVERDUE)),
        default=Value(Cell.OPEN_WITHIN),
        output_field=models.CharField(),
    )


def _lead_at(moment: Moment) -> Q:
    """The lead assignment in force at the moment; at most one, since a lead ends where the next begins."""
    if moment.as_it_stands:
        return Q(assignments__role="lead", assignments__until_on__isnull=True)
    lasting = Q(assignments__until_on__isnull=True) | Q(assignments__until_on__gt=moment.on)
    begun = Q(assignments__role="lead", assignments__from_on__lte=moment.on)
    if moment.known is not None:
        begun &= Q(assignments__recorded_at__lte=moment.known)
        lasting |= Q(assignments__ended_recorded_at__gt=moment.known)
    return begun & lasting


def _rows(name: str) -> Any:
    """The rows of a model that holds a key to the measure and so cannot be imported here."""
    return apps.get_model("plan", name)._default_manager
