"""The steps of the measures that stand on their lists, as an export writes them and an import reads them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from office.tables import Column, Kind, Table, choices_of
from plan.models import Milestone, Plan
from plan.progress import Step


def milestones_table(codes: Iterable[str] = ()) -> Table:
    columns = (
        Column("id", _("Number of the row"), Kind.WHOLE, width=9),
        Column("code", _("Code"), Kind.CODE, width=8, required=True, choices=dict.fromkeys(codes, "")),
        Column("measure", _("Measure"), width=50, reads=False),
        Column("position", _("Place in the list"), Kind.WHOLE, width=9, low=1, high=999),
        Column("kind", _("Milestone"), Kind.CHOICE, width=18, required=True, choices=choices_of(Step)),
        Column("title", _("Name of the milestone"), width=40, limit=200),
        Column("planned_on", _("Planned on"), Kind.DATE, width=13),
        Column("reached_on", _("Reached on"), Kind.DATE, width=13),
        Column("note", _("Note"), width=40, limit=4000),
        Column("removal", _("Take off the list: reason"), width=32, limit=4000),
    )
    return Table(_("Milestones of measures"), columns, key=("code", "kind", "title", "id"))


def milestone_rows(plan: Plan) -> Iterator[list[Any]]:
    """In the order of the plan, each measure's in the order of its list."""
    rows = Milestone.objects.standing().filter(measure__plan=plan, measure__in_plan_from__isnull=False).select_related("measure")
    for row in rows.order_by("measure__position", "position", "id").iterator(1000):
        said = [row.position, row.kind, row.title, row.planned_on, row.reached_on, row.note, ""]
        yield [row.pk, row.measure.code, row.measure.title, *said]
