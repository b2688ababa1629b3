"""Proposals by task, as figures of a progress report: raised, answered, not answered yet, overdue. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from accounts.folding import clean
from reports.addresses import Addresses
from reports.facts import ProposalRow, TaskRow

Figures = dict[str, Any]
NO_TASK = "none"  # the word of the register's filter
GROUPS = {  # the words of the register's filter, and which rows they hold
    "kept": lambda row: row.state != "withdrawn",
    "settled": lambda row: row.state in {"answered", "closed"},
    "open": lambda row: row.state in {"raised", "assigned"},
    "overdue": lambda row: row.overdue,
}


def proposal_figures(rows: Sequence[ProposalRow], tasks: Sequence[TaskRow], on: date, at: Addresses) -> Figures | None:
    """By task in the plan's order, those of no task last; nothing where nobody has proposed anything. `tasks`: all of the plan,
    also of a report on a part, whose units propose things about any of them."""
    if not any(GROUPS["kept"](row) for row in rows):
        return None
    titles: dict[str, dict[str, str] | None] = {task.code: task.title.as_dict() for task in tasks} | {NO_TASK: None}
    of = {code: [row for row in rows if (row.task or NO_TASK) == code] for code in titles}
    found = [{"task": code, "title": titles[code], **_counts(own, at, task=code)} for code, own in of.items()]
    waiting = [_open(row) for row in rows if GROUPS["open"](row)]
    kept = [row for row in found if row["kept"]["n"]]
    return {"on": on.isoformat(), "total": _counts(rows, at), "tasks": kept, "open": waiting}


def _open(row: ProposalRow) -> Figures:
    """One that waits for an answer: what is proposed, by whom, and who is to answer it by when."""
    return {
        "task": row.task or NO_TASK,
        "code": f"KN-{row.pk}",
        "text": clean(row.text).strip(),
        "raised_by": row.raised_by.as_dict(),
        "assigned_to": row.assigned_to.as_dict() if row.assigned_to else None,
        "due_on": row.due_on.isoformat() if row.due_on else None,
        "overdue": row.overdue,
        "address": f"/reports/proposals/{row.pk}/",
    }


def _counts(rows: Sequence[ProposalRow], at: Addresses, **filters: str) -> Figures:
    numbers = {name: sum(map(holds, rows)) for name, holds in GROUPS.items()}
    return {name: {"n": n, "address": at.proposals(state=name, **filters) if n else ""} for name, n in numbers.items()}
