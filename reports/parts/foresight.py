"""What is foreseen of the network: only in a report that was asked for with it, by somebody who may see it (design rule 6)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.numbers import shown_percent
from missions.templatetags.forecast import share
from office.blocks import Block, Column, Paragraph, Table, Text
from reports.figures import Figures
from reports.sentences import about, after, body, counted, dated, day, items, number, said


def foreseen(found: Figures | None, language: str) -> list[Block]:
    if found is None:
        return [body(said(_("No forecast was kept by this day.")))]
    words = _("By the forecast kept on %(day)s (%(draws)s futures drawn):")
    opening = said(words, day=Text(day(found["on"]), found["address"]), draws=number(found["draws"]))
    words = _("No promise: it rests on the openings below and on assumptions that its page names (seed %(seed)s, SHA-256 %(sha)s).")
    note = said(words, seed=str(found["seed"]), sha=found["sha256"])
    blocks: list[Block] = [body(opening), items(_chance(row) for row in found["chances"]), _years(found["years"])]
    again = said(_("The page of the forecast reckons anew from what is known when it is opened, and draws other futures: it may differ."))
    return [*blocks, *([_openings(found["openings"], language)] if found["openings"] else []), Paragraph(after(note, again), kind="note")]


def _chance(row: Figures) -> tuple[Text, ...]:
    told = {"value": about(row["value"], row["about"]), "day": day(row["due_on"]), "share": share(row["share"])}
    if row.get("margin") is None:  # figures frozen before
        return said(_("Chance of %(value)s missions by %(day)s: %(share)s"), **told)
    words = _("Chance of %(value)s missions by %(day)s: %(share)s, give or take %(margin)s percentage points")
    return said(words, **told, margin=number(row["margin"] * 100, 1))


def _years(rows: list[Figures]) -> Table:
    columns = (
        Column(_("At the end of"), 25, "center"),
        Column(_("One in ten below"), 25, "end"),
        Column(_("In the middle"), 25, "end"),
        Column(_("One in ten above"), 25, "end"),
    )
    lines = tuple((dated(row["on"]), *(counted(row[name]) for name in ("low", "middle", "high"))) for row in rows)
    return Table(caption=_("Missions open at each year's end, by the forecast"), columns=columns, rows=lines)


def _openings(rows: list[Figures], language: str) -> Table:
    columns = (
        Column(_("Opening in preparation"), 46),
        Column(_("Chance"), 14, "end"),
        Column(_("Most likely"), 20, "center"),
        Column(_("At the latest"), 20, "center"),
    )
    places = 0 if all(share(row["chance"]).rstrip("%").isdigit() for row in rows) else 1
    lines = (_opening(row, language, places) for row in rows)
    return Table(caption=_("Openings in preparation that the forecast counts"), columns=columns, rows=tuple(lines))


def _opening(row: Figures, language: str, places: int) -> tuple[Text, ...]:
    name = Text(row["name"][language], row["address"])
    return (name, Text(_as_fine(row["chance"], places), value=row["chance"]), dated(row["likely"]), dated(row["latest"]))


def _as_fine(chance: float, places: int) -> str:
    """As `share`, with the places of its column; what is nearly impossible or nearly sure stays in words."""
    told = share(chance)
    return shown_percent(chance * 100, places) if told.rstrip("%").isdigit() else told
