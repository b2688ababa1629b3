"""Training: how many have completed a course since the plan began, against the path of the programmes' targets."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from office.blocks import Block, Column, Paragraph, Table, Text
from personnel.counting import Cell
from personnel.models import Programme
from reports.figures import Figures
from reports.sentences import body, counted, day, items, number, said


def training(figures: Figures, language: str) -> list[Block]:
    found = figures["training"]
    columns = (
        Column(_("Training programme"), 46),
        Column(_("Completed since the plan began"), 14, "end"),
        Column(_("By the path"), 12, "end"),
        Column(_("Completed in %(year)s") % {"year": found["year"]}, 14, "end"),
        Column(_("Target of %(year)s") % {"year": found["year"]}, 14, "end"),
    )
    return [
        body(_whole(found, figures["on"])),
        items(_of_audience(row) for row in found["audiences"]),
        Table(
            caption=_("Completions of training by programme"),
            columns=columns,
            rows=tuple((Text(row["name"][language], row["address"]), *_cells(row)) for row in found["programmes"]),
            total=(Text(_("Total")), *_cells(found["total"])),
        ),
        Paragraph(said(_note()), kind="note"),
    ]


def _note() -> str:
    return _(
        "Numbers of people are rounded to the nearest five, those under eight are told as one class, and the path is rounded to whole "
        "people; each sum is rounded on its own and need not be the sum of its rows."
    )


def _whole(found: Figures, on: str) -> tuple[Text, ...]:
    total = found["total"]
    words = ngettext(
        "From %(since)s to %(on)s a course of training was completed %(n)s time; the path of the programmes asks for %(path)s:",
        "From %(since)s to %(on)s courses of training were completed %(n)s times; the path of the programmes asks for %(path)s:",
        total["completed"],
    )
    told = {"since": day(found["since"]), "on": day(on), "path": number(total["expected"])}
    return said(words, n=Text(_people(total["completed"]), total["address"]), **told)


def _of_audience(row: Figures) -> tuple[Text, ...]:
    words = _("%(audience)s: %(n)s, by the path %(path)s")
    audience = Text(str(Programme.Audience(row["audience"]).label))
    return said(words, audience=audience, n=Text(_people(row["completed"]), row["address"]), path=number(row["expected"]))


def _cells(row: Figures) -> tuple[Text, ...]:
    target = counted(row["year_target"]) if row["year_target"] else Text("–")
    done, of_year = (counted(row[name]) if row[name] else Text(_people(0)) for name in ("completed", "year_completed"))
    return (done, counted(row["expected"]), of_year, target)


def _people(rounded: int) -> str:
    """As the figures have it: 0 is under eight."""
    return str(Cell(rounded)) if rounded else str(Cell(None))
