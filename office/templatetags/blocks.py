"""Walks the blocks of a composed document on a page, as office.documents walks them in a Word file."""

from collections.abc import Sequence

from django import template

from office.blocks import Annex, Column, Heading, Items, Paragraph, Table, Text

register = template.Library()
KINDS = {Heading: "heading", Paragraph: "paragraph", Items: "items", Table: "table", Annex: "annex"}


@register.filter
def kind(block: object) -> str:
    return KINDS[type(block)]


@register.filter
def beside(cells: Sequence[Text], columns: Sequence[Column]) -> list[tuple[Text, Column]]:
    """Each cell of a row with its column."""
    return list(zip(cells, columns, strict=True))
