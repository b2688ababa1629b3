"""Difficulties, and what is to be done or decided next."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.folding import shortened
from office.blocks import Block, Heading, Text
from plan.progress import Cell
from reports.figures import Figures
from reports.sentences import body, day, directives, items, letter, linked, measures, number, said
from reports.wording import has, standing

AHEAD = timedelta(days=92)  # a quarter: by then the next report of a period is compiled


def difficulties(figures: Figures, language: str, *, alone: bool) -> list[Block]:
    """What the lead units wrote, task by task and measure by measure; `alone`: without what missions wrote below it, and so
    a level higher."""
    rows = [row for row in figures["measures"] if row["difficulties"]]
    if not rows:
        return [body(standing("difficulties-none"))]
    blocks: list[Block] = []
    told = [task for task in figures["tasks"] if any(row["task"] == task["code"] for row in rows)]
    for place, task in enumerate(told):
        title = task["title"][language]
        blocks.append(Heading(f"{place + 1}. {title}", 2) if alone else Heading(f"{letter(place, language)}) {title}", 3))
        blocks.append(items(_difficulty_line(row, language) for row in rows if row["task"] == task["code"]))
    return blocks


def ahead(figures: Figures, language: str) -> list[Block]:
    """What is overdue, what falls due next, and what has still to be decided."""
    lines = [*_overdue_lines(figures, language), *_due_lines(figures, language), *_unanswered_lines(figures)]
    lines += _missing_lines(figures, language)
    return [items(lines) if lines else body(standing("ahead-none"))]


def _gap(row: Figures, language: str) -> tuple[Text, ...]:
    """The instruction that no measure carries out, so that whoever reads it can say which should."""
    return said("%(code)s. %(text)s", code=Text(row["code"], row["address"]), text=shortened(" ".join(row["text"][language].split()), 300))


def _difficulty_line(row: Figures, language: str) -> tuple[Text, ...]:
    return said(
        _("%(code)s. %(title)s: %(text)s"),
        code=Text(row["code"], row["address"]),
        title=row["title"][language],
        text=" ".join(row["difficulties"].split()),
    )


def _overdue_lines(figures: Figures, language: str) -> list[tuple[Text, ...]]:
    late = [row for row in figures["measures"] if row["cell"] == Cell.OPEN_OVERDUE]
    return [_due_line("ahead-overdue", row, language) for row in late]


def _due_lines(figures: Figures, language: str) -> list[tuple[Text, ...]]:
    """Open measures that fall due in the quarter after the day of the report, the nearest first."""
    if not has("ahead-due"):
        return []
    last = (date.fromisoformat(figures["on"]) + AHEAD).isoformat()
    due = [row for row in figures["measures"] if row["cell"] == Cell.OPEN_WITHIN and row["due_on"] and row["due_on"] <= last]
    return [_due_line("ahead-due", row, language) for row in sorted(due, key=lambda row: row["due_on"])]


def _due_line(key: str, row: Figures, language: str) -> tuple[Text, ...]:
    return standing(
        key,
        code=Text(row["code"], row["address"]),
        due=day(row["due_on"]),
        title=row["title"][language],
        lead=row["lead"][language] if row["lead"] else _("not yet assigned"),
    )


def _unanswered_lines(figures: Figures) -> list[tuple[Text, ...]]:
    overdue = figures["proposals"]["total"]["overdue"] if figures["proposals"] else {"n": 0}
    if not overdue["n"] or not has("ahead-proposals"):
        return []
    words = ngettext("%(n)s proposal", "%(n)s proposals", overdue["n"]) % {"n": number(overdue["n"])}
    return [standing("ahead-proposals", proposals=linked(overdue, words))]


def _missing_lines(figures: Figures, language: str) -> list[tuple[Text, ...]]:
    missing, gaps = figures["missing"], figures["directives"]
    lines = []
    if missing["no_deadline"]["n"]:
        n = missing["no_deadline"]
        lines.append(standing("ahead-no-deadline", measures=linked(n, measures(n["n"]))))
    if missing["no_lead"]["n"]:
        n = missing["no_lead"]
        lines.append(standing("ahead-no-lead", measures=linked(n, measures(n["n"]))))
    if missing["no_output"]:
        lines.append(standing("ahead-no-output", measures=measures(missing["no_output"])))
    if gaps["links"]["to_be_confirmed"]["n"]:
        n = gaps["links"]["to_be_confirmed"]
        words = ngettext("%(n)s link", "%(n)s links", n["n"]) % {"n": n["n"]}
        lines.append(said(_("Confirm or reject %(links)s between directives and measures."), links=linked(n, words)))
    if gaps["instructions"]["unlinked"]["n"]:
        n = gaps["instructions"]["unlinked"]
        lines.append(said(_("Assign a measure to %(directives)s that no measure carries out."), directives=linked(n, directives(n["n"]))))
        lines += [_gap(row, language) for row in gaps.get("gaps", [])]
    return lines
