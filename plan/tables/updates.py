"""How the measures stood, update by update, as far as no later row has corrected them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from office.tables import Column, Kind, Table, choices_of
from plan.models import Plan, StatusUpdate
from plan.moment import day_of
from plan.progress import Health, State

COLUMNS = ("id", "code", "effective_on", "state", "percent", "health", "reason", "narrative", "difficulties")


def updates_table(codes: Iterable[str] = ()) -> Table:
    columns = (
        Column("id", _("Number of the row"), Kind.WHOLE, width=9),
        Column("code", _("Code"), Kind.CODE, width=8, required=True, choices=dict.fromkeys(codes, "")),
        Column("title", _("Measure"), width=50, reads=False),
        Column("effective_on", _("Effective on"), Kind.DATE, width=13, required=True),
        Column("state", _("Status"), Kind.CHOICE, width=18, required=True, choices=choices_of(State)),
        Column("percent", _("Progress (%)"), Kind.PERCENT, width=9),
        Column("health", _("Health"), Kind.CHOICE, width=16, choices=choices_of(Health)),
        Column("reason", _("Reason"), width=32, limit=4000),
        Column("narrative", _("Results"), width=60, limit=20000),
        Column("difficulties", _("Difficulties and obstacles"), width=40, limit=20000),
        Column("by", _("Recorded by"), width=20, reads=False),
        Column("recorded_on", _("Recorded on"), Kind.DATE, width=13, reads=False),
    )
    return Table(_("Status updates"), columns, key=("code", "effective_on", "id"))


def update_rows(plan: Plan) -> Iterator[list[Any]]:
    """In the order of the plan, each measure's oldest first."""
    rows = StatusUpdate.objects.standing().filter(measure__plan=plan).select_related("measure", "by")
    for row in rows.order_by("measure__position", "effective_on", "recorded_at", "id").iterator(1000):
        said = [row.effective_on, row.state, row.percent, row.health, row.reason, row.narrative, row.difficulties]
        yield [row.pk, row.measure.code, row.measure.title, *said, row.by.name if row.by else "", day_of(row.recorded_at)]
