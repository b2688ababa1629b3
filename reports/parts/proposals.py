"""How far what has been proposed is answered, by task."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from office.blocks import Annex, Block, Column, Table, Text
from plan.moment import day_of
from reports.figures import Figures
from reports.proposal_figures import NO_TASK
from reports.sentences import body, counted, dated, day, linked, number, said

SHOWN = ("kept", "settled", "open", "overdue")


def proposals_answered(figures: Figures, language: str) -> list[Block]:
    found = figures["proposals"]
    if not found:
        return []
    titles = _titles(figures, language)
    return [
        body(_sentence(found["total"], day(_as_of(figures)))),
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
            total=(Text(_("Total")), *_cells(found["total"])),
        ),
    ]


def _as_of(figures: Figures) -> str | date:
    """The day of the report. Figures frozen before they said a day are of the day on which they were read."""
    as_of: str | None = figures["proposals"].get("on")
    return as_of or day_of(datetime.fromisoformat(figures["known_at"]))


def _titles(figures: Figures, language: str) -> dict[str, str]:
    """Of every task that something is proposed about; figures frozen before have those of the part alone."""
    own = {row["code"]: row["title"][language] for row in figures["tasks"]}
    return own | {row["task"]: row["title"][language] for row in figures["proposals"]["tasks"] if row.get("title")}


def _sentence(total: Figures, on: str) -> tuple[Text, ...]:
    """How many there are and how they stand; what is nothing or all is said so."""
    n = total["kept"]["n"]
    raised = linked(total["kept"], ngettext("%(n)s proposal", "%(n)s proposals", n) % {"n": number(n)})
    if n == 1:
        return said(_one(total), raised=raised, day=on)
    if not total["open"]["n"]:
        return said(_("%(raised)s are on record on %(day)s; all are answered or closed."), raised=raised, day=on)
    words = _("Of %(raised)s on record on %(day)s, none is answered or closed; %(waiting)s.")
    if settled := total["settled"]["n"]:
        words = ngettext(
            "Of %(raised)s on record on %(day)s, %(settled)s is answered or closed; %(waiting)s.",
            "Of %(raised)s on record on %(day)s, %(settled)s are answered or closed; %(waiting)s.",
            settled,
        )
    return said(words, raised=raised, day=on, settled=linked(total["settled"]), waiting=_waiting_words(total))


def _one(total: Figures) -> str:
    if not total["open"]["n"]:
        return _("%(raised)s is on record on %(day)s; it is answered or closed.")
    if total["overdue"]["n"]:
        return _("%(raised)s is on record on %(day)s; it waits for an answer past its day.")
    return _("%(raised)s is on record on %(day)s; it waits for an answer and is not past its day.")


def _waiting_words(total: Figures) -> tuple[Text, ...]:
    waiting, overdue = total["open"], total["overdue"]
    n = waiting["n"]
    if not overdue["n"]:
        words = ngettext("%(open)s waits for an answer and is not past its day", "%(open)s wait for an answer, none past its day", n)
    elif overdue["n"] == n:
        words = ngettext("%(open)s waits for an answer and is past its day", "%(open)s wait for an answer, all past their day", n)
    else:
        words = _("%(open)s wait for an answer, of which %(overdue)s past their day")
    return said(words, open=linked(waiting), overdue=linked(overdue))


def annex_of_proposals(figures: Figures, language: str, number: str) -> list[Annex]:
    """What still waits for an answer, by task: what is proposed, by whom, and who answers it by when."""
    rows = figures["proposals"].get("open", []) if figures["proposals"] else []
    if not rows:
        return []
    titles = _titles(figures, language)
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
