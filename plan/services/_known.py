"""What the rules ask of a measure's rows. One measure asks the database each time, by questions compiled once; a bulk edit
gathers the rows of all its measures in three questions and answers from them, so that both go by the same rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from math import inf
from typing import Any, TypeVar

from django.db.models import F, QuerySet

from accounts.history import Row, record_all
from accounts.models import Unit
from accounts.prepared import prepared
from plan.models import Assignment, Completion, DeadlineChange, Measure, StatusUpdate
from plan.moment import Moment

NONE = 0  # the key of no row
Fact = TypeVar("Fact", StatusUpdate, DeadlineChange)


@prepared
def _waiting(measure: int) -> QuerySet[Completion]:
    return Completion.objects.waiting().filter(measure=measure)


@prepared
def _update_by(measure: int, day: date, but: int) -> QuerySet[StatusUpdate]:
    return StatusUpdate.objects.in_force(Moment(on=day, known=None, today=day)).filter(measure=measure).exclude(pk=but)[:1]


@prepared
def _update_after(measure: int, day: date, but: int) -> QuerySet[StatusUpdate]:
    rows = StatusUpdate.objects.standing().filter(measure=measure, effective_on__gt=day)
    return rows.exclude(pk=but).order_by("effective_on")[:1]


@prepared
def _term_on(measure: int, day: date) -> QuerySet[DeadlineChange]:
    return DeadlineChange.objects.in_force(Moment(on=day, known=None, today=day)).filter(measure=measure)[:1]


@prepared
def _term_as_known(measure: int, day: date, known: datetime) -> QuerySet[DeadlineChange]:
    return DeadlineChange.objects.in_force(Moment(on=day, known=known, today=day)).filter(measure=measure)[:1]


class Known:
    """What the rules need to know of one measure, asked of the database when it is needed (`Gathered`: of many, read beforehand)."""

    def __init__(self, measure: Measure) -> None:
        self.measure = measure

    def waits(self) -> bool:
        """Whether a completion waits for its confirmation."""
        return bool(_waiting(measure=self.measure.pk))

    def update_by(self, day: date, *, but: StatusUpdate | None = None) -> StatusUpdate | None:
        """The standing update in force on the day, leaving one out."""
        return self._first(_update_by(measure=self.measure.pk, day=day, but=but.pk if but else NONE))

    def update_after(self, day: date, *, but: StatusUpdate | None = None) -> StatusUpdate | None:
        """The first standing update that holds from a later day, leaving one out."""
        return self._first(_update_after(measure=self.measure.pk, day=day, but=but.pk if but else NONE))

    def term_on(self, moment: Moment) -> DeadlineChange | None:
        if moment.known is None:
            return self._first(_term_on(measure=self.measure.pk, day=moment.on))
        return self._first(_term_as_known(measure=self.measure.pk, day=moment.on, known=moment.known))

    def has_term(self) -> bool:
        return self.measure.deadline_changes.approved().exists()

    def lead(self) -> Unit | None:
        return self.measure.lead_unit()

    def add(self, row: StatusUpdate | DeadlineChange) -> None:
        """Write a new row of the measure."""
        row.save(force_insert=True)

    def save(self, values: Mapping[str, Any]) -> None:
        """Save columns of the measure, which is locked; its version goes on by one."""
        self.measure.save_seen(None, values)

    def tell(self, row: Row) -> None:
        """Write a history row of the measure."""
        record_all([row])

    def reassigned(self) -> None:
        """Other units hold the measure now."""
        self.measure.__dict__.pop("_lead_ids", None)

    def _first(self, rows: list[Fact]) -> Fact | None:
        """With its measure, as the rows of a measure have it."""
        for row in rows:
            row.measure = self.measure
            return row
        return None


class Gathered(Known):
    """Answers from rows read before, and keeps what is to be written until `write_all`; the measure is locked all the while."""

    def __init__(self, measure: Measure) -> None:
        super().__init__(measure)
        self.is_waiting = False
        self.updates: list[StatusUpdate] = []
        self.changes: list[DeadlineChange] = []
        self.held: list[Assignment] = []
        self.new: list[StatusUpdate | DeadlineChange] = []
        self.values: dict[str, Any] = {}
        self.told: list[Row] = []

    def waits(self) -> bool:
        return self.is_waiting

    def update_by(self, day: date, *, but: StatusUpdate | None = None) -> StatusUpdate | None:
        rows = [row for row in self.updates if row.effective_on <= day and row != but]
        return max(rows, key=lambda row: (row.effective_on, row.recorded_at, row.pk or inf), default=None)

    def update_after(self, day: date, *, but: StatusUpdate | None = None) -> StatusUpdate | None:
        return min((row for row in self.updates if row.effective_on > day and row != but), key=lambda row: row.effective_on, default=None)

    def term_on(self, moment: Moment) -> DeadlineChange | None:
        if moment.known is not None:
            return super().term_on(moment)
        rows = [row for row in self.changes if row.effective_on and row.effective_on <= moment.on]
        return max(rows, key=lambda row: (row.effective_on, row.decided_at, row.pk or inf), default=None)

    def has_term(self) -> bool:
        return bool(self.changes)

    def lead(self) -> Unit | None:
        return next((row.unit for row in self.held if row.role == Assignment.Role.LEAD), None)

    def add(self, row: StatusUpdate | DeadlineChange) -> None:
        if isinstance(row, StatusUpdate):
            self.updates = [other for other in self.updates if other.pk != row.replaces_id]
        (self.updates if isinstance(row, StatusUpdate) else self.changes).append(row)  # type: ignore[arg-type]
        self.new.append(row)

    def save(self, values: Mapping[str, Any]) -> None:
        self.values |= values
        for name, value in values.items():
            setattr(self.measure, name, value)

    def tell(self, row: Row) -> None:
        self.told.append(row)

    def reassigned(self) -> None:
        self.held = list(self.measure.assignments.current().select_related("unit"))
        self.measure.__dict__["_lead_ids"] = [row.unit_id for row in self.held if row.role == Assignment.Role.LEAD]


def known(measure: Measure) -> Known:
    return measure.__dict__.get("_known") or Known(measure)


def write_all(measures: Sequence[Measure]) -> None:
    """Write what was done to gathered measures: their new rows, their columns, their history. Those left out are left alone."""
    done: list[Gathered] = [measure.__dict__["_known"] for measure in measures]
    StatusUpdate.objects.bulk_create([row for each in done for row in each.new if isinstance(row, StatusUpdate)])
    DeadlineChange.objects.bulk_create([row for each in done for row in each.new if isinstance(row, DeadlineChange)])
    alike: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for each in done:
        alike[tuple(sorted(each.values.items()))].append(each.measure.pk)
        each.measure.version += 1
    for values, pks in alike.items():
        Measure.objects.filter(pk__in=pks).update(version=F("version") + 1, **dict(values))
    record_all(row for each in done for row in each.told)


def gather(measures: Sequence[Measure]) -> None:
    """Read what the rules will ask of the measures; they must be locked already."""
    found = {measure.pk: Gathered(measure) for measure in measures}
    rows: dict[str, Any] = {
        "updates": StatusUpdate.objects.standing(),
        "changes": DeadlineChange.objects.approved(),
        "held": Assignment.objects.current().select_related("unit"),
    }
    for name, question in rows.items():
        lists: dict[int, list[Any]] = defaultdict(list)
        for row in question.filter(measure__in=list(found)):
            lists[row.measure_id].append(row)
        for pk, belonging in lists.items():
            setattr(found[pk], name, belonging)
    for pk in Completion.objects.waiting().filter(measure__in=list(found)).values_list("measure_id", flat=True):
        found[pk].is_waiting = True
    for measure in measures:
        measure.__dict__["_known"] = found[measure.pk]
        measure.__dict__["_lead_ids"] = [row.unit_id for row in found[measure.pk].held if row.role == Assignment.Role.LEAD]
