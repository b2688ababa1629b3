"""What was planned, allocated and disbursed in the budget year, in all, by source and by measure; in million đồng."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.numbers import shown_percent
from office.blocks import Block, Column, Table, Text
from plan.money import FundingSource, shown_millions
from reports.figures import Figures
from reports.sentences import body, items, said

NOTHING = "–"


def money(figures: Figures, language: str) -> list[Block]:
    found = figures["money"]
    titles = {row["code"]: row["title"][language] for row in figures["measures"]}
    columns = (
        Column(_("Measure"), 46),
        Column(_("Planned"), 16, "end"),
        Column(_("Allocated"), 16, "end"),
        Column(_("Disbursed"), 16, "end"),
        Column(_("Of what is allocated"), 14, "end"),
    )
    return [
        body(_whole(found)),
        items(_of_source(row) for row in found["sources"]),
        Table(
            caption=_("Money by measure, budget year %(year)s (million đồng)") % {"year": found["year"]},
            columns=columns,
            rows=tuple((_measure(row, titles), *_cells(row)) for row in found["measures"]),
            total=(Text(_("Total")), *_cells(found["total"])),
        ),
    ]


def _whole(found: Figures) -> tuple[Text, ...]:
    row = found["total"]
    if row["share"] is None:
        return said(_("No money is on record as allocated for %(year)s yet."), year=str(found["year"]))
    words = _("Of %(allocated)s million đồng allocated for %(year)s, %(disbursed)s million (%(share)s) have been disbursed, by source:")
    return said(
        words,
        year=str(found["year"]),
        allocated=shown_millions(row["allocated"]),
        disbursed=Text(shown_millions(row["disbursed"]), row["address"]),
        share=_share(row),
    )


def _of_source(row: Figures) -> tuple[Text, ...]:
    words = _("%(source)s: allocated %(allocated)s, disbursed %(disbursed)s (%(share)s)")
    given = {name: _amount(row[name]) for name in ("allocated", "disbursed")}
    return said(words, source=Text(str(FundingSource(row["source"]).label), row["address"]), share=_share(row), **given)


def _measure(row: Figures, titles: dict[str, str]) -> Text:
    return Text(" ".join(filter(None, [f"{row['measure']}.", titles.get(row["measure"])])), row["address"])


def _cells(row: Figures) -> tuple[Text, ...]:
    share = None if row["share"] is None else row["disbursed"] / row["allocated"]  # whole, for who reckons on in the sheet
    return (*(_cell(row[name]) for name in ("planned", "allocated", "disbursed")), Text(_share(row), value=share))


def _cell(value: int | None) -> Text:
    """In million đồng, as the caption says."""
    return Text(_amount(value), value=None if value is None else value / 1_000_000)


def _amount(value: int | None) -> str:
    return NOTHING if value is None else shown_millions(value)


def _share(row: Figures) -> str:
    return NOTHING if row["share"] is None else shown_percent(row["share"] / 10, 1)
