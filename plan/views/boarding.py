"""What stands in the rows of the board, and which of them the reader may change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator

from accounts.models import Unit, User
from accounts.permissions import Permission, can, units_for
from office.conflicts import Difference
from plan.board import PAGE, BoardFilter, BulkForm, Place, RowForm, arranged, asked
from plan.models import Assignment, Measure, Plan, can_hold
from plan.moment import Moment
from plan.progress import BY_DECISION, Act, Cell, State, next_states
from plan.views.listing import with_units

VIEWS = "plan.board"  # the page under which views are saved
# Nothing of these is shown in a row; they are long.
UNSHOWN = ("note", "source_sentence", "source_scope", "search_text", "title_basis", "output_basis")


@dataclass
class Row:
    """One measure as a row; with a `form` it stands open to be edited, with `differences` beside what was saved meanwhile: by
    `who`, which is the reader on another page where it is their `own`."""

    measure: Any
    may_edit: bool
    form: RowForm | None = None
    differences: list[Difference] | None = None
    who: str = ""
    own: bool = False

    @property
    def lead(self) -> Unit | None:
        return self.measure.leading[0].unit if self.measure.leading else None


@dataclass(frozen=True)
class Reach:
    """What the reader may change on the board, asked once for all rows."""

    units: frozenset[int] | None  # None: all
    decides: bool

    @classmethod
    def of(cls, user: User) -> Reach:
        return cls(units_for(user, Permission.MEASURE_UPDATE), can(user, Permission.PLAN_EDIT))

    @property
    def anything(self) -> bool:
        return self.units is None or bool(self.units)

    def covers(self, measure: Any) -> bool:
        """Whether the reader may record a status of the measure now; the service asks again."""
        mine = self.units is None or any(row.unit_id in self.units for row in measure.leading)
        open_ = measure.superseded_by_id is None and measure.state != State.PROPOSED
        return mine and open_ and bool(next_states(Act.RECORD, measure.state, may_decide=self.decides))


def board_filter(plan: Plan, data: Any) -> BoardFilter:
    return BoardFilter(data, **offered(plan))


def offered(plan: Plan) -> dict[str, Any]:
    """What the filter offers: the units that hold measures of the plan, and its tasks. One question for units, one for tasks."""
    held = Assignment.objects.current().filter(measure__plan=plan).values_list("role", "unit_id").distinct()
    roles: dict[str, set[int]] = {"lead": set(), "coordinating": set()}
    for role, unit in held:
        roles[role].add(unit)
    units = list(Unit.objects.filter(pk__in=roles["lead"] | roles["coordinating"]))
    return {
        "tasks": list(plan.tasks.all()),
        "leads": [unit for unit in units if unit.pk in roles["lead"]],
        "others": [unit for unit in units if unit.pk in roles["coordinating"]],
    }


def rows_of(places: Iterable[Place], moment: Moment, reach: Reach) -> list[Row]:
    pks = [place.pk for place in places]
    found = Measure.objects.filter(pk__in=pks).standing(moment).select_related("task").defer(*UNSHOWN)
    by_pk = {measure.pk: measure for measure in with_units(found.order_by(), moment)}
    return [Row(by_pk[pk], reach.covers(by_pk[pk])) for pk in pks if pk in by_pk]


def one_row(measure: Measure, moment: Moment, reach: Reach) -> Row:
    return rows_of([Place(measure.pk, "")], moment, reach)[0]


@dataclass
class Answer:
    """All that the filter found, a page of it as rows, and how many stand in each cell."""

    places: list[Place]
    page: Page[Place]
    rows: list[Row]

    @property
    def cells(self) -> list[tuple[Cell, int]]:
        counted = Counter(place.cell for place in self.places)
        return [(cell, counted[cell]) for cell in Cell if counted[cell]]


def answer(plan: Plan, form: BoardFilter, moment: Moment, reach: Reach, number: str | None) -> Answer:
    places = arranged(asked(plan, form, moment), form, moment)
    page = Paginator(places, PAGE).get_page(number)
    return Answer(places, page, rows_of(page.object_list, moment, reach))


def opened(measure: Measure, data: Any, today: date, *, decides: bool) -> RowForm:
    """The form of a row, beginning from what was said last."""
    states = next_states(Act.RECORD, measure.state, may_decide=decides)
    state = State.IN_PROGRESS if State.IN_PROGRESS in states else measure.state
    initial = {**measure.updates.said_last(), "version": measure.version, "state": state, "effective_on": today}
    return RowForm(data, initial=initial, states=states, auto_id=f"r{measure.pk}_%s")


def bulk_form(reach: Reach, data: Any, moment: Moment) -> BulkForm:
    states = [state for state in (State.NOT_STARTED, State.IN_PROGRESS, *BY_DECISION) if reach.decides or state not in BY_DECISION]
    leads = Unit.objects.active(moment.today) if reach.decides else []
    able = [unit for unit in leads if can_hold(unit, Assignment.Role.LEAD, moment.today)]
    return BulkForm(data, initial={"effective_on": moment.today}, states=sorted(states, key=State.values.index), leads=able, auto_id="b_%s")
