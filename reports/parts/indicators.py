"""The indicators of the plan. "Not known" is never a number; what few have answered does not stand for the whole."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from office.blocks import Block, Column, Paragraph, Table, Text
from reports.figures import Figures
from reports.sentences import about, body, counted, dated, day, items, measured, said, share_of


def indicators(rows: list[Figures], language: str) -> list[Block]:
    if not rows:
        return [body(said(_("The plan has no indicator yet.")))]
    columns = (
        Column(_("Indicator"), 60),
        Column(_("Baseline"), 8, "end"),
        Column(_("A year before"), 8, "end"),
        Column(_("The period before"), 8, "end"),
        Column(pgettext("of an indicator", "Value"), 8, "end"),
        Column(_("As of"), 28, "center"),  # a date stays whole also in a letter wider than Times
        Column(_("From how many missions"), 10, "center"),
        Column(_("By the path"), 8, "end"),
        Column(_("Next target"), 18),
    )
    blocks: list[Block] = [Table(caption=_("Values of the indicators"), columns=columns, rows=tuple(_row(row, language) for row in rows))]
    early = [row for row in rows if row["partial"]]
    if early:
        words = _("Of the latest period few missions have answered so far, so that these values do not stand for the whole yet:")
        blocks += [Paragraph(said(words), kind="note"), items(_so_far(row, language) for row in early)]
    return blocks


def _so_far(row: Figures, language: str) -> tuple[Text, ...]:
    return said(
        _("%(name)s: %(value)s from %(of)s missions"),
        name=Text(row["name"][language], row["address"]),
        value=measured(row["partial"]["value"], row["decimals"], row["unit"][language]),
        of=_of(row["partial"]),
    )


def _row(row: Figures, language: str) -> tuple[Text, ...]:
    known = row["value"] is not None
    return (
        Text(f"{row['name'][language]} ({row['unit'][language]})", row["address"]),
        _known(row, "baseline"),
        _known(row, "year_before"),
        _known(row, "before"),
        counted(row["value"], places=row["decimals"]) if known else Text(_("not known")),
        dated(row["value_on"]) if known else Text("–"),
        Text(_of(row)),
        _expected(row),
        Text(_goal(row)),
    )


def _known(row: Figures, name: str) -> Text:
    """What figures of an older schema do not have is not known."""
    value = row.get(name)
    return Text("–") if value is None else counted(value, places=row["decimals"])


def _expected(row: Figures) -> Text:
    """As fine as the indicator tells what is reckoned; older figures say nothing of it, and were told one place at least."""
    places = row.get("places")
    return Text("–") if row["expected"] is None else counted(row["expected"], places=max(1, row["decimals"]) if places is None else places)


def _of(row: Figures) -> str:
    return share_of(row["units"], row["asked"])


def _goal(row: Figures) -> str:
    goal = row["goal"]
    if goal is None:
        return "–"
    return _("%(value)s by %(day)s") % {"value": about(goal["value"], goal["about"]), "day": day(goal["due_on"])}
