"""A list of blocks as a page; `_blocks.html` is the only template that needs these."""

from collections.abc import Sequence

from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from office import blocks, pictures

register = template.Library()
register.filter("sections", blocks.sections)
register.filter("rows", blocks.rows)


@register.filter
def shape(block: blocks.Block) -> str:
    """heading, paragraph, items, table or picture."""
    return type(block).__name__.lower()


@register.filter
def drawn(picture: blocks.Picture) -> SafeString:
    """Wide and narrow; the style sheet shows the one that fits, for shrunken text is not read."""
    return pictures.svg(picture) + pictures.svg(picture, narrow=True)


@register.filter
def columns(table: blocks.Table) -> list[tuple[str, bool]]:
    """Each label, and whether numbers stand below it."""
    return list(zip((column.label for column in table.columns), blocks.numeric(table), strict=True))


@register.filter
def inline(parts: Sequence[blocks.Text] | blocks.Text) -> SafeString:
    """The pieces of a line without anything between them; a piece with an address is a link."""
    pieces = (parts,) if isinstance(parts, blocks.Text) else parts
    return format_html_join("", "{}", ((_piece(piece),) for piece in pieces))


def _piece(piece: blocks.Text) -> SafeString:
    text = linebreaksbr(piece.text)
    if piece.path:
        text = format_html('<a href="{}">{}</a>', piece.path, text)
    return format_html("<strong>{}</strong>", text) if piece.bold else text
