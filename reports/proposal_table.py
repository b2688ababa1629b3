"""The register of proposals as a table: what its files write."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from office.tables import Column, Kind, Table, choices_of
from reports.models import Proposal

SHORT = ("code", "who", "text", "unit", "due_on", "state", "answer")  # what a page of Word holds


def proposals_table() -> Table:
    columns = (
        Column("code", _("Code"), Kind.CODE, width=9),
        Column("source", _("Source"), Kind.CHOICE, width=16, choices=choices_of(Proposal.Source)),
        Column("who", _("Raised by"), width=28),
        Column("where", _("Period or occasion"), width=22),
        Column("raised_on", _("Raised on"), Kind.DATE, width=13),
        Column("text", _("Proposal"), width=60),
        Column("task", _("Task"), Kind.CODE, width=9, value=lambda row: row.task_code_then or ""),
        Column("measures", _("Measures"), Kind.LIST, width=14, value=lambda row: [measure.code for measure in row.measures.all()]),
        Column("state", _("Status"), Kind.CHOICE, width=18, choices=choices_of(Proposal.State), value=lambda row: row.state_then),
        Column("unit", _("Unit that answers"), width=28, value=lambda row: row.unit_named),
        Column("due_on", _("Answer due"), Kind.DATE, width=13, value=lambda row: row.due_then),
        Column("answer", _("Answer"), width=60),
        Column("answered_on", _("Answered on"), Kind.DATE, width=13),
        Column("ended_on", _("Closed or withdrawn on"), Kind.DATE, width=13),
        Column("ended_because", _("Reason"), width=32),
    )
    return Table(_("Proposals and recommendations"), columns, key=("code",))
