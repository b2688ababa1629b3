"""The way from instructions to evidence as a table: a row for each link, and one for what is linked to nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from office.tables import Column, Kind, Table, choices_of
from plan.models import Directive, DirectiveLink
from plan.progress import Cell
from plan.tracing import DirectiveTrace, Gap, Linked, MeasureTrace, Tracing

TRACING = Table(
    _("Traceability"),
    (
        Column("directive", _("Directive"), Kind.CODE, width=12),
        Column("kind", _("Kind"), Kind.CHOICE, width=16, choices=choices_of(Directive.Kind)),
        Column("who", _("Given by"), width=24),
        Column("given_on", _("Given on"), Kind.DATE, width=13),
        Column("text", _("Content of the directive"), width=60),
        Column("link", _("Link"), Kind.CHOICE, width=14, choices=choices_of(DirectiveLink.Decision)),
        Column("measure", _("Code"), Kind.CODE, width=8),
        Column("title", _("Measure"), width=50),
        Column("sentence", _("Sentence in the source"), width=50),
        Column("cell", _("Standing"), Kind.CHOICE, width=18, choices=choices_of(Cell)),
        Column("updated_on", _("Last update"), Kind.DATE, width=13),
        Column("result", _("Results"), width=50),
        Column("documents", _("Issued documents"), width=36),
        Column("evidence", _("Pieces of evidence"), Kind.WHOLE, width=10),
        Column("gap", _("Gap"), width=30),
    ),
)
_DIRECTIVE, _MEASURE = 5, 8  # columns of each end


def tracing_rows(found: Tracing) -> Iterator[list[Any]]:
    """In the order of the columns: the directives with their measures, then the measures that no directive leads to."""
    measures = {row.code: row for row in found.measures}
    for directive in found.directives:
        for link in directive.measures or (None,):
            measure = measures.get(link.code) if link else None
            yield _row(directive, link, measure)
    for measure in found.measures:
        if not measure.directives:
            yield _row(None, None, measure)


def _row(directive: DirectiveTrace | None, link: Linked | None, measure: MeasureTrace | None) -> list[Any]:
    left = [directive.code, directive.kind, directive.who, directive.given_on, directive.text] if directive else [None] * _DIRECTIVE
    right = _of_measure(measure) if measure else [link.code if link else None, *[None] * (_MEASURE - 1)]
    gaps = [*(directive.gaps if directive else ()), *(measure.gaps if measure else ())]
    return [*left, link.decision if link else None, *right, "; ".join(str(Gap(gap).label) for gap in gaps)]


def _of_measure(row: MeasureTrace) -> list[Any]:
    return [row.code, row.title, row.sentence, row.cell, row.updated_on, row.result, "; ".join(row.documents), row.evidence]
