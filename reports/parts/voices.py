"""What the missions said in their accepted reports, as they said it: gathered by what it is about (Annex III)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from office.blocks import Annex, Block, Column, Heading, Paragraph, Table, Text
from reports.figures import Figures
from reports.sentences import body, counted, items, missions, said

INLINE = 6  # so many voices stand in the text itself; more are in the annex


def voiced(lines: Sequence[Figures], one: str, many: str, none: str, language: str, annex: str) -> list[Block]:
    """`one` and `many` say how many missions spoke, `none` that nobody did."""
    if not lines:
        return [body(said(none))]
    told = missions(len({line["unit"] for line in lines}))
    if len(lines) > INLINE:
        return [body(said(many, missions=told, annex=annex))]
    return [body(said(one, missions=told)), items(_spoken(line, language) for line in lines)]


def difficulties_voiced(field: Figures, language: str, annex: str) -> list[Block]:
    lines = field["said"]["difficulties"]
    n = len({line["unit"] for line in lines})
    return voiced(
        lines,
        ngettext("%(missions)s names difficulties:", "%(missions)s name difficulties:", n),
        ngettext(
            "%(missions)s names difficulties; they stand in Annex %(annex)s.",
            "%(missions)s name difficulties; they stand in Annex %(annex)s.",
            n,
        ),
        _("The missions have reported no difficulty."),
        language,
        annex,
    )


def proposals_voiced(field: Figures, language: str, annex: str) -> list[Block]:
    lines = field["said"]["proposals"]
    n = len({line["unit"] for line in lines})
    return voiced(
        lines,
        ngettext("%(missions)s proposes:", "%(missions)s propose:", n),
        ngettext(
            "%(missions)s makes proposals; they stand in Annex %(annex)s, for the units named in them to settle.",
            "%(missions)s make proposals; they stand in Annex %(annex)s, for the units named in them to settle.",
            n,
        ),
        _("The missions have made no proposal."),
        language,
        annex,
    )


def next_voiced(field: Figures, language: str, annex: str) -> list[Block]:
    lines = field["said"]["next"]
    n = len({line["unit"] for line in lines})
    return voiced(
        lines,
        ngettext("%(missions)s plans for the next period:", "%(missions)s plan for the next period:", n),
        ngettext(
            "%(missions)s has set out its main work of the next period (Annex %(annex)s).",
            "%(missions)s have set out their main work of the next period (Annex %(annex)s).",
            n,
        ),
        _("The missions have set out no work for the next period."),
        language,
        annex,
    )


def _spoken(line: Figures, language: str) -> tuple[Text, ...]:
    return said(
        _("%(name)s: %(text)s"),
        name=Text(line["name"][language], line["address"]),
        text=" ".join(line["text"].split()),
    )


def annex_of_voices(figures: Figures, language: str, number: str) -> Annex:
    """Results by measure, then difficulties, proposals and the work ahead; each mission's words under its name."""
    field, titles = figures["field"], {row["code"]: row["title"][language] for row in figures["measures"]}
    results = [(f"{row['measure']}. {titles[row['measure']]}", row["lines"]) for row in field["said"]["results"]]
    parts = [
        (_("Results by measure"), results),
        (_("Difficulties and obstacles"), [("", field["said"]["difficulties"])]),
        (_("Proposals and recommendations"), [("", field["said"]["proposals"])]),
        (_("Main work of the next period"), [("", field["said"]["next"])]),
    ]
    several = len(field["quarters"]) > 1
    blocks: list[Block] = []
    for place, (title, groups) in enumerate(((title, groups) for title, groups in parts if any(lines for _group, lines in groups)), 1):
        blocks += [Heading(f"{place}. {title}", 2), _table(title, groups, language, several)]
    if not blocks:
        blocks = [Paragraph(said(_("No accepted report says anything that is gathered here.")))]
    return Annex(number, _("What the missions report"), tuple(blocks))


def _table(title: str, groups: Sequence[tuple[str, Sequence[Figures]]], language: str, several: bool) -> Table:
    rows: list[tuple[Text, ...]] = []
    place = 0
    for group, lines in groups:
        if group:
            rows.append((Text(group, bold=True),))
        for line in lines:
            place += 1
            name = f"{line['name'][language]} ({line['period']})" if several else line["name"][language]
            rows.append((counted(place), Text(name, line["address"]), Text(line["text"])))
    columns = (Column(_("No."), 5, "center"), Column(_("Mission"), 25), Column(_("What it reports"), 70))
    return Table(caption="", columns=columns, rows=tuple(rows))
