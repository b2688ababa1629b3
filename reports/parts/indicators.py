"""The indicators of the plan. "Not known" is never a number; what few have answered does not stand for the whole."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from office.blocks import Block, Column, Paragraph, Table, Text
from reports.figures import Figures
from reports.sentences import about, body, day, number, said


def indicators(rows: list[Figures], language: str) -> list[Block]:
    if not rows:
        return [body(said(_("The plan has no indicator yet.")))]
    columns = (
        Column(_("Indicator"), 36),
        Column(_("Unit"), 12),
        Column(pgettext("of an indicator", "Value"), 12, "end"),
        Column(_("As of"), 14, "center"),
        Column(_("From how many missions"), 13, "center"),
        Column(_("Next target"), 18),
    )
    blocks: list[Block] = [Table(caption=_("Indicators of the plan"), columns=columns, rows=tuple(_row(row, language) for row in rows))]
    if any(row["partial"] for row in rows):
        words = _("Where a later period has been answered by few missions so far, the last complete one is shown.")
        blocks.append(Paragraph(said(words), kind="note"))
    return blocks


def _row(row: Figures, language: str) -> tuple[Text, ...]:
    known = row["value"] is not None
    return (
        Text(row["name"][language], row["address"]),
        Text(row["unit"][language]),
        Text(number(row["value"], row["decimals"]) if known else _("not known")),
        Text(day(row["value_on"]) if known else "–"),
        Text(_from(row)),
        Text(_goal(row)),
    )


def _from(row: Figures) -> str:
    """92/99: of so many that were asked so many are in it."""
    if not row["units"]:
        return "–"
    return f"{number(row['units'])}/{number(row['asked'])}" if row["asked"] else number(row["units"])


def _goal(row: Figures) -> str:
    goal = row["goal"]
    if goal is None:
        return "–"
    return _("%(value)s by %(day)s") % {"value": about(goal["value"], goal["about"]), "day": day(goal["due_on"])}
