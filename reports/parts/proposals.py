"""How far what has been proposed is answered, by task."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from office.blocks import Annex, Block, Column, Table, Text
from plan.moment import day_of
from reports.figures import Figures
from reports.proposal_figures import NO_TASK
from reports.sentences import body, counted, dated, day, linked, said

SHOWN = ("kept", "settled", "open", "overdue")


def proposals_answered(figures: Figures, language: str) -> list[Block]:
    found = figures["proposals"]
    if not found:
        return []
    total = found["total"]
    words = ngettext(
        "Of %(raised)s proposal on record on %(day)s, %(settled)s is answered or closed; %(open)s waits for an answer, "
        "%(overdue)s past its day.",
        "Of %(raised)s proposals on record on %(day)s, %(settled)s are answered or closed; %(open)s wait for an answer, "
        "%(overdue)s past their day.",
        total["kept"]["n"],
    )
    numbers = {"raised": linked(total["kept"]), **{name: linked(total[name]) for name in SHOWN[1:]}}
    known = datetime.fromisoformat(figures["known_at"])  # later than the cut-off: what is reported of a period is raised after it
    titles = {row["code"]: row["title"][language] for row in figures["tasks"]}
    return [
        body(said(words, day=day(day_of(known)), **numbers)),
        Table(
            caption=_("Proposals by task"),
            columns=(
                Column(_("Task"), 52),
                Column(_("Proposals raised"), 12, "end"),
                Column(_("Answered or closed"), 12, "end"),
                Column(_("Not answered yet"), 12, "end"),
                Column(_("Answer overdue"), 12, "end"),
            ),
            rows=tuple((_task(row["task"], titles), *_cells(row)) for row in found["tasks"]),
            total=(Text(_("Total")), *_cells(total)),
        ),
    ]


def annex_of_proposals(figures: Figures, language: str, number: str) -> list[Annex]:
    """What still waits for an answer, by task: what is proposed, by whom, and who answers it by when."""
    rows = figures["proposals"].get("open", []) if figures["proposals"] else []
    if not rows:
        return []
    titles = {row["code"]: row["title"][language] for row in figures["tasks"]}
    columns = (
        Column(_("No."), 5, "center"),
        Column(_("Proposal"), 50),
        Column(_("Raised by"), 20),
        Column(_("Unit that answers"), 18),
        Column(_("Answer due"), 12, "center"),
    )
    lines: list[tuple[Text, ...]] = []
    place = 0
    for code in dict.fromkeys(row["task"] for row in rows):
        lines.append((Text(_task(code, titles).text, bold=True),))
        for row in rows:
            if row["task"] == code:
                place += 1
                lines.append(_waiting(place, row, language))
    return [Annex(number, _("Proposals that wait for an answer, by task"), (Table(caption="", columns=columns, rows=tuple(lines)),))]


def _waiting(place: int, row: Figures, language: str) -> tuple[Text, ...]:
    return (
        counted(place),
        Text(row["text"], row["address"]),
        Text(row["raised_by"][language]),
        Text(row["assigned_to"][language] if row["assigned_to"] else _("Not yet assigned")),
        dated(row["due_on"]),
    )


def _task(code: str, titles: dict[str, str]) -> Text:
    return Text(_("Of no task")) if code == NO_TASK else Text(f"{code}. {titles.get(code, '')}".strip())


def _cells(row: Figures) -> tuple[Text, ...]:
    return tuple(linked(row[name]) if row[name]["n"] else counted(0) for name in SHOWN)
